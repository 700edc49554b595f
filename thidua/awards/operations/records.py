"""Keeping grades, discipline, pending matters, absences, service and leads.

What is recorded is private, and administrators read the trail: its entries say that somebody's records were changed,
never what they say.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, TypeVar

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Model
from django.utils import timezone
from django.utils.timezone import localtime

from thidua.audit.models import Entry
from thidua.audit.operations import entry_of, record, record_all
from thidua.awards.models import Absence, Discipline, Lead, Proceeding, Service, YearGrade
from thidua.awards.models.records import ABSENCES, DISCIPLINES, GRADES, LEADS, PROCEEDINGS, SCOPES
from thidua.awards.models.subjects import check_year
from thidua.awards.operations.own import own_words, refuse_own
from thidua.awards.queries.records import calendar_of
from thidua.awards.queries.staff import own_units, staff_on, strangers_among, without_post
from thidua.kernel.calendar import today as present_day
from thidua.kernel.permissions import require
from thidua.kernel.text import clean
from thidua.law import Year
from thidua.people.models import Person, Post, Unit
from thidua.people.queries import WORKERS

KEEP = "awards.keep_records"
Record = TypeVar("Record", Discipline, Proceeding, Absence, Service, Lead)
ANY = "any"
MOST_HARD_YEARS = 60
"""No working life has more years than these in a hard area."""


@dataclass(frozen=True, slots=True)
class Graded:
    """How the year of a person or a collective was graded; an empty grade takes away what was written.

    `seen` is the moment of the row that the writer saw (None where there was none), so that two officers at one list
    do not overwrite each other unseen; `ANY` writes over whatever there is.
    """

    subject: Person | Unit
    grade: str
    group: str = ""
    decision: str = ""
    beyond_share: str = ""
    seen: str | None = ANY


def moment_of(row: YearGrade | None) -> str | None:
    """What `Graded.seen` holds of a row."""
    return row.at.isoformat() if row else None


@transaction.atomic
def set_grade(
    unit: Unit,
    subject: Person | Unit,
    *,
    year: str,
    grade: str,
    by: Person,
    group: str = "",
    decision: str = "",
    beyond_share: str = "",
) -> YearGrade | None:
    """Write one grade over whatever there is; None when it is taken away. Raises as `set_grades`."""
    set_grades(unit, [Graded(subject, grade, group, decision, beyond_share)], year=year, by=by)
    return YearGrade.objects.filter(**_about(subject), year=year).first()


@transaction.atomic
def set_grades(unit: Unit, entries: Sequence[Graded], *, year: str, by: Person) -> int:
    """Write many grades of a year at once, all or none. Returns how many brought a change.

    Raises ValidationError `bad_year`, `bad_grade`, `own_record`, `not_ours` (never worked here), `not_ours_then` (not
    in that year), `graded_elsewhere` (another unit keeps the grade of that year), `changed_meanwhile`.
    """
    _require_grader(unit, entries, by)
    check_year(year)
    entries = [_cleaned(entry) for entry in entries]
    refuse_own(unit, [entry.subject for entry in entries], by)
    _refuse_strangers(unit, [entry.subject for entry in entries])
    _refuse_other_years(unit, [entry.subject for entry in entries if entry.grade], [Year.of(year)])
    known = _known(entries, year)
    new, changed, gone = [], [], []
    for entry in entries:
        row = known.get(_key(entry.subject))
        _refuse_unseen(entry, row, unit)
        if not entry.grade:
            gone += [row] if row else []
        elif row is None:
            new.append(YearGrade(unit=unit, year=year, by=by, **_about(entry.subject), **_facts(entry)))
        elif any(getattr(row, name) != value for name, value in _facts(entry).items()):
            changed.append(_changed(row, entry, by))
    YearGrade.objects.filter(pk__in=[row.pk for row in gone]).delete()
    _create(new)
    fields = ["grade", "group", "decision", "beyond_share", "earlier", "by", "at"]
    YearGrade.objects.bulk_update(changed, fields, batch_size=200)
    deeds = [*(("Ghi", row) for row in new), *(("Sửa", row) for row in changed), *(("Bỏ", row) for row in gone)]
    record_all(_entry(verb, row, unit, by) for verb, row in deeds)
    return len(deeds)


def _create(rows: list[YearGrade]) -> None:
    """Of two who write the first grade of one subject at the same moment the second is refused."""
    try:
        with transaction.atomic():
            YearGrade.objects.bulk_create(rows, batch_size=200)
    except IntegrityError as cause:
        sentence = (
            "Một xếp loại vừa được người khác ghi, hoặc một người có hai dòng. Tải lại trang để xem rồi ghi tiếp."
        )
        raise ValidationError(sentence, code="changed_meanwhile") from cause


def _cleaned(entry: Graded) -> Graded:
    if entry.grade and entry.grade not in dict(GRADES):
        raise ValidationError("Chọn một mức xếp loại trong danh sách.", code="bad_grade")
    group, decision = clean(entry.group)[:80], clean(entry.decision)[:120]
    return replace(entry, group=group, decision=decision, beyond_share=clean(entry.beyond_share)[:300])


def _require_grader(unit: Unit, entries: Sequence[Graded], by: Person) -> None:
    """Who keeps the unit's records, or from above those of the only one who keeps them."""
    if entries and not by.has_perm(KEEP, unit):
        for entry in entries:
            require(by, "awards.change_yeargrade", YearGrade(unit=unit, **_about(entry.subject)))
    else:
        require(by, KEEP, unit)


