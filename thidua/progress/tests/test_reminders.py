from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone

from thidua.audit.models import Entry
from thidua.kernel.models import Run
from thidua.people.models import Notice, Succession, Unit
from thidua.plans import operations as plans
from thidua.plans.models import Assignment, Obligation
from thidua.plans.tests import make
from thidua.progress.models import Reminder
from thidua.progress.operations.daily import is_wanted, remind_daily
from thidua.progress.operations.reminders import remind_due
from thidua.progress.operations.rules import change_rule, drop_rule
from thidua.progress.queries.reminders import pattern_of_unit, patterns_of
from thidua.progress.reminding import DEFAULT, Pattern

pytestmark = pytest.mark.django_db
DUE = make.TODAY + timedelta(days=10)
"""Of the papers and shares that `make.issued` creates."""


@pytest.fixture
def place():
    """A department with a school and its team; the school has a head, an officer, and the team a leader."""
    return Place()


class Place:
    def __init__(self) -> None:
        self.department = make.unit("Sở Giáo dục và Đào tạo", kind="department")
        self.school = make.unit(parent=self.department)
        self.team = make.unit("Tổ Toán", parent=self.school, kind="team")
        self.issuer = make.person(self.department, name="Trần Văn Bình")
        self.head = make.person(self.school, "head", name="Hiệu Trưởng")
        self.officer = make.person(self.school, "officer", name="Cán Bộ")
        self.leader = make.person(self.team, "leader", name="Tổ Trưởng")
        self.member = make.person(self.team, "member", name="Giáo Viên")

    def issued(self, *to: Unit, tasks: int = 0, **facts):
        plan = make.issued(self.department, self.issuer, list(to) or [self.school], tasks=tasks, **facts)
        Obligation.objects.exclude(period="").delete()
        return plan

    def paper(self, unit: Unit | None = None) -> Obligation:
        return Obligation.objects.get(unit=unit or self.school)


def told(day: date, *, since: date | None = None) -> dict[str, list[str]]:
    """What one day's reminding tells, by person: the summaries left out."""
    before = set(Notice.objects.values_list("pk", flat=True))
    remind_due(today=day, since=since)
    news = Notice.objects.exclude(pk__in=before).exclude(key__startswith="remind:summary")
    found: dict[str, list[str]] = {}
    for name, text in news.filter(key__startswith="remind:").order_by("pk").values_list("person__full_name", "text"):
        found.setdefault(name, []).append(text)
    return found


def days_told(first: int, last: int) -> list[int]:
    """The days around the deadline on which the officer is told something."""
    days = range(first, last + 1)
    return [day for day in days if "Cán Bộ" in told(DUE + timedelta(days=day))]


def test_papers_are_reminded_of_on_the_days_of_the_default(place):
    place.issued()

    assert days_told(-9, 12) == [-7, -3, -1, 0, 1, 3, 7]


def test_notice_says_what_for_which_plan_by_when_and_leads_to_the_paper(place):
    place.issued(title="Cải cách hành chính năm 2026")

    found = told(DUE - timedelta(days=3))

    assert found == {
        "Cán Bộ": [
            "Còn 3 ngày, hạn 01/12/2026: Báo cáo 1 (Trường THCS Suối Mơ) – Cải cách hành chính năm 2026",
        ]
    }
    assert Notice.objects.get(person=place.officer, key__startswith="remind:").url == (
        f"/ke-hoach/viec-phai-nop/{place.paper().pk}/"
    )


def test_reminding_by_rule_stands_in_the_trail_once(place):
    plan = place.issued(place.school, place.team)
    day = DUE - timedelta(days=3)

    for _ in range(2):
        remind_due(today=day)

    entry = Entry.objects.get(action="progress.remind_due")
    assert (entry.subject_id, entry.by, entry.unit_path) == (str(plan.pk), None, place.department.path)
    assert entry.sentence == f"Nhắc theo quy tắc ngày {day:%d/%m/%Y}: 2 việc"


def test_late_paper_is_told_to_the_head_after_three_days(place):
    place.issued()

    early, late = told(DUE + timedelta(days=1)), told(DUE + timedelta(days=3))

    assert sorted(early) == ["Cán Bộ"]
    assert sorted(late) == ["Cán Bộ", "Hiệu Trưởng"]
    assert late["Hiệu Trưởng"][0].startswith("Quá hạn 3 ngày, hạn 01/12/2026: ")


def test_late_paper_of_a_team_is_told_to_the_head_of_the_school(place):
    make.issued(place.school, place.officer, [place.team], tasks=0)
    Obligation.objects.exclude(period="").delete()

    early, late = told(DUE + timedelta(days=1)), told(DUE + timedelta(days=3))

    assert sorted(early) == ["Tổ Trưởng"]
    assert sorted(late) == ["Hiệu Trưởng", "Tổ Trưởng"]


