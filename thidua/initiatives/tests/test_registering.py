"""Rounds open and close, initiatives are registered in them, and what keeps them from it."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from thidua.audit.models import Entry as Trail
from thidua.initiatives.models import Initiative, Round
from thidua.initiatives.operations.authors import Entry, agree_author, decline_author, set_authors
from thidua.initiatives.operations.initiatives import (
    hand_on_initiative,
    register_initiative,
    report_initiative,
    return_initiative,
    save_initiative,
    start_initiative,
    withdraw_initiative,
)
from thidua.initiatives.operations.results import Row, enclose, set_results
from thidua.initiatives.operations.rounds import add_round, announce_round, change_round
from thidua.initiatives.tests import make
from thidua.kernel.workflow import possible_moves
from thidua.people.models import Notice, Post

pytestmark = pytest.mark.django_db


@pytest.fixture
def school():
    return make.School()


@pytest.fixture
def wave(school):
    return make.round_of(school, rubric=False)


def refusal_of(deed, *args, **facts) -> list[str]:
    with pytest.raises(ValidationError) as refusal:
        deed(*args, **facts)
    return [each.code for each in refusal.value.error_list]


def test_announced_round_is_told_to_everybody_at_work(school):
    wave = make.round_of(school, announced=False, rubric=False)

    announce_round(wave, by=school.officer)

    told = set(Notice.objects.filter(key=f"round:{wave.pk}:announced").values_list("person", flat=True))
    assert told == {person.pk for person in (school.officer, school.head, *school.teachers)}
    assert wave.status == "announced"


def test_teacher_announces_no_round(school):
    wave = make.round_of(school, announced=False, rubric=False)

    with pytest.raises(PermissionDenied):
        announce_round(wave, by=school.teachers[0])


@pytest.mark.parametrize(
    ("facts", "code"),
    [
        ({"name": " "}, "no_name"),
        ({"closes": make.NOW - timedelta(days=2)}, "bad_dates"),
        ({"report_by": make.NOW + timedelta(days=9)}, "bad_dates"),
    ],
)
def test_round_with_wrong_facts_is_refused(school, facts, code):
    sane = {"name": "Đợt", "year": 2026, "opens": make.NOW, "closes": make.NOW + timedelta(days=10)}

    assert refusal_of(add_round, school.unit, by=school.officer, **{**sane, **facts}) == [code]


def test_authors_hear_of_new_dates(school, wave):
    make.initiative(wave, school.teachers[0])

    change_round(wave, by=school.officer, closes=wave.closes + timedelta(days=1))

    assert school.teachers[0].notices.filter(key__startswith=f"round:{wave.pk}:dates").count() == 1


def test_registered_initiative_counts_from_its_moment(school, wave):
    row = make.initiative(wave, school.teachers[0], status="draft")

    register_initiative(row, by=school.teachers[0], now=make.NOW)

    row.refresh_from_db()
    assert (row.status, row.registered_at) == ("registered", make.NOW)
    assert "register" not in possible_moves(row, school.teachers[0])


def test_round_closed_a_second_ago_refuses_and_keeps_what_was_written(school, wave):
    row = make.initiative(wave, school.teachers[0], status="draft")
    before = Initiative.objects.filter(pk=row.pk).values().get()

    codes = refusal_of(register_initiative, row, by=school.teachers[0], now=wave.closes + timedelta(seconds=1))

    assert codes == ["round_closed"]
    assert Initiative.objects.filter(pk=row.pk).values().get() == before


def test_round_is_open_to_its_last_second(school, wave):
    row = make.initiative(wave, school.teachers[0], status="draft")

    register_initiative(row, by=school.teachers[0], now=wave.closes - timedelta(seconds=1))

    assert row.status == "registered"


def test_round_not_yet_open_takes_drafts_only(school):
    wave = make.round_of(school, rubric=False, opens=make.NOW + timedelta(days=1))
    row = make.initiative(wave, school.teachers[0], status="draft")

    assert refusal_of(register_initiative, row, by=school.teachers[0], now=make.NOW) == ["round_not_open"]


@pytest.mark.parametrize(("shares", "code"), [((60, 39), "shares"), ((60, 41), "shares"), ((60, 40), None)])
def test_shares_make_exactly_100(school, wave, shares, code):
    one, two = school.teachers[:2]
    row = make.initiative(wave, one, status="draft", authors=[(one, shares[0]), (two, shares[1])])

    found = refusal_of(register_initiative, row, by=one, now=make.NOW) if code else None

    assert found == ([code] if code else None)


def test_thirds_make_100_by_hundredths(school, wave):
    third = Decimal("33.33")
    one, two, three = school.teachers
    row = make.initiative(wave, one, status="draft")
    shares = [Entry(third, one), Entry(third, two), Entry(third + Decimal("0.01"), three)]
    set_authors(row, shares, by=one, now=make.NOW)

    register_initiative(row, by=one, now=make.NOW)

    assert row.status == "registered"


def test_author_who_left_is_named(school, wave):
    one, two = school.teachers[:2]
    row = make.initiative(wave, one, status="draft", authors=[(one, 50), (two, 50)])
    Post.objects.filter(person=two).update(valid_to=make.NOW.date() - timedelta(days=1))

    with pytest.raises(ValidationError) as refusal:
        register_initiative(row, by=one, now=make.NOW)

    assert (refusal.value.code, str(two) in refusal.value.message) == ("author_left", True)


def test_author_who_left_keeps_reading_but_writes_no_more(school, wave):
    row = make.initiative(wave, school.teachers[0])
    Post.objects.filter(person=school.teachers[0]).update(valid_to=make.NOW.date() - timedelta(days=1))
    school.teachers[0].posts_by_day = None

    with pytest.raises(PermissionDenied):
        save_initiative(row, by=school.teachers[0], seen_edition=row.edition, parts={"need": "x"})

    assert school.teachers[0].has_perm("initiatives.view_initiative", row)
    withdraw_initiative(row, by=school.officer, reason="Tác giả đã chuyển công tác")
    assert row.status == "withdrawn"


def test_person_named_as_author_is_asked_and_agrees(school, wave):
    one, two = school.teachers[:2]
    row = make.initiative(wave, one, status="draft")

    authors = set_authors(row, [Entry(Decimal(70), one), Entry(Decimal(30), two)], by=one, now=make.NOW)
    agree_author(authors[1], by=two, now=make.NOW)

    assert two.notices.filter(key__startswith=f"initiative:{row.pk}:asked").count() == 1
    assert [(str(each), each.is_settled) for each in row.authors.all()] == [(str(one), True), (str(two), True)]


def test_new_share_is_asked_anew(school, wave):
    one, two = school.teachers[:2]
    row = make.initiative(wave, one, status="draft", authors=[(one, 70), (two, 30)])

    set_authors(row, [Entry(Decimal(60), one), Entry(Decimal(40), two)], by=one, now=make.NOW)

    assert [each.is_settled for each in row.authors.all()] == [True, False]


def test_who_declines_keeps_it_from_being_registered(school, wave):
    one, two = school.teachers[:2]
    row = make.initiative(wave, one, status="draft")
    authors = set_authors(row, [Entry(Decimal(70), one), Entry(Decimal(30), two)], by=one, now=make.NOW)

    decline_author(authors[1], by=two, now=make.NOW, reason="Không tham gia")

    assert refusal_of(register_initiative, row, by=one, now=make.NOW) == ["author_declined"]
    assert one.notices.filter(text__contains="Không tham gia").count() == 1
    assert not two.has_perm("initiatives.view_initiative", row)


def test_nobody_answers_for_another(school, wave):
    one, two, three = school.teachers
    row = make.initiative(wave, one, status="draft")
    authors = set_authors(row, [Entry(Decimal(70), one), Entry(Decimal(30), two)], by=one, now=make.NOW)

    with pytest.raises(PermissionDenied):
        agree_author(authors[1], by=three, now=make.NOW)


@pytest.mark.parametrize(
    ("entries", "code"),
    [
        ([], "no_author"),
        ([(0, 50), (0, 50)], "twice"),
        ([(0, 0)], "share_range"),
        ([(0, 101)], "share_range"),
    ],
)
def test_misnamed_authors_are_refused(school, wave, entries, code):
    row = make.initiative(wave, school.teachers[0], status="draft")
    named = [Entry(Decimal(share), school.teachers[n]) for n, share in entries]

    assert refusal_of(set_authors, row, named, by=school.teachers[0], now=make.NOW) == [code]


@pytest.mark.parametrize(
    ("limit", "code"),
    [({"most_per_person": 1}, "person_quota"), ({"most_per_unit": 1}, "unit_quota")],
)
def test_quota_of_the_round_is_kept(school, limit, code):
    wave = make.round_of(school, rubric=False, **limit)
    make.initiative(wave, school.teachers[0])
    second = make.initiative(wave, school.teachers[0], status="draft", title="Vườn rau trường em")

    assert refusal_of(register_initiative, second, by=school.teachers[0], now=make.NOW) == [code]


def test_most_authors_is_kept(school):
    wave = make.round_of(school, rubric=False, most_authors=1)
    one, two = school.teachers[:2]
    row = make.initiative(wave, one, status="draft", authors=[(one, 50), (two, 50)])

    assert refusal_of(register_initiative, row, by=one, now=make.NOW) == ["too_many_authors"]


def test_incomplete_text_is_named(school, wave):
    row = make.initiative(wave, school.teachers[0], status="draft", need="")

    assert refusal_of(register_initiative, row, by=school.teachers[0], now=make.NOW) == ["incomplete"]


def test_report_asks_for_figures_and_evidence(school, wave):
    row = make.initiative(wave, school.teachers[0])

    codes = refusal_of(report_initiative, row, by=school.teachers[0], now=make.NOW)

    assert codes == ["no_results", "no_evidence"]


def test_report_waits_for_every_author(school, wave):
    one, two = school.teachers[:2]
    row = make.initiative(wave, one, authors=[(one, 50), (two, 50)])
    row.authors.filter(person=two).update(agreed_at=None)

    assert refusal_of(make.report, row, one) == ["author_not_agreed"]


def test_report_after_its_day_is_refused_but_not_after_a_return(school, wave):
    late = wave.report_by + timedelta(seconds=1)
    one, two = school.teachers[:2]
    tardy = make.initiative(wave, one)
    returned = make.initiative(wave, two, status="reported", title="Bảng phân công trực")

    assert refusal_of(make.report, tardy, one, late) == ["report_closed"]
    return_initiative(returned, by=school.officer, reason="Thiếu số liệu", now=make.NOW)
    report_initiative(returned, by=two, now=late)

    assert (returned.status, two.notices.filter(text__contains="Thiếu số liệu").count()) == ("reported", 1)


def test_two_authors_do_not_overwrite_each_other_unseen(school, wave):
    one, two = school.teachers[:2]
    row = make.initiative(wave, one, status="draft", authors=[(one, 50), (two, 50)])
    seen = Initiative.objects.get(pk=row.pk).edition
    save_initiative(row, by=two, seen_edition=seen, parts={"need": "Của người thứ hai"})

    codes = refusal_of(save_initiative, row, by=one, seen_edition=seen, parts={"need": "Của người thứ nhất"})

    assert codes == ["changed_meanwhile"]
    assert Initiative.objects.get(pk=row.pk).parts["need"] == "Của người thứ hai"


def test_own_two_windows_do_not_refuse_each_other(school, wave):
    one = school.teachers[0]
    row = make.initiative(wave, one, status="draft")
    seen = Initiative.objects.get(pk=row.pk).edition

    save_initiative(row, by=one, seen_edition=seen, parts={"need": "Một"})
    save_initiative(row, by=one, seen_edition=seen, parts={"need": "Hai"})

    assert Initiative.objects.get(pk=row.pk).parts["need"] == "Hai"


def test_file_of_a_wrong_kind_gets_its_sentence(school, wave):
    with pytest.raises(ValidationError) as refusal:
        make.attachment(school.teams[0], school.teachers[0], data=b"MZ\x90\x00" + b"\0" * 200, name="sang-kien.exe")

    assert refusal.value.code == "unknown_type"
    assert "Chọn tệp" in refusal.value.message


def test_file_of_another_person_is_not_taken(school, wave):
    row = make.initiative(wave, school.teachers[0], status="draft")
    foreign = make.attachment(school.teams[1], school.teachers[1])

    codes = refusal_of(enclose, row, [foreign], purpose="description", by=school.teachers[0])

    assert codes == ["foreign_evidence"]


@pytest.mark.parametrize(("after", "code"), [(None, "no_figure"), (Decimal(10) ** 12, "too_large")])
def test_figure_that_cannot_be_kept_is_refused(school, wave, after, code):
    row = make.initiative(wave, school.teachers[0])

    assert refusal_of(set_results, row, [Row("Lượt", Decimal(1), after)], by=school.teachers[0]) == [code]


def test_handed_on_draft_goes_on_in_the_next_round(school, wave):
    one, two = school.teachers[:2]
    row = make.initiative(wave, one, authors=[(one, 70), (two, 30)])
    following = make.round_of(school, rubric=False, name="Đợt năm sau", year=make.NOW.year + 1)

    new = hand_on_initiative(row, following, by=one, now=make.NOW)

    shares = [(str(each), each.share) for each in new.authors.all()]
    assert (row.status, new.status, new.round, new.year) == ("withdrawn", "draft", following, make.NOW.year + 1)
    assert (shares, new.parts) == ([(str(one), 70), (str(two), 30)], row.parts)
    assert refusal_of(hand_on_initiative, row, following, by=one, now=make.NOW) == ["handed_on"]


def test_colleague_sees_no_registered_initiative_until_it_is_recognised(school, wave):
    row = make.initiative(wave, school.teachers[0], status="reported")
    other = school.teachers[1]
    before = other.has_perm("initiatives.view_initiative", row)

    from thidua.initiatives.operations.recognition import recognise_initiative
    from thidua.kernel.calendar import today

    recognise_initiative(row, make.decision(), by=school.officer, today=today())

    assert (before, other.has_perm("initiatives.view_initiative", row)) == (False, True)


def test_draft_is_its_authors_alone(school, wave):
    row = make.initiative(wave, school.teachers[0], status="draft")

    seen = [person.has_perm("initiatives.view_initiative", row) for person in (school.officer, school.head)]

    assert seen == [False, False]
    assert Trail.objects.filter(subject_id=str(row.pk), sentence__contains=row.title).count() == 0


def test_start_is_for_authors_and_keepers(school, wave):
    one = make.initiative(wave, school.teachers[0])

    start_initiative(one, by=school.officer)

    assert one.status == "under_way"
    with pytest.raises(PermissionDenied):
        start_initiative(make.initiative(wave, school.teachers[1], title="Khác"), by=school.teachers[0])


def test_withdrawal_after_registration_says_why(school, wave):
    row = make.initiative(wave, school.teachers[0])

    assert refusal_of(withdraw_initiative, row, by=school.teachers[0], reason=" ") == ["no_reason"]


def test_round_of_teams_is_for_leaders(school):
    wave = make.round_of(school, rubric=False, registrants=Round.Registrants.TEAMS)
    leader = make.person(school.teams[0], "leader", name="Bùi Thị Hạ")

    assert make.initiative(wave, leader).unit == school.teams[0]
    with pytest.raises(PermissionDenied):
        make.initiative(wave, school.teachers[0])
