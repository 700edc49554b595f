"""Nghị định 30/2020/NĐ-CP, Phụ lục I and III, as data: every size, position, name and abbreviation, with its source.

`Span` is what the decree allows; the second value is what we set. Lengths are millimetres, sizes and gaps points.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Align = Literal["left", "center", "right", "justify"]

FONT = "Times New Roman"
BLACK = "000000"
RED = "FF0000"
POINTS_PER_MM = 72 / 25.4
LINE = 1.149
"""A single line of Times New Roman, in ems: the font's own ascent, descent and gap."""


@dataclass(frozen=True, slots=True)
class Span:
    """From `least` to `most`, both allowed."""

    least: float
    most: float

    def holds(self, value: float, slack: float = 0.0) -> bool:
        return self.least - slack <= value <= self.most + slack


PAPER = (210.0, 297.0)
"""A4, portrait: Phụ lục I, Phần I, Mục I, khoản 1, 2."""
TOP, BOTTOM, LEFT, RIGHT = Span(20, 25), Span(20, 25), Span(30, 35), Span(15, 20)
"""Margins: Phụ lục I, Phần I, Mục I, khoản 3."""
MARGINS = {"top": 20.0, "bottom": 20.0, "left": 30.0, "right": 20.0}
TEXT_WIDTH = PAPER[0] - MARGINS["left"] - MARGINS["right"]
TEXT_WIDTH_LANDSCAPE = PAPER[1] - MARGINS["left"] - MARGINS["right"]
PAGE_NUMBER_FROM_TOP = 7.5
"""Where the page number's line begins: centred in the top margin. Phụ lục I, Phần I, Mục I, khoản 7."""
HEAD_COLUMNS = (66.0, 94.0)
"""Boxes 2, 3 on the left, boxes 1, 4 on the right."""
FOOT_COLUMNS = (80.0, 80.0)
"""Box 9b on the left, boxes 7 on the right."""
SIGNING_SPACE = 28.0
"""Between the post and the name, for signature and seal."""
RULE_SHARE = Span(1 / 3, 1 / 2)
"""The rule under the issuer and under the excerpt, as a share of the text: Mục II, khoản 2.b, 5.b."""
RULE_SET = 0.42
INDENTS = (10.0, 12.7)
"""First line of a paragraph: Mục II, khoản 6.e."""
INDENT = 12.7
GAP = 6.0
"""Least gap between paragraphs: Mục II, khoản 6.e."""
LINE_SPACING = Span(1.0, 1.5)
"""In single lines: Mục II, khoản 6.e."""
URGENCY = {"HOẢ TỐC": (30.0, 8.0), "THƯỢNG KHẨN": (40.0, 8.0), "KHẨN": (20.0, 8.0)}
"""Frames, width by height: Mục III, khoản 2.b."""
CAPACITIES = ("TM.", "Q.", "KT.", "TL.", "TUQ.")
"""For a collective, acting head, for the head, by order, by authority: Mục II, khoản 7.b."""
CHECK_SIDE = 18.0
"""Of the QR code by which a document is checked."""
FIGURE_WIDTH = 160.0
"""Of a chart at the most."""
NATION = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"
MOTTO = "Độc lập - Tự do - Hạnh phúc"
END = "./."


@dataclass(frozen=True, slots=True)
class Look:
    """How one component of a document is printed, and where the decree says so.

    `name` is the style's name in Word; `sizes` what is allowed, `size` what is set; `before` and `after` are gaps.
    """

    name: str
    sizes: Span
    size: float
    source: str
    bold: bool = False
    italic: bool = False
    caps: bool = False
    align: Align = "center"
    indent: float = 0.0
    left: float = 0.0
    before: float = 0.0
    after: float = 0.0
    line: float = 1.0
    keep: bool = False


_MEDIUM, _SMALL = Span(13, 14), Span(12, 13)


def _text(name: str, source: str, *, bold: bool = False, caps: bool = False, keep: bool = False) -> Look:
    return Look(
        name, _MEDIUM, 14, source, bold=bold, caps=caps, align="justify", indent=INDENT, after=GAP, line=1.1, keep=keep
    )


