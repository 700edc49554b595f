"""How a unit numbers its documents, and what its registers say."""

from collections.abc import Iterator
from datetime import date

from django.db.models import QuerySet
from django.utils import timezone

from thidua.documents.models import SHARED, DocumentType, NumberingRule, OfficialDocument, RegistryNumber
from thidua.people.models import Unit
from thidua.writing.registers import INCOMING, OUTGOING, Cell, Register

KINDS = {"di": OUTGOING, "den": INCOMING}


def rule_of(unit: Unit, year: int) -> NumberingRule | None:
    """The rule in force in a year; None where each type has its own series."""
    return NumberingRule.objects.filter(unit=unit, year__lte=year).order_by("-year").first()


def series_of(unit: Unit, document_type: str, year: int) -> str:
    """The series from which a document of the type takes its number."""
    rule = rule_of(unit, year)
    return document_type if rule is None or document_type in rule.own_types else SHARED


def series_words(series: str) -> str:
    """A series as people call it."""
    return "Dãy chung" if series == SHARED else str(DocumentType(series).label)


def years_registered(unit: Unit) -> list[int]:
    """Years in which the unit sent or received documents, the newest first."""
    out = RegistryNumber.objects.filter(unit=unit).values_list("year", flat=True).distinct()
    came = _came(unit).dates("entered", "year")
    return sorted({*out, *(day.year for day in came)}, reverse=True)


def register_of(unit: Unit, kind: str, year: int, series: str = "") -> Register:
    """A unit's register of a year: of one series or all, `kind` `di` or `den`."""
    rows = tuple(_incoming(unit, year) if kind == "den" else _outgoing(_numbers(unit, year, series)))
    above = Unit.objects.get_parent(unit)
    span = tuple(_incoming_span(rows) if kind == "den" else _outgoing_span(unit, year, series))
    return Register(KINDS[kind], unit.name, above.name if above else "", year, span, rows)


def _numbers(unit: Unit, year: int, series: str) -> QuerySet[RegistryNumber]:
    rows = RegistryNumber.objects.filter(unit=unit, year=year)
    rows = rows.filter(series=series) if series else rows
    return rows.select_related("document").order_by("series", "n")


def _outgoing(rows: QuerySet[RegistryNumber]) -> Iterator[tuple[Cell, ...]]:
    """Held and cancelled numbers stand in their place, so that a reader sees no gap."""
    for row in rows.iterator(chunk_size=500):
        paper = row.document
        if paper is None:
            yield (f"{row.n:02d}/{row.series}", None, row.purpose, "", "", "", "", row.state)
            continue
        received = "; ".join(paper.recipients)
        said = f"{paper.get_type_display()}: {paper.excerpt}"
        yield (paper.number, paper.date, said, paper.signer_name, received, "VT", "", "")


def _outgoing_span(unit: Unit, year: int, series: str) -> Iterator[str]:
    """A line for each series: from its first number to its last."""
    found: dict[str, list[int]] = {}
    for name, n in _numbers(unit, year, series).values_list("series", "n"):
        found.setdefault(name, []).append(n)
    for name, numbers in list(found.items())[:8]:
        yield f"{series_words(name)}: từ số {min(numbers):02d} đến số {max(numbers):02d}"


def _came(unit: Unit) -> QuerySet[OfficialDocument]:
    return OfficialDocument.objects.filter(unit=unit, direction=OfficialDocument.Direction.IN)


def _incoming(unit: Unit, year: int) -> Iterator[tuple[Cell, ...]]:
    """Numbered in the order in which they were entered in the year."""
    for n, row in enumerate(_came(unit).filter(entered__year=year).order_by("entered", "pk"), start=1):
        arrived = timezone.localdate(row.entered)
        said = f"{row.get_type_display()}: {row.excerpt}"
        yield (arrived, n, row.issuer_name, row.number, row.date, said, "", "", "", "")


def _incoming_span(rows: tuple[tuple[Cell, ...], ...]) -> Iterator[str]:
    days = [row[0] for row in rows if isinstance(row[0], date)]
    if days:
        yield f"Từ số 01 đến số {len(rows):02d}; từ ngày {days[0]:%d/%m/%Y} đến ngày {days[-1]:%d/%m/%Y}"
