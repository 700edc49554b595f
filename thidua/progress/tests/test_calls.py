from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.template.loader import render_to_string
from django.test import Client

from thidua.audit.models import Entry
from thidua.kernel.models import Run
from thidua.kernel.runs import perform_run
from thidua.people.models import Notice, Unit
from thidua.plans import operations as plans
from thidua.plans.models import Duty, Obligation, Plan
from thidua.plans.tests import make
from thidua.progress.models import Reminder
from thidua.progress.operations import calls
from thidua.progress.operations.calls import remind_units
from thidua.progress.queries.calls import columns_owing, papers_asked, preview_of
from thidua.progress.reminding import MOST_WORDS

pytestmark = pytest.mark.django_db
SOON = make.TODAY + timedelta(days=5)


@pytest.fixture
def place(monkeypatch):
    monkeypatch.setattr("thidua.progress.views.reminders.today", lambda: make.TODAY)
    return Place()


class Place:
    """A plan of a department with a paper in five days owed by three schools; in the third nobody works."""

    def __init__(self) -> None:
        self.department = make.unit("Sở Giáo dục và Đào tạo", kind="department")
        self.schools = [make.unit(f"Trường {n}", parent=self.department) for n in (1, 2, 3)]
        self.by = make.person(self.department, name="Trần Văn Bình")
        self.persons = [make.person(school, name=f"Cán Bộ {school.name[-1]}") for school in self.schools[:2]]
        self.plan = make.issued(self.department, self.by, self.schools, tasks=0, duties=2)
        Obligation.objects.exclude(period="").delete()
        first, second = Duty.objects.filter(frequency="").order_by("pk")
        Obligation.objects.filter(duty=first).update(due=SOON)
        Obligation.objects.filter(duty=second).update(due=make.TODAY + timedelta(days=30))
        self.duty = first

    def remind(self, asked: str = "", **facts):
        return remind_units(self.plan, asked, by=self.by, today=make.TODAY, **facts)

    def page(self, name: str, person=None) -> str:
        return f"/tien-do/ke-hoach/{self.plan.pk}/{name}/"


def sent() -> list[tuple[str, str]]:
    rows = Notice.objects.filter(key__contains=":by:").order_by("pk")
    return list(rows.values_list("person__full_name", "text"))


def signed_in(person) -> Client:
    client = Client()
    client.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def test_call_sends_what_the_preview_shows(place):
    preview = preview_of(place.plan, "", by=place.by, today=make.TODAY, words="Nộp sớm nhé")

    place.remind(text="Nộp sớm nhé")

    shown = [(person, call.text) for call in preview.calls for person in sorted(call.told)]
    kept = Notice.objects.filter(key__contains=":by:").order_by("pk").values_list("person", "text")
    assert list(kept) == shown
    assert [name for name, _ in sent()] == ["Cán Bộ 1", "Cán Bộ 2"]
    assert sent()[0][1] == (
        "Sở Giáo dục và Đào tạo nhắc: Còn 5 ngày, hạn 26/11/2026: Báo cáo 1 (Trường 1) – Cải cách hành chính năm 2026. "
        "Nộp sớm nhé"
    )
    assert [unit.name for unit in preview.unreached] == ["Trường 3"]


def test_what_was_handed_in_is_not_called_for(place):
    Obligation.objects.filter(unit=place.schools[0]).update(status="submitted")

    place.remind()

    assert [name for name, _ in sent()] == ["Cán Bộ 2"]


def test_what_is_asked_narrows_the_call(place):
    late = Obligation.objects.get(duty=place.duty, unit=place.schools[0])
    Obligation.objects.filter(pk=late.pk).update(due=make.TODAY - timedelta(days=1))

    def asked(words: str) -> int:
        return papers_asked(place.plan, words, make.TODAY).count()

    other = Duty.objects.get(text="Báo cáo 2")
    words = ("", "qua-han", str(place.duty.pk), f"{place.duty.pk}:{SOON}", str(other.pk), "abc")
    assert [asked(word) for word in words] == [3, 1, 3, 2, 3, 0]
    assert [(column.key, column.owed) for column in columns_owing(place.plan, make.TODAY)] == [
        (f"{place.duty.pk}:{make.TODAY - timedelta(days=1)}", 1),
        (f"{place.duty.pk}:{SOON}", 2),
        (f"{other.pk}:{make.TODAY + timedelta(days=30)}", 3),
    ]


def test_paper_is_called_for_once_a_day_by_each_sender_unless_again(place):
    place.remind()
    other = make.person(place.department, name="Phạm Văn Dũng")

    with pytest.raises(ValidationError) as refusal:
        place.remind()
    after_refusal = len(sent())
    remind_units(place.plan, "", by=other, today=make.TODAY)
    after_other = len(sent())
    place.remind(again=True)

    assert refusal.value.code == "told_today"
    assert (after_refusal, after_other, len(sent())) == (2, 4, 6)


def test_call_goes_out_again_the_next_day(place):
    place.remind()

    remind_units(place.plan, "", by=place.by, today=make.TODAY + timedelta(days=1))

    assert len(sent()) == 4


def test_longest_words_fit_into_the_notice(place):
    Unit.objects.update(name="Trường Tiểu học và Trung học cơ sở " + "x" * 200, short_name="")
    Duty.objects.update(text="y" * 400)
    Plan.objects.update(title="z" * 900)
    words = "w" * MOST_WORDS
    place.plan = Plan.objects.get()

    place.remind(text=words)

    assert {text.endswith(words) for _, text in sent()} == {True}