def _refuse_strangers(unit: Unit, subjects: Sequence[Person | Unit]) -> None:
    if found := strangers_among(unit, subjects):
        sentence = f"{_name(found[0])} không thuộc {unit.label}. Chọn người, tập thể của đơn vị."
        raise ValidationError(sentence, code="not_ours")


def _refuse_other_years(unit: Unit, subjects: Sequence[Person | Unit], years: Sequence[Year]) -> None:
    """A unit writes down what belongs to the years in which the person worked there. The years follow each other."""
    calendar = calendar_of(unit, present_day())
    span = calendar.first_day(years[0]), calendar.last_day(years[-1])
    persons = [one for one in subjects if isinstance(one, Person)]
    if found := without_post(unit, persons, *span):
        when = years[0].label if len(years) == 1 else f"từ {years[0].label} đến {years[-1].label}"
        sentence = (
            f"{found[0].full_name} không có vị trí công tác ở {unit.label} trong {when}: nơi công tác khi đó ghi. "
            "Nếu có công tác, đề nghị quản trị viên ghi vị trí công tác của thời gian đó rồi ghi lại."
        )
        raise ValidationError(sentence, code="not_ours_then")


def _refuse_other_days(unit: Unit, subject: Person | Unit, first: date, last: date | None = None) -> None:
    """As `_refuse_other_years`, of the years in which the days lie."""
    calendar = calendar_of(unit, present_day())
    days = (first, max(first, last or first))
    _refuse_other_years(unit, [subject], [calendar.year_of(day, is_school=unit.is_school) for day in days])


def _require_keeper(row: Record, by: Person) -> None:
    """Of a record that is there or to be made: who keeps it, never about oneself. Raises ValidationError
    `own_record`.
    """
    if by.has_perm(KEEP, row.unit):
        refuse_own(row.unit, [_subject_of(row)], by)
    require(by, f"awards.change_{row._meta.model_name}", row)


def _key(subject: Person | Unit) -> tuple[bool, int]:
    return isinstance(subject, Person), subject.pk


def _about(subject: Person | Unit) -> dict[str, Any]:
    return {"person": subject} if isinstance(subject, Person) else {"collective": subject}


def _facts(entry: Graded) -> dict[str, str]:
    return {name: getattr(entry, name) for name in ("grade", "group", "decision", "beyond_share")}


