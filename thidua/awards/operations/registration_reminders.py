"""Reminding of registration before its last day, with the day's other reminders."""

from collections.abc import Iterator
from datetime import date, timedelta

from django.db import transaction
from django.db.models import Q
from django.urls import reverse

from thidua.audit.operations import record
from thidua.awards.models import Registration, Season
from thidua.awards.queries.registrations import board_of
from thidua.awards.queries.seasons import award_rules
from thidua.kernel.calendar import distance
from thidua.kernel.text import sentence
from thidua.law.facts import Subject
from thidua.people.models import Notice, Post, Unit
from thidua.people.operations.notices import notify_all
from thidua.people.queries import EDITORS, LEADERS, holders
from thidua.plans.matching import inner_units
from thidua.progress.reminding import MOST_DAYS, Pattern, short


def remind_registrations(*, since: date, today: date) -> int:
    """Remind who has not registered, leaders of teams that have not, and the keepers, in each open season of whose days
    one came after `since`. May be repeated. Returns in how many seasons somebody was reminded.
    """
    begun = Q(registers_from=None) | Q(registers_from__lte=today)
    soon = Season.objects.filter(begun, status=Season.Status.OPEN, registers_until__gte=today)
    rows = soon.filter(registers_until__lte=today + timedelta(days=MOST_DAYS)).order_by("pk")
    return sum(_remind(pk, since, today) for pk in rows.values_list("pk", flat=True))


@transaction.atomic
def _remind(pk: int, since: date, today: date) -> bool:
    """One season: all of it, or nothing; what went out before is known by its key."""
    season = Season.objects.select_for_update(of=("self",)).select_related("unit").get(pk=pk)
    last = season.registers_until
    pattern = Pattern(tuple(-days for days in season.reminds_before), None)
    day = pattern.day_for(last, since=since, today=today) if last else None
    if last is None or day is None:
        return False
    key = f"remind:season:{season.pk}:{last}:{day}"
    when = f"{sentence(distance(last, today))}, hạn {last:%d/%m/%Y}"
    notices = _not_told(list(_notices(season, key, when, today)), key)
    notify_all(notices)
    if notices:
        told = f"Nhắc đăng ký thi đua trước hạn {last:%d/%m/%Y}: {len({row.person_id for row in notices})} người nhận"
        record("awards.remind_registrations", season, by=None, sentence=told)
    return bool(notices)


def _not_told(notices: list[Notice], key: str) -> list[Notice]:
    """Without those of whom somebody has one of this day already."""
    known = Notice.objects.filter(person__in={row.person_id for row in notices}, key__startswith=f"{key}:")
    told = set(known.values_list("person", "key"))
    return [row for row in notices if (row.person_id, row.key) not in told]


def _notices(season: Season, key: str, when: str, today: date) -> Iterator[Notice]:
    whom = {subject for award in award_rules(season) for subject in award.subjects}
    url, about = reverse("awards:add_registration", args=[season.pk]), short(season.title, 120)
    persons = [line.subject.pk for line in board_of(season, today).missing] if Subject.PERSON in whom else []
    for person in persons:
        text = f"{when}: Đăng ký thi đua – {about}"
        yield Notice(person_id=person, key=f"{key}:person", text=text, url=url)
    teams = _missing_teams(season) if Subject.COLLECTIVE in whom else {}
    for post in Post.objects.valid_on(today).filter(unit__in=teams, role__in=LEADERS):
        text = f"{when}: Đăng ký thi đua cho {short(teams[post.unit_id].label, 80)} – {about}"
        yield Notice(
            person_id=post.person_id, key=f"{key}:{post.unit_id}", text=text, url=f"{url}?tap-the={post.unit_id}"
        )
    if persons or teams:
        counts = [f"{len(persons)} người"] * bool(persons) + [f"{len(teams)} tổ, phòng"] * bool(teams)
        text = f"{when}: còn {' và '.join(counts)} chưa đăng ký thi đua – {about}"
        for keeper in holders(season.unit, EDITORS, today):
            page = reverse("awards:remind_registration", args=[season.pk])
            yield Notice(person=keeper, key=f"{key}:keepers", text=text, url=page)


def _missing_teams(season: Season) -> dict[int, Unit]:
    """Teams and divisions for which nothing stands registered."""
    standing = season.registrations.filter(status=Registration.Status.REGISTERED, collective__isnull=False)
    return {unit.pk: unit for unit in inner_units(season.unit).exclude(pk__in=standing.values("collective"))}
