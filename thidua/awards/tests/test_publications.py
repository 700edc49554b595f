"""Lists shown before the decision: days, comments, answers, and who still waits."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from thidua.audit.models import Entry
from thidua.awards.models import Nomination, Objection, OwnDay, Publication
from thidua.awards.operations.publications import (
    add_publication,
    answer_objection,
    change_publication,
    close_publication,
    object_to,
    open_publication,
    remove_publication,
)
from thidua.awards.queries.publications import (
    not_yet_published,
    notice_of,
    objections_sent,
    objections_to_answer,
    publications_visible_to,
)
from thidua.awards.queries.workdays import in_stretches, last_working_day, special_days
from thidua.awards.tests import make
from thidua.people.models import Notice
from thidua.people.queries import record_of
from thidua.people.tests.make import unit

pytestmark = pytest.mark.django_db
MONDAY = date(2026, 6, 1)
NATIONAL = "title_emulation_fighter_national"


class Shown:
    """A school's season with a nomination for each teacher, agreed to."""

    def __init__(self, notice_days: int = 3, **facts) -> None:
        self.place = make.Place()
        self.season = make.season(self.place.school, notice_days=notice_days)
        self.rows = [
            make.nomination(self.season, each, by=self.place.officer, status="passed", **facts)
            for each in self.place.teachers
        ]

    def listed(self, rows=None, **facts) -> Publication:
        facts = {"by": self.place.officer, "title": "Danh sách đợt 1", "today": MONDAY, **facts}
        return add_publication(self.season, rows if rows is not None else self.rows, **facts)

    def opened(self, rows=None, **facts) -> Publication:
        row = self.listed(rows, **facts)
        open_publication(row, by=self.place.officer, today=MONDAY)
        return row

    def waiting(self, today=MONDAY):
        return not_yet_published(self.season, self.rows, today)


def code_of(deed, *args, **facts) -> str:
    with pytest.raises(ValidationError) as refusal:
        deed(*args, **facts)
    return refusal.value.code


def comment(row, today=MONDAY, **facts) -> Objection:
    return object_to(row, **{"text": "Cần xem lại.", "name": "Trần Văn Dân", "today": today, **facts})


def test_list_takes_its_days_from_the_season_the_rules_or_what_is_written():
    plain, ruled = Shown(notice_days=0), Shown(notice_days=3)

    assert (plain.listed().days, ruled.listed(ruled.rows[:1]).days, ruled.listed(ruled.rows[1:], days=4).days) == (
        5,
        3,
        4,
    )
    assert notice_of(plain.season, [make.WORKER], MONDAY).doubt != ""
    assert notice_of(plain.season, [make.WORKER, NATIONAL], MONDAY).least == 10
    assert "Điều 44" in notice_of(plain.season, [NATIONAL], MONDAY).source


def test_opening_counts_working_days_from_the_next_day_and_tells_colleagues():
    shown = Shown()

    row = shown.opened()

    row.refresh_from_db()
    assert (row.status, row.starts, row.ends) == ("open", MONDAY, date(2026, 6, 4))
    told = set(Notice.objects.filter(key=f"awards.publication:{row.pk}").values_list("person", flat=True))
    place = shown.place
    assert told == {each.pk for each in (place.head, place.officer, place.leader, *place.teachers)}


def test_days_off_of_the_law_and_of_the_units_are_left_out():
    place = make.Place()
    eve = date(2026, 8, 27)
    OwnDay.objects.create(unit=place.department, day=date(2026, 8, 28), works=False, reason="Bão", by=place.chief)
    OwnDay.objects.create(unit=place.school, day=date(2026, 8, 29), works=True, reason="Làm bù", by=place.head)

    assert last_working_day(place.school, eve, 2) == date(2026, 9, 3)
    assert last_working_day(place.other, eve, 2) == date(2026, 9, 4)
    days = special_days(place.school, date(2026, 8, 22), date(2026, 9, 2))
    assert [(one.day.day, one.works) for one in days] == [
        (22, True), (28, False), (29, True), (31, False), (1, False), (2, False),
    ]  # fmt: skip
    assert days[0].doubt != ""


