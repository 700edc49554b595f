"""Entries as they are written in files, a builder for each kind of table."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any

from thidua.law.citing import Citation, citations
from thidua.law.conditions import Basis
from thidua.law.conditions.parsing import condition_from
from thidua.law.facts import AbsenceKind, BallotKind, Denominator, Kind, Level, Scope, Subject, UnitKind
from thidua.law.rules import (
    AbsenceRule,
    Authority,
    Award,
    Bar,
    BaseSalary,
    BonusRate,
    Deadline,
    Document,
    DossierList,
    Entry,
    Holiday,
    Key,
    Layer,
    Local,
    Mode,
    Paper,
    Principle,
    Quorum,
    Quota,
    ReuseRule,
    Rounding,
    SchoolYear,
    Setting,
    Standard,
    Transition,
    Vote,
)
from thidua.law.tables import Table
from thidua.law.years import Calendar

Built = Iterable[tuple[Key, Entry]]
MOST_DAYS, MOST_YEARS = 3650, 100
"""Of a deadline: a longer one would lead out of the calendar."""


@dataclass(frozen=True, slots=True)
class Frame:
    """What every entry of a file shares, and the documents whose dates entries take over."""

    layer: Layer
    file: str
    documents: Mapping[str, tuple[date | None, date | None]]


def entry_from(name: str, table: Table, frame: Frame) -> list[tuple[Key, Entry]]:
    """The entry under each of its natural keys."""
    shared = _shared(name, table, frame)
    built = list(BUILDERS[name](table, shared))
    table.done()
    return built


def document_from(table: Table, layer: Layer) -> Document:
    """A document says when it holds by itself, and needs no source."""
    key = table.text("key")
    table.place = f"document “{key}”"
    shared: dict[str, Any] = {
        "sources": (Citation(key),),
        "valid_from": table.day("valid_from", None),
        "valid_to": table.day("valid_to", None),
        "verified": table.flag("verified"),
        "note": table.text("note", ""),
        "local": Local.CLOSED,
        "mode": Mode.ADD,
        "layer": layer,
        "file": table.file,
    }
    document = Document(
        **shared,
        key=key,
        short=table.text("short"),
        title=table.text("title"),
        issued=table.day("issued", None),
        ended_by=table.text("ended_by", ""),
        unsettles=table.texts("unsettles", ()),
    )
    table.done()
    return document


def _shared(name: str, table: Table, frame: Frame) -> dict[str, Any]:
    table.place = _place(name, table)
    sources = _sources(table)
    first, last = frame.documents.get(sources[0].document, (None, None)) if sources else (None, None)
    verified, note = table.flag("verified"), table.text("note", "")
    if not verified and not note and not table.has("note"):
        table.fault("unverified_without_note", "Chưa đối chiếu mà không ghi “note”. Ghi rõ điều cần đối chiếu.")
    is_local = frame.layer.rank > min(type(frame.layer.rank))
    return {
        "sources": sources,
        "valid_from": table.day("valid_from", first),
        "valid_to": table.day("valid_to", last),
        "verified": verified,
        "note": note,
        "local": table.choice("local", Local, Local.FREE if is_local else Local.CLOSED),
        "mode": table.choice("mode", Mode) if is_local else Mode.ADD,
        "layer": frame.layer,
        "file": frame.file,
    }


def _place(name: str, table: Table) -> str:
    shown = [table.left.get(key) for key in ("key", "award", "awards", "matters", "subject", "kind", "council")]
    return f"{name} “{', '.join(str(one) for one in shown if one)}”"


def _sources(table: Table) -> tuple[Citation, ...]:
    if not table.has("source"):
        table.fault("missing_source", 'Không ghi căn cứ pháp lý. Bổ sung khóa “source”, thí dụ source = "L22 Đ24".')
        return ()
    return table.parsed("source", table.text("source"), citations, "nơi dẫn dạng “L22 Đ24.1”") or ()


def _basis(shared: Mapping[str, Any]) -> Basis:
    return Basis(shared["sources"], shared["verified"], shared["note"])


def _award(table: Table, shared: dict[str, Any]) -> Built:
    key = table.text("key")
    yield (
        (key,),
        Award(
            **shared,
            key=key,
            name=table.text("name"),
            short=table.text("short"),
            kind=table.choice("kind", Kind),
            subjects=table.choices("subjects", Subject),
            scope=table.choice("scope", Scope),
            learners=table.flag("learners", False),
            residential=table.flag("residential", False),
        ),
    )


def _setting(table: Table, shared: dict[str, Any]) -> Built:
    key = table.text("key")
    yield (key,), Setting(**shared, key=key, name=table.text("name"), value=table.share("value", None))


def _standard(table: Table, shared: dict[str, Any]) -> Built:
    award, subject = table.text("award"), table.choice("subject", Subject)
    when = condition_from(table.inner(table.take("when"), "when"), _basis(shared))
    yield (award, subject.value), Standard(**shared, award=award, subject=subject, when=when)


def _bar(table: Table, shared: dict[str, Any]) -> Built:
    key, awards = table.text("key"), table.texts("awards")
    for subject in table.choices("subjects", Subject):
        # one condition a subject, so that what each may be asked is checked by itself
        when = condition_from(table.inner(table.left.get("when"), "when"), _basis(shared))
        yield (key, subject.value), Bar(**shared, key=key, awards=awards, subject=subject, when=when)
    table.take("when")


def _vote(table: Table, shared: dict[str, Any]) -> Built:
    matters = table.texts("matters")
    entry = Vote(
        **shared,
        matters=matters,
        share=table.share("share", None),
        denominator=table.choice("denominator", Denominator),
        ballot=table.choice("ballot", BallotKind),
        compulsory=table.flag("compulsory"),
        absent_in_writing=table.flag("absent_in_writing"),
    )
    return (((matter,), entry) for matter in matters)


def _quorum(table: Table, shared: dict[str, Any]) -> Built:
    council, matters = table.text("council"), table.texts("for_matters", ())
    entry = Quorum(**shared, council=council, share=table.share("share", None), for_matters=matters)
    return (((council, matter), entry) for matter in matters or ("",))


def _authority(table: Table, shared: dict[str, Any]) -> Built:
    awards, units = table.texts("awards"), table.choices("units", UnitKind)
    entry = Authority(
        **shared,
        awards=awards,
        units=units,
        office=table.text("office"),
        name=table.text("name"),
        proposer=table.text("proposer", ""),
    )
    return (((award, unit.value, entry.office), entry) for award in awards for unit in units)


def _dossier(table: Table, shared: dict[str, Any]) -> Built:
    awards, levels = table.texts("awards"), table.choices("levels", Level)
    papers = tuple(_paper(one) for one in table.tables("papers"))
    copies = table.whole("copies", least=1) if table.has("copies") else None
    entry = DossierList(**shared, awards=awards, levels=levels, papers=papers, copies=copies)
    return (((award, level.value), entry) for award in awards for level in levels)


def _paper(table: Table) -> Paper:
    paper = Paper(table.text("key"), table.text("name"), table.text("only_if", ""))
    table.done()
    return paper


def _quota(table: Table, shared: dict[str, Any]) -> Built:
    key = table.text("key")
    share, of = table.share("share", None), table.text("of", "")
    least = table.whole("at_least", 0)
    yield (key,), Quota(**shared, key=key, name=table.text("name"), share=share, of=of, at_least=least)


def _bonus(table: Table, shared: dict[str, Any]) -> Built:
    awards, subject = table.texts("awards"), table.choice("subject", Subject)
    multiple, at_most = table.share("multiple") or Fraction(0), table.flag("at_most", False)
    entry = BonusRate(**shared, awards=awards, subject=subject, multiple=multiple, at_most=at_most)
    return (((award, subject.value), entry) for award in awards)


def _rounding(table: Table, shared: dict[str, Any]) -> Built:
    key = table.text("key")
    yield (key,), Rounding(**shared, key=key, step=table.whole("step", least=1))


def _base_salary(table: Table, shared: dict[str, Any]) -> Built:
    yield ("base_salary",), BaseSalary(**shared, amount=table.whole("amount", least=1))


def _deadline(table: Table, shared: dict[str, Any]) -> Built:
    key, name = table.text("key"), table.text("name")
    month, day = table.day_of_year("day") or (None, None) if table.has("day") else (None, None)
    given = [key for key in ("working_days", "calendar_days") if table.has(key)]
    if len(given) + (month is not None) != 1:
        table.fault("one_operator", "Ghi đúng một trong các khóa “day”, “working_days”, “calendar_days”.")
    days = [table.whole(key, least=1, most=MOST_DAYS) for key in given]
    yield (
        (key,),
        Deadline(
            **shared,
            key=key,
            name=name,
            month=month,
            day=day,
            years=table.whole("years_after", 0, most=MOST_YEARS),
            days=days[0] if days else None,
            working="working_days" in given,
            before=table.flag("before", False),
            awards=table.texts("awards", ()),
        ),
    )


def _holiday(table: Table, shared: dict[str, Any]) -> Built:
    key, name = table.text("key"), table.text("name")
    month, day = table.day_of_year("day") or (None, None) if table.has("day") else (None, None)
    first = table.day("first", None)
    last = table.day("last", first)
    if (month is not None) == (first is not None):
        table.fault("one_operator", "Ghi đúng một trong hai: “day” cho ngày hằng năm, hoặc “first” và “last”.")
    if first and last and last < first:
        table.fault("backwards", "Ngày cuối trước ngày đầu. Sửa lại ngày.")
    works = table.flag("works", False)
    entry = Holiday(**shared, key=key, name=name, month=month, day=day, first=first, last=last, works=works)
    yield (key,), entry


def _transition(table: Table, shared: dict[str, Any]) -> Built:
    key, document = table.text("key"), table.text("document")
    begins = table.day("begins") or date.max
    favourable, awards = table.flag("favourable"), table.texts("awards", ())
    entry = Transition(**shared, key=key, document=document, begins=begins, favourable=favourable, awards=awards)
    yield (key,), entry


def _absence(table: Table, shared: dict[str, Any]) -> Built:
    kind = table.choice("kind", AbsenceKind)
    counts, ask = table.flag("counts"), table.text("ask")
    months = table.whole("explains_from_months", least=1)
    yield (kind.value,), AbsenceRule(**shared, kind=kind, counts=counts, explains_from=months, ask=ask)


def _reuse(table: Table, shared: dict[str, Any]) -> Built:
    used_for, asked_for = table.choice("used_for", Kind), table.choice("asked_for", Kind)
    counts = table.flag("counts")
    yield (used_for.value, asked_for.value), ReuseRule(**shared, used_for=used_for, asked_for=asked_for, counts=counts)


def _principle(table: Table, shared: dict[str, Any]) -> Built:
    key = table.text("key")
    yield (key,), Principle(**shared, key=key, text=table.text("text"))


def _school_year(table: Table, shared: dict[str, Any]) -> Built:
    begins = table.day_of_year("begins") or (1, 1)
    yield ("school_year",), SchoolYear(**shared, begins=Calendar(*begins))


BUILDERS: dict[str, Callable[[Table, dict[str, Any]], Built]] = {
    "award": _award,
    "setting": _setting,
    "standard": _standard,
    "bar": _bar,
    "vote": _vote,
    "quorum": _quorum,
    "authority": _authority,
    "dossier": _dossier,
    "quota": _quota,
    "bonus": _bonus,
    "rounding": _rounding,
    "base_salary": _base_salary,
    "deadline": _deadline,
    "holiday": _holiday,
    "transition": _transition,
    "absence": _absence,
    "reuse": _reuse,
    "principle": _principle,
    "school_year": _school_year,
}
"""By the name of the table in files."""