def test_head_is_told_from_the_first_where_nobody_else_answers(place):
    place.officer.posts.all().delete()
    place.issued()

    assert sorted(told(DUE)) == ["Hiệu Trưởng"]


def test_head_is_told_of_what_waits_for_the_head(place):
    place.issued()
    Obligation.objects.update(status="confirming")

    assert sorted(told(DUE)) == ["Cán Bộ", "Hiệu Trưởng"]


def test_person_of_a_share_is_told_and_the_leader_when_it_is_late(place):
    place.issued(place.team, duties=0, tasks=1)
    Assignment.objects.update(person=place.member, status="taken")

    early, late = told(DUE - timedelta(days=1)), told(DUE + timedelta(days=3))

    assert sorted(early) == ["Giáo Viên"]
    assert sorted(late) == ["Giáo Viên", "Hiệu Trưởng", "Tổ Trưởng"]


def test_share_of_who_left_is_told_to_the_leader(place):
    place.issued(place.team, duties=0, tasks=1)
    Assignment.objects.update(person=place.member, status="taken")
    place.member.posts.update(valid_to=make.TODAY)

    assert sorted(told(DUE)) == ["Tổ Trưởng"]


def test_extension_moves_the_days(place):
    place.issued()
    Obligation.objects.update(extended_to=DUE + timedelta(days=5))

    assert days_told(-7, 5) == [-2, 2, 4, 5]


def test_extension_given_late_brings_no_reminder_of_days_gone_by(place):
    place.issued()
    told(DUE)
    Obligation.objects.update(extended_to=DUE + timedelta(days=2))

    assert told(DUE + timedelta(days=0)) == {}
    assert sorted(told(DUE + timedelta(days=1))) == ["Cán Bộ"]


@pytest.mark.parametrize("status", ["submitted", "accepted", "excused"])
def test_what_is_not_owed_is_not_reminded_of(place, status):
    place.issued()
    Obligation.objects.update(status=status)

    assert told(DUE) == {}


def test_done_share_is_not_reminded_of(place):
    place.issued(place.team, duties=0, tasks=1)
    Assignment.objects.update(person=place.member, status="done")

    assert told(DUE) == {}


def test_closed_plan_reminds_nobody(place):
    plans.close_plan(place.issued(), by=place.issuer)

    assert told(DUE) == {}


def test_locked_person_and_ended_post_are_told_nothing(place):
    place.issued()
    place.officer.is_active = False
    place.officer.save()
    place.head.posts.update(valid_to=make.TODAY)

    assert told(DUE) == {}
    assert Reminder.objects.get().told == 0


def test_paper_of_a_merged_unit_is_told_to_who_goes_on_for_it(place):
    place.issued()
    middle, heir = make.unit("Trường Giữa", parent=place.department), make.unit("Trường Mới", parent=place.department)
    person = make.person(heir, name="Cán Bộ Mới")
    Succession.objects.create(old=place.school, new=middle, first_day=make.TODAY)
    Succession.objects.create(old=middle, new=heir, first_day=make.TODAY)
    Unit.objects.filter(pk__in=[place.school.pk, middle.pk]).update(valid_to=make.TODAY - timedelta(days=1))

    assert list(told(DUE)) == [person.full_name]


def test_unit_that_goes_on_beside_its_part_is_told_itself(place):
    place.issued()
    part = make.unit("Trường Tách Ra", parent=place.department)
    make.person(part, name="Cán Bộ Mới")
    Succession.objects.create(old=place.school, new=part, first_day=make.TODAY)

    assert list(told(DUE)) == ["Cán Bộ"]


def test_day_told_twice_is_told_once(place):
    place.issued()

    first, second = told(DUE), told(DUE)

    assert (sorted(first), second) == (["Cán Bộ"], {})
    assert Reminder.objects.count() == 1


def test_missed_days_bring_the_newest_reminder_only(place):
    place.issued()

    found = told(DUE + timedelta(days=2), since=DUE - timedelta(days=2))

    assert [text.split(",")[0] for text in found["Cán Bộ"]] == ["Quá hạn 2 ngày"]
    assert Reminder.objects.get().key == f"{DUE}:1"
    assert told(DUE + timedelta(days=2), since=DUE - timedelta(days=2)) == {}


def test_issuer_gets_one_summary_a_day(place):
    place.issued(place.school, place.team, duties=2)

    remind_due(today=DUE + timedelta(days=1))
    remind_due(today=DUE + timedelta(days=1))

    summaries = Notice.objects.filter(key__startswith="remind:summary")
    assert list(summaries.values_list("person__full_name", "text")) == [
        ("Trần Văn Bình", "Hôm nay đã nhắc 2 đơn vị về 4 việc của 1 kế hoạch; 4 việc đã quá hạn.")
    ]


