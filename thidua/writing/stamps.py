"""What the digital signature of an organisation shows on its page: Nghị định 30/2020/NĐ-CP, Phụ lục I, Mục II, khoản 8.

Each is a PDF of one small page without a ground, to be laid into the box of the signature.
"""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from thidua.writing.fonts import Family, serif
from thidua.writing.pdf import compiled
from thidua.writing.wording import clean

VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")
TEXT_BOX = (74.0, 12.0)
"""Width and height of the text on what is attached to a document, in millimetres."""
SHARE = 1 / 3
"""How much of the signer's own signature the seal covers, from its left."""
SIGNATURE_WIDTH = 45.0
"""Of the picture of a signature, where nobody measured it; in millimetres. Source unknown: a usual width."""
SEAL_SIDE = 36.0
"""Of a round seal, in millimetres. Source unknown: to be measured on the seal itself."""
_TEXT_SIZE = 10


def picture_stamp(picture: bytes, side: float, *, family: Family | None = None) -> bytes:
    """The seal's picture (PNG, transparent) in its real size: `side` is its width in millimetres."""
    given = {"title": "Dấu", "width": side, "height": side, "size": _TEXT_SIZE, "picture": list(picture), "lines": []}
    return compiled("stamp.typ", given, family or serif())


def text_stamp(number: str, at: datetime, *, family: Family | None = None) -> bytes:
    """On a file attached to a document: its number and the time, no picture."""
    lines = [f"Số: {clean(number)}", f"Thời gian ký: {signing_time(at)}"]
    width, height = TEXT_BOX
    given = {"title": "Chữ ký số", "width": width, "height": height, "size": _TEXT_SIZE, "picture": [], "lines": lines}
    return compiled("stamp.typ", given, family or serif())


def signing_time(at: datetime) -> str:
    """Date, hour, minute, second and the zone by ISO 8601: `21/11/2026 16:42:09 +07:00`."""
    moment = at.astimezone(VIETNAM)
    zone = f"{moment:%z}"
    return f"{moment:%d/%m/%Y %H:%M:%S} {zone[:3]}:{zone[3:]}"


def seal_place(name_centre: float, name_top: float, side: float, space: float) -> tuple[float, float]:
    """The left lower corner of a seal, in millimetres from the page's: it covers the left third of the signature, which
    stands halfway in the `space` between the post and the name. The name's centre and upper edge are given.
    """
    signature_left = name_centre - SIGNATURE_WIDTH / 2
    left = signature_left + SIGNATURE_WIDTH * SHARE - side
    return max(left, 2.0), max(name_top + space / 2 - side / 2, 2.0)
