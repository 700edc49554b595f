"""The two sheets, column by column."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError

from thidua.people.models import Contact, Person, Post, SheetImport, Unit, plain, sign_in_name
from thidua.people.sheets.columns import SheetColumn, Unreadable, choice, day, email, phone, text
from thidua.writing.sheets import Column, workbook


@dataclass(frozen=True)
class Layout:
    """A sheet: what it is called and its columns."""

    name: str
    columns: tuple[SheetColumn, ...]

    @property
    def titles(self) -> dict[str, str]:
        return {column.name: column.title for column in self.columns}

    @property
    def headings(self) -> list[Column]:
        return [
            Column(
                column.title,
                column.width,
                f"Bắt buộc. {column.hint}".strip() if column.required else column.hint,
                column.choices,
            )
            for column in self.columns
        ]

    def workbook(self, rows: Iterable[Sequence[Any]]) -> bytes:
        """A workbook that can be read back; without rows it is the template."""
        return workbook(self.name, self.headings, rows)


def most(model: Any, name: str) -> int:
    return model._meta.get_field(name).max_length


def username(cell: Any) -> str:
    """Reads a name for signing in as it is stored and compared."""
    value = plain(text(most(Person, "username"))(cell))
    try:
        sign_in_name(value)
    except ValidationError as refusal:
        raise Unreadable(refusal.message) from refusal
    return value


DAY_HINT = "Ngày dạng dd/mm/yyyy."
UNIT_SHEET = Layout(
    "Đơn vị",
    (
        SheetColumn(
            "code", "Mã đơn vị", "Không trùng với đơn vị khác. Mã đã có thì đơn vị đó được cập nhật.",
            text(most(Unit, "code")), required=True, width=16,
        ),
        SheetColumn("name", "Tên đơn vị", "Tên đầy đủ.", text(most(Unit, "name")), required=True, width=44),
        SheetColumn(
            "short_name", "Tên gọi tắt", "Dùng trong bảng và danh sách. Để trống thì giữ nguyên.",
            text(most(Unit, "short_name")), width=24,
        ),
        SheetColumn(
            "kind", "Loại đơn vị", "Chọn trong danh sách.", choice(Unit.Kind.choices), required=True,
            choices=tuple(Unit.Kind.labels), width=28,
        ),
        SheetColumn(
            "parent", "Mã đơn vị cấp trên", "Bắt buộc với đơn vị mới; đơn vị cấp trên có thể là một dòng khác trong "
            "tệp. Đơn vị đã có không đổi cấp trên bằng tệp.", text(most(Unit, "code")), width=20,
        ),
        SheetColumn(
            "sign", "Ký hiệu trong số văn bản", "Ví dụ THCSSM của 12/KH-THCSSM.", text(most(Unit, "sign")), width=18,
        ),
        SheetColumn("place", "Địa danh", "Ghi trước ngày ban hành văn bản.", text(most(Unit, "place")), width=20),
        SheetColumn("valid_from", "Hoạt động từ ngày", DAY_HINT, day, width=14),
    ),
)  # fmt: skip
PERSON_SHEET = Layout(
    "Người",
    (
        SheetColumn(
            "code", "Mã cán bộ", "Người được nhận ra theo mã, không có mã thì theo thư điện tử, rồi tên đăng nhập; ghi "
            "ít nhất một trong ba.", text(most(Person, "code")), width=14,
        ),
        SheetColumn(
            "full_name", "Họ và tên", "Một người có nhiều vị trí thì ghi nhiều dòng.", text(most(Person, "full_name")),
            required=True, width=28,
        ),
        SheetColumn("email", "Thư điện tử", "Để trống thì giữ nguyên.", email(most(Person, "email")), width=30),
        SheetColumn("username", "Tên đăng nhập", "Chữ, số và các dấu . _ - +", username, width=18),
        SheetColumn("phone", "Điện thoại", "Để trống thì giữ nguyên.", phone(most(Contact, "phone")), width=14),
        SheetColumn("unit", "Mã đơn vị", "Mã của đơn vị nơi giữ vị trí.", text(most(Unit, "code")), True, width=16),
        SheetColumn(
            "role", "Vai trò", "Chọn trong danh sách.", choice(Post.Role.choices), required=True,
            choices=tuple(Post.Role.labels), width=24,
        ),
        SheetColumn(
            "title", "Chức danh", "Như ghi trên giấy tờ, ví dụ Phó Hiệu trưởng.", text(most(Post, "title")), width=24,
        ),
        SheetColumn(
            "valid_from", "Ngày bắt đầu", f"{DAY_HINT} Cùng đơn vị, vai trò và ngày bắt đầu là cùng một vị trí.", day,
            required=True, width=14,
        ),
        SheetColumn("valid_to", "Ngày kết thúc", f"{DAY_HINT} Để trống thì giữ nguyên.", day, width=14),
    ),
)  # fmt: skip
SHEETS: dict[str, Layout] = {SheetImport.Subject.UNITS: UNIT_SHEET, SheetImport.Subject.PERSONS: PERSON_SHEET}