LOOKS: dict[str, Look] = {
    "nation": Look("Quốc hiệu", _SMALL, 12, "Mục II, khoản 1.a", bold=True, caps=True),
    "motto": Look("Tiêu ngữ", _MEDIUM, 13, "Mục II, khoản 1.b", bold=True),
    "parent": Look("Cơ quan chủ quản", _SMALL, 12, "Mục II, khoản 2.b", caps=True),
    "issuer": Look("Cơ quan ban hành", _SMALL, 12, "Mục II, khoản 2.b", bold=True, caps=True),
    "number": Look("Số, ký hiệu", Span(13, 13), 13, "Mục II, khoản 3.b", before=6),
    "dated": Look("Địa danh, thời gian", _MEDIUM, 13, "Mục II, khoản 4.b", italic=True, before=6),
    "letter_excerpt": Look("Trích yếu công văn", _SMALL, 12, "Mục II, khoản 5.b", before=6),
    "urgency": Look("Mức độ khẩn", _MEDIUM, 13, "Mục III, khoản 2.b", bold=True, caps=True),
    "draft": Look("Dự thảo", _MEDIUM, 13, "Thông lệ, Nghị định không quy định", bold=True, caps=True, before=6),
    "type": Look("Tên loại", _MEDIUM, 14, "Mục II, khoản 5.b", bold=True, caps=True, before=14, keep=True),
    "excerpt": Look("Trích yếu", _MEDIUM, 14, "Mục II, khoản 5.b", bold=True, keep=True),
    "addressee": Look("Kính gửi", _MEDIUM, 14, "Mục II, khoản 9.b", before=12, after=12),
    "addressees": Look(
        "Kính gửi nhiều nơi", _MEDIUM, 14, "Mục II, khoản 9.b", align="left", left=30, before=12, after=GAP
    ),
    "addressees_item": Look("Nơi được kính gửi", _MEDIUM, 14, "Mục II, khoản 9.b", align="left", left=47, after=GAP),
    "enacting": Look("Thẩm quyền ban hành", _MEDIUM, 14, "Phụ lục III, Mẫu 1.2", bold=True, caps=True, after=GAP),
    "resolved": Look("Lệnh ban hành", _MEDIUM, 14, "Phụ lục III, Mẫu 1.2", bold=True, caps=True, after=GAP, keep=True),
    "basis": Look(
        "Căn cứ",
        _MEDIUM,
        14,
        "Mục II, khoản 6.e",
        italic=True,
        align="justify",
        indent=INDENT,
        after=GAP,
        line=1.1,
    ),
    "part": Look("Phần, Chương", _MEDIUM, 14, "Mục II, khoản 6.e", bold=True, before=6, after=GAP, keep=True),
    "section": Look("Mục", _MEDIUM, 14, "Mục II, khoản 6.e", bold=True, before=6, after=GAP, keep=True),
    "roman": _text("Đề mục La Mã", "Mục II, khoản 6.e", bold=True, caps=True, keep=True),
    "arabic": _text("Đề mục khoản", "Mục II, khoản 6.e", bold=True, keep=True),
    "lower": _text("Đề mục dưới khoản", "Mục II, khoản 6.e", bold=True, keep=True),
    "letter": _text("Đề mục điểm", "Mục II, khoản 6.e", keep=True),
    "body": _text("Nội dung", "Mục II, khoản 6.e"),
    "caption": Look("Tên bảng", _MEDIUM, 13, "Mục II, khoản 6.e", italic=True, before=4, after=3, keep=True),
    "figure": Look("Biểu đồ", _MEDIUM, 13, "Thông lệ, Nghị định không quy định", before=4, after=6),
    "table_head": Look("Đầu cột", Span(11, 14), 12, "Mục II, khoản 6.e", bold=True, before=2, after=2),
    "table_cell": Look("Ô bảng", Span(11, 14), 12, "Mục II, khoản 6.e", align="left", before=1, after=1),
    "capacity": Look("Quyền hạn, chức vụ", _MEDIUM, 14, "Mục II, khoản 7.đ", bold=True, caps=True, keep=True),
    "signer": Look("Họ tên người ký", _MEDIUM, 14, "Mục II, khoản 7.đ", bold=True),
    "recipients": Look(
        "Nơi nhận", Span(12, 12), 12, "Mục II, khoản 9.b", bold=True, italic=True, align="left", keep=True
    ),
    "recipient": Look("Nơi nhận, từng nơi", Span(11, 11), 11, "Mục II, khoản 9.b", align="left", keep=True),
    "appendix": Look("Số phụ lục", Span(14, 14), 14, "Mục III, khoản 1", bold=True, keep=True),
    "appendix_title": Look("Tên phụ lục", _MEDIUM, 14, "Mục III, khoản 1", bold=True, caps=True, keep=True),
    "appendix_of": Look("Kèm theo", _MEDIUM, 13, "Mục III, khoản 1", italic=True, after=10, keep=True),
    "drafter": Look("Người soạn thảo", Span(11, 11), 11, "Mục III, khoản 3", align="left", caps=True, before=6),
    "check": Look("Mã kiểm tra", Span(8, 11), 9, "Thông lệ, Nghị định không quy định", align="left"),
    "contact": Look("Địa chỉ", Span(11, 12), 11, "Mục III, khoản 4"),
    "page_number": Look("Số trang", _MEDIUM, 13, "Mục I, khoản 7"),
    "rule": Look("Đường kẻ", _MEDIUM, 13, "Mục II, khoản 1.b, 2.b, 5.b"),
}


