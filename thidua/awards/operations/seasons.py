"""Seasons are opened, changed and closed."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from thidua.audit.operations import differences, record
from thidua.awards.models import Nomination, Registration, Season
from thidua.awards.models.subjects import check_year
from thidua.awards.rulebook import rules_for
from thidua.kernel.calendar import today as present_day
from thidua.kernel.permissions import require
from thidua.kernel.text import clean
from thidua.kernel.workflow import move
from thidua.law import Unknown, Year
from thidua.people.models import Person, Post, Unit
from thidua.people.operations.notices import notify
from thidua.people.queries import EDITORS, authorities
from thidua.plans.matching import staff_of
from thidua.plans.models import Plan
from thidua.progress.reminding import MOST_DAYS

WRITTEN = (
    "kind",
    "year",
    "title",
    "awards",
    "plan",
    "parent",
    "registers_from",
    "registers_until",
    "send_by",
    "notice_days",
    "reminds_before",
)
FIRST_YEAR, LAST_YEAR = 1950, 2190
"""Years that can be reckoned with in both directions."""
MOST_NOTICE_DAYS = 90
UNDER_WAY = frozenset(
    {
        Nomination.Status.DRAFT,
        Nomination.Status.READY,
        Nomination.Status.PASSED,
        Nomination.Status.RETURNED,
        Nomination.Status.SENT,
    }
)
"""Nominations of which somebody still has to say something."""


@transaction.atomic
def add_season(
    unit: Unit,
    *,
    by: Person,
    kind: str,
    year: str,
    title: str,
    awards: Iterable[str],
    plan: Plan | None = None,
    parent: Season | None = None,
    registers_from: date | None = None,
    registers_until: date | None = None,
    send_by: date | None = None,
    notice_days: int = 0,
    reminds_before: Sequence[int] | None = None,
) -> Season:
    """Open a season at once. Raises ValidationError `no_title`, `bad_year`, `bad_kind`, `no_awards`, `unknown_award`,
    `bad_dates`, `bad_days`, `bad_parent`, `bad_plan`, `taken`.
    """
    require(by, "awards.add_season", unit)
    season = Season(unit=unit)
    _write(
        season,
        kind=kind,
        year=year,
        title=title,
        awards=awards,
        plan=plan,
        parent=parent,
        registers_from=registers_from,
        registers_until=registers_until,
        send_by=send_by,
        notice_days=notice_days,
        reminds_before=season.reminds_before if reminds_before is None else list(reminds_before),
    )
    season.save()
    record("awards.add_season", season, by=by, sentence=f"Mở đợt xét “{season}”"[:500])
    tell_dates(season, by)
    return season


@transaction.atomic
def change_season(season: Season, *, by: Person, **facts: Any) -> None:
    """What is not given stays. Raises what `add_season` raises, `closed`, and `award_in_use` for an award taken out
    that somebody has registered or been proposed for, `year_in_use` once somebody is proposed.
    """
    row = Season.objects.select_for_update(of=("self",)).select_related("unit").get(pk=season.pk)
    require(by, "awards.change_season", row)
    refuse_closed(row)
    before = Season.objects.select_related("plan", "parent").get(pk=season.pk)
    _write(row, **{name: getattr(before, name) for name in WRITTEN} | facts)
    _refuse_in_use(row, set(before.awards) - set(row.awards))
    _refuse_other_year(row, before)
    row.save()
    changes = differences(before, row, [name for name in WRITTEN if name != "awards"])
    if before.awards != row.awards:
        changes.append(("xét danh hiệu, hình thức", _names(before), _names(row)))
    if changes:
        record("awards.change_season", row, by=by, sentence="Sửa đợt xét", changes=changes)
    if (before.registers_until, before.send_by) != (row.registers_until, row.send_by):
        tell_dates(row, by)
    for name in WRITTEN:
        setattr(season, name, getattr(row, name))


def _names(season: Season) -> str:
    rules = rules_for(season.unit)
    return ", ".join(rules.award(key).name for key in season.awards)


def refuse_closed(season: Season) -> None:
    """Raises ValidationError `closed`."""
    if season.status != Season.Status.OPEN:
        raise ValidationError("Đợt xét đã kết thúc. Mở lại đợt rồi làm tiếp.", code="closed")


def _write(season: Season, **facts: Any) -> None:
    for name, value in facts.items():
        if name not in WRITTEN:
            raise TypeError(name)
        setattr(season, name, value)
    season.title, season.year = clean(season.title)[:200], clean(season.year).replace(" ", "")
    season.awards = list(dict.fromkeys(season.awards))
    if not season.title:
        raise ValidationError({"title": ValidationError("Ghi tên đợt xét.", code="no_title")})
    if season.kind not in Season.Kind.values:
        raise ValidationError({"kind": ValidationError("Chọn loại đợt xét.", code="bad_kind")})
    _refuse_year(season)
    _refuse_awards(season)
    _refuse_dates(season)
    _refuse_links(season)
    same = Season.objects.filter(unit=season.unit, kind=season.kind, year=season.year, title=season.title)
    if same.exclude(pk=season.pk).exists():
        sentence = "Đã có đợt cùng tên, cùng năm. Mở đợt đó, hoặc đặt tên khác."
        raise ValidationError({"title": ValidationError(sentence, code="taken")})


def _refuse_year(season: Season) -> None:
    try:
        check_year(season.year)
    except ValidationError as refusal:
        raise ValidationError({"year": refusal}) from refusal
    if not FIRST_YEAR <= Year.of(season.year).start <= LAST_YEAR:
        raise ValidationError({"year": ValidationError(f"Ghi năm từ {FIRST_YEAR} đến {LAST_YEAR}.", code="bad_year")})


def _refuse_awards(season: Season) -> None:
    if not season.awards:
        sentence = "Chọn ít nhất một danh hiệu hoặc hình thức khen thưởng."
        raise ValidationError({"awards": ValidationError(sentence, code="no_awards")})
    rules = rules_for(season.unit)
    for key in season.awards:
        try:
            rules.award(key)
        except Unknown as error:
            raise ValidationError({"awards": ValidationError(str(error), code="unknown_award")}) from error


def _refuse_dates(season: Season) -> None:
    first, last, send_by = season.registers_from, season.registers_until, season.send_by
    if first and last and last < first:
        sentence = "Ghi ngày cuối đăng ký từ ngày bắt đầu trở đi."
        raise ValidationError({"registers_until": ValidationError(sentence, code="bad_dates")})
    if last and send_by and send_by < last:
        sentence = "Ghi hạn gửi hồ sơ từ ngày cuối đăng ký trở đi."
        raise ValidationError({"send_by": ValidationError(sentence, code="bad_dates")})
    season.reminds_before = sorted(set(season.reminds_before), reverse=True)
    if any(not 1 <= days <= MOST_DAYS for days in season.reminds_before):
        sentence = f"Ghi số ngày nhắc trước hạn từ 1 đến {MOST_DAYS}."
        raise ValidationError({"reminds_before": ValidationError(sentence, code="bad_days")})
    if not 0 <= season.notice_days <= MOST_NOTICE_DAYS:
        sentence = f"Ghi số ngày làm việc từ 0 đến {MOST_NOTICE_DAYS}."
        raise ValidationError({"notice_days": ValidationError(sentence, code="bad_days")})


def _refuse_links(season: Season) -> None:
    """A season above is of a unit whose plans bind this one; a plan is the unit's own or was addressed to it."""
    parent = season.parent
    if parent and (parent.unit_id == season.unit_id or not authorities(season.unit).filter(pk=parent.unit_id).exists()):
        sentence = "Chọn đợt của cấp trên trực tiếp quản lý đơn vị."
        raise ValidationError({"parent": ValidationError(sentence, code="bad_parent")})
    plan = season.plan
    if plan and plan.unit_id != season.unit_id and not plan.addressees.filter(unit=season.unit).exists():
        sentence = "Chọn kế hoạch của đơn vị hoặc kế hoạch gửi đến đơn vị."
        raise ValidationError({"plan": ValidationError(sentence, code="bad_plan")})