@pytest.mark.parametrize("status", ["draft", "ready", "failed", "sent", "withdrawn"])
def test_only_what_was_agreed_to_is_listed(status):
    shown = Shown()
    Nomination.objects.filter(pk=shown.rows[0].pk).update(status=status)

    assert code_of(shown.listed) == "not_listable"


def test_award_of_the_state_is_shown_before_the_council_and_for_ten_days():
    place = make.Place()
    season = make.season(place.school)
    row = make.nomination(season, place.teachers[0], NATIONAL, by=place.officer, status="ready")
    facts = {"by": place.officer, "title": "Cấp Nhà nước", "today": MONDAY}

    assert code_of(add_publication, season, [row], days=9, **facts) == "too_short"
    made = add_publication(season, [row], **facts)
    assert made.days == 10


@pytest.mark.parametrize(
    ("facts", "code"), [({"days": 2}, "too_short"), ({"days": 91}, "too_long"), ({"title": " "}, "no_title")]
)
def test_list_with_wrong_words_or_days_is_refused(facts, code):
    shown = Shown()

    assert code_of(shown.listed, **facts) == code
    assert not Publication.objects.exists()


def test_nobody_and_the_same_one_twice_are_refused():
    shown = Shown()
    shown.listed(shown.rows[:1])

    assert code_of(shown.listed, []) == "nobody"
    assert code_of(shown.listed) == "not_listable"
    assert shown.listed(shown.rows[1:]).nominations.count() == 2


def test_closed_season_gets_no_list():
    shown = Shown()
    row = shown.listed()
    shown.season.status = "closed"
    shown.season.save()

    assert code_of(shown.listed) == "season_closed"
    assert code_of(open_publication, row, by=shown.place.officer, today=MONDAY) == "season_closed"


def test_draft_is_changed_and_given_up_but_not_once_it_is_shown():
    shown = Shown()
    row, other = shown.listed(shown.rows[:1]), shown.listed(shown.rows[1:2])
    facts = {"by": shown.place.officer, "title": "Tên mới", "days": 7, "is_public": False, "today": MONDAY}

    change_publication(row, [shown.rows[0], shown.rows[2]], **facts)
    remove_publication(other, by=shown.place.officer)
    row.refresh_from_db()
    assert (row.title, row.days, row.is_public, row.nominations.count()) == ("Tên mới", 7, False, 2)
    assert list(Publication.objects.all()) == [row]

    open_publication(row, by=shown.place.officer, today=MONDAY)
    assert code_of(change_publication, row, shown.rows, **facts) == "wrong_state"
    assert code_of(remove_publication, row, by=shown.place.officer) == "wrong_state"
    assert code_of(open_publication, row, by=shown.place.officer, today=MONDAY) == "wrong_state"


def test_nominee_withdrawn_meanwhile_stops_the_opening():
    shown = Shown()
    row = shown.listed()
    Nomination.objects.filter(pk=shown.rows[0].pk).update(status="withdrawn")

    assert code_of(open_publication, row, by=shown.place.officer, today=MONDAY) == "not_listable"


def test_list_is_closed_after_its_last_day_and_never_opened_again():
    shown = Shown()
    row = shown.opened()
    officer = shown.place.officer

    with pytest.raises(ValidationError) as refusal:
        close_publication(row, by=officer, today=row.ends)
    assert (refusal.value.code, "04/06/2026" in refusal.value.messages[0]) == ("not_over", True)
    close_publication(row, by=officer, today=row.ends + timedelta(days=1))
    assert row.status == "closed"
    assert code_of(open_publication, row, by=officer, today=MONDAY) == "wrong_state"
    assert code_of(close_publication, row, by=officer, today=row.ends + timedelta(days=1)) == "wrong_state"


def test_draft_is_not_closed():
    shown = Shown()

    assert code_of(close_publication, shown.listed(), by=shown.place.officer, today=MONDAY) == "wrong_state"


def test_list_with_an_unanswered_comment_is_not_closed():
    shown = Shown()
    row = shown.opened()
    objection = comment(row)
    later = row.ends + timedelta(days=1)

    assert code_of(close_publication, row, by=shown.place.officer, today=later) == "unanswered"
    answer_objection(objection, by=shown.place.officer, upheld=False, answer="Đã xem lại, đủ minh chứng.")
    close_publication(row, by=shown.place.officer, today=later)
    assert row.status == "closed"


