"""The library, its pages, questions and opening to the public."""

from io import BytesIO

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse
from python_calamine import CalamineWorkbook

from thidua.initiatives.models import Initiative, Question
from thidua.initiatives.operations.adopting import answer_question, ask_question, publish_initiative
from thidua.initiatives.queries.library import chosen_models, library_visible_to, needed_parts, other_parts
from thidua.initiatives.queries.visibility import initiatives_visible_to
from thidua.initiatives.tests import make
from thidua.people.models import Notice

pytestmark = pytest.mark.django_db


@pytest.fixture
def school():
    return make.School(teams=2)


@pytest.fixture
def reader():
    return make.person(make.unit("Trường THCS Đồi Thông"), "head", name="Bùi Thị Sen")


@pytest.fixture
def model(school):
    return past(school, title="Góc sách hành lang", parts={"solution": "Ba bước.", "secret": "KÍN"})


def past(school, **facts) -> Initiative:
    """Recognised before this system."""
    facts = {"title": "Sổ tay điện tử", "year": 2025, "scope": "unit", "status": "recognised", **facts}
    return Initiative.objects.create(
        unit=facts.pop("unit", school.teams[0]), created_by=school.officer, changed_by=school.officer, **facts
    )


def signed_in(client, person):
    client.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def titles(reader, **asked) -> set[str]:
    return set(chosen_models(library_visible_to(reader), asked).values_list("title", flat=True))


def test_reader_elsewhere_finds_what_was_recognised_with_and_without_diacritics(school, reader, model):
    past(school, title="Bản nháp", status="draft")
    past(school, title="Bị từ chối", status="not_recognised")

    assert titles(reader) == {"Góc sách hành lang"}
    assert titles(reader, q="goc sach") == titles(reader, q="GÓC  sách") == {"Góc sách hành lang"}
    assert titles(reader, q="ba buoc") == {"Góc sách hành lang"}
    assert titles(reader, q="goc vuon") == set()


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({"linhvuc": "digital"}, {"B"}),
        ({"loai": "model"}, {"B"}),
        ({"capdo": "province"}, {"B"}),
        ({"nam": "2024"}, {"B"}),
        ({"bac": "primary"}, {"C"}),
        ({"bac": "lower_secondary"}, {"A", "B"}),
        ({"hieuqua": "nhieu-nguoi"}, {"B"}),
        ({"hieuqua": "ap-dung"}, {"C"}),
        ({"hieuqua": "so-lieu"}, {"A"}),
        ({"linhvuc": "x", "nam": "nan", "hieuqua": "?"}, {"A", "B", "C"}),
    ],
)
def test_library_is_narrowed(school, reader, asked, found):
    first = past(school, title="A")
    first.results.create(indicator="Lượt", before=1, after=2)
    facts = {"field": "digital", "kind": "model", "scope": "province", "year": 2024, "beneficiary_count": 300}
    past(school, title="B", **facts)
    past(school, title="C", unit=make.unit("Trường TH Ao Sen", kind="primary"), copies=2)

    assert titles(reader, **asked) == found


def test_most_copied_come_first_when_asked(school, reader):
    for title, copies in (("Một", 1), ("Ba", 3), ("Không", 0)):
        past(school, title=title, copies=copies)

    rows = chosen_models(library_visible_to(reader), {"xep": "ap-dung"})

    assert [row.title for row in rows] == ["Ba", "Một", "Không"]


def test_library_is_within_what_one_sees(school, reader, model):
    for person in (reader, school.officer, *school.teachers):
        assert set(library_visible_to(person)) <= set(initiatives_visible_to(person))


def test_person_without_a_post_reads_no_library(model):
    nobody = make.person(make.unit("Trường cũ"), "member", valid_from="2020-01-01", valid_to="2021-01-01")

    assert list(library_visible_to(nobody)) == []


def test_page_tells_what_a_copier_needs_and_no_secret(client, school, reader, model):
    answer = signed_in(client, reader).get(reverse("initiatives:model", args=[model.pk]))

    assert (answer.status_code, "Ba bước." in answer.text, "KÍN" in answer.text) == (200, True, False)
    assert [told.text for told in needed_parts(model) + other_parts(model)] == ["Ba bước."]


def test_page_of_what_is_not_recognised_is_not_found(client, school, reader):
    row = past(school, status="reported")

    assert signed_in(client, reader).get(reverse("initiatives:model", args=[row.pk])).status_code == 404