def _refuse_in_use(season: Season, gone: set[str]) -> None:
    registered = season.registrations.filter(award__in=gone, status=Registration.Status.REGISTERED)
    proposed = Nomination.objects.filter(season=season, award__in=gone, status__in=Nomination.LIVE)
    used = set(registered.values_list("award", flat=True)) | set(proposed.values_list("award", flat=True))
    if used:
        rules = rules_for(season.unit)
        names = ", ".join(sorted(rules.award(key).name for key in used))
        sentence = f"Đã có đăng ký hoặc đề nghị {names}. Giữ lại trong đợt, hoặc rút các đăng ký, đề nghị đó trước."
        raise ValidationError({"awards": ValidationError(sentence, code="award_in_use")})


def _refuse_other_year(season: Season, before: Season) -> None:
    """Findings, quotas and awards are of the year: once somebody is proposed it stays."""
    proposed = Nomination.objects.filter(season=season, status__in=Nomination.LIVE)
    if season.year != before.year and proposed.exists():
        sentence = "Đã có đề nghị trong đợt nên không đổi được năm. Mở đợt khác cho năm đó."
        raise ValidationError({"year": ValidationError(sentence, code="year_in_use")})


@transaction.atomic
def close_season(season: Season, *, by: Person, anyway: bool = False) -> None:
    """Nothing more is registered or proposed. Raises ValidationError `unfinished` while nominations that lie here
    wait for something, unless `anyway`; `wrong_state`.
    """
    require(by, "awards.close_season", season)
    waiting = Nomination.objects.filter(desk=season, status__in=UNDER_WAY).count()
    if waiting and not anyway and season.status == Season.Status.OPEN:
        raise ValidationError(
            f"Còn {waiting} đề nghị chưa có kết quả cuối cùng. Xử lý nốt, hoặc đánh dấu “Vẫn kết thúc”.",
            code="unfinished",
        )
    move(season, "close", by=by, sentence=f"Kết thúc đợt xét “{season}”"[:500])


@transaction.atomic
def reopen_season(season: Season, *, by: Person) -> None:
    """Raises ValidationError `wrong_state`."""
    move(season, "reopen", by=by, sentence=f"Mở lại đợt xét “{season}”"[:500])


def tell_dates(season: Season, by: Person) -> None:
    """The staff hear until when they register, offices and schools below by when dossiers are sent up to it."""
    url, today = season.get_absolute_url(), present_day()
    last = season.registers_until
    if last and last >= today:
        told = set(staff_of(season.unit, today).values_list("pk", flat=True)) - {by.pk}
        text = f"Đợt “{season.title}” của {season.unit.label}: đăng ký thi đua đến hết ngày {last:%d/%m/%Y}"
        notify(told, f"season:{season.pk}:register:{last:%Y%m%d}", text, url)
    children = season.children.filter(status=Season.Status.OPEN).values("unit")
    last = season.send_by
    if last and last >= today:
        posts = Post.objects.valid_on(today).filter(unit__in=children, role__in=EDITORS)
        text = f"Đợt “{season.title}” của {season.unit.label}: nhận hồ sơ đến hết ngày {last:%d/%m/%Y}"
        told = set(posts.values_list("person", flat=True)) - {by.pk}
        notify(told, f"season:{season.pk}:send:{last:%Y%m%d}", text, url)