@dataclass(frozen=True, slots=True)
class DocumentType:
    """A type of administrative document (Điều 7) with the abbreviation in its sign (Phụ lục III)."""

    name: str
    abbreviation: str
    source: str = "Điều 7; Phụ lục III, Mục I"


TYPES: dict[str, DocumentType] = {
    key: DocumentType(name, abbreviation)
    for key, name, abbreviation in (
        ("resolution", "Nghị quyết", "NQ"),
        ("decision", "Quyết định", "QĐ"),
        ("directive", "Chỉ thị", "CT"),
        ("regulation", "Quy chế", "QC"),
        ("rules", "Quy định", "QyĐ"),
        ("communique", "Thông cáo", "TC"),
        ("notice", "Thông báo", "TB"),
        ("guidance", "Hướng dẫn", "HD"),
        ("programme", "Chương trình", "CTr"),
        ("plan", "Kế hoạch", "KH"),
        ("option", "Phương án", "PA"),
        ("scheme", "Đề án", "ĐA"),
        ("project", "Dự án", "DA"),
        ("report", "Báo cáo", "BC"),
        ("minutes", "Biên bản", "BB"),
        ("submission", "Tờ trình", "TTr"),
        ("contract", "Hợp đồng", "HĐ"),
        ("letter", "Công văn", ""),
        ("telegram", "Công điện", "CĐ"),
        ("memorandum", "Bản ghi nhớ", "BGN"),
        ("agreement", "Bản thỏa thuận", "BTT"),
        ("proxy", "Giấy ủy quyền", "GUQ"),
        ("invitation", "Giấy mời", "GM"),
        ("introduction", "Giấy giới thiệu", "GGT"),
        ("leave", "Giấy nghỉ phép", "GNP"),
        ("sending_slip", "Phiếu gửi", "PG"),
        ("transfer_slip", "Phiếu chuyển", "PC"),
        ("notice_slip", "Phiếu báo", "PB"),
        ("public_letter", "Thư công", ""),
    )
}
"""The 29 types. A letter's sign has the issuer and the drafting unit only, no abbreviation of its type."""
COPIES = {
    "copy": DocumentType("Bản sao y", "SY", "Phụ lục III, Mục I"),
    "extract": DocumentType("Bản trích sao", "TrS", "Phụ lục III, Mục I"),
    "duplicate": DocumentType("Bản sao lục", "SL", "Phụ lục III, Mục I"),
}