def test_rule_of_a_plan_comes_before_that_of_its_unit(place):
    plan = place.issued()
    change_rule(place.department, by=place.issuer, days=[-5], escalate_after=None)
    of_unit = patterns_of([plan])[plan.pk]

    change_rule(plan, by=place.issuer, days=[2, -2], escalate_after=4)

    assert (of_unit, patterns_of([plan])[plan.pk]) == (Pattern((-5,), None), Pattern((-2, 2), 4))
    assert days_told(-7, 7) == [-2, 2, 4]
    drop_rule(plan, by=place.issuer)
    assert patterns_of([plan])[plan.pk] == of_unit


def test_rule_of_a_unit_holds_for_plans_of_units_below(place):
    change_rule(place.department, by=place.issuer, days=[-5], escalate_after=None)

    assert pattern_of_unit(place.school) == Pattern((-5,), None)


def test_rule_of_a_department_holds_for_schools_of_communes(place):
    province = make.unit("Tỉnh Đông Hải", kind="province")
    department = make.unit("Sở", parent=province, kind="department")
    school = make.unit("Trường", parent=make.unit("Xã", parent=province, kind="commune"))
    change_rule(department, by=make.person(department), days=[-4], escalate_after=None)

    assert pattern_of_unit(school) == Pattern((-4,), None)
    assert pattern_of_unit(province) == DEFAULT


def test_rule_switched_off_reminds_nobody(place):
    change_rule(place.issued(), by=place.issuer, days=[], escalate_after=None, active=False)

    assert told(DUE) == {}


def test_rule_without_a_day_and_days_far_away_are_refused(place):
    plan = place.issued()

    for days, code in (([], "no_days"), ([-61], "far_day")):
        with pytest.raises(ValidationError) as refusal:
            change_rule(plan, by=place.issuer, days=days, escalate_after=None)
        assert refusal.value.code == code


def test_only_who_writes_the_plans_sets_rules(place):
    plan = place.issued()

    for person in (place.officer, place.member, make.person(place.department, "inspector")):
        for subject in (plan, place.department):
            with pytest.raises(PermissionDenied):
                change_rule(subject, by=person, days=[1], escalate_after=None)
            with pytest.raises(PermissionDenied):
                drop_rule(subject, by=person)
    change_rule(plan, by=place.issuer, days=[1], escalate_after=None)
    assert Entry.objects.filter(action="progress.change_rule").count() == 1


def test_tick_reminds_once_a_day_and_catches_up_after_a_pause(place):
    place.issued()

    for day in (-8, -3, -3, 2):
        call_command("tick", verbosity=0, today=DUE + timedelta(days=day))

    runs = Run.objects.filter(kind="progress.remind_due").order_by("pk")
    assert [run.status for run in runs] == ["done"] * 3
    assert [run.parameters["since"] for run in runs] == [
        str(DUE - timedelta(days=9)),
        str(DUE - timedelta(days=8)),
        str(DUE - timedelta(days=3)),
    ]
    assert list(Reminder.objects.order_by("pk").values_list("key", flat=True)) == [f"{DUE}:-3", f"{DUE}:1"]


def test_failed_work_of_the_day_is_asked_for_again_after_an_hour_and_three_times_at_most(place):
    now = timezone.now()

    def wanted(hours: int) -> bool:
        return is_wanted("progress.remind_due", today=make.TODAY, now=now + timedelta(hours=hours))

    remind_daily(today=make.TODAY, now=now)
    Run.objects.update(status="failed")
    once = [wanted(0), wanted(2)]
    Run.objects.bulk_create(
        Run(kind="progress.remind_due", title="x", status="failed", parameters={"day": str(make.TODAY)}) for _ in "12"
    )

    assert (once, wanted(2)) == ([False, True], False)


def test_many_papers_cost_few_questions(place, django_assert_max_num_queries):
    for n in range(30):
        school = make.unit(f"Trường {n}", parent=place.department)
        make.person(school, name=f"Cán Bộ {n}")
    place.issued(*Unit.objects.filter(kind="lower_secondary"))

    with django_assert_max_num_queries(20):
        remind_due(today=DUE)

    assert Reminder.objects.count() == 31


def test_settings_of_a_unit_are_reached_from_its_page_by_who_may_change_them(place, client):
    links = {}
    for person in (place.officer, place.leader):
        client.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
        page = client.get(reverse("people:unit", args=[place.school.pk]))
        links[person] = reverse("progress:change_rule_of_unit", args=[place.school.pk]) in page.text

    assert links == {place.officer: True, place.leader: False}
