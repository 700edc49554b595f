"""The tree of units: new ones, changes, closing and moving. All of it under one lock a tree."""

from collections.abc import Iterable
from copy import copy
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from thidua.audit.operations import differences, record
from thidua.kernel.permissions import require
from thidua.kernel.text import clean
from thidua.people.models import Person, Unit
from thidua.people.operations.spans import begin_spans, change_span, correct_many, end_spans, reopen_span
from thidua.people.queries import open_units
from thidua.people.signals import unit_closed, unit_reopened, units_moved

OWN_FACTS = ("name", "short_name", "sign", "place")
"""What a unit's own administrator may change."""
PLACE_FACTS = ("kind", "code", "valid_from")
"""What only the administrator above may change: the kind of a unit decides how far its members see."""
LABELS = {"name": "tên đơn vị", "code": "mã đơn vị"}


def lock_trees(units: Iterable[Unit]) -> None:
    """Hold the roots of these units, topmost names first, until the transaction ends."""
    roots = {unit.path[: Unit.steplen] for unit in units}
    list(Unit.objects.select_for_update().filter(path__in=roots).order_by("path").values_list("pk"))


def checked(unit: Unit) -> Unit:
    """The unit, cleaned; raises ValidationError by field (`unique` for a code that is taken)."""
    unit.code, unit.short_name, unit.sign, unit.place = map(clean, (unit.code, unit.short_name, unit.sign, unit.place))
    unit.full_clean(exclude=["path", "depth", "numchild"])
    return unit


@transaction.atomic
def add_unit(parent: Unit, *, by: Person, **facts: Any) -> Unit:
    """A new unit below `parent`. Raises `closed` when the parent is closed, and what `full_clean` finds."""
    lock_trees([parent])
    parent.refresh_from_db()
    require(by, "people.add_unit", parent)
    refuse_closed(parent)
    unit = Unit.objects.add_child(parent, instance=checked(Unit(**facts)))
    begin_spans([unit])
    record("people.add_unit", unit, by=by, sentence=f"Thêm đơn vị “{unit}” ({unit.code}) vào “{parent}”")
    return unit


def refuse_closed(unit: Unit) -> None:
    if unit.valid_to is not None:
        sentence = f"“{unit}” đã đóng từ ngày {unit.valid_to:%d/%m/%Y}. Mở lại đơn vị trước, hoặc chọn đơn vị khác."
        raise ValidationError(sentence, code="closed")


@transaction.atomic
def change_unit(unit: Unit, *, by: Person, **facts: Any) -> None:
    """Correct the named facts; a new name from a day on is `rename_unit`.

    Those of `PLACE_FACTS` want the permission `people.place_unit`. Raises `after_change` for a late first day.
    """
    require(by, "people.change_unit", unit)
    before = Unit.objects.select_for_update().get(pk=unit.pk)
    changed = [name for name in OWN_FACTS + PLACE_FACTS if name in facts and facts[name] != getattr(before, name)]
    if set(changed) & set(PLACE_FACTS):
        require(by, "people.place_unit", unit)
    after = copy(before)
    for name in changed:
        setattr(after, name, facts[name])
    checked(after)
    correct_many([after])
    after.save()
    if changes := differences(before, after, changed):
        record("people.change_unit", after, by=by, sentence=f"Sửa thông tin đơn vị “{after}”", changes=changes)
    unit.refresh_from_db()


@transaction.atomic
def close_unit(unit: Unit, *, by: Person, last_day: date, with_below: bool = False) -> int:
    """The unit works until `last_day`, that day included. Returns how many units were closed.

    Raises `is_root`, `closed`, `before_start`, and `open_below` when units below stay open and `with_below` is not
    asked for.
    """
    lock_trees([unit])
    unit.refresh_from_db()
    require(by, "people.close_unit", unit)
    refuse_closed(unit)
    if unit.is_root():
        raise ValidationError("Đơn vị trên cùng không đóng được: không còn ai mở lại.", code="is_root")
    below = open_units(Unit.objects.get_descendants(unit), last_day)
    refuse_open_below(unit, below.count(), with_below)
    closing = [unit, *below]
    refuse_late_starters(closing, last_day)
    end_spans(closing, last_day)
    Unit.objects.filter(pk__in=[each.pk for each in closing]).update(valid_to=last_day)
    for each in closing:
        record_end(each, last_day, by)
    unit.refresh_from_db()
    unit_closed.send(Unit, units=closing, last_day=last_day, by=by)
    return len(closing)


def refuse_open_below(unit: Unit, count: int, with_below: bool) -> None:
    if count and not with_below:
        sentence = (
            f"“{unit}” còn {count} đơn vị bên dưới đang hoạt động. Chuyển hoặc đóng các đơn vị đó trước, "
            "hoặc chọn đóng cả đơn vị bên dưới."
        )
        raise ValidationError(sentence, code="open_below")


def refuse_late_starters(units: list[Unit], last_day: date) -> None:
    late = [unit for unit in units if unit.valid_from and unit.valid_from > last_day]
    if late:
        sentence = f"“{late[0]}” hoạt động từ ngày {late[0].valid_from:%d/%m/%Y}. Chọn ngày đóng từ ngày đó trở đi."
        raise ValidationError(sentence, code="before_start")


def record_end(unit: Unit, last_day: date, by: Person) -> None:
    changes = [("đến hết ngày", "–", f"{last_day:%d/%m/%Y}")]
    record("people.close_unit", unit, by=by, sentence=f"Đóng đơn vị “{unit}”", changes=changes)


