"""Archives: the zip containers of Office files, opened without trusting them."""

from __future__ import annotations

import io
import lzma
import struct
import zipfile
import zlib

from thidua.reading.refusals import Damaged, ZipBomb

_BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    struct.error,
    ValueError,
    OSError,
    EOFError,
    RuntimeError,
    IndexError,
)
"""What `zipfile` and its decompressors raise on a bad file (`NotImplementedError` is a RuntimeError)."""

MAX_ENTRIES = 10_000
MAX_TOTAL = 1 << 30
"""Bytes of all entries together, unpacked."""
MAX_PART = 96 << 20
"""Bytes of one part that is read, unpacked."""
MAX_RATIO = 200
"""Unpacked bytes for each packed byte; Office's own XML stays well below 100."""
RATIO_FROM = 4 << 20
"""Parts smaller than this may be packed at any ratio."""


class Archive:
    """A zip file whose declared sizes were judged before anything is unpacked.

    `zipfile` never unpacks more of an entry than it declares, so what is declared is the bound.
    """

    def __init__(self, data: bytes) -> None:
        """Raises Refusal `damaged`, `zip_bomb`."""
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(data))
        except _BROKEN as cause:
            raise Damaged from cause
        self._entries = {entry.filename.lstrip("/"): entry for entry in self._zip.infolist()}
        self._refuse_bombs()

    @property
    def names(self) -> frozenset[str]:
        return frozenset(self._entries)

    @property
    def is_encrypted(self) -> bool:
        return any(entry.flag_bits & 1 for entry in self._entries.values())

    def read(self, name: str) -> bytes:
        """The unpacked bytes of a part, b"" when there is none. Raises Refusal `damaged`, `zip_bomb`."""
        entry = self._entries.get(name)
        if entry is None:
            return b""
        if entry.file_size > MAX_PART:
            raise ZipBomb
        try:
            return self._zip.read(entry)
        except (
            zipfile.BadZipFile,
            zlib.error,
            ValueError,
            OSError,
            NotImplementedError,
            RuntimeError,
            EOFError,
        ) as cause:
            raise Damaged from cause

    def _refuse_bombs(self) -> None:
        entries = self._zip.infolist()
        if len(entries) > MAX_ENTRIES or sum(entry.file_size for entry in entries) > MAX_TOTAL:
            raise ZipBomb
        for entry in entries:
            if entry.file_size > RATIO_FROM and entry.file_size > MAX_RATIO * max(entry.compress_size, 1):
                raise ZipBomb
