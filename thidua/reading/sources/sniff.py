"""Sniffing: what a file is, told by its content and never by its name."""

from __future__ import annotations

import re

from thidua.reading.refusals import Damaged, ZipBomb

from .archive import Archive

_MAGIC = (
    (b"\x89PNG\r\n\x1a\n", "png"),
    (b"\xff\xd8\xff", "jpeg"),
    (b"II*\x00", "tiff"),
    (b"MM\x00*", "tiff"),
    (b"{\\rtf", "rtf"),
)
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ZIPS = (b"PK\x03\x04", b"PK\x05\x06")
_MARKUP = re.compile(rb"\s*(?:<!--|<\?xml|<!doctype\s+html|<html|<head|<body|<meta|<div|<table|<p[\s>])", re.I)
_CONTROLS = bytes({*range(9), *range(14, 27), *range(28, 32)})


def kind_of(data: bytes) -> str:
    """One of: empty, text, html, rtf, docx, docm, xlsx, xlsm, pptx, odt, zip, zip_bomb, damaged_zip, doc,
    xls, ppt, ole, encrypted, pdf, png, jpeg, tiff, unknown. An encrypted PDF is still `pdf`.
    """
    if not data.strip(b"\0 \t\r\n"):
        return "empty"
    for magic, kind in _MAGIC:
        if data.startswith(magic):
            return kind
    if data.startswith(_OLE):
        return _ole_kind(data)
    if data.startswith(_ZIPS):
        return _zip_kind(data)
    if b"%PDF-" in data[:1024]:
        return "pdf"
    return _text_kind(data)


def _zip_kind(data: bytes) -> str:
    try:
        archive = Archive(data)
    except ZipBomb:
        return "zip_bomb"
    except Damaged:
        return "damaged_zip"
    if archive.is_encrypted:
        return "encrypted"
    names = archive.names
    has_macros = any(name.endswith("vbaProject.bin") for name in names)
    for folder, plain, with_macros in (("word/", "docx", "docm"), ("xl/", "xlsx", "xlsm"), ("ppt/", "pptx", "pptx")):
        if any(name.startswith(folder) for name in names):
            return with_macros if has_macros else plain
    if "mimetype" in names and archive.read("mimetype").startswith(b"application/vnd.oasis.opendocument.text"):
        return "odt"
    return "zip"


def _ole_kind(data: bytes) -> str:
    for stream, kind in (
        ("EncryptedPackage", "encrypted"),
        ("WordDocument", "doc"),
        ("Workbook", "xls"),
        ("PowerPoint Document", "ppt"),
    ):
        if stream.encode("utf-16-le") in data:
            return kind
    return "ole"


def _text_kind(data: bytes) -> str:
    head = data[:65536]
    if head.startswith((b"\xff\xfe", b"\xfe\xff")) or is_wide(head):
        return "text"
    if len(head) - len(head.translate(None, _CONTROLS)) > len(head) // 20:
        return "unknown"
    return "html" if _MARKUP.match(head.removeprefix(b"\xef\xbb\xbf")) else "text"


def is_wide(head: bytes) -> str:
    """The byte order of UTF-16 text without a mark: Latin letters leave every other byte zero."""
    half = len(head) // 2
    if half and head[1::2].count(0) > half * 0.4 and head[::2].count(0) < half * 0.1:
        return "utf-16-le"
    if half and head[::2].count(0) > half * 0.4 and head[1::2].count(0) < half * 0.1:
        return "utf-16-be"
    return ""
