"""A pledge as a description for `thidua.writing`."""

import re

from django.utils import timezone

from thidua.awards.models import Pledge
from thidua.documents.letterheads import issuer_of
from thidua.writing.document import Block, Column, Document, Paragraph, Table

CLAUSE = re.compile(r"(\d{1,2}\.|[a-zđ]\)|-|\+)\s+(.*)")


def pledge_paper(pledge: Pledge) -> Document:
    """The text as it was written, then who signed for which unit and when."""
    body: list[Block] = [_paragraph(line) for line in pledge.text.splitlines() if line]
    rows = pledge.signatures.select_related("unit", "person").order_by("unit__sort_key")
    signed = {each.unit_id: each for each in rows}
    units = list(pledge.cluster.units.order_by("sort_key"))
    lines = tuple(
        (n, unit.name, signed[unit.pk].person.full_name if unit.pk in signed else "", _at(signed.get(unit.pk)))
        for n, unit in enumerate(units, start=1)
    )
    body.append(Paragraph("Các đơn vị ký giao ước:"))
    columns = (
        Column("Số TT", 0.6, "center"),
        Column("Đơn vị", 3),
        Column("Người ký", 2),
        Column("Ký lúc", 1.4, "center"),
    )
    body.append(Table(columns, lines))
    last = max((timezone.localdate(each.at) for each in rows), default=None)
    unit, year = pledge.cluster.unit, pledge.law_year
    about = pledge.cluster.name if year.short in pledge.title else f"{pledge.cluster.name}, {year.label}"
    return Document(
        type="agreement",
        issuer=issuer_of(unit),
        excerpt=f"{pledge.title} ({about})",
        place=unit.place,
        day=last if pledge.status == Pledge.Status.SIGNED else None,
        body=tuple(body),
        recipients=(f"Các đơn vị trong {pledge.cluster.name}",),
        is_draft=pledge.status == Pledge.Status.DRAFT,
    )


def _paragraph(line: str) -> Paragraph:
    found = CLAUSE.fullmatch(line)
    return Paragraph(found[2], found[1]) if found else Paragraph(line)


def _at(signature: object) -> str:
    at = getattr(signature, "at", None)
    return f"{timezone.localtime(at):%H:%M %d/%m/%Y}" if at else "chưa ký"
