"""How a version of a design is kept, and the certificates that it makes of a batch's rows. Writes nothing."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, cast

from django.conf import settings

from thidua.documents.models import Certificate, CertificateBatch, CertificateDesign, DesignVersion, File
from thidua.documents.models.papers import CHECK_PATH
from thidua.documents.operations.files import open_file
from thidua.kernel.text import clean
from thidua.writing import certificates as written
from thidua.writing.certificates import PAPER, Field, Spot, certificates_pdf, on_stock
from thidua.writing.designs import Design, filled
from thidua.writing.document import Signature

WORDINGS = {
    "authority": "Người tặng",
    "recipient": "Dòng tên người nhận",
    "about": "Dòng chức vụ, đơn vị",
    "merit": "Dòng thành tích",
    "decision": "Dòng quyết định",
    "register": "Dòng số vào sổ",
}
"""The lines that a design words, with what they are called on screen."""
_SAMPLE = {
    "họ tên": "Nguyễn Thị Mẫu",
    "chức vụ": "Giáo viên",
    "đơn vị": "Tổ Khoa học tự nhiên",
    "thành tích": "Đã có thành tích xuất sắc trong phong trào thi đua “Dạy tốt, học tốt” năm học 2026 - 2027",
    "số quyết định": "00/QĐ-MẪU",
    "ngày quyết định": "21/11/2026",
    "số vào sổ": "00",
    "năm": "2026",
}


@dataclass(frozen=True)
class Layout:
    """A version's look, as it is kept. `paper` is width and height, `spots` places, both in millimetres."""

    title: str = "GIẤY KHEN"
    verb: str = "TẶNG"
    frame: str = "woven"
    emblem: str = "none"
    wording: Mapping[str, str] = field(default_factory=dict)
    paper: tuple[float, float] = PAPER
    spots: Mapping[Field, Spot] = field(default_factory=dict)

    @classmethod
    def of(cls, version: DesignVersion) -> Layout:
        kept: dict[str, Any] = dict(version.layout)
        spots = {cast("Field", name): Spot(**spot) for name, spot in kept.pop("spots", {}).items()}
        wide, high = kept.pop("paper", PAPER)
        return cls(**kept, spots=spots, paper=(wide, high))

    def kept(self) -> dict[str, Any]:
        """As JSON."""
        return dataclasses.asdict(self)


def first_layout(unit_name: str, way: str) -> Layout:
    """Where a new design begins: the usual words; on stock the fields where giấy khen usually have them."""
    wording = {
        "authority": f"Hiệu trưởng {unit_name}" if unit_name.casefold().startswith("trường") else unit_name,
        "recipient": "{họ tên}",
        "about": "{chức vụ}, {đơn vị}",
        "merit": "{thành tích}",
        "decision": "Quyết định số {số quyết định} ngày {ngày quyết định}",
        "register": "Số vào sổ: {số vào sổ}",
    }
    if way == CertificateDesign.Way.OWN:
        return Layout(wording=wording)
    spots: dict[Field, Spot] = {
        "recipient": Spot(48, 88, 200, 26, 15, bold=True),
        "about": Spot(48, 104, 200, 16, 10),
        "merit": Spot(48, 116, 200, 16, 20, italic=True),
        "dated": Spot(160, 146, 110, 14, 8, italic=True),
        "position": Spot(160, 154, 110, 14, 8, bold=True),
        "signer": Spot(160, 184, 110, 14, 8, bold=True),
        "decision": Spot(40, 156, 100, 11, 7, "left"),
        "code": Spot(62, 176, 60, 10, 6, "left"),
        "qr": Spot(40, 168, 20, 10, 20, "left"),
    }
    return Layout(wording=wording, spots=spots)


def design_of(version: DesignVersion) -> Design:
    """Of an own design."""
    layout = Layout.of(version)
    picture = content_of(version.picture) if layout.emblem == "picture" else b""
    is_drawn = layout.emblem != "picture" or picture
    facts: dict[str, Any] = {"frame": layout.frame, "emblem": layout.emblem if is_drawn else "none"}
    return Design(title=layout.title, verb=layout.verb, picture=picture, **facts)


def content_of(file: File | None) -> bytes:
    if file is None:
        return b""
    with open_file(file) as opened:
        return opened.read()


def certificate_of(row: Certificate, batch: CertificateBatch, layout: Layout) -> written.Certificate:
    """What is printed for one row of a batch."""
    day = batch.decision_date
    values = {
        "họ tên": row.recipient,
        "chức vụ": row.position,
        "đơn vị": row.unit_name,
        "thành tích": row.merit or batch.merit,
        "số quyết định": row.decision or batch.decision_number,
        "ngày quyết định": f"{day:%d/%m/%Y}" if day else "",
        "số vào sổ": row.register,
        "năm": str(day.year) if day else "",
    }
    signature = Signature(
        batch.signer_position, batch.signer_name, tuple(filter(None, (clean(batch.signer_standing),)))
    )
    facts = {"place": batch.place, "day": day, "signature": signature, "code": row.code}
    return _worded(layout, values, link=check_address(row.code), **facts)


def sample_of(layout: Layout) -> written.Certificate:
    """An invented certificate, to look at a design by."""
    signature = Signature("Hiệu trưởng", "Trần Văn Mẫu")
    facts = {"place": "Sơn Hạ", "day": date(2026, 11, 21), "signature": signature, "code": "MAU0-MAU0-00"}
    return _worded(layout, _SAMPLE, link=check_address("MAU0-MAU0-00"), **facts)


def _worded(layout: Layout, values: Mapping[str, str], **facts: Any) -> written.Certificate:
    said: dict[str, Any] = {name: filled(layout.wording.get(name, ""), values) for name in WORDINGS}
    return written.Certificate(kind=written.Kind.COMMENDATION, **said, **facts)


def printed(version: DesignVersion, certificates: Sequence[written.Certificate], *, preview: bool = False) -> bytes:
    """A page each, as PDF. A preview of stock shows boxes and a ruler; of an own design, that it is one."""
    if version.design.way == CertificateDesign.Way.OWN:
        return certificates_pdf(certificates, design=design_of(version), preview=preview)
    layout = Layout.of(version)
    return on_stock(certificates, layout.spots, paper=layout.paper, preview=preview)


def check_address(code: str) -> str:
    """Where anybody may ask whether a certificate is genuine."""
    return settings.SITE_ADDRESS + CHECK_PATH.format(code)