def _known(entries: Iterable[Graded], year: str) -> dict[tuple[bool, int], YearGrade]:
    persons = [entry.subject.pk for entry in entries if isinstance(entry.subject, Person)]
    units = [entry.subject.pk for entry in entries if isinstance(entry.subject, Unit)]
    rows = (
        YearGrade.objects.select_for_update(of=("self",)).filter(year=year).select_related("person", "collective", "by")
    )
    found: dict[tuple[bool, int], YearGrade] = {}
    for condition in ({"person__in": persons}, {"collective__in": units}):
        if any(condition.values()):
            found |= {_key(row.subject): row for row in rows.filter(**condition)}
    return found


def _refuse_unseen(entry: Graded, row: YearGrade | None, unit: Unit) -> None:
    if row and row.unit_id != unit.pk:
        sentence = f"Đơn vị khác đã ghi xếp loại năm này của {_name(entry.subject)}. Liên hệ đơn vị đó để thống nhất."
        raise ValidationError(sentence, code="graded_elsewhere")
    if entry.seen != ANY and entry.seen != moment_of(row):
        sentence = f"Xếp loại của {_name(entry.subject)} vừa được người khác ghi. Tải lại trang để xem rồi ghi tiếp."
        raise ValidationError(sentence, code="changed_meanwhile")


def _name(subject: Person | Unit) -> str:
    return subject.full_name if isinstance(subject, Person) else subject.label


def _changed(row: YearGrade, entry: Graded, by: Person) -> YearGrade:
    told = {"grade": row.get_grade_display(), "group": row.group, "decision": row.decision}
    row.earlier = [*row.earlier, {**told, "by": row.by.full_name, "at": f"{localtime(row.at):%H:%M %d/%m/%Y}"}]
    for name, value in _facts(entry).items():
        setattr(row, name, value)
    row.by, row.at = by, timezone.now()
    return row


def _entry(verb: str, row: YearGrade, unit: Unit, by: Person) -> Entry:
    sentence = f"{verb} xếp loại {row.year} của {_name(row.subject)}"
    return entry_of("awards.set_grade", row, by=by, sentence=sentence, path=unit.path)


@transaction.atomic
def explain_share(unit: Unit, *, year: str, group: str, ground: str, by: Person) -> int:
    """Say on what ground a group has more excellent grades than its share, but not beside one's own grade. Returns of
    how many grades.

    Raises ValidationError `no_ground`, `own_record`.
    """
    require(by, KEEP, unit)
    ground = clean(ground)[:300]
    if not ground:
        raise ValidationError(
            "Ghi căn cứ vượt tỷ lệ: văn bản của cấp có thẩm quyền, thành tích nổi trội.", code="no_ground"
        )
    rows = YearGrade.objects.filter(unit=unit, year=year, group=group, grade="excellent", person__isnull=False)
    others = rows.exclude(person=by)
    if not others.exists() and rows.exists():
        raise ValidationError(own_words(unit, by), code="own_record")
    count = others.update(beyond_share=ground, by=by, at=timezone.now())
    if count:
        record("awards.explain_share", unit, by=by, sentence=f"Ghi căn cứ vượt tỷ lệ xếp loại năm {year}")
    return count


def _kept(row: Record, by: Person) -> Record:
    """Save a record and tell the trail that something about its subject changed."""
    row.by, row.at = by, timezone.now()
    row.save()
    return _told(row, by)


def _told(row: Record, by: Person) -> Record:
    record(KEEP, row, by=by, sentence=f"Cập nhật hồ sơ thi đua của {_name(_subject_of(row))}")
    return row


def _subject_of(row: Model) -> Person | Unit:
    found = getattr(row, "person", None) or getattr(row, "collective", None)
    assert found is not None
    return found


def _refuse_future(day: date | None, today: date) -> None:
    if day and day > today:
        raise ValidationError("Ngày ở sau hôm nay. Kiểm tra lại.", code="future_day")


def _refuse_reversed(first: date, last: date | None) -> None:
    if last and last < first:
        raise ValidationError("Ngày kết thúc ở trước ngày bắt đầu. Kiểm tra lại.", code="reversed_days")


def _refuse_unknown(value: str, choices: Sequence[tuple[str, str]]) -> None:
    if value not in dict(choices):
        raise ValidationError("Chọn một mục trong danh sách.", code="bad_choice")


