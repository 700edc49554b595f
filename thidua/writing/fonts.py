"""Which fonts a PDF is set in: a face with the metrics of Times New Roman that has every Vietnamese letter.

Debian's fonts-liberation 1.07 lacks 92 of them, and another face would be mixed in; so fonts are looked into, not
trusted by name. Without a whole family the serif that comes with typst stands in.
"""

from __future__ import annotations

import struct
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

FOLDERS = (
    Path("/usr/share/fonts"),
    Path("/usr/local/share/fonts"),
    Path.home() / ".local/share/fonts",
    Path("/Library/Fonts"),
    Path("/System/Library/Fonts/Supplemental"),
    Path("C:/Windows/Fonts"),
)
FAMILIES = (
    ("Times New Roman", ("times", "timesbd", "timesi", "timesbi")),
    ("Times New Roman", ("Times_New_Roman", "Times_New_Roman_Bold", "Times_New_Roman_Italic")),
    ("Times New Roman", ("Times New Roman", "Times New Roman Bold", "Times New Roman Italic")),
    ("Tinos", ("Tinos-Regular", "Tinos-Bold", "Tinos-Italic", "Tinos-BoldItalic")),
    ("Liberation Serif", tuple(f"LiberationSerif-{face}" for face in ("Regular", "Bold", "Italic", "BoldItalic"))),
)
"""Best first; each with the names of its files."""
EMBEDDED = "Libertinus Serif"
_VOWELS = "AĂÂEÊIOÔƠUƯYaăâeêioôơuưy"
_TONES = "\u0300\u0301\u0303\u0309\u0323"
_OTHERS = "Đđ–“”‘’…≥≤%"


def vietnamese_letters() -> frozenset[str]:
    """Every letter of Vietnamese that is not ASCII, and the signs that documents use."""
    import unicodedata

    toned = {unicodedata.normalize("NFC", vowel + tone) for vowel in _VOWELS for tone in _TONES}
    return frozenset(toned) | frozenset(_VOWELS + _OTHERS)


@dataclass(frozen=True, slots=True)
class Family:
    """A family's name as typst knows it and its files; none where it comes with typst."""

    name: str
    files: tuple[Path, ...] = ()


@cache
def serif() -> Family:
    """The best family of this machine."""
    return serif_in(FOLDERS)


def serif_in(folders: Iterable[Path]) -> Family:
    """The best whole family under `folders`, else the embedded one."""
    found: dict[str, list[Path]] = {}
    for folder in folders:
        for path in sorted(folder.rglob("*.[tT][tT][fF]")) if folder.is_dir() else ():
            found.setdefault(path.stem.lower(), []).append(path)
    for name, stems in FAMILIES:
        files = [next(filter(is_whole, found.get(stem.lower(), ())), None) for stem in stems]
        if all(files):
            return Family(name, tuple(file for file in files if file))
    return Family(EMBEDDED)


def is_whole(file: Path) -> bool:
    """Whether a font has every Vietnamese letter; False for a file that is no font."""
    try:
        return vietnamese_letters() <= letters_of(file.read_bytes())
    except (OSError, struct.error, IndexError):
        return False


def letters_of(font: bytes) -> frozenset[str]:
    """The letters that a TrueType font maps to a glyph, by its Unicode table of format 4 or 12."""
    cmap = _table(font, b"cmap")
    if cmap is None:
        return frozenset()
    letters: set[str] = set()
    (count,) = struct.unpack_from(">H", cmap, 2)
    for index in range(count):
        platform, encoding, offset = struct.unpack_from(">HHI", cmap, 4 + 8 * index)
        if (platform, encoding) in ((0, 3), (0, 4), (3, 1), (3, 10)):
            letters |= _mapped(cmap[offset:])
    return frozenset(letters)


def _table(font: bytes, tag: bytes) -> bytes | None:
    (count,) = struct.unpack_from(">H", font, 4)
    for index in range(count):
        name, _, offset, length = struct.unpack_from(">4sIII", font, 12 + 16 * index)
        if name == tag:
            return font[offset : offset + length]
    return None


def _mapped(table: bytes) -> set[str]:
    (form,) = struct.unpack_from(">H", table)
    if form == 4:
        return _of_format_4(table)
    return _of_format_12(table) if form == 12 else set()


def _of_format_12(table: bytes) -> set[str]:
    (groups,) = struct.unpack_from(">I", table, 12)
    spans = (struct.unpack_from(">III", table, 16 + 12 * index) for index in range(groups))
    return {chr(code) for first, last, _ in spans for code in range(first, min(last, 0x10FFFF) + 1)}


def _of_format_4(table: bytes) -> set[str]:
    """Segments of codes; a code whose glyph is 0 has none."""
    half = struct.unpack_from(">H", table, 6)[0] // 2
    ends = struct.unpack_from(f">{half}H", table, 14)
    starts = struct.unpack_from(f">{half}H", table, 16 + 2 * half)
    deltas = struct.unpack_from(f">{half}H", table, 16 + 4 * half)
    offsets_at = 16 + 6 * half
    offsets = struct.unpack_from(f">{half}H", table, offsets_at)
    letters = set()
    for index, (start, end) in enumerate(zip(starts, ends, strict=True)):
        for code in range(start, end + 1 if end < 0xFFFF else end):
            glyph = code
            if offsets[index]:
                at = offsets_at + 2 * index + offsets[index] + 2 * (code - start)
                (glyph,) = struct.unpack_from(">H", table, at)
                if not glyph:
                    continue
            if (glyph + deltas[index]) & 0xFFFF:
                letters.add(chr(code))
    return letters
