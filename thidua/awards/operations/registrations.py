"""Who works for which award this year: registered, changed, withdrawn, registered again."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet

from thidua.audit.operations import record
from thidua.awards.models import Registration, Season
from thidua.awards.operations.seasons import refuse_closed
from thidua.awards.queries.registrations import belongs
from thidua.awards.rulebook import rules_for
from thidua.kernel.permissions import require
from thidua.kernel.text import clean_lines
from thidua.kernel.workflow import move
from thidua.law.facts import Subject
from thidua.people.models import Person, Unit
from thidua.plans.matching import staff_of

MOST_LETTERS = 4000
"""Of what somebody sets out to do."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of many: who, for what, with which goals."""

    subject: Person | Unit
    award: str
    goals: str = ""


@transaction.atomic
def register(
    season: Season, subject: Person | Unit, award: str, *, by: Person, today: date, goals: str = ""
) -> Registration:
    """Register, register again after a withdrawal, or change the goals. After the last day it is marked late, never
    refused. Raises ValidationError `closed`, `not_yet` (before the first day), `not_in_season`, `wrong_subject`,
    `not_of_unit`.
    """
    require(by, "awards.change_registration", _about(season, subject, award))
    season = _held(season)
    _refuse_early(season, today)
    _refuse_award(season, subject, award)
    if not belongs(season, subject, today):
        raise _stranger(season, subject)
    return _register(_about(season, subject, award), by=by, today=today, goals=goals)


def _held(season: Season) -> Season:
    """The season as it is now, until the transaction ends: nobody closes it or takes an award out meanwhile. Raises
    ValidationError `closed`.
    """
    row = Season.objects.select_for_update(of=("self",)).select_related("unit").get(pk=season.pk)
    refuse_closed(row)
    return row


@transaction.atomic
def register_many(season: Season, entries: Iterable[Entry], *, by: Person, today: date) -> int:
    """For others, all or none; who has registered already keeps goals that the line does not name. Returns how many
    are new. Raises what `register` raises.
    """
    require(by, "awards.register_others", season)
    season = _held(season)
    _refuse_early(season, today)
    rows = list(entries)
    staff = set(staff_of(season.unit, today).values_list("pk", flat=True))
    standing = {
        (row.person_id, row.collective_id, row.award): row
        for row in season.registrations.select_related("person", "collective")
    }
    new = 0
    for entry in rows:
        subject = entry.subject
        _refuse_award(season, subject, entry.award)
        known = subject.pk in staff if isinstance(subject, Person) else belongs(season, subject, today)
        if not known:
            raise _stranger(season, subject)
        row = _about(season, subject, entry.award)
        found = standing.get((row.person_id, row.collective_id, row.award))
        if found and found.status == Registration.Status.REGISTERED and not entry.goals:
            continue
        new += not found or found.status != Registration.Status.REGISTERED
        made = _register(row, by=by, today=today, goals=entry.goals or (found.goals if found else ""))
        standing[row.person_id, row.collective_id, row.award] = made
    return new


@transaction.atomic
def set_registrations(
    season: Season, subject: Person | Unit, awards: Collection[str], *, by: Person, today: date, goals: str = ""
) -> None:
    """What is named is registered, what is not is withdrawn. Raises what `register` raises."""
    require(by, "awards.change_registration", _about(season, subject, next(iter(awards), "")))
    season = _held(season)
    held = _rows_of(season, subject)
    for award in awards:
        register(season, subject, award, by=by, today=today, goals=goals)
    for row in held.filter(status=Registration.Status.REGISTERED).exclude(award__in=awards):
        withdraw_registration(row, by=by)


@transaction.atomic
def withdraw_registration(registration: Registration, *, by: Person) -> None:
    """Raises ValidationError `closed`, `wrong_state`."""
    require(by, "awards.withdraw_registration", registration)
    _held(registration.season)
    sentence = f"Rút đăng ký {_name(registration)} của {registration.subject_name}"
    move(registration, "withdraw", by=by, sentence=sentence[:500])


def _about(season: Season, subject: Person | Unit, award: str) -> Registration:
    if isinstance(subject, Person):
        return Registration(season=season, award=award, person=subject)
    return Registration(season=season, award=award, collective=subject)


def _rows_of(season: Season, subject: Person | Unit) -> QuerySet[Registration]:
    whose = {"person": subject} if isinstance(subject, Person) else {"collective": subject}
    return season.registrations.filter(**whose).select_related("season__unit", "person", "collective")


def _register(row: Registration, *, by: Person, today: date, goals: str) -> Registration:
    goals = clean_lines(goals)[:MOST_LETTERS]
    last = row.season.registers_until
    late = bool(last and today > last)
    whose = {"person": row.person, "collective": row.collective}
    found, is_new = Registration.objects.get_or_create(
        season=row.season, award=row.award, **whose, defaults={"goals": goals, "late": late, "by": by}
    )
    if is_new:
        sentence = f"Đăng ký {_name(found)} cho {found.subject_name}{' (sau hạn)' if late else ''}"
        record("awards.add_registration", found, by=by, sentence=sentence[:500])
        return found
    found.season = row.season
    if found.status == Registration.Status.WITHDRAWN:
        sentence = f"Đăng ký lại {_name(found)} cho {found.subject_name}{' (sau hạn)' if late else ''}"
        move(found, "renew", by=by, sentence=sentence[:500], goals=goals, late=late, by_id=by.pk)
    elif found.goals != goals:
        before, found.goals = found.goals, goals
        found.save(update_fields=["goals"])
        sentence = f"Sửa chỉ tiêu phấn đấu của {found.subject_name}"
        changes = [("chỉ tiêu", before, goals)]
        record("awards.change_registration", found, by=by, sentence=sentence[:500], changes=changes)
    return found


def _name(row: Registration) -> str:
    return rules_for(row.season.unit).award(row.award).name


def _refuse_early(season: Season, today: date) -> None:
    first = season.registers_from
    if first and today < first:
        raise ValidationError(f"Đợt nhận đăng ký từ ngày {first:%d/%m/%Y}. Quay lại vào ngày đó.", code="not_yet")


def _refuse_award(season: Season, subject: Person | Unit, award: str) -> None:
    if award not in season.awards:
        raise ValidationError("Đợt này không xét danh hiệu, hình thức đó. Chọn trong danh sách.", code="not_in_season")
    entry = rules_for(season.unit).award(award)
    whose = Subject.PERSON if isinstance(subject, Person) else Subject.COLLECTIVE
    if whose not in entry.subjects:
        other = "tập thể" if whose is Subject.PERSON else "cá nhân"
        raise ValidationError(f"{entry.name} dành cho {other}. Chọn danh hiệu khác.", code="wrong_subject")


def _stranger(season: Season, subject: Person | Unit) -> ValidationError:
    name = subject.full_name if isinstance(subject, Person) else subject.name
    sentence = f"{name} không thuộc {season.unit.label}. Đăng ký trong đợt của đơn vị mình."
    return ValidationError(sentence, code="not_of_unit")
