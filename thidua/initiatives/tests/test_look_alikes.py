"""Look-alikes in the database and on pages: found, shown to whom they may be, and judged."""

from io import StringIO

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.management import call_command
from django.urls import reverse

from thidua.audit.models import Entry
from thidua.initiatives.models import CommonHash, Fingerprint, Initiative, Mark
from thidua.initiatives.operations import likeness as operations
from thidua.initiatives.operations.initiatives import save_initiative, withdraw_initiative
from thidua.initiatives.operations.likeness import mark_look_alike, remember, remember_all
from thidua.initiatives.operations.reviews import assign_reviewers, excuse_review
from thidua.initiatives.operations.rounds import open_scoring
from thidua.initiatives.queries.likeness import look_alikes, look_alikes_shown, shown_passages
from thidua.initiatives.tests import make
from thidua.initiatives.tests.test_library import past, signed_in
from thidua.initiatives.tests.test_likeness import MAPS, REWORDED, UNRELATED

pytestmark = pytest.mark.django_db


@pytest.fixture
def school():
    return make.School(teams=3)


@pytest.fixture
def the_round(school):
    return make.round_of(school)


def last_year(school, **facts) -> Initiative:
    row = past(school, **{"title": "Sơ đồ tư duy môn Sử", "year": 2025, "parts": {"solution": MAPS}, **facts})
    remember(row)
    return row


def reworded(the_round, school, **facts) -> Initiative:
    facts = {"title": "Lược đồ tư duy trong dạy Sử", "solution": REWORDED, **facts}
    others = dict.fromkeys(("need", "present", "novelty", "benefit", "reach"), "Chưa ghi.")
    return make.initiative(the_round, school.teachers[0], **{**others, **facts})


def found(row) -> list[Initiative]:
    return [each.other for each in look_alikes(row)]


def test_copy_of_last_year_is_found_at_registration(school, the_round):
    old, other = last_year(school), last_year(school, title="Góc đọc sách", parts={"solution": UNRELATED})

    row = reworded(the_round, school)

    assert found(row) == [old]
    assert look_alikes(row)[0].words in {"rất giống", "gần như trùng"}
    assert (other.fingerprints.count() > 20, row.fingerprints.count() > 20) == (True, True)


def test_draft_meets_others_but_is_met_by_nobody(school, the_round):
    old = last_year(school)

    draft = reworded(the_round, school, status="draft")

    assert (found(draft), found(old), draft.fingerprints.count()) == ([old], [], 0)


def test_saving_brings_the_fingerprints_in_line(school, the_round):
    old, row = last_year(school), reworded(the_round, school)

    save_initiative(row, by=school.teachers[0], seen_edition=row.edition, parts={"solution": UNRELATED})
    row.refresh_from_db()

    assert (found(row), found(old)) == ([], [])
    assert set(row.fingerprints.values_list("hash", flat=True)) == operations.hashes_of(row)


def test_withdrawn_one_is_met_no_more(school, the_round):
    old, row = last_year(school), reworded(the_round, school)
    before = found(old)

    withdraw_initiative(row, by=school.teachers[0], reason="Làm lại.")

    assert (before, found(old), row.fingerprints.count()) == ([row], [], 0)


def test_names_of_who_took_part_and_secrets_are_not_compared(school):
    parts = {"first_users": MAPS, "secret": MAPS}
    row, other = past(school, parts=parts, title="Một"), past(school, parts=parts, title="Hai")
    for each in (row, other):
        remember(each)

    assert found(row) == []


def test_common_phrases_are_cut_and_stay_cut(school, monkeypatch):
    monkeypatch.setattr(operations, "MOST_SHARED", 2)
    for n in range(4):
        remember(past(school, title=f"Bài {n}", parts={"solution": f"Tập đọc diễn cảm {'abcd'[n]}x {'abcd'[n]}y"}))

    seen = Fingerprint.objects.filter(hash__in=CommonHash.objects.values("hash"))

    assert (CommonHash.objects.exists(), seen.count()) == (True, 0)


def test_rebuilding_twice_changes_nothing(school, the_round):
    last_year(school)
    reworded(the_round, school)
    reworded(the_round, school, status="draft", title="Nháp")
    before = set(Fingerprint.objects.values_list("hash", "initiative"))
    Fingerprint.objects.filter(hash__lt=0).delete()

    call_command("rebuild_fingerprints", verbosity=0, stdout=StringIO())
    once = set(Fingerprint.objects.values_list("hash", "initiative"))
    list(remember_all())

    assert (once, set(Fingerprint.objects.values_list("hash", "initiative"))) == (before, before)


def test_candidates_are_one_query(school, django_assert_num_queries):
    rows = [last_year(school, title=f"Sơ đồ {n}") for n in range(4)]

    with django_assert_num_queries(2):
        assert len(found(rows[0])) == 3


def test_author_is_shown_only_what_everybody_may_read(school, the_round):
    old = last_year(school)
    hidden = reworded(the_round, school, title="Của tổ khác")
    mine = make.initiative(the_round, school.teachers[1], title="Lược đồ", solution=REWORDED)

    shown = look_alikes_shown(mine, school.teachers[1], is_blind=False)
    kept = look_alikes_shown(mine, school.officer, is_blind=False)

    assert {pair.other for pair, _ in shown} == {old}
    assert {pair.other for pair, _ in kept} == {old, hidden}