@transaction.atomic
def add_discipline(
    unit: Unit, subject: Person | Unit, *, form: str, decided: date, by: Person, today: date, until: date | None = None,
    decision: str = "",
) -> Discipline:  # fmt: skip
    """Raises ValidationError `own_record`, `not_ours`, `not_ours_then`, `bad_choice`, `future_day`, `reversed_days`."""
    row = Discipline(unit=unit, by=by, **_about(subject))
    _require_keeper(row, by)
    _refuse_strangers(unit, [subject])
    return _with_discipline(row, by, today, form=form, decided=decided, until=until, decision=decision)


@transaction.atomic
def change_discipline(
    row: Discipline, *, form: str, decided: date, by: Person, today: date, until: date | None = None,
    decision: str = "",
) -> Discipline:  # fmt: skip
    """Raises as `add_discipline`."""
    _require_keeper(row, by)
    return _with_discipline(row, by, today, form=form, decided=decided, until=until, decision=decision)


def _with_discipline(
    row: Discipline, by: Person, today: date, *, form: str, decided: date, until: date | None, decision: str
) -> Discipline:
    _refuse_unknown(form, DISCIPLINES)
    _refuse_other_days(row.unit, row.subject, decided)
    _refuse_future(decided, today)
    _refuse_reversed(decided, until)
    row.form, row.decided, row.until, row.decision = form, decided, until, clean(decision)[:120]
    return _kept(row, by)


@transaction.atomic
def add_proceeding(
    unit: Unit, subject: Person | Unit, *, kind: str, since: date, by: Person, today: date, paper: str = ""
) -> Proceeding:
    """Something pending: every award waits. Raises ValidationError `own_record`, `not_ours`, `not_ours_then`,
    `bad_choice`, `future_day`.
    """
    row = Proceeding(unit=unit, by=by, kind=kind, since=since, paper=clean(paper)[:120], **_about(subject))
    _require_keeper(row, by)
    _refuse_strangers(unit, [subject])
    _refuse_unknown(kind, PROCEEDINGS)
    _refuse_other_days(unit, subject, since)
    _refuse_future(since, today)
    return _kept(row, by)


@transaction.atomic
def clear_proceeding(row: Proceeding, *, on: date, by: Person, today: date, paper: str = "") -> Proceeding:
    """A conclusion clears the subject from that day on. Raises ValidationError `own_record`, `cleared_already`,
    `future_day`, `reversed_days`.
    """
    _require_keeper(row, by)
    held = Proceeding.objects.select_for_update().get(pk=row.pk)
    if held.cleared:
        raise ValidationError("Việc này đã có kết luận. Tải lại trang để xem.", code="cleared_already")
    _refuse_future(on, today)
    _refuse_reversed(held.since, on)
    row.cleared, row.paper = on, clean(paper)[:120] or held.paper
    return _kept(row, by)


@transaction.atomic
def add_absence(unit: Unit, person: Person, *, kind: str, start: date, by: Person, end: date | None = None) -> Absence:
    """Leave or study, first and last day included. Raises ValidationError `own_record`, `not_ours`, `not_ours_then`,
    `bad_choice`, `reversed_days`, `overlaps`.
    """
    row = Absence(unit=unit, person=person, by=by)
    _require_keeper(row, by)
    _refuse_strangers(unit, [person])
    return _with_absence(row, by, kind=kind, start=start, end=end)


@transaction.atomic
def change_absence(row: Absence, *, kind: str, start: date, by: Person, end: date | None = None) -> Absence:
    """Raises as `add_absence`."""
    _require_keeper(row, by)
    return _with_absence(row, by, kind=kind, start=start, end=end)


def _with_absence(row: Absence, by: Person, *, kind: str, start: date, end: date | None) -> Absence:
    _refuse_unknown(kind, ABSENCES)
    _refuse_reversed(start, end)
    _refuse_other_days(row.unit, row.person, start, end)
    others = Absence.objects.filter(person=row.person, kind=kind).exclude(pk=row.pk)
    if any(start <= (other.end or date.max) and other.start <= (end or date.max) for other in others):
        raise ValidationError("Trùng với thời gian nghỉ cùng lý do đã ghi. Sửa dòng đã có.", code="overlaps")
    row.kind, row.start, row.end = kind, start, end
    return _kept(row, by)


