"""Councils: established, changed, staffed, and given rules of their own."""

import copy
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from thidua.audit.operations import differences, record
from thidua.councils.models import Council, HouseRule, Seat
from thidua.councils.queries import seats_on
from thidua.kernel.permissions import require
from thidua.people.models import Person, Unit

FACTS = (
    "name", "purpose", "level", "decision_number", "decision_date", "valid_from", "valid_to", "least_shown",
)  # fmt: skip


@transaction.atomic
def add_council(unit: Unit, *, by: Person, **facts: Any) -> Council:
    """Enter a council that was established by decision."""
    require(by, "councils.add_council", unit)
    council = Council(unit=unit, **facts)
    council.full_clean()
    council.save()
    record("councils.add_council", council, by=by, sentence=f"Lập {council.name}")
    return council


@transaction.atomic
def change_council(council: Council, *, by: Person, **facts: Any) -> Council:
    require(by, "councils.change_council", council)
    before = copy.copy(council)
    for field, value in facts.items():
        setattr(council, field, value)
    council.full_clean()
    council.save()
    changes = differences(before, council, FACTS)
    if changes:
        record("councils.change_council", council, by=by, sentence=f"Sửa {council.name}", changes=changes)
    return council


@transaction.atomic
def add_seat(
    council: Council, *, by: Person, person: Person, office: str, valid_from: date, may_vote: bool = True
) -> Seat:
    """Seat a member from a day on. Raises ValidationError `seated_already`, `chair_taken`, `outside_term`."""
    require(by, "councils.add_seat", council)
    Council.objects.select_for_update().get(pk=council.pk)
    seats = seats_on(council, valid_from)
    if seats.filter(person=person).exists() or council.seats.filter(person=person, valid_to=None).exists():
        raise ValidationError("Người này đã là thành viên của hội đồng.", code="seated_already")
    if office == Seat.Office.CHAIR and seats.filter(office=office).exists():
        raise ValidationError("Hội đồng đã có Chủ tịch. Kết thúc nhiệm vụ của người trước đã.", code="chair_taken")
    if valid_from < council.valid_from or (council.valid_to and valid_from > council.valid_to):
        raise ValidationError("Ngày tham gia nằm ngoài nhiệm kỳ của hội đồng.", code="outside_term")
    seat = Seat(council=council, person=person, office=office, may_vote=may_vote, valid_from=valid_from)
    seat.full_clean()
    seat.save()
    record("councils.add_seat", seat, by=by, sentence=f"Cử {person.full_name} làm {seat.get_office_display()} hội đồng")
    return seat


@transaction.atomic
def end_seat(seat: Seat, *, by: Person, last_day: date) -> None:
    """Raises ValidationError `before_start`."""
    require(by, "councils.end_seat", seat)
    if last_day < seat.valid_from:
        raise ValidationError("Ngày cuối phải từ ngày tham gia trở đi.", code="before_start")
    seat.valid_to = last_day
    seat.save(update_fields=["valid_to"])
    sentence = f"{seat.person.full_name} thôi làm {seat.get_office_display()} hội đồng sau ngày {last_day:%d/%m/%Y}"
    record("councils.end_seat", seat, by=by, sentence=sentence)


@transaction.atomic
def add_house_rule(council: Council, *, by: Person, **facts: Any) -> HouseRule:
    """Enter what the council's regulation says. Raises ValidationError where a share is no share."""
    require(by, "councils.add_house_rule", council)
    rule = HouseRule(council=council, **facts)
    rule.full_clean()
    rule.save()
    record("councils.add_house_rule", rule, by=by, sentence=f"Ghi {rule.get_kind_display().lower()} của hội đồng")
    return rule


@transaction.atomic
def end_house_rule(rule: HouseRule, *, by: Person, last_day: date) -> None:
    require(by, "councils.end_house_rule", rule)
    rule.valid_to = last_day
    rule.save(update_fields=["valid_to"])
    record("councils.end_house_rule", rule, by=by, sentence=f"Thôi áp dụng quy định sau ngày {last_day:%d/%m/%Y}")
