"""Certificates as PDF: our own design in A4 landscape, or fields set in millimetres on printed stock."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any, Literal

from thidua.writing import decree
from thidua.writing.codes import qr_svg
from thidua.writing.designs import Design
from thidua.writing.document import Signature
from thidua.writing.fonts import Family, serif
from thidua.writing.metrics import width_of
from thidua.writing.pdf import breakable, compiled
from thidua.writing.wording import clean, day_in_words

PAPER = (297.0, 210.0)


class Kind(StrEnum):
    COMMENDATION = "GIẤY KHEN"
    MERIT = "BẰNG KHEN"
    CERTIFICATE = "GIẤY CHỨNG NHẬN"


_VERBS = {Kind.COMMENDATION: "TẶNG", Kind.MERIT: "TẶNG", Kind.CERTIFICATE: "CẤP"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Certificate:
    """One certificate. `authority` is who gives it (`HIỆU TRƯỞNG TRƯỜNG …`), `about` the recipient's post and unit,
    `merit` what for, `decision` and `register` where it is written. With `link` a QR code is printed.
    """

    kind: Kind
    authority: str
    recipient: str
    merit: str
    about: str = ""
    decision: str = ""
    register: str = ""
    place: str = ""
    day: date | None = None
    signature: Signature | None = None
    code: str = ""
    link: str = ""


Field = Literal[
    "recipient", "about", "merit", "authority", "decision", "register", "dated", "position", "signer", "code", "qr"
]
FIELDS: dict[Field, str] = {
    "recipient": "Người được khen",
    "about": "Chức vụ, đơn vị",
    "merit": "Thành tích",
    "authority": "Người tặng",
    "decision": "Quyết định",
    "register": "Số vào sổ",
    "dated": "Địa danh, ngày",
    "position": "Chức vụ người ký",
    "signer": "Người ký",
    "code": "Mã tra cứu",
    "qr": "Mã QR",
}
"""What may be set on stock, with its name on the preview."""


@dataclass(frozen=True, slots=True)
class Spot:
    """Where a field stands: the box's left upper corner and its size in millimetres, the greatest size in points.

    Text that does not fit is set smaller, down to 7 points.
    """

    x: float
    y: float
    width: float
    size: float = 16
    height: float = 12
    align: Literal["left", "center", "right"] = "center"
    bold: bool = False
    italic: bool = False


def certificates_pdf(
    certificates: Sequence[Certificate],
    *,
    design: Design | None = None,
    preview: bool = False,
    family: Family | None = None,
) -> bytes:
    """A full design, a page for each, in their order; `preview` says on each that it is one.

    Raises ValueError for none, Unprintable for a picture that is none.
    """
    given = {"paper": PAPER, "spots": None, "preview": preview, "design": _looks(design)}
    return _printed(certificates, given, family, design)


def certificate_png(certificate: Certificate, *, design: Design | None = None, dots: int = 80) -> bytes:
    """A full design of one certificate as a picture to look at, of so many dots an inch. Raises Unprintable."""
    given = {"paper": PAPER, "spots": None, "preview": False, "design": _looks(design)}
    return _printed([certificate], given, None, design, dots)


def on_stock(
    certificates: Sequence[Certificate],
    spots: Mapping[Field, Spot],
    *,
    paper: tuple[float, float] = PAPER,
    preview: bool = False,
    family: Family | None = None,
) -> bytes:
    """Only the fields of `spots`, for stock of `paper` (width, height in millimetres); `preview` draws their boxes and
    a ruler along the edges.

    Raises ValueError for no certificate, an unknown field or a box that leaves the paper.
    """
    _refuse_outside(spots, paper)
    placed = [{"field": name, "title": FIELDS[name], **dataclasses.asdict(spot)} for name, spot in spots.items()]
    return _printed(certificates, {"paper": paper, "spots": placed, "preview": preview}, family, None)


def _refuse_outside(spots: Mapping[Field, Spot], paper: tuple[float, float]) -> None:
    for name, spot in spots.items():
        if name not in FIELDS:
            raise ValueError(f"unknown field: {name}")
        is_within = min(spot.x, spot.y) >= 0 and spot.x + spot.width <= paper[0] and spot.y + spot.height <= paper[1]
        if not is_within or min(spot.width, spot.height, spot.size) <= 0:
            raise ValueError(f"outside the paper: {name}")


def _looks(design: Design | None) -> dict[str, Any]:
    """What the template asks of a design; the picture as numbers, since it takes nothing but text."""
    design = design or Design()
    return {"frame": design.frame, "emblem": design.emblem, "picture": list(design.picture)}


def _printed(
    certificates: Sequence[Certificate],
    stock: Mapping[str, Any],
    family: Family | None,
    design: Design | None,
    dots: int = 0,
) -> bytes:
    if not certificates:
        raise ValueError("no certificate to print")
    said = [_said(each, design) for each in certificates]
    given = {**stock, "title": said[0]["kind"], "certificates": said}
    return compiled("certificate.typ", given, family or serif(), dots=dots)


def _said(certificate: Certificate, design: Design | None) -> dict[str, Any]:
    """What is printed, as text."""
    title = clean(design.title) if design else ""
    signature = certificate.signature or Signature("")
    standing = [line for each in (*signature.standing, signature.position) if (line := clean(each).upper())]
    dated = f"{clean(certificate.place)}, {day_in_words(certificate.day)}" if certificate.place else ""
    fields = {name: getattr(certificate, name) for name in ("recipient", "about", "merit", "decision", "register")}
    return {
        **{name: breakable(clean(text)) for name, text in fields.items()},
        "written": breakable("\n".join(filter(None, (clean(certificate.decision), clean(certificate.register))))),
        "kind": title or str(certificate.kind),
        "verb": clean(design.verb) if design else _VERBS[certificate.kind],
        "authority": breakable(clean(certificate.authority).upper()),
        "dated": dated,
        "standing": [breakable(line) for line in standing],
        "position": breakable(" ".join(standing)),
        "signer": breakable(clean(signature.name)),
        "code": clean(certificate.code),
        "checking": f"Mã tra cứu: {clean(certificate.code)}" if certificate.code else "",
        "qr": qr_svg(certificate.link) if certificate.link else "",
        "nation": decree.NATION,
        "motto": decree.MOTTO,
        "rule": round(width_of(decree.MOTTO, 15, bold=True), 1),
    }