def test_calls_that_mean_nothing_are_refused(place):
    refused = []
    for asked, text in (("qua-han", ""), ("", "w" * (MOST_WORDS + 1))):
        with pytest.raises(ValidationError) as refusal:
            place.remind(asked, text=text)
        refused.append(refusal.value.code)
    plans.close_plan(place.plan, by=place.by)
    with pytest.raises(ValidationError) as refusal:
        place.remind()

    assert [*refused, refusal.value.code] == ["nobody", "too_long", "plan_closed"]
    assert (sent(), Entry.objects.filter(action="progress.remind_units").count()) == ([], 0)


def test_only_who_writes_the_plan_calls(place):
    strangers = [
        place.persons[0],
        make.person(place.department, "inspector"),
        make.person(place.department, "member"),
        make.person(make.unit("Sở khác", kind="department")),
    ]

    for person in strangers:
        with pytest.raises(PermissionDenied):
            remind_units(place.plan, "", by=person, today=make.TODAY)

    assert sent() == []


def test_call_is_written_into_the_trail(place):
    place.remind(text="Nộp sớm")

    entry = Entry.objects.get(action="progress.remind_units")
    assert (entry.by, entry.sentence) == (place.by, "Nhắc 3 đơn vị chưa nộp. Nộp sớm")


def test_many_units_are_called_in_the_background_and_once(place, monkeypatch):
    monkeypatch.setattr(calls, "MANY", 2)

    run = place.remind()

    run = Run.objects.get(pk=run.pk)
    first = len(sent())
    Run.objects.update(status="queued")
    perform_run.func(run.pk)
    assert (run.status, run.done, run.total, first, len(sent())) == ("done", 3, 3, 2, 2)
    assert Notice.objects.filter(person=place.by, text__startswith="Nhắc 3 đơn vị").count() == 2


def test_page_shows_whom_it_will_reach_and_sends(place):
    client = signed_in(place.by)

    shown = client.get(place.page("nhac-don-vi"))
    answer = client.post(place.page("nhac-don-vi"), {"text": "Nộp sớm"})
    again = client.get(place.page("nhac-don-vi"))

    for words in ("Sẽ nhắc 3 đơn vị, 2 người", "Cán Bộ 1", "1 đơn vị chưa có người nhận tin"):
        assert words in shown.text
    assert (answer.status_code, answer["Location"]) == (302, f"/ke-hoach/{place.plan.pk}/don-vi/")
    assert "Hôm nay đã nhắc hết" in again.text
    assert len(sent()) == 2


def test_page_reminds_again_when_asked_to(place):
    client, url = signed_in(place.by), place.page("nhac-don-vi")
    client.post(url, {"text": ""})

    refused, again = client.post(url, {"text": ""}), client.post(f"{url}?nhaclai=1", {"text": ""})

    assert (refused.status_code, again.status_code, len(sent())) == (422, 302, 4)


def test_part_of_the_page_is_the_preview_alone(place):
    answer = signed_in(place.by).get(place.page("nhac-don-vi"), headers={"HX-Request": "true"})

    assert ("<html" in answer.text, 'id="call-preview"' in answer.text) == (False, True)


@pytest.mark.parametrize("name", ["nhac-don-vi", "tin-nhan-nhom", "nhac-viec"])
def test_pages_are_for_who_writes_the_plan(place, name):
    codes = [
        signed_in(person).get(place.page(name)).status_code
        for person in (place.by, place.persons[0], make.person(make.unit("Sở khác", kind="department")))
    ]

    assert codes == [200, 403, 404]


def test_rule_page_sets_the_days_and_drops_them(place):
    client, url = signed_in(place.by), place.page("nhac-viec")
    values = {"active": "on", "before": "5; 2", "on_day": "on", "after": "4", "escalate_after": "6"}

    saved = client.post(url, values)
    rule = place.plan.reminder_rule
    refused = client.post(url, {**values, "before": "hai ngày"})
    client.post(url, {"drop": "1"})

    assert (saved.status_code, rule.days, rule.escalate_after) == (302, [-5, -2, 0, 4], 6)
    assert refused.status_code == 422
    assert not Plan.objects.filter(reminder_rule__isnull=False).exists()


def test_unit_rule_page_is_for_who_writes_the_plans_of_the_unit(place):
    url = f"/tien-do/don-vi/{place.department.pk}/nhac-viec/"
    people = (place.by, place.persons[0], make.person(make.unit("Sở khác", kind="department")))

    assert [signed_in(person).get(url).status_code for person in people] == [200, 403, 404]
    assert signed_in(place.by).post(url, {"before": "5"}).status_code == 302


def test_button_stands_on_the_board_for_who_may_remind(place):
    shown = [
        "nhac-don-vi"
        in render_to_string("progress/remind_button.html", {"plan": place.plan, "request": Asking(person)})
        for person in (place.by, place.persons[0])
    ]

    assert shown == [True, False]


class Asking:
    def __init__(self, user) -> None:
        self.user = user


def test_preview_costs_the_same_for_three_and_thirty_units(place, django_assert_max_num_queries):
    for n in range(30):
        unit = make.unit(f"Trường mới {n}", parent=place.department)
        make.person(unit, name=f"Người {n}")
        Obligation.objects.create(duty=place.duty, unit=unit, due=SOON)
    client = signed_in(place.by)

    with django_assert_max_num_queries(30):
        answer = client.get(place.page("nhac-don-vi"))

    assert "Sẽ nhắc 33 đơn vị, 32 người" in answer.text
    assert Reminder.objects.count() == 0
