"""How wide a line of Times New Roman is, for rules that are as long as their text."""

from __future__ import annotations

import unicodedata

from thidua.writing.decree import POINTS_PER_MM

_PLAIN = {
    250: " ,.", 333: "!()-I[]`fr", 408: '"', 500: "#$*0123456789_bdghknopquvxyđ–", 833: "%", 778: "&m", 180: "'",
    564: "+<=>", 278: "/:;\\ijlt", 444: "?acez“”", 921: "@", 722: "ADGHKNOQUVXYwĐƠ", 667: "BCR", 611: "ELTZ",
    556: "FPS", 389: "Js", 889: "M", 944: "W", 529: "ơ", 776: "Ư", 542: "ư", 1000: "…",
}  # fmt: skip
_BOLD = {
    250: " ,.", 333: "!()-:;[]`fjt", 555: '"', 500: "#$*0123456789?J_agovxy–“”", 1000: "%W…", 833: "&m", 278: "'/\\il",
    570: "+<=>", 930: "@", 722: "ACDNRUVXYwĐ", 667: "BELTZ", 611: "FP", 778: "GHKOQƠ", 389: "Is", 944: "M",
    556: "Sbdhknpquđ", 444: "cerz", 554: "ơ", 796: "Ư", 600: "ư",
}  # fmt: skip
"""Advance widths in thousandths of an em; a letter with a tone is as wide as without."""
_WIDTHS = {
    is_bold: {letter: width for width, letters in table.items() for letter in letters}
    for is_bold, table in ((False, _PLAIN), (True, _BOLD))
}
_UNKNOWN = 600


def width_of(text: str, size: float, *, bold: bool = False) -> float:
    """Millimetres of `text` on one line at `size` points."""
    widths = _WIDTHS[bold]
    total = sum(widths.get(_bare(letter, widths), _UNKNOWN) for letter in unicodedata.normalize("NFC", text))
    return total / 1000 * size / POINTS_PER_MM


def _bare(letter: str, known: dict[str, int]) -> str:
    while letter not in known:
        parts = unicodedata.normalize("NFD", letter)
        if len(parts) == 1:
            return letter
        letter = unicodedata.normalize("NFC", parts[:-1])
    return letter
