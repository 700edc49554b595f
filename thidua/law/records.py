"""Facts as they are written in files: JSON for the command, TOML for worked cases."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from thidua.law.facts import (
    Absence,
    AbsenceKind,
    AwardRecord,
    CollectiveFacts,
    Discipline,
    DisciplineForm,
    Facts,
    Grade,
    Initiative,
    InitiativeKind,
    Lead,
    LeadKind,
    Members,
    PersonFacts,
    Proceeding,
    ProceedingKind,
    Scope,
    Subject,
    Transfer,
    Use,
    YearGrade,
)
from thidua.law.refusals import BadFacts, Fault
from thidua.law.tables import Table
from thidua.law.years import Year

NEVER = Year(0)


def facts_from(values: Mapping[str, Any], name: str = "") -> Facts:
    """Facts of a person, or of a collective where `subject` says so. Raises BadFacts with every fault."""
    faults: list[Fault] = []
    table = Table(values, file=name, place="", faults=faults)
    facts = facts_in(table)
    table.done()
    if faults:
        raise BadFacts(faults)
    return facts


def facts_in(table: Table) -> Facts:
    subject = table.choice("subject", Subject, Subject.PERSON)
    shared = _shared(table)
    return _person(table, shared) if subject is Subject.PERSON else _collective(table, shared)


def _shared(table: Table) -> dict[str, Any]:
    judgements = table.take("judgements", {})
    if not isinstance(judgements, Mapping) or not all(isinstance(value, bool) for value in judgements.values()):
        table.fault("wrong_type", "Khóa “judgements” cần các mã điều kiện với giá trị true hoặc false.")
        judgements = {}
    return {
        "key": table.text("key", ""),
        "name": table.text("name", ""),
        "grades": _each(table, "grades", _grade),
        "awards": _each(table, "awards", _award),
        "disciplines": _each(table, "disciplines", _discipline),
        "proceedings": _each(table, "proceedings", _proceeding),
        "claims": frozenset(table.texts("claims", ())),
        "judgements": dict(judgements),
        "registered": _registered(table),
        "learner": table.flag("learner", False),
        "known_since": table.year("known_since", None),
    }


def _person(table: Table, shared: dict[str, Any]) -> PersonFacts:
    return PersonFacts(
        **shared,
        initiatives=_each(table, "initiatives", _initiative),
        absences=_each(table, "absences", _absence),
        transfers=_each(table, "transfers", _transfer),
        hired=table.day("hired", None),
        service_years=_count(table, "service_years"),
        hard_area_years=_count(table, "hard_area_years"),
    )


def _collective(table: Table, shared: dict[str, Any]) -> CollectiveFacts:
    return CollectiveFacts(
        **shared,
        members=_each(table, "members", _members),
        leads=_each(table, "leads", _lead),
        dissolved=table.day("dissolved", None),
    )


def _each(table: Table, key: str, build: Any) -> tuple[Any, ...]:
    found = []
    for one in table.tables(key, []):
        found.append(build(one))
        one.done()
    return tuple(found)


def _registered(table: Table) -> frozenset[tuple[str, Year]] | None:
    if not table.has("registered"):
        return None
    return frozenset(_each(table, "registered", lambda one: (one.text("award"), _year(one))))


def _count(table: Table, key: str) -> int | None:
    return table.whole(key) if table.has(key) else None


def _year(table: Table) -> Year:
    return table.year("year") or NEVER


def _grade(table: Table) -> YearGrade:
    return YearGrade(_year(table), table.choice("grade", Grade), table.text("decision", ""))


def _award(table: Table) -> AwardRecord:
    award, year, decided = table.text("award"), _year(table), table.day("decided", None)
    return AwardRecord(award, year, decided, table.text("decision", ""), table.flag("proposed", False))


def _discipline(table: Table) -> Discipline:
    form, decided = table.choice("form", DisciplineForm), _day(table, "decided")
    return Discipline(form, decided, table.day("until", None), table.text("decision", ""))


def _proceeding(table: Table) -> Proceeding:
    return Proceeding(table.choice("kind", ProceedingKind), _day(table, "since"), table.day("cleared", None))


def _initiative(table: Table) -> Initiative:
    return Initiative(
        table.text("name"),
        _year(table),
        table.choice("kind", InitiativeKind, InitiativeKind.INITIATIVE),
        table.choice("scope", Scope, Scope.UNIT),
        table.flag("applied", False),
        table.flag("replicable", False),
        table.text("decision", ""),
        _each(table, "uses", lambda one: Use(one.text("award"), _year(one))),
    )


def _absence(table: Table) -> Absence:
    return Absence(table.choice("kind", AbsenceKind), _day(table, "start"), table.day("end", None))


def _transfer(table: Table) -> Transfer:
    return Transfer(_day(table, "on"), table.text("came_from", ""))


def _members(table: Table) -> Members:
    counts = {key: _count(table, key) for key in ("completed", "advanced_workers", "fighters")}
    worst = table.choice("worst_discipline", DisciplineForm) if table.has("worst_discipline") else None
    return Members(_year(table), table.whole("members"), **counts, worst_discipline=worst)


def _lead(table: Table) -> Lead:
    kind, scope = table.choice("kind", LeadKind), table.choice("scope", Scope)
    return Lead(_year(table), kind, scope, table.whole("lasting", 0))


def _day(table: Table, key: str) -> date:
    return table.day(key) or date.max
