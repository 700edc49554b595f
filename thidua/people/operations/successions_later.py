"""Mergers and splits of many units and people: what can be refused is refused at once, the rest happens in the
background, whole or not at all.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.urls import reverse

from thidua.kernel.models import Run
from thidua.kernel.runs import Outcome, Tell, keep, kept_alive, run_kind, start_run
from thidua.people.models import Person, Post, Unit
from thidua.people.operations.successions import begin_merger, begin_split, merge_units, split_unit
from thidua.people.queries import under_any

MERGE, SPLIT = "people.merge_units", "people.split_unit"
MOST_AT_ONCE = 300
"""Units and posts that are handed over while somebody waits: about a second."""


def is_long_succession(olds: Iterable[Unit]) -> bool:
    """Whether merging or splitting these would keep somebody waiting."""
    olds = list(olds)
    units = Unit.objects.filter(under_any(unit.path for unit in olds)).count()
    return units + Post.objects.filter(unit__in=[unit.pk for unit in olds]).count() > MOST_AT_ONCE


@transaction.atomic
def merge_later(
    olds: Iterable[Unit],
    new: Unit | Mapping[str, Any],
    *,
    by: Person,
    first_day: date,
    today: date,
    basis: str = "",
    head: Person | None = None,
) -> Run:
    """As `merge_units`, in the background; raises at once what can be told beforehand."""
    olds = list(dict.fromkeys(olds))
    with transaction.atomic():
        begin_merger(olds, new, by=by, first_day=first_day, today=today)
        transaction.set_rollback(True)
    into = {**new, "parent": new["parent"].pk} if isinstance(new, Mapping) else new.pk
    facts = {"person": by.pk, "first_day": str(first_day), "today": str(today), "basis": basis}
    facts |= {"olds": [unit.pk for unit in olds], "new": into, "head": head.pk if head else None}
    return start_run(MERGE, f"Sáp nhập {len(olds)} đơn vị", by=by, **facts)


@transaction.atomic
def split_later(
    old: Unit,
    news: Sequence[Mapping[str, Any]],
    *,
    by: Person,
    first_day: date,
    today: date,
    basis: str = "",
    stays: bool = False,
    places: Mapping[Unit | Post, int] | None = None,
) -> Run:
    """As `split_unit`, in the background; raises at once what can be told beforehand."""
    with transaction.atomic():
        begin_split(old, news, by=by, first_day=first_day, today=today, stays=stays)
        transaction.set_rollback(True)
    facts = {"person": by.pk, "first_day": str(first_day), "today": str(today), "basis": basis, "stays": stays}
    facts |= {"old": old.pk, "news": [dict(new) for new in news]}
    facts["places"] = [[isinstance(row, Unit), row.pk, place] for row, place in (places or {}).items()]
    return start_run(SPLIT, f"Chia tách {old.name}"[:300], by=by, **facts)


@run_kind(MERGE)
def merge_in_background(run: Run) -> Outcome:
    unit = _once(run, _merge)
    return Outcome(f"Đã sáp nhập {len(run.parameters['olds'])} đơn vị vào {unit.name}.", _page_of(unit))


@run_kind(SPLIT)
def split_in_background(run: Run) -> Outcome:
    unit = _once(run, _split)
    return Outcome(f"Đã chia tách. Đơn vị mới đầu tiên: {unit.name}.", _page_of(unit))


def _page_of(unit: Unit) -> str:
    return reverse("people:unit", args=[unit.pk])


def _once(run: Run, deed: Callable[[dict[str, Any], Tell], Unit]) -> Unit:
    """The unit that came of it; a second attempt finds whether the first one came to its end."""
    facts = run.parameters
    if "made" not in facts:
        with kept_alive(run) as tell, transaction.atomic():
            try:
                keep(run, made=deed(facts, tell).pk)
            except PermissionDenied as refusal:
                sentence = "Người yêu cầu không còn quyền sáp nhập, chia tách các đơn vị này."
                raise ValidationError(sentence, code="no_right") from refusal
    return Unit.objects.get(pk=run.parameters["made"])


def _common(facts: Mapping[str, Any]) -> dict[str, Any]:
    days = {name: date.fromisoformat(facts[name]) for name in ("first_day", "today")}
    return {"by": Person.objects.get(pk=facts["person"]), "basis": facts["basis"], **days}


def _merge(facts: dict[str, Any], tell: Tell) -> Unit:
    units = Unit.objects.in_bulk(facts["olds"])
    new = facts["new"]
    is_new = isinstance(new, dict)
    place = Unit.objects.get(pk=new["parent"] if is_new else new)
    head = Person.objects.get(pk=facts["head"]) if facts["head"] else None
    into = {**new, "parent": place} if is_new else place
    return merge_units([units[pk] for pk in facts["olds"]], into, head=head, tell=tell, **_common(facts))


def _split(facts: dict[str, Any], tell: Tell) -> Unit:
    places: dict[Unit | Post, int] = {}
    for is_unit, pk, place in facts["places"]:
        row = Unit.objects.filter(pk=pk).first() if is_unit else Post.objects.filter(pk=pk).first()
        if row:
            places[row] = place
    old = Unit.objects.get(pk=facts["old"])
    return split_unit(old, facts["news"], stays=facts["stays"], places=places, **_common(facts))[0]
