"""Whose a target, a duty or a task is: the issuing unit's own, its subordinate units', or persons'."""

from __future__ import annotations

import re

from thidua.reading.letters import fold
from thidua.reading.sheet import Sheet

_SUBORDINATE = re.compile(
    r"(?:cac|moi|tung|100% cac|100%)\s+(?:truong|don vi|co so giao duc|phong(?! trao)|to\b|xa|phuong|dia phuong"
    r"|chi doan|cong doan co so|nha truong|lop|khoi|cum|chi doi|co quan|to chuyen mon|co so)"
    r"|thu truong|hieu truong cac|ubnd cac|ubnd xa|cong doan co so|to chuyen mon|cac to\b|to van phong"
)
_PERSON = re.compile(
    r"(?:moi|tung|100%|toan the|cac)\s+(?:cbgv|cbql|can bo|giao vien|nhan vien|vien chuc|cong chuc"
    r"|hoc sinh|dang vien|doan vien|hoi vien|nguoi lao dong|ca nhan|doan vien|gv|hs|cb)"
    r"|^(?:giao vien|can bo|nhan vien|vien chuc|hoc sinh|ca nhan|doan vien)"
)

_ENVIRONMENT = re.compile("môi trường", re.IGNORECASE)
"""Without its marks it would be “mỗi trường”, each school."""


def level_of(text: str, sheet: Sheet, index: int) -> str:
    """`person`, `subordinate` or `own`, by the subject of the sentence, else by the heading over it."""
    head = _bare(text[:90])
    if _PERSON.search(head):
        return "person"
    if _SUBORDINATE.search(head):
        return "subordinate"
    for node in sheet.chain(index):
        title = _bare(node.text[:120])
        if _SUBORDINATE.search(title):
            return "subordinate"
        if _PERSON.search(title):
            return "person"
    return "own"


def _bare(text: str) -> str:
    return fold(_ENVIRONMENT.sub("", text))