def test_comment_is_taken_once_with_a_receipt_and_tells_keepers_nothing_of_its_sender():
    shown = Shown()
    row = shown.opened()

    first, again = comment(row, nomination=shown.rows[0]), comment(row, nomination=shown.rows[0])

    assert (first, len(first.receipt), Objection.objects.count()) == (again, 12, 1)
    told = Notice.objects.filter(key=f"awards.objection.in:{first.pk}")
    assert set(told.values_list("person", flat=True)) == {shown.place.head.pk, shown.place.officer.pk}
    entry = Entry.objects.get(action="awards.object_publication")
    assert (entry.by, "Trần Văn Dân" in entry.sentence + told[0].text) == (None, False)


def test_colleague_objects_under_the_own_name_and_is_told_of_the_answer():
    shown = Shown()
    row, sender = shown.opened(), shown.place.teachers[1]

    objection = object_to(row, by=sender, text="Xin xem lại.", today=MONDAY, nomination=shown.rows[0], name="Khác")
    answer_objection(objection, by=shown.place.head, upheld=True, answer="Đúng, sẽ xét lại.")

    objection.refresh_from_db()
    assert (objection.sender_name, objection.sender, objection.upheld) == (sender.full_name, sender, True)
    assert (objection.status, objection.answered_by) == ("answered", shown.place.head)
    assert Notice.objects.filter(person=sender, key=f"awards.objection:{objection.pk}").exists()
    assert list(objections_sent(row, sender)) == [objection]
    assert not Entry.objects.filter(by=sender).exists()


@pytest.mark.parametrize(
    ("facts", "code"), [({"text": " "}, "no_reason"), ({"name": " "}, "no_name"), ({"text": "x" * 4001}, "too_long")]
)
def test_comment_says_something_and_bears_a_name(facts, code):
    row = Shown().opened()

    assert code_of(comment, row, **facts) == code


def test_comment_is_refused_before_after_and_about_others():
    shown = Shown()
    draft = shown.listed(shown.rows[:1])
    row = shown.opened(shown.rows[1:])
    inside = shown.opened(
        [make.nomination(shown.season, shown.place.team, by=shown.place.officer, status="passed")], is_public=False
    )

    assert code_of(comment, draft) == "not_open"
    assert code_of(comment, inside) == "not_open"
    assert code_of(comment, row, nomination=shown.rows[0]) == "not_listed"
    assert comment(row, today=row.ends).pk
    assert code_of(comment, row, today=row.ends + timedelta(days=1), text="Muộn") == "over"


def test_answer_is_given_once_by_keepers_but_never_about_oneself():
    shown = Shown()
    place = shown.place
    own = make.nomination(shown.season, place.officer, by=place.head, status="passed")
    row = shown.opened([*shown.rows, own])
    objection, about_officer = comment(row, nomination=shown.rows[0]), comment(row, nomination=own)

    for by, about in ((place.teachers[0], objection), (place.chief, objection), (place.officer, about_officer)):
        with pytest.raises(PermissionDenied):
            answer_objection(about, by=by, upheld=False, answer="Không")
    assert code_of(answer_objection, objection, by=place.officer, upheld=False, answer=" ") == "no_reason"
    answer_objection(objection, by=place.officer, upheld=False, answer="Đủ minh chứng.")
    stale = Objection.objects.get(pk=objection.pk)
    assert code_of(answer_objection, stale, by=place.head, upheld=True, answer="Khác") == "wrong_state"


def test_senders_are_read_by_those_who_answer_and_nobody_else():
    shown = Shown()
    place = shown.place
    own = make.nomination(shown.season, place.officer, by=place.head, status="passed")
    row = shown.opened([*shown.rows, own])
    about = [comment(row), comment(row, nomination=shown.rows[0]), comment(row, nomination=own)]
    administrator = make.person(place.school, "administrator", name="Quản Trị")

    for person in (place.head, place.officer, *place.teachers, place.chief, place.stranger, administrator):
        seen = set(objections_to_answer(row, person))
        assert seen == {each for each in about if person.has_perm("awards.view_objection", each)}
    assert set(objections_to_answer(row, place.officer)) == set(about[:2])
    assert set(objections_to_answer(row, place.chief)) == set()