@pytest.mark.parametrize("count", [3, 30])
def test_list_asks_few_queries(client, school, reader, django_assert_max_num_queries, count):
    for n in range(count):
        row = past(school, title=f"Sáng kiến {n}", copies=n)
        row.authors.create(person=school.teachers[0], share=100)
    signed_in(client, reader).get(reverse("initiatives:library"))

    with django_assert_max_num_queries(20):
        assert client.get(reverse("initiatives:library")).status_code == 200


def test_list_answers_a_filter_with_its_rows_alone(client, reader, model):
    answer = signed_in(client, reader).get(reverse("initiatives:library"), {"q": "goc"}, headers={"HX-Request": "true"})

    assert answer.text.strip().startswith('<section id="model-rows"')


def test_list_goes_out_as_excel(client, school, reader, model):
    model.authors.create(outside_name="Đinh Văn Khoa", share=100)

    answer = signed_in(client, reader).get(reverse("initiatives:export_library"), {"q": "goc sach"})

    rows = CalamineWorkbook.from_filelike(BytesIO(answer.content)).get_sheet_by_index(0).to_python()
    assert rows[1][:7] == [
        "Góc sách hành lang",
        "Sáng kiến",
        "Dạy học, giáo dục",
        2025,
        f"{school.teams[0].name}, {school.unit.label}",
        "Đinh Văn Khoa",
        "Cơ sở",
    ]


def test_reader_asks_and_the_author_answers(school, reader, model):
    author = school.teachers[0]
    model.authors.create(person=author, share=100, agreed_at=make.NOW)

    question = ask_question(model, by=reader, text=" Cần bao nhiêu tủ?  ")
    answer_question(question, by=author, text="Hai tủ.", now=make.NOW)

    question.refresh_from_db()
    assert (question.text, question.answer, question.answered_by) == ("Cần bao nhiêu tủ?", "Hai tủ.", author)
    assert Notice.objects.filter(person=author, key=f"question:{question.pk}").count() == 1
    assert Notice.objects.filter(person=reader, key__startswith=f"answer:{question.pk}").count() == 1


def test_stranger_answers_no_question(client, school, reader, model):
    question = ask_question(model, by=reader, text="Cần bao nhiêu tủ?")

    with pytest.raises(PermissionDenied):
        answer_question(question, by=reader, text="Tự trả lời.", now=make.NOW)
    page = signed_in(client, reader).get(reverse("initiatives:answer_question", args=[question.pk]))
    assert page.status_code == 403


def test_empty_question_is_refused(client, reader, model):
    with pytest.raises(ValidationError) as refusal:
        ask_question(model, by=reader, text="  ")

    answer = signed_in(client, reader).post(reverse("initiatives:model", args=[model.pk]), {"text": ""})
    assert (refusal.value.code, answer.status_code, Question.objects.count()) == ("no_reason", 422, 0)


def test_question_that_is_too_long_is_sent_back_whole(client, reader, model):
    address = reverse("initiatives:model", args=[model.pk])

    answer = signed_in(client, reader).post(address, {"text": "ă" * 1001})

    assert (answer.status_code, Question.objects.count()) == (422, 0)
    assert answer.context["form"]["text"].value() == "ă" * 1001
    assert 'maxlength="1000"' in str(answer.context["form"]["text"])


def test_officer_opens_it_to_the_public_and_closes_it(client, school, model):
    keeper = make.person(model.unit, "officer", name="Lê Văn Giữ")
    address = reverse("initiatives:publish_model", args=[model.pk])

    signed_in(client, keeper).post(address, {"act": "open"})
    model.refresh_from_db()
    opened = model.is_public
    client.post(address, {"act": "close"})

    model.refresh_from_db()
    assert (opened, model.is_public) == (True, False)


def test_only_what_is_recognised_becomes_public(school):
    row = past(school, status="reported")
    keeper = make.person(row.unit, "officer", name="Lê Văn Giữ")

    with pytest.raises(ValidationError) as refusal:
        publish_initiative(row, by=keeper, is_public=True)

    assert refusal.value.code == "not_honoured"


def test_reader_opens_nothing_to_the_public(client, reader, model):
    answer = signed_in(client, reader).post(reverse("initiatives:publish_model", args=[model.pk]), {"act": "open"})

    model.refresh_from_db()
    assert (answer.status_code, model.is_public) == (403, False)
