"""Papers that anybody can check by the code printed on them. Each room tells how its own papers are found.

    @checker
    def certificate_with(code: str) -> Paper | None: ...

Only what the paper itself shows in public belongs into a `Paper`: whoever has the code has the paper in hand.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field

from thidua.audit.queries import history_of
from thidua.documents.models import DocumentFile, OfficialDocument
from thidua.documents.signature_queries import pdf_files
from thidua.writing.codes import CODE_LETTERS

_NOT_A_CODE = re.compile(f"[^{CODE_LETTERS}]")


@dataclass(frozen=True, slots=True)
class Paper:
    """What everybody may know of a paper. `is_valid` is whether it still counts; `state` says it in words.

    `facts` are lines of a label and a text; `hashes` are the SHA-256 of the files that are this paper; `files` those
    that the unit lets everybody download.
    """

    title: str
    state: str
    is_valid: bool
    facts: tuple[tuple[str, str], ...] = ()
    hashes: frozenset[str] = field(default=frozenset())
    files: tuple[DocumentFile, ...] = ()


Checker = Callable[[str], Paper | None]
_checkers: list[Checker] = []


def checker(find: Checker) -> Checker:
    """Register a function that finds a paper by its code (`K7QM-3ZPA-X9`), or says that it is none of its room's."""
    _checkers.append(find)
    return find


Successor = Callable[[OfficialDocument], OfficialDocument | None]
_successors: list[Successor] = []


def successor(find: Successor) -> Successor:
    """Register how a room tells which issued document took the place of one of its own."""
    _successors.append(find)
    return find


def successor_of(document: OfficialDocument) -> OfficialDocument | None:
    return next((newer for find in _successors if (newer := find(document))), None)


def code_in(text: str) -> str:
    """A code as it is kept, from what somebody typed: case, spaces and dashes do not matter. Empty for no code."""
    letters = _NOT_A_CODE.sub("", text.upper())
    return f"{letters[:4]}-{letters[4:8]}-{letters[8:]}" if len(letters) == 10 else ""


def paper_with(code: str) -> Paper | None:
    """Of any room. The same time is taken whether there is one or not."""
    found = [paper for find in _checkers if (paper := find(code))]
    return found[0] if found else None


@checker
def document_with(code: str) -> Paper | None:
    """A document that a unit issued; one that is still drafted is nobody's business."""
    rows = OfficialDocument.objects.filter(check_code=code, direction=OfficialDocument.Direction.OUT)
    document = rows.select_related("unit").first()
    if document is None:
        return None
    number = getattr(document, "registry_number", None)
    if number is None:
        return _cancelled(document)
    facts: tuple[tuple[str, str], ...] = (
        ("Loại văn bản", document.get_type_display()),
        ("Số, ký hiệu", document.number),
        ("Ngày ban hành", f"{document.date:%d/%m/%Y}" if document.date else ""),
        ("Cơ quan ban hành", document.issuer_name or document.unit.name),
        ("Trích yếu", document.excerpt),
        ("Người ký", ", ".join(filter(None, (document.signer_name, document.signer_position)))),
    )
    newer = successor_of(document)
    state = "Đơn vị đã ban hành văn bản này"
    if newer:
        state, facts = f"{state}, nay đã được thay thế bởi {newer}", (*facts, ("Văn bản thay thế", str(newer)))
    hashes = frozenset(document.files.values_list("file__sha256", flat=True))
    files = tuple(pdf_files(document)) if document.files_public else ()
    return Paper(str(document), state, newer is None, facts, hashes, files)


def _cancelled(document: OfficialDocument) -> Paper | None:
    """A document whose number was cancelled says so; one that never had a number does not exist yet."""
    was_numbered = history_of(document).filter(action="documents.cancel_number").exists()
    if not was_numbered:
        return None
    return Paper(document.get_type_display(), "Đơn vị đã hủy số của văn bản này; không dùng văn bản này", False)
