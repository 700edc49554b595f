"""A Word file opened without trusting it: its sizes are judged before anything is unpacked, its XML fetches nothing."""

from __future__ import annotations

import io
import posixpath
import zipfile
import zlib
from collections.abc import Iterator
from typing import Any

from lxml import etree

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_STRICT = b"http://purl.oclc.org/ooxml/wordprocessingml/main"
MAX_BYTES = 32 << 20
MAX_ENTRIES = 5_000
MAX_TOTAL = 256 << 20
MAX_PART = 32 << 20
MAX_RATIO = 200
RATIO_FROM = 4 << 20
"""Parts smaller than this may be packed at any ratio."""
_BROKEN = (zipfile.BadZipFile, zlib.error, ValueError, OSError, EOFError, RuntimeError, IndexError, MemoryError)


class Refused(Exception):
    """The file cannot be checked; its text is a sentence for the reader."""


NOT_WORD = "Tệp không phải văn bản Word (.docx) hoặc đã hỏng. Mở tệp bằng Word, lưu lại dưới dạng .docx rồi thử lại."
TOO_LARGE = "Tệp lớn bất thường nên không mở. Bỏ bớt hình ảnh, lưu lại dưới dạng .docx rồi thử lại."


class Package:
    """The parts of a Word file, by the relations that lead to them. Raises Refused."""

    def __init__(self, data: bytes) -> None:
        if len(data) > MAX_BYTES:
            raise Refused(TOO_LARGE)
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(data))
        except _BROKEN as cause:
            raise Refused(NOT_WORD) from cause
        self._entries = {entry.filename.lstrip("/"): entry for entry in self._zip.infolist()}
        self._refuse_bombs()
        main = next((target for kind, target in self._relations("") if kind.endswith("/officeDocument")), "")
        self._main = main or "word/document.xml"
        body = self.parsed(self._main)
        if body is None or body.tag != W + "document":
            raise Refused(NOT_WORD)
        self.document = body
        self._targets = dict(self._named(self._main))

    def part(self, kind: str) -> Any | None:
        """The first part of a kind: `styles`, `theme`, `settings`."""
        return next(
            (self.parsed(target) for found, target in self._relations(self._main) if found.endswith("/" + kind)), None
        )

    def named(self, relation: str) -> Any | None:
        """The part that a header's or footer's relation leads to."""
        return self.parsed(self._targets.get(relation, ""))

    def parsed(self, name: str) -> Any | None:
        """The root of a part, None where there is none. Raises Refused for broken XML and for a document type."""
        entry = self._entries.get(name)
        if entry is None:
            return None
        if entry.file_size > MAX_PART:
            raise Refused(TOO_LARGE)
        parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True)
        try:
            text = self._zip.read(entry).replace(_STRICT, W[1:-1].encode())
            root = etree.fromstring(text, parser) if text.strip() else None
        except (*_BROKEN, etree.XMLSyntaxError) as cause:
            raise Refused(NOT_WORD) from cause
        if root is not None and root.getroottree().docinfo.doctype:
            raise Refused(NOT_WORD)
        return root

    def _refuse_bombs(self) -> None:
        entries = self._zip.infolist()
        if len(entries) > MAX_ENTRIES or sum(entry.file_size for entry in entries) > MAX_TOTAL:
            raise Refused(TOO_LARGE)
        for entry in entries:
            if entry.file_size > RATIO_FROM and entry.file_size > MAX_RATIO * max(entry.compress_size, 1):
                raise Refused(TOO_LARGE)

    def _relations(self, name: str) -> Iterator[tuple[str, str]]:
        for relation, target in self._related(name):
            yield relation.get("Type", ""), target

    def _named(self, name: str) -> Iterator[tuple[str, str]]:
        for relation, target in self._related(name):
            yield relation.get("Id", ""), target

    def _related(self, name: str) -> Iterator[tuple[Any, str]]:
        folder, file = posixpath.split(name)
        root = self.parsed(posixpath.join(folder, "_rels", f"{file}.rels"))
        for relation in () if root is None else root:
            if isinstance(relation.tag, str) and relation.get("TargetMode") != "External":
                target = posixpath.normpath(posixpath.join("/" + folder, relation.get("Target", "")))
                yield relation, target.lstrip("/")


def child(element: Any | None, *names: str) -> Any | None:
    """The descendant on the path of `names`."""
    for name in names:
        element = None if element is None else element.find(W + name)
    return element


def mark(element: Any | None, name: str = "val") -> str | None:
    return None if element is None else element.get(W + name)


def whole(text: str | None) -> int | None:
    """A number of twips or half points as Word writes it; None for what is none."""
    try:
        return round(float(text)) if text and len(text) < 12 else None
    except ValueError:
        return None