@transaction.atomic
def reopen_unit(unit: Unit, *, by: Person) -> None:
    """Take back a closing. Raises `not_closed`, `succeeded`, and `closed` when the unit above is closed."""
    lock_trees([unit])
    unit.refresh_from_db()
    require(by, "people.reopen_unit", unit)
    if unit.valid_to is None:
        raise ValidationError(f"“{unit}” đang hoạt động.", code="not_closed")
    refuse_closed(Unit.objects.get_parent(unit, update=True))
    refuse_succeeded(unit)
    reopen_span(unit)
    changes = [("đến hết ngày", f"{unit.valid_to:%d/%m/%Y}", "–")]
    Unit.objects.filter(pk=unit.pk).update(valid_to=None)
    unit.refresh_from_db()
    record("people.reopen_unit", unit, by=by, sentence=f"Mở lại đơn vị “{unit}”", changes=changes)
    unit_reopened.send(Unit, unit=unit, by=by)


def refuse_succeeded(unit: Unit) -> None:
    succession = unit.successors.filter(first_day__gt=unit.valid_to).select_related("new").first()
    if succession:
        sentence = f"“{unit}” đã có “{succession.new}” tiếp nối, không mở lại được. Thêm đơn vị mới nếu cần."
        raise ValidationError(sentence, code="succeeded")


def refuse_future(first_day: date, today: date) -> None:
    """Changes are entered on their day or after it: what is only planned may still come otherwise."""
    if first_day > today:
        sentence = f"Ngày {first_day:%d/%m/%Y} chưa đến. Thực hiện từ hôm nay trở về trước, hoặc đợi đến ngày đó."
        raise ValidationError({"first_day": ValidationError(sentence, code="future")})


@transaction.atomic
def rename_unit(
    unit: Unit, *, by: Person, name: str, first_day: date, today: date, short_name: str | None = None, basis: str = ""
) -> None:
    """Another name from `first_day` on; reports on days before keep the old one. An empty `short_name` is none.

    Raises `future`, `same_name`, `closed`, `before_change`, and what `full_clean` finds.
    """
    lock_trees([unit])
    unit.refresh_from_db()
    require(by, "people.rename_unit", unit)
    refuse_closed(unit)
    refuse_future(first_day, today)
    before = copy(unit)
    unit.name = clean(name)
    unit.short_name = unit.short_name if short_name is None else short_name
    if unit.name == before.name:
        raise ValidationError({"name": ValidationError("Tên mới giống tên hiện nay. Ghi tên khác.", code="same_name")})
    checked(unit)
    change_span(before, first_day, name=unit.name)
    unit.save()
    sentence = f"Đổi tên đơn vị “{before}” thành “{unit}” từ ngày {first_day:%d/%m/%Y}{by_virtue(basis)}"
    changes = differences(before, unit, ["name", "short_name"])
    record("people.rename_unit", unit, by=by, sentence=sentence, changes=changes)


def by_virtue(basis: str) -> str:
    basis = clean(basis)
    return f" theo {basis}" if basis else ""


@transaction.atomic
def move_unit(
    unit: Unit, parent: Unit, *, by: Person, today: date, first_day: date | None = None, basis: str = ""
) -> None:
    """Put the unit, with all below it, under another one from `first_day` (today if None) on.

    The trail keeps the day and both places. Raises `is_root`, `same_parent`, `into_itself`, `closed`, `future`,
    `before_change`.
    """
    day = first_day or today
    refuse_future(day, today)
    lock_trees([unit, parent])
    unit.refresh_from_db()
    parent.refresh_from_db()
    require(by, "people.move_unit", unit)
    require(by, "people.add_unit", parent)
    refuse_closed(parent)
    refuse_closed(unit)
    refuse_place(unit, parent)
    put_under(unit, parent, by=by, first_day=day, basis=basis)
    units_moved.send(Unit, units=[unit], first_day=day, by=by)


def put_under(unit: Unit, parent: Unit, *, by: Person, first_day: date, basis: str = "") -> None:
    """The move itself, under the lock of the trees, for a caller who has asked all that is to be asked and sends
    `units_moved` when all are moved.
    """
    old = Unit.objects.get_parent(unit, update=True)
    change_span(unit, first_day, parent=parent)
    record_move(unit, old, parent, by, first_day, basis)
    Unit.objects.move(unit, parent, "last-child")
    unit.refresh_from_db()
    parent.refresh_from_db()
    record_move(unit, old, parent, by, first_day, basis)


def refuse_place(unit: Unit, parent: Unit) -> None:
    if unit.is_root():
        raise ValidationError("Đơn vị trên cùng không chuyển được.", code="is_root")
    if parent.path.startswith(unit.path):
        raise ValidationError(f"Không chuyển được “{unit}” vào chính nó hay đơn vị bên dưới nó.", code="into_itself")
    if Unit.objects.get_parent(unit, update=True) == parent:
        raise ValidationError(f"“{unit}” đang thuộc “{parent}”. Chọn đơn vị cấp trên khác.", code="same_parent")


def record_move(unit: Unit, old: Unit, new: Unit, by: Person, first_day: date, basis: str = "") -> None:
    """Told at the old place and at the new one, so that both administrators find it."""
    sentence = f"Chuyển đơn vị “{unit}” từ “{old}” sang “{new}” từ ngày {first_day:%d/%m/%Y}{by_virtue(basis)}"
    record("people.move_unit", unit, by=by, sentence=sentence, changes=[("đơn vị cấp trên", str(old), str(new))])
