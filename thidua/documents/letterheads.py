"""The head and foot of a unit's own documents, from what the system knows of the unit and of the document."""

import re
from collections.abc import Sequence
from typing import Any, Unpack

from django.core.exceptions import ValidationError

from thidua.documents.models import DocumentType, OfficialDocument
from thidua.documents.operations.registry import sign_of
from thidua.kernel.calendar import today
from thidua.people.models import Person, Post, Unit
from thidua.writing.document import Block, Document, Issuer, Number, Signature
from thidua.writing.forms import Facts

KEPT = re.compile(r"[-–\s]*Lưu\s*:?\s*", re.IGNORECASE)
COUNCILS = frozenset({Unit.Kind.PROVINCE, Unit.Kind.COMMUNE})
"""Kinds of units whose papers the people's committee issues, as a collective."""
COMMITTEE = "Ủy ban nhân dân"
POSITIONS = {
    Unit.Kind.MINISTRY: "Bộ trưởng",
    Unit.Kind.PROVINCE: "Chủ tịch",
    Unit.Kind.COMMUNE: "Chủ tịch",
    Unit.Kind.DEPARTMENT: "Giám đốc",
    Unit.Kind.CENTRE: "Giám đốc",
    Unit.Kind.DIVISION: "Trưởng phòng",
    Unit.Kind.TEAM: "Tổ trưởng",
}


def described(official: OfficialDocument, *, body: tuple[Block, ...], **facts: Unpack[Facts]) -> Document:
    """The description of an official document: head and foot as it has them, `body` and the other `facts` as given.

    A document without a number leaves room for it; without a signer the head of the unit signs. Raises ValidationError
    `no_type` for a document of another type than the decree's.
    """
    kind = DocumentType(official.type).key
    if not kind:
        raise ValidationError("Chọn loại văn bản theo Nghị định 30/2020/NĐ-CP rồi in.", code="no_type")
    recipients, kept = kept_of(official.recipients)
    head: Facts = {
        "number": _number(official),
        "place": official.place or official.unit.place,
        "day": official.date,
        "recipients": recipients,
        "kept": kept,
        "signatures": (signature_of(official),),
    }
    facts = {**head, **facts}
    issuer = issuer_of(official.unit, official.issuer_name)
    return Document(type=kind, issuer=issuer, excerpt=official.excerpt, body=body, **facts)


def kept_of(recipients: Sequence[str]) -> tuple[tuple[str, ...], str]:
    """Who receives a document, and what its line Lưu says: the registry where it says nothing."""
    if recipients and (found := KEPT.match(recipients[-1])):
        return tuple(recipients[:-1]), recipients[-1][found.end() :].strip(" .;")
    return tuple(recipients), "VT"


def issuer_of(unit: Unit, name: str = "") -> Issuer:
    """Box 2: the unit, or `name` as its document says it, under the body that it belongs to."""
    own = name or letterhead(unit)
    above = Unit.objects.get_parent(unit)
    is_apart = above is None or unit.kind in COUNCILS
    return Issuer(own, () if is_apart else (letterhead(above),), in_prose=unit.name if not name else "")


def letterhead(unit: Unit) -> str:
    """The name over a document: of a commune or a province its people's committee."""
    if unit.kind not in COUNCILS or unit.name.lower().startswith(COMMITTEE.lower()):
        return unit.name
    return f"{COMMITTEE} {unit.name[:1].lower()}{unit.name[1:]}"


def signature_of(official: OfficialDocument) -> Signature:
    """Who signs, as the document says; where it says nobody, the head of the unit."""
    if official.signer_position or official.signer_name or official.signer_capacity:
        standing = (official.signer_capacity,) if official.signer_capacity else ()
        return Signature(official.signer_position, official.signer_name, standing)
    head = head_of(official.unit)
    return Signature(
        POSITIONS.get(Unit.Kind(official.unit.kind), "Hiệu trưởng"), str(head or ""), standing_of(official.unit)
    )


def missing_signer(official: OfficialDocument) -> dict[str, Any]:
    """The fields of a signer for a document that names none: the unit's head. Empty when nobody is known."""
    signature = signature_of(official)
    if not signature.name or official.signer_name or official.signer_position or official.signer_capacity:
        return {}
    capacity = signature.standing[0] if signature.standing else ""
    return {"signer_position": signature.position, "signer_name": signature.name, "signer_capacity": capacity}


def standing_of(unit: Unit) -> tuple[str, ...]:
    """The line over the post of a head who signs for a collective: Nghị định 30/2020/NĐ-CP, Phụ lục I, Mục II.7.b."""
    return (f"TM. {COMMITTEE}",) if unit.kind in COUNCILS else ()


def head_of(unit: Unit) -> Person | None:
    """The unit's head today; None where there is none, or more than one."""
    heads = [
        post.person
        for post in Post.objects.valid_on(today()).filter(unit=unit, role="head")[:2].select_related("person")
    ]
    return heads[0] if len(heads) == 1 else None


def _number(official: OfficialDocument) -> Number | None:
    """Text that is no number with a sign stands as it is."""
    value, _, sign = official.number.partition("/")
    if not official.number:
        return Number(sign_of(official))
    if not sign:
        return Number(official.number)
    return Number(sign, int(value) if value.isascii() and value.isdigit() else value)
