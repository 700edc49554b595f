"""Codes to check papers by, and QR codes: as a drawing of one path, and as a picture of black and white."""

from __future__ import annotations

import secrets
import struct
import zlib
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import groupby

from qrcode.constants import ERROR_CORRECT_M
from qrcode.main import QRCode

CODE_LETTERS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
"""Without those that are taken for one another: 0 and O, 1 and I."""
_QUIET = 2
"""Empty modules around a code."""
_DOTS = 8
"""Of a picture, for each module's side."""


def new_code() -> str:
    """A code to check a paper by, as `K7QM-3ZPA-X9`: 50 random bits."""
    letters = "".join(secrets.choice(CODE_LETTERS) for _ in range(10))
    return f"{letters[:4]}-{letters[4:8]}-{letters[8:]}"


@lru_cache(maxsize=1024)
def qr_svg(text: str) -> str:
    """A QR code as one path; a module is a unit wide. Raises ValueError for more text than a code holds."""
    rows = _rows(text)
    path = "".join(f"M{x} {y}h{wide}v1h-{wide}z" for y, row in enumerate(rows) for x, wide in _stretches(row))
    return f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {len(rows)} {len(rows)}"><path d="{path}"/></svg>'


@lru_cache(maxsize=256)
def qr_png(text: str) -> bytes:
    """A QR code as PNG, a bit a dot; the same text gives the same bytes. Raises ValueError like `qr_svg`."""
    rows = _rows(text)
    side = len(rows) * _DOTS
    lines = (b"\0" + _bits(row) for row in rows for _ in range(_DOTS))
    head = struct.pack(">IIBBBBB", side, side, 1, 0, 0, 0, 0)
    parts = ((b"IHDR", head), (b"IDAT", zlib.compress(b"".join(lines), 9)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(name, content) for name, content in parts)


def _rows(text: str) -> list[list[bool]]:
    code = QRCode(error_correction=ERROR_CORRECT_M, border=_QUIET)
    code.add_data(text)
    code.make(fit=True)
    rows: list[list[bool]] = code.get_matrix()
    return rows


def _bits(row: Sequence[bool]) -> bytes:
    """A byte for each module: its dots are alike, white is 1."""
    return bytes(0 if is_dark else 0xFF for is_dark in row)


def _chunk(name: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))


def _stretches(row: Sequence[bool]) -> Iterator[tuple[int, int]]:
    """Where dark modules begin in a row, and how many stand together."""
    at = 0
    for is_dark, modules in groupby(row):
        wide = len(list(modules))
        if is_dark:
            yield at, wide
        at += wide
