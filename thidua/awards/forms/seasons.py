"""What is asked of a season."""

from datetime import date
from typing import Any

from django import forms
from django.db.models import Q

from thidua.awards.models import Season
from thidua.awards.models.seasons import usual_days
from thidua.awards.rulebook import award_choices, rules_for
from thidua.kernel.calendar import today
from thidua.kernel.forms import offer_choices, offer_rows
from thidua.law import RuleSet, national_rules
from thidua.law.facts import Kind, Subject
from thidua.law.rules import Award, Deadline
from thidua.people.forms.fields import DayField
from thidua.people.models import Unit
from thidua.people.queries import authorities
from thidua.plans.models import Plan
from thidua.progress.reminder_forms import DaysField

GROUPS = (
    ("Danh hiệu thi đua cho cá nhân", Kind.TITLE, Subject.PERSON),
    ("Danh hiệu thi đua cho tập thể", Kind.TITLE, Subject.COLLECTIVE),
    ("Hình thức khen thưởng", Kind.COMMENDATION, None),
    ("Danh hiệu vinh dự nhà nước", Kind.HONOUR, None),
)


def in_groups(awards: list[Award]) -> list[tuple[str, list[tuple[str, str]]]]:
    """Titles and commendations apart, for they are two things."""
    groups = []
    for label, kind, subject in GROUPS:
        rows = [(one.key, one.name) for one in awards if one.kind is kind and (not subject or subject in one.subjects)]
        if rows:
            groups.append((label, rows))
    return groups


class SeasonForm(forms.Form):
    kind = forms.ChoiceField(label="Loại đợt", choices=Season.Kind.choices)
    title = forms.CharField(label="Tên đợt", max_length=200)
    year = forms.CharField(
        label="Năm học hoặc năm", max_length=9, help_text="Trường ghi năm học như 2026-2027; cơ quan ghi năm như 2026."
    )
    awards = forms.MultipleChoiceField(
        label="Xét danh hiệu, hình thức", widget=forms.CheckboxSelectMultiple, choices=[]
    )
    registers_from = DayField(label="Đăng ký từ ngày", required=False)
    registers_until = DayField(
        label="Đăng ký đến hết ngày",
        required=False,
        help_text="Đăng ký sau ngày này vẫn được nhận và ghi là sau hạn.",
    )
    reminds_before = DaysField(
        label="Nhắc người chưa đăng ký trước hạn (ngày)",
        required=False,
        max_length=60,
        help_text="Ví dụ: 7, 3, 1. Để trống thì không nhắc.",
    )
    send_by = DayField(
        label="Hạn gửi hồ sơ",
        required=False,
        help_text="Ngày cuối các đơn vị cấp dưới gửi hồ sơ về đợt này; đợt của trường thì là ngày cuối trường gửi đi.",
    )
    notice_days = forms.IntegerField(
        label="Công khai danh sách trước khi quyết định (ngày làm việc)",
        min_value=0,
        max_value=90,
        help_text="Ghi 0 nếu đơn vị không công khai.",
    )
    parent = forms.ModelChoiceField(
        Season.objects.none(),
        label="Thuộc đợt của cấp trên",
        required=False,
        empty_label="Không gắn",
        help_text="Gắn để thấy hạn gửi hồ sơ và gửi thẳng lên đợt đó.",
    )
    plan = forms.ModelChoiceField(Plan.objects.none(), label="Theo kế hoạch", required=False, empty_label="Không gắn")

    def __init__(self, unit: Unit, *args: Any, season: Season | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rules, day = rules_for(unit), today()
        known = {key for key, _ in award_choices(unit, day)} | set(season.awards if season else [])
        awards = [award for award in rules.awards() if award.key in known]
        offer_choices(self, "awards", in_groups(awards))
        parents = Season.objects.filter(unit__in=authorities(unit).exclude(pk=unit.pk)).select_related("unit")
        shown = Q(status=Season.Status.OPEN) | Q(pk=season.parent_id if season else None)
        parents = parents.filter(shown).order_by("-year", "-pk")
        offer_rows(self, "parent", parents, lambda row: f"{row.unit.label}: {row.title}")
        standing = Q(status__in=[Plan.Status.ISSUED, Plan.Status.CLOSED]) | Q(pk=season.plan_id if season else None)
        plans = Plan.objects.filter(standing, Q(unit=unit) | Q(addressees__unit=unit)).distinct().order_by("-pk")
        offer_rows(self, "plan", plans)

    @property
    def facts(self) -> dict[str, Any]:
        """What `operations.seasons.add_season` takes."""
        return dict(self.cleaned_data)


def blank_of(unit: Unit, day: date) -> dict[str, Any]:
    """What a first season of the unit begins with: the year that runs, and the notice that the data names."""
    rules = rules_for(unit)
    year = rules.calendar(day).year_of(day, is_school=unit.is_school)
    return {
        "kind": Season.Kind.YEARLY,
        "title": f"Xét thi đua, khen thưởng {year.label}",
        "year": year.short,
        "awards": [award.key for award in rules.awards() if award.scope == 0 and not award.learners],
        "notice_days": notice_days(rules, day),
        "reminds_before": usual_days(),
        "registers_from": day,
    }


def for_plan(plan: Plan, unit: Unit, day: date) -> dict[str, Any]:
    """The review of a movement at its end, in the year in which the plan ends."""
    year = rules_for(unit).calendar(day).year_of(plan.end or day, is_school=unit.is_school)
    title = f"Khen thưởng {plan.title[:1].lower()}{plan.title[1:]}"[:200]
    return {
        "plan": plan,
        "kind": Season.Kind.MOVEMENT,
        "title": title,
        "year": year.short,
        "registers_from": None,
        "awards": [],
    }


def notice_days(rules: RuleSet, day: date) -> int:
    rule = rules.find(Deadline, day, "public_notice_unit") or national_rules().find(Deadline, day, "public_notice_unit")
    return rule.days or 0 if rule else 0


def initial_of(season: Season) -> dict[str, Any]:
    names = (
        "kind",
        "title",
        "year",
        "awards",
        "registers_from",
        "registers_until",
        "reminds_before",
        "send_by",
        "notice_days",
    )
    return {name: getattr(season, name) for name in (*names, "parent", "plan")}


def next_of(season: Season, unit: Unit) -> dict[str, Any]:
    """The same a year later: its name, its year and its days move on; season and plan above are chosen anew."""
    old, new = season.law_year, season.law_year.after(1)
    facts = {**initial_of(season), "year": new.short, "parent": None, "plan": None}
    facts["title"] = season.title.replace(old.short, new.short)
    for name in ("registers_from", "registers_until", "send_by"):
        facts[name] = year_later(facts[name])
    known = {key for key, _ in award_choices(unit, today())}
    facts["awards"] = [key for key in season.awards if key in known]
    return facts


def year_later(day: date | None) -> date | None:
    """The same day a year on; of a 29 February the last of the month."""
    if day is None:
        return None
    try:
        return day.replace(year=day.year + 1)
    except ValueError:
        return day.replace(year=day.year + 1, day=28)