def test_like_passages_stand_side_by_side_on_the_page(client, school, the_round):
    old, row = last_year(school), reworded(the_round, school)

    answer = signed_in(client, school.teachers[0]).get(reverse("initiatives:look_alike", args=[row.pk, old.pk]))

    assert ("Học sinh ghi nhớ mốc sự kiện", "học sinh ghi nhớ các mốc sự kiện") in answer.context["passages"]
    assert "Học sinh ghi nhớ mốc sự kiện" in answer.text


def test_page_of_a_pair_that_is_not_alike_is_not_found(client, school, the_round):
    other = last_year(school, title="Góc đọc sách", parts={"solution": UNRELATED})
    row = reworded(the_round, school)

    answer = signed_in(client, school.teachers[0]).get(reverse("initiatives:look_alike", args=[row.pk, other.pk]))

    assert answer.status_code == 404


def test_stranger_finds_no_page(client, school, the_round):
    row = reworded(the_round, school)
    stranger = make.person(make.unit("Trường THCS Ao Sen"), "head", name="Người Xa")

    assert signed_in(client, stranger).get(reverse("initiatives:likeness", args=[row.pk])).status_code == 404


class Blind:
    """A teacher of another team judges blind what is like last year's initiative by the same author."""

    def __init__(self, school: make.School) -> None:
        self.author = school.teachers[0]
        text = MAPS + f" Người viết là {self.author.full_name} của {school.teams[0].name}."
        self.old = last_year(school, unit=school.teams[0], parts={"solution": text})
        self.old.authors.create(person=self.author, share=100)
        the_round = make.round_of(school)
        self.row = reworded(the_round, school, status="reported")
        self.reviewer = make.person(make.unit("Trường THCS Đồi Thông"), "member", name="Bùi Thị Sen")
        (self.review,) = assign_reviewers(self.row, [self.reviewer], by=school.officer)
        open_scoring(the_round, by=school.officer)
        self.row.refresh_from_db()


@pytest.fixture
def blind(school):
    return Blind(school)


def test_blind_reviewer_sees_the_likeness_and_no_names(client, school, blind):
    signed_in(client, blind.reviewer)
    words = [blind.author.full_name, school.teams[0].name, school.unit.name]

    listed = client.get(reverse("initiatives:review_likeness", args=[blind.review.pk]))
    pair = client.get(reverse("initiatives:review_look_alike", args=[blind.review.pk, blind.old.pk]))

    assert [each.pair.other for each in listed.context["pairs"]] == [blind.old]
    assert pair.context["passages"]
    for answer in (listed, pair):
        assert [word for word in words if word in answer.text] == []
        assert reverse("initiatives:model", args=[blind.old.pk]) not in answer.text


def test_passages_of_a_blind_review_are_masked(school, blind):
    name = blind.author.full_name
    blind.row.parts["solution"] += f" Người viết là {name} của {school.teams[0].name}."
    blind.row.save()

    openly = shown_passages(blind.row, blind.old, is_blind=False)
    masked = shown_passages(blind.row, blind.old, is_blind=True)

    assert any(name in there for _, there in openly)
    assert not any(name in here + there for here, there in masked)


def test_reviewer_marks_a_copy_with_the_reason(client, blind):
    address = reverse("initiatives:review_look_alike", args=[blind.review.pk, blind.old.pk])

    empty = signed_in(client, blind.reviewer).post(address, {"verdict": "copy", "note": " "})
    client.post(address, {"verdict": "copy", "note": "Trùng các bước."})
    client.post(address, {"verdict": "builds_upon", "note": ""})

    mark = Mark.objects.get()
    assert (empty.status_code, mark.verdict, mark.by, mark.initiative) == (
        422,
        "builds_upon",
        blind.reviewer,
        blind.row,
    )
    assert Entry.objects.filter(action="initiatives.mark_look_alike").count() == 2


@pytest.mark.parametrize(
    ("code", "facts"),
    [("no_note", {"verdict": "copy"}), ("no_verdict", {"verdict": "maybe"})],
)
def test_mark_without_what_it_needs_is_refused(blind, code, facts):
    with pytest.raises(ValidationError) as refusal:
        mark_look_alike(blind.row, blind.old, by=blind.reviewer, **facts)

    assert refusal.value.code == code


def test_author_does_not_judge_the_likeness(blind):
    with pytest.raises(PermissionDenied):
        mark_look_alike(blind.row, blind.old, by=blind.author, verdict="different")


def test_excused_reviewer_judges_no_likeness(client, blind):
    page = reverse("initiatives:review_likeness", args=[blind.review.pk])
    before = signed_in(client, blind.reviewer).get(page).status_code

    excuse_review(blind.review, by=blind.reviewer, reason="Quen biết.")

    marking = blind.reviewer.has_perm("initiatives.mark_look_alike", blind.row)
    assert (before, marking) == (200, False)


def test_very_long_description_keeps_a_bounded_number_of_hashes(school):
    long = " ".join(f"tu{n}x vat{n * 7}y" for n in range(6000))

    row = last_year(school, parts={"solution": long})

    assert row.fingerprints.count() == 512
