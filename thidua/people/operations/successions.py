"""Units that take the place of others: merged into one, or split into several, under the lock of the trees."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q

from thidua.audit.operations import record
from thidua.kernel.permissions import require
from thidua.kernel.runs import Tell, told_nobody
from thidua.kernel.text import clean
from thidua.people.models import Cluster, ClusterLead, Person, Post, Succession, Unit
from thidua.people.operations.handover import as_officers, hand_posts
from thidua.people.operations.spans import DAY, end_spans
from thidua.people.operations.units import (
    add_unit,
    by_virtue,
    lock_trees,
    put_under,
    refuse_closed,
    refuse_future,
    refuse_late_starters,
)
from thidua.people.queries import open_units
from thidua.people.signals import units_moved, units_regrouping, units_succeeded


@transaction.atomic
def merge_units(
    olds: Iterable[Unit],
    new: Unit | Mapping[str, Any],
    *,
    by: Person,
    first_day: date,
    today: date,
    basis: str = "",
    head: Person | None = None,
    tell: Tell = told_nobody,
) -> Unit:
    """From `first_day` on `new` stands for the old units, which end the day before; returns it.

    `new` is a unit that is there, or the facts of a new one with `parent`. Teams move under it, posts go on in it; with
    `head` the other heads become officers. `tell` hears how many of the old ones are done. Raises `future`, `too_few`,
    `inside`, `closed`, `is_root`, `before_start`, `before_change`, `not_head` and what `add_unit` raises.
    """
    olds = list(dict.fromkeys(olds))
    target = begin_merger(olds, new, by=by, first_day=first_day, today=today)
    if head:
        as_officers([*olds, target], target, head, by=by, first_day=first_day)
    moved: list[Unit] = []
    for number, old in enumerate(olds, start=1):
        hand_posts(old.posts.all(), target, by=by, first_day=first_day)
        for child in open_units(Unit.objects.get_children(old), first_day):
            put_under(child, target, by=by, first_day=first_day, basis=basis)
            moved.append(child)
        target.refresh_from_db()
        tell(number, len(olds))
    units_moved.send(Unit, units=moved, first_day=first_day, by=by)
    _succeed(olds, [target], by=by, first_day=first_day, basis=basis)
    names = ", ".join(f"“{old}”" for old in olds)
    _record("people.merge_units", [*olds, target], f"Sáp nhập {names} thành “{target}”", by, first_day, basis)
    return target


def begin_merger(olds: list[Unit], new: Unit | Mapping[str, Any], *, by: Person, first_day: date, today: date) -> Unit:
    """Lock the trees, refuse what cannot be, and give the unit that stands for the old ones."""
    near = new["parent"] if isinstance(new, Mapping) else new
    _ready(olds, near, by, first_day, today, "people.merge_unit")
    if len(olds) < (2 if isinstance(new, Mapping) else 1):
        raise ValidationError("Chọn ít nhất hai đơn vị để sáp nhập.", code="too_few")
    _refuse_inside(olds, near)
    return _target(new, by, first_day)


@transaction.atomic
def split_unit(  # one argument a fact of the decision
    old: Unit,
    news: Sequence[Mapping[str, Any]],
    *,
    by: Person,
    first_day: date,
    today: date,
    basis: str = "",
    stays: bool = False,
    places: Mapping[Unit | Post, int] | None = None,
) -> list[Unit]:
    """From `first_day` on new units beside the old one stand for it, or for a part of it when it `stays`.

    `places` says by its number in `news` where a team or a post goes; the others stay, or go to the first. Raises as
    `merge_units`.
    """
    units = begin_split(old, news, by=by, first_day=first_day, today=today, stays=stays)
    asked, default = places or {}, None if stays else 0
    posts, teams = list(old.posts.all()), list(open_units(Unit.objects.get_children(old), first_day))
    moved: list[Unit] = []
    for number, unit in enumerate(units):
        going = [post.pk for post in posts if asked.get(post, default) == number]
        hand_posts(old.posts.filter(pk__in=going), unit, by=by, first_day=first_day)
        for team in teams:
            if asked.get(team, default) == number:
                team.refresh_from_db()
                put_under(team, unit, by=by, first_day=first_day, basis=basis)
                moved.append(team)
    units_moved.send(Unit, units=moved, first_day=first_day, by=by)
    _succeed([old], units, by=by, first_day=first_day, basis=basis, stays=stays)
    verb = "Tách" if stays else "Chia"
    names = ", ".join(f"“{unit}”" for unit in units)
    _record("people.split_unit", [old, *units], f"{verb} “{old}” thành {names}", by, first_day, basis)
    return units


def begin_split(
    old: Unit, news: Sequence[Mapping[str, Any]], *, by: Person, first_day: date, today: date, stays: bool
) -> list[Unit]:
    """Lock the tree, refuse what cannot be, and give the new units."""
    _ready([old], old, by, first_day, today, "people.split_unit")
    if len(news) < (1 if stays else 2):
        raise ValidationError("Chia thành ít nhất hai đơn vị, hoặc giữ lại đơn vị cũ.", code="too_few")
    parent = Unit.objects.get_parent(old, update=True)
    units = [add_unit(parent, by=by, **{**facts, "valid_from": first_day}) for facts in news]
    old.refresh_from_db()
    return units


def _ready(olds: list[Unit], near: Unit, by: Person, first_day: date, today: date, permission: str) -> None:
    """Lock the trees and refuse what cannot be."""
    lock_trees([*olds, near])
    for unit in (*olds, near):
        unit.refresh_from_db()
    refuse_future(first_day, today)
    for old in olds:
        require(by, permission, old)
        refuse_closed(old)
        if old.is_root():
            raise ValidationError("Đơn vị trên cùng không sáp nhập hay chia tách được.", code="is_root")
    refuse_late_starters(olds, first_day - DAY)
    units_regrouping.send(Unit, units=olds)


def _refuse_inside(olds: list[Unit], near: Unit) -> None:
    for old in olds:
        inside = [unit for unit in (*olds, near) if unit != old and unit.path.startswith(old.path)]
        if inside or near == old:
            other = inside[0] if inside else near
            sentence = f"“{other}” thuộc “{old}” hoặc chính là đơn vị đó. Chọn các đơn vị ngang cấp."
            raise ValidationError(sentence, code="inside")


def _target(new: Unit | Mapping[str, Any], by: Person, first_day: date) -> Unit:
    if isinstance(new, Mapping):
        facts = {name: value for name, value in new.items() if name != "parent"}
        return add_unit(new["parent"], by=by, **{**facts, "valid_from": first_day})
    require(by, "people.change_unit", new)
    refuse_closed(new)
    refuse_late_starters([new], first_day)
    return new


def _succeed(
    olds: list[Unit], news: list[Unit], *, by: Person, first_day: date, basis: str, stays: bool = False
) -> None:
    """Write who goes on for whom, put the new ones into the clusters, end the old ones, tell the rooms above."""
    rows = [Succession(old=old, new=new, first_day=first_day, basis=clean(basis)[:200]) for old in olds for new in news]
    Succession.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["old", "new"], update_fields=["first_day", "basis"]
    )
    for old in olds:
        _take_clusters(old, news, first_day, stays)
    if not stays:
        end_spans(olds, first_day - DAY)
        Unit.objects.filter(pk__in=[old.pk for old in olds]).update(valid_to=first_day - DAY)
    for unit in (*olds, *news):
        unit.refresh_from_db()
    units_succeeded.send(Unit, old=olds, new=news, first_day=first_day, by=by)


def _take_clusters(old: Unit, news: list[Unit], first_day: date, stays: bool) -> None:
    for cluster in old.clusters.all():
        cluster.units.add(*news)
        if not stays:
            cluster.units.remove(old)
    if stays:
        return
    ClusterLead.objects.filter(unit=old, year__gte=first_day.year).update(unit=news[0])
    taken = Cluster.objects.filter(unit=news[0]).values("name")
    Cluster.objects.filter(~Q(name__in=list(taken.values_list("name", flat=True))), unit=old).update(unit=news[0])


def _record(action: str, units: list[Unit], sentence: str, by: Person, first_day: date, basis: str) -> None:
    """Told at each of the places, so that every administrator finds it."""
    for unit in units:
        record(action, unit, by=by, sentence=f"{sentence} từ ngày {first_day:%d/%m/%Y}{by_virtue(basis)}")
