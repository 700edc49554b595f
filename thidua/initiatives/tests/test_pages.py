"""The pages of rounds, of writing and of judging, as each person meets them."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from thidua.initiatives.models import Initiative, Review, Round, Rubric
from thidua.initiatives.operations.reviews import assign_reviewers
from thidua.initiatives.operations.rounds import conclude_round, open_discussion, open_scoring
from thidua.initiatives.parts import PARTS
from thidua.initiatives.tests import make

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}


def signed_in(person) -> Client:
    client = Client()
    client.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def url(name: str, *args) -> str:
    return reverse(f"initiatives:{name}", args=args)


@pytest.fixture
def school():
    return make.School()


@pytest.fixture
def wave(school):
    return make.round_of(school)


@pytest.fixture
def teacher(school):
    return signed_in(school.teachers[0])


@pytest.fixture
def officer(school):
    return signed_in(school.officer)


def text_of(row: Initiative, **changes) -> dict[str, object]:
    facts = {"title": row.title, "kind": row.kind, "field": row.field, "seen": row.edition}
    return {**facts, **{part.name: make.TEXTS.get(part.name, "") for part in PARTS}, **changes}


def test_teacher_registers_from_the_first_page_to_the_last(school, wave, teacher):
    first = teacher.get(url("initiatives")).text
    begun = teacher.post(
        url("add_initiative", wave.pk), {"title": "Góc đọc sách", "unit": school.teams[0].pk}, follow=True
    )
    row = Initiative.objects.get(title="Góc đọc sách")

    saved = teacher.post(url("change_initiative", row.pk), text_of(row))
    sent = teacher.post(url("initiative", row.pk), {"act": "register"}, follow=True)

    row.refresh_from_db()
    assert url("add_initiative", wave.pk) in first
    assert begun.redirect_chain[-1][0] == url("change_initiative", row.pk)
    assert saved["Location"] == url("authors", row.pk)
    assert (row.status, "Đã gửi đăng ký" in sent.text) == ("registered", True)


def test_text_saves_itself_as_it_is_typed(wave, school, teacher):
    row = make.initiative(wave, school.teachers[0], status="draft")

    answer = teacher.post(url("change_initiative", row.pk), text_of(row, need="Gõ dở"), headers=HTMX)

    row.refresh_from_db()
    assert (answer.status_code, row.parts["need"]) == (200, "Gõ dở")
    assert f'name="seen" value="{row.edition}"' in answer.text
    assert "<html" not in answer.text


def test_text_changed_by_another_meanwhile_is_said_and_kept(wave, school, teacher):
    one, two = school.teachers[:2]
    row = make.initiative(wave, one, status="draft", authors=[(one, 50), (two, 50)])
    old = row.edition
    signed_in(two).post(url("change_initiative", row.pk), text_of(row, need="Của Bảo"), headers=HTMX)

    answer = teacher.post(url("change_initiative", row.pk), text_of(row, need="Của Lan", seen=old), headers=HTMX)

    row.refresh_from_db()
    assert (answer.status_code, row.parts["need"]) == (422, "Của Bảo")
    assert str(two) in answer.text


def test_registering_in_a_closed_round_keeps_the_text_and_says_so(wave, school, teacher):
    row = make.initiative(wave, school.teachers[0], status="draft")
    Round.objects.filter(pk=wave.pk).update(opens=make.NOW - timedelta(days=9), closes=make.NOW - timedelta(seconds=1))

    page = teacher.post(
        url("change_initiative", row.pk), text_of(row, need="Câu cuối cùng", next="register"), follow=True
    )

    row.refresh_from_db()
    assert (row.status, row.parts["need"]) == ("draft", "Câu cuối cùng")
    assert "đã hết nhận đăng ký" in page.text


def test_shares_are_typed_and_their_sum_is_said(wave, school, teacher):
    row = make.initiative(wave, school.teachers[0], status="draft")
    place = url("authors", row.pk)

    teacher.post(place, {"act": "add", "person": school.teachers[1].pk, "share": "30"})
    over = teacher.get(place).text
    lines = {"form-TOTAL_FORMS": 2, "form-INITIAL_FORMS": 2, "act": "save"}
    lines |= {"form-0-person": school.teachers[0].pk, "form-0-share": "69,5"}
    lines |= {"form-1-person": school.teachers[1].pk, "form-1-share": "30,5"}
    teacher.post(place, lines)

    assert "130 %" in over
    assert [(author.person, str(author.share)) for author in row.authors.all()] == [
        (school.teachers[0], "69.50"),
        (school.teachers[1], "30.50"),
    ]


def test_outsider_is_named_by_hand(wave, school, teacher):
    row = make.initiative(wave, school.teachers[0], status="draft")

    teacher.post(url("authors", row.pk), {"act": "add", "outside_name": "Hồ Thị Sen", "share": "20"})

    assert [str(author) for author in row.authors.all()] == [str(school.teachers[0]), "Hồ Thị Sen"]


def test_colleague_of_another_school_is_found_by_the_whole_name_only(wave, teacher):
    elsewhere = make.School(teams=0, name="Trường Tiểu học Đồi Thông")
    other = make.person(elsewhere.unit, "member", name="Hoàng Minh Châu")

    found = teacher.get(url("colleague_choices"), {"q": "hoang minh chau"}).json()["results"]
    short = teacher.get(url("colleague_choices"), {"q": "minh chau"}).json()["results"]

    assert ([row["id"] for row in found], short) == ([other.pk], [])


def test_figures_and_files_are_added(wave, school, teacher):
    from django.core.files.uploadedfile import SimpleUploadedFile

    row = make.initiative(wave, school.teachers[0])
    place = url("results", row.pk)
    lines = {"form-TOTAL_FORMS": 1, "form-INITIAL_FORMS": 0, "act": "save", "beneficiaries": "Học sinh khối 6"}
    lines |= {"form-0-indicator": "Lượt mượn", "form-0-before": "1.240", "form-0-after": "2.000,5"}

    teacher.post(place, lines)
    upload = SimpleUploadedFile("ket-qua.txt", b"so luot")
    teacher.post(place, {"act": "file", "purpose": "evidence", "file": upload})
    wrong = teacher.post(
        place, {"act": "file", "purpose": "evidence", "file": SimpleUploadedFile("a.exe", b"MZ\x90\x00" + bytes(200))}
    )

    row.refresh_from_db()
    result = row.results.get()
    assert (result.before, result.after, row.beneficiaries) == (1240, make.Decimal("2000.5"), "Học sinh khối 6")
    assert row.enclosures.get().purpose == "evidence"
    assert (wrong.status_code, "Chọn tệp" in wrong.text) == (422, True)


def test_stranger_finds_neither_draft_nor_its_pages(wave, school):
    row = make.initiative(wave, school.teachers[0], status="draft")
    stranger = signed_in(school.teachers[1])

    codes = {name: stranger.get(url(name, row.pk)).status_code for name in PAGES_OF_ONE}

    assert set(codes.values()) == {404}


PAGES_OF_ONE = (
    "initiative",
    "change_initiative",
    "authors",
    "results",
    "recognise_initiative",
    "certificate",
    "blind",
)


def test_colleague_may_not_write_what_was_recognised(wave, school):
    row = make.initiative(wave, school.teachers[0], status="recognised")
    other = signed_in(school.teachers[1])

    codes = [other.get(url(name, row.pk)).status_code for name in ("initiative", "change_initiative", "blind")]

    assert codes == [200, 403, 403]


def test_officer_leads_a_round_from_plan_to_decision(wave, school, officer):
    one, two, three = school.teachers
    row = make.initiative(wave, one, status="reported")

    officer.post(url("assign_review", wave.pk), {"act": "evenly", "each": 2, "persons": [one.pk, two.pk, three.pk]})
    officer.post(url("round", wave.pk), {"act": "open_scoring"})
    for review in Review.objects.filter(initiative=row):
        make.score(review, 80)
    officer.post(url("round", wave.pk), {"act": "open_discussion"})
    officer.post(url("round", wave.pk), {"act": "conclude"})
    decision = {
        "act": "recognise",
        "scope": "unit",
        "number": "15/QĐ",
        "day": "05/01/2026",
        "decided_by": "Hiệu trưởng",
    }
    decided = officer.post(url("recognise_initiative", row.pk), decision)
    paper = officer.get(url("certificate", row.pk))

    row.refresh_from_db()
    assert {review.reviewer for review in row.reviews.all()} == {two, three}
    assert (decided.status_code, row.status, row.scope) == (302, "recognised", "unit")
    assert (paper.status_code, paper.content[:5]) == (200, b"%PDF-")


def test_every_page_of_the_keeper_answers(wave, school, officer):
    row = make.initiative(wave, school.teachers[0], status="reported")
    assign_reviewers(row, [school.teachers[1]], by=school.officer)
    open_scoring(wave, by=school.officer)
    pages = [url("initiatives"), url("rounds"), url("add_round"), url("rubrics"), url("reviews")]
    pages += [url(name, wave.pk) for name in ("round", "change_round", "assign_review", "scores")]
    pages += [url(name, row.pk) for name in ("initiative", "recognise_initiative", "blind")]
    pages += [url("rubric", Rubric.objects.get().pk)]

    assert {page: officer.get(page).status_code for page in pages} == dict.fromkeys(pages, 200)


def test_reviewer_saves_as_the_marks_are_set_and_hands_in(wave, school):
    row = make.initiative(wave, school.teachers[0], status="reported")
    assign_reviewers(row, [school.teachers[1]], by=school.officer)
    open_scoring(wave, by=school.officer)
    review = row.reviews.get()
    client, place = signed_in(school.teachers[1]), url("review", review.pk)
    points = {f"p{each.pk}": "8,5" for each in wave.rubric.criteria.filter(kind="points")}

    saved = client.post(place, {"act": "save", "seen": review.edition, "comment": "Tốt", **points}, headers=HTMX)
    review.refresh_from_db()
    sent = client.post(place, {"act": "submit", "seen": review.edition, "comment": "Tốt", **points})

    review.refresh_from_db()
    assert (saved.status_code, "42,5" in saved.text) == (200, True)
    assert (sent.status_code, review.status, review.total) == (302, "submitted", make.Decimal("42.5"))


def test_marks_beyond_the_most_are_refused_in_place(wave, school):
    row = make.initiative(wave, school.teachers[0], status="reported")
    assign_reviewers(row, [school.teachers[1]], by=school.officer)
    open_scoring(wave, by=school.officer)
    review = row.reviews.get()
    first = wave.rubric.criteria.filter(kind="points").first()

    answer = signed_in(school.teachers[1]).post(
        url("review", review.pk), {"act": "save", "seen": review.edition, f"p{first.pk}": "999"}
    )

    assert (answer.status_code, "phải từ 0 đến 10" in answer.text) == (422, True)
    assert not review.scores.exists()


@pytest.mark.parametrize("step", ["discussion", "concluded"])
def test_reviewer_reads_others_from_the_discussion_on(wave, school, step):
    one, two, three = school.teachers
    row = make.initiative(wave, one, status="reported")
    assign_reviewers(row, [two, three], by=school.officer)
    open_scoring(wave, by=school.officer)
    mine, theirs = row.reviews.order_by("number")
    make.score(mine, 50)
    make.score(theirs, 90)
    client = signed_in(two)
    before = client.get(url("review", mine.pk)).text

    open_discussion(wave, by=school.officer)
    if step == "concluded":
        conclude_round(wave, by=school.officer)
    after = client.get(url("review", mine.pk)).text

    assert ("Người chấm 2: 90 điểm" in before, "Người chấm 2: 90 điểm" in after) == (False, True)
    assert (str(one) in after) == (step == "concluded")


def test_rubric_is_changed_on_its_page(school, officer):
    rubric = make.rubric_of(school)
    lines = {"form-TOTAL_FORMS": 7, "form-INITIAL_FORMS": 6, "act": "save", "name": "Của trường", "pass_mark": "60"}
    lines |= {"form-0-name": "Hiệu quả", "form-0-kind": "points", "form-0-most": "70", "form-0-floor": "20"}
    lines |= {"form-1-name": "Mới", "form-1-kind": "points", "form-1-most": "30"}
    lines |= {f"form-{n}-DELETE": "on" for n in range(2, 6)} | {"form-6-kind": "points", "form-6-name": ""}

    officer.post(url("rubric", rubric.pk), lines)

    rubric.refresh_from_db()
    assert (rubric.name, rubric.pass_mark, [each.name for each in rubric.criteria.all()]) == (
        "Của trường",
        60,
        ["Hiệu quả", "Mới"],
    )


@pytest.mark.parametrize("count", [3, 30])
def test_list_of_initiatives_takes_so_many_queries(school, django_assert_max_num_queries, count):
    wave = make.round_of(school, rubric=False)
    first = make.initiative(wave, school.teachers[0])
    author = first.authors.get()
    for n in range(count - 1):
        first.pk, first.title = None, f"Sáng kiến {n}"
        first.save(force_insert=True)
        author.pk, author.initiative = None, first
        author.save(force_insert=True)
    client = signed_in(school.officer)
    client.get(url("initiatives"))

    with django_assert_max_num_queries(32):
        page = client.get(url("initiatives"))

    assert f"{count} sáng kiến" in page.text


def test_list_is_found_without_diacritics_and_written_to_excel(wave, school, officer):
    make.initiative(wave, school.teachers[0], title="Tủ sách hành lang")
    make.initiative(wave, school.teachers[1], title="Vườn rau")

    part = officer.get(url("initiatives"), {"q": "vuon rau"}, headers=HTMX).text
    sheet = officer.get(url("initiatives"), {"q": "vuon rau", "xuat": "excel"})

    assert ("Tủ sách hành lang" in part, "Vườn rau" in part, "<html" in part) == (False, True, False)
    assert sheet.content[:2] == b"PK"