@pytest.mark.parametrize("deed", [add_publication, open_publication, close_publication])
def test_only_keepers_make_open_and_close(deed):
    shown = Shown()
    row = shown.listed(shown.rows[:1])
    facts = {"title": "x"} if deed is add_publication else {"today": MONDAY}
    subject = (shown.season, shown.rows[1:]) if deed is add_publication else (row,)

    for by in (shown.place.teachers[0], shown.place.leader, shown.place.chief, shown.place.stranger):
        with pytest.raises(PermissionDenied):
            deed(*subject, by=by, **facts)


def test_list_and_page_agree_on_who_sees_a_list():
    shown = Shown()
    draft, opened = shown.listed(shown.rows[:1]), shown.opened(shown.rows[1:])
    place = shown.place

    for person in (place.officer, place.head, place.teachers[0], place.chief, place.appraiser, place.stranger):
        visible = set(publications_visible_to(person))
        assert visible == {row for row in (draft, opened) if person.has_perm("awards.view_publication", row)}
    assert set(publications_visible_to(place.teachers[0])) == {opened}
    assert set(publications_visible_to(place.stranger)) == set()


def test_nominees_wait_until_their_list_is_closed_with_nothing_against_them():
    shown = Shown()
    first, second, third = shown.rows
    row = shown.opened([first, second])
    objection = comment(row, nomination=first)
    later = row.ends + timedelta(days=1)

    assert shown.waiting() == [first, second, third]
    answer_objection(objection, by=shown.place.head, upheld=True, answer="Đúng.")
    close_publication(row, by=shown.place.head, today=later)
    assert shown.waiting() == [first, third]

    again = shown.opened([first, third])
    close_publication(again, by=shown.place.head, today=later)
    assert shown.waiting() == []


def test_comment_on_the_whole_list_stops_all_of_it():
    shown = Shown()
    row = shown.opened()
    objection = comment(row)
    answer_objection(objection, by=shown.place.head, upheld=True, answer="Sai tiêu đề.")
    close_publication(row, by=shown.place.head, today=row.ends + timedelta(days=1))

    assert shown.waiting() == shown.rows


def test_season_without_notice_waits_while_somebody_is_shown_or_commented_on():
    shown = Shown(notice_days=0)
    assert shown.waiting() == []

    row = shown.opened(shown.rows[:1])
    assert shown.waiting() == shown.rows[:1]
    objection = comment(row)
    answer_objection(objection, by=shown.place.head, upheld=True, answer="Đúng.")
    close_publication(row, by=shown.place.head, today=row.ends + timedelta(days=1))
    assert shown.waiting() == shown.rows[:1]


def test_province_shows_awards_of_the_state_whatever_its_season_says():
    province = unit("Tỉnh Đông Hải", kind="province")
    officer = make.person(province, "officer", name="Cán Bộ Tỉnh")
    season = make.season(province)
    rows = [make.nomination(season, officer, key, by=officer, status="ready") for key in (NATIONAL, make.WORKER)]

    assert not_yet_published(season, rows, MONDAY) == rows[:1]


def test_days_on_end_with_one_reason_are_one_stretch():
    place = make.Place()
    OwnDay.objects.create(unit=place.school, day=date(2026, 2, 23), works=False, reason="Lễ hội", by=place.head)

    found = in_stretches(special_days(place.school, date(2026, 2, 1), date(2026, 2, 28)))

    assert [(one.first.day, one.last.day, one.own is not None) for one in found] == [(16, 20, False), (23, 23, True)]


def test_person_is_told_what_is_held_of_the_own_comments():
    shown = Shown()
    sender = shown.place.teachers[1]
    object_to(shown.opened(), by=sender, text="Xin xem lại.", today=MONDAY)

    assert [row["nội dung"] for row in record_of(sender)["ý kiến về danh sách công khai"]] == ["Xin xem lại."]
    assert record_of(shown.place.teachers[0])["ý kiến về danh sách công khai"] == []