@transaction.atomic
def set_service(
    unit: Unit,
    person: Person,
    *,
    by: Person,
    hired: date | None = None,
    sector_since: date | None = None,
    hard_area_years: int | None = None,
    known_since: str = "",
) -> Service:
    """Whoever the person works for now keeps it, or worked for last. Raises ValidationError `own_record`, `not_ours`,
    `kept_elsewhere`, `bad_year`, `too_many_years`.
    """
    _require_keeper(Service(unit=unit, person=person), by)
    _refuse_strangers(unit, [person])
    row = Service.objects.select_for_update().filter(person=person).first()
    if not _works_in(unit, person) and (_works(person) or (row and row.unit_id != unit.pk)):
        sentence = "Quá trình công tác do nơi người này đang công tác ghi. Liên hệ đơn vị đó để sửa."
        raise ValidationError(sentence, code="kept_elsewhere")
    row = row or Service(person=person)
    row.unit = unit
    if known_since:
        check_year(known_since)
    if hard_area_years is not None and not 0 <= hard_area_years <= MOST_HARD_YEARS:
        raise ValidationError(f"Ghi số năm từ 0 đến {MOST_HARD_YEARS}.", code="too_many_years")
    row.hired, row.sector_since, row.hard_area_years, row.known_since = (
        hired,
        sector_since,
        hard_area_years,
        known_since,
    )
    return _kept(row, by)


def _works(person: Person) -> bool:
    posts = Post.objects.valid_on(present_day()).filter(person=person, role__in=WORKERS)
    return posts.exists()


def _works_in(unit: Unit, person: Person) -> bool:
    return staff_on(own_units(unit), present_day()).filter(pk=person.pk).exists()


@transaction.atomic
def set_known_since(unit: Unit, *, year: str, by: Person, today: date) -> int:
    """Say of everybody who works in the unit but `by`, and of whom nobody has said it yet, that the records are whole
    from that year on: years before it are then left to a person, not counted as missing. Returns of how many.

    Raises ValidationError `bad_year`.
    """
    require(by, KEEP, unit)
    check_year(year)
    staff = staff_on(own_units(unit), today).exclude(pk=by.pk)
    unsaid = Service.objects.filter(person__in=staff.values("pk"), known_since="")
    told = unsaid.update(known_since=year, unit=unit, by=by, at=timezone.now())
    rest = staff.exclude(pk__in=Service.objects.values("person"))
    made = Service.objects.bulk_create(
        [Service(unit=unit, person=person, by=by, known_since=year) for person in rest], batch_size=200
    )
    if count := told + len(made):
        sentence = f"Ghi hồ sơ thi đua đủ từ {year} cho {count} người"
        record("awards.set_known_since", unit, by=by, sentence=sentence)
    return told + len(made)


@transaction.atomic
def add_lead(
    unit: Unit, collective: Unit, *, year: str, kind: str, scope: str, by: Person, lasting: int = 0, paper: str = ""
) -> Lead:
    """A collective came first. Raises ValidationError `not_ours`, `bad_year`, `bad_choice`, `known_already`."""
    require(by, KEEP, unit)
    _refuse_strangers(unit, [collective])
    check_year(year)
    _refuse_unknown(kind, LEADS)
    _refuse_unknown(scope, SCOPES)
    if Lead.objects.filter(collective=collective, year=year, kind=kind, scope=scope).exists():
        raise ValidationError("Kết quả này đã được ghi. Tải lại trang để xem.", code="known_already")
    row = Lead(unit=unit, collective=collective, year=year, kind=kind, scope=scope, lasting=lasting, by=by)
    row.paper = clean(paper)[:120]
    return _kept(row, by)


@transaction.atomic
def remove_record(row: Record, *, by: Person) -> None:
    """Take away what was written by mistake. Raises ValidationError `own_record`."""
    _require_keeper(row, by)
    _told(row, by)
    row.delete()
