"""The Excel sheet of initiatives of past years: one list of columns gives the template and the reading."""

import re
from decimal import Decimal
from typing import Any

from thidua.initiatives.models import Initiative, Scope
from thidua.people.sheets import Layout, SheetColumn
from thidua.people.sheets.columns import Unreadable, choice, day, text, words

NOT_RECOGNISED = "none"
OUTCOMES = (*Scope.choices, (NOT_RECOGNISED, "Không được công nhận"))
SHARE = re.compile(r"^(.*?)[\s(:–-]*(\d{1,3}(?:[.,]\d{1,2})?)\s*%\s*\)?$")
MOST_AUTHORS = 20
YEARS = range(1990, 2200)


def year(cell: Any) -> int:
    """Reads a year of four digits."""
    value = words(cell)
    if not (value.isascii() and value.isdecimal() and len(value) == 4 and int(value) in YEARS):
        raise Unreadable(f"“{value[:40]}” không phải là năm. Ghi bốn chữ số, ví dụ 2025.")
    return int(value)


def authors(cell: Any) -> list[list[str]]:
    """Reads names with shares, apart by semicolons: `Nguyễn Thị Lan 60%; Trần Văn Bảo 40%`. Without shares they are
    even. Gives [name, share] each; the shares make 100.
    """
    pieces = [piece.strip() for piece in words(cell).split(";") if piece.strip()]
    if len(pieces) > MOST_AUTHORS:
        raise Unreadable(f"Có {len(pieces)} tác giả, nhiều nhất {MOST_AUTHORS}.")
    found = [SHARE.match(piece) for piece in pieces]
    if not any(found):
        return [[_name(piece), str(share)] for piece, share in zip(pieces, _even(len(pieces)), strict=True)]
    if not all(found):
        raise Unreadable(
            "Ghi tỷ lệ cho mọi tác giả, hoặc không ghi cho ai. Ví dụ: Nguyễn Thị Lan 60%; Trần Văn Bảo 40%."
        )
    shared = [(match[1], Decimal(match[2].replace(",", "."))) for match in found if match]
    total = sum(share for _, share in shared)
    if total != 100 or any(share <= 0 for _, share in shared):
        raise Unreadable(f"Tỷ lệ đóng góp cộng lại là {total} %, phải đúng 100 %.".replace(".", ",", 1))
    return [[_name(name), str(share)] for name, share in shared]


def _name(piece: str) -> str:
    name = piece.strip(" ,.-–(")
    if not name or len(name) > 120:
        raise Unreadable("Ghi họ tên từng tác giả, nhiều nhất 120 ký tự.")
    return name


def _even(count: int) -> list[Decimal]:
    """Shares of two places that make 100, the first one taking what is left over."""
    each = (Decimal(10000) // count) / 100 if count else Decimal(0)
    return [100 - each * (count - 1), *[each] * (count - 1)] if count else []


PAST_SHEET = Layout(
    "Sáng kiến",
    (
        SheetColumn("title", "Tên sáng kiến", "Như trên quyết định công nhận.", text(500), required=True, width=60),
        SheetColumn("year", "Năm", "Năm được xét, bốn chữ số.", year, required=True, width=8),
        SheetColumn("unit", "Mã đơn vị", "Mã của đơn vị có sáng kiến.", text(40), required=True, width=16),
        SheetColumn(
            "authors", "Tác giả",
            "Cách nhau bằng dấu chấm phẩy, kèm tỷ lệ nếu có: Nguyễn Thị Lan 60%; Trần Văn Bảo 40%.",
            authors, required=True, width=44,
        ),
        SheetColumn(
            "outcome", "Phạm vi công nhận", "Chọn trong danh sách.", choice(OUTCOMES), required=True,
            choices=tuple(label for _, label in OUTCOMES), width=22,
        ),
        SheetColumn("number", "Số quyết định", "Bắt buộc khi được công nhận.", text(80), width=20),
        SheetColumn("day", "Ngày quyết định", "Ngày dạng dd/mm/yyyy; bắt buộc khi được công nhận.", day, width=14),
        SheetColumn("decided_by", "Cơ quan quyết định", "Để trống thì là đơn vị nhập.", text(300), width=30),
        SheetColumn(
            "kind", "Loại", "Để trống thì là Sáng kiến.", choice(Initiative.Kind.choices),
            choices=tuple(Initiative.Kind.labels), width=12,
        ),
        SheetColumn(
            "field", "Lĩnh vực", "Để trống thì là Lĩnh vực khác.", choice(Initiative.Field.choices),
            choices=tuple(Initiative.Field.labels), width=26,
        ),
        SheetColumn("first_applied", "Ngày áp dụng lần đầu", "Ngày dạng dd/mm/yyyy.", day, width=14),
        SheetColumn("solution", "Nội dung giải pháp", "Càng đủ càng dễ tìm sáng kiến giống.", text(20_000), width=60),
        SheetColumn("conditions", "Điều kiện cần thiết", "Nơi khác cần có gì để áp dụng.", text(20_000), width=40),
        SheetColumn("benefit", "Lợi ích, hiệu quả", "Nêu số liệu nếu có.", text(20_000), width=40),
    ),
)  # fmt: skip
