"""Comments on those who keep the list themselves: who answers, and that the one concerned learns of nothing."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse

from thidua.audit.models import Entry
from thidua.awards.models import Nomination, Objection, Publication
from thidua.awards.notice_paper import APART, result_of
from thidua.awards.operations.publications import (
    add_publication,
    answer_objection,
    change_publication,
    close_publication,
    keep_result,
    object_to,
    open_publication,
)
from thidua.awards.queries.jobs import duties_of
from thidua.awards.queries.keepers import answers_instead
from thidua.awards.queries.publications import not_yet_published, objections_told_to, publications_seen
from thidua.awards.tests import make
from thidua.awards.tests.test_publication_pages import ended, opened, signed_in
from thidua.awards.tests.test_publications import Shown, code_of
from thidua.kernel.calendar import today
from thidua.people.models import Notice, Person, Post
from thidua.people.tests.make import unit

pytestmark = pytest.mark.django_db
WORDS = "Hay bỏ họp chuyên môn"


class Case(Shown):
    """A list with the head, the officer and a teacher, and one comment about `about` from outside."""

    def __init__(self, about: str = "officer") -> None:
        super().__init__()
        place = self.place
        self.rows = [self.row_of(person) for person in (place.head, place.officer)] + self.rows[:1]
        self.list = opened(self)
        concerned = getattr(place, about)
        self.own = next(row for row in self.rows if row.person_id == concerned.pk)
        self.comment = object_to(self.list, nomination=self.own, text=WORDS, name="Trần Văn Dân", today=today())

    def row_of(self, person: Person) -> Nomination:
        return make.nomination(self.season, person, by=self.place.officer, status="passed")

    def answer(self, by: Person) -> None:
        answer_objection(self.comment, by=by, upheld=False, answer="Đã kiểm tra.")


def told(client, case: Case, person: Person) -> dict[str, bool]:
    """Where the person meets the comment or its number."""
    signed_in(client, person)
    page = client.get(case.list.get_absolute_url())
    counts = publications_seen(person, case.season).get(pk=case.list.pk)
    jobs = " ".join(job.text for job in duties_of(person, today()))
    address = client.get(reverse("awards:answer_objection", args=[case.comment.pk]))
    return {
        "page": WORDS in page.text,
        "counter": bool(counts.comments or counts.waiting),
        "jobs": "ý kiến" in jobs,
        "first page": "ý kiến" in client.get(reverse("web:home")).text,
        "notice": Notice.objects.filter(person=person, key=f"awards.objection.in:{case.comment.pk}").exists(),
        "address": address.status_code == 200,
        "result": WORDS in str(result_of(case.list, today=today(), reader=person)),
        "trail": is_in_trail(client),
    }


def is_in_trail(client) -> bool:
    return "ý kiến số" in client.get(reverse("web:audit")).text


def met_in(found: dict[str, bool]) -> set[str]:
    return {place for place, is_met in found.items() if is_met}


EVERYWHERE = {"page", "counter", "jobs", "first page", "notice", "address", "result"}


def test_officer_learns_nothing_of_a_comment_about_the_own_case_and_the_head_all(client):
    case = Case()
    for person in (case.place.officer, case.place.head):
        make.post(person, case.place.school, "administrator")

    assert met_in(told(client, case, case.place.officer)) == set()
    assert met_in(told(client, case, case.place.head)) == EVERYWHERE | {"trail"}
    signed_in(client, case.place.officer)
    answer = client.post(reverse("awards:answer_objection", args=[case.comment.pk]), {"upheld": "co", "answer": "x"})
    assert (answer.status_code, Objection.objects.get().status) == (404, "received")


def test_comment_about_the_only_head_goes_to_the_unit_above_and_nobody_of_the_own_unit_learns_of_it(client):
    case = Case("head")
    place = case.place
    inspector = make.person(place.department, "inspector", name="Thanh Tra")
    for person in (place.head, place.officer):
        make.post(person, place.school, "administrator")

    assert case.comment.sent_up_to == place.department
    for person in (place.head, place.officer, place.teachers[0], inspector):
        assert met_in(told(client, case, person)) == set()
    for person in (place.chief, place.clerk):
        assert met_in(told(client, case, person)) == EVERYWHERE
    signed_in(client, place.clerk)
    client.post(reverse("awards:answer_objection", args=[case.comment.pk]), {"upheld": "co", "answer": "Đúng vậy."})
    case.comment.refresh_from_db()
    assert (case.comment.answered_by, case.comment.upheld) == (place.clerk, True)


def test_administrator_of_the_unit_above_reads_in_the_trail_that_a_comment_came(client):
    case = Case("head")
    administrator = make.person(case.place.department, "administrator", name="Quản Trị Sở")
    own = make.person(case.place.school, "administrator", name="Quản Trị Trường")

    seen = [is_in_trail(signed_in(client, one)) for one in (administrator, own)]

    assert seen == [True, False]
    assert "Trần Văn Dân" not in " ".join(Entry.objects.values_list("sentence", flat=True))


def test_nobody_answers_a_comment_about_oneself_whoever_else_may():
    case, upper = Case(), Case("head")

    for comment, by in (
        (case.comment, case.place.officer),
        (case.comment, case.place.clerk),
        (upper.comment, upper.place.head),
        (upper.comment, upper.place.officer),
    ):
        with pytest.raises(PermissionDenied):
            answer_objection(comment, by=by, upheld=False, answer="Không")
    case.answer(case.place.head)
    upper.answer(upper.place.chief)


def test_who_reads_and_who_may_answer_are_the_same():
    cases = [Case(), Case("head"), Case("head")]
    make.post(cases[2].place.teachers[1], cases[2].place.school, "head")
    comments = [case.comment for case in cases]

    for case in cases:
        place = case.place
        for person in (place.head, place.officer, place.chief, place.clerk, *place.teachers, place.stranger):
            assert set(objections_told_to(person)) == {
                each for each in comments if person.has_perm("awards.answer_objection", each)
            }


def test_comment_goes_up_only_where_nobody_else_may_answer():
    place = make.Place()
    school, department = place.school, place.department
    alone = unit("Trường THCS Một Người", parent=department)
    only_officer = make.person(alone, "officer", name="Người Duy Nhất")
    day = today()

    assert answers_instead(school, place.officer, day) is None
    assert answers_instead(school, place.head, day) == department
    assert answers_instead(alone, only_officer, day) == department
    assert answers_instead(department, place.chief, day) is None
    second = make.person(school, "head", name="Phó Hiệu Trưởng")
    assert answers_instead(school, place.head, day) is None
    Post.objects.filter(person=second).update(valid_to=day.replace(year=day.year - 1))
    assert answers_instead(school, place.head, day) == department


def test_nearest_unit_above_with_somebody_else_answers():
    department = unit("Sở Giáo dục và Đào tạo Đông Hải", kind="department")
    commune = unit("Xã Bình Minh", parent=department, kind="commune")
    school = unit("Trường Tiểu học Đồi Thông", parent=commune, kind="primary")
    head = make.person(school, "head", name="Hiệu Trưởng")
    make.post(head, commune, "officer")
    clerk = make.person(department, "officer", name="Cán Bộ Sở")

    assert answers_instead(school, head, today()) == department
    make.person(commune, "head", name="Chủ Tịch Xã")
    assert answers_instead(school, head, today()) == commune
    Person.objects.filter(pk=clerk.pk).update(is_active=False)
    assert answers_instead(commune, Person.objects.get(full_name="Chủ Tịch Xã"), today()) is None


def test_closing_does_not_tell_the_one_concerned_that_something_waits_but_the_decision_does_wait():
    case = Case()
    place = case.place
    ended(case.list)

    assert code_of(close_publication, case.list, by=place.head, today=today()) == "unanswered"
    close_publication(case.list, by=place.officer, today=today())

    rows = [case.rows[0], case.own]
    assert not_yet_published(case.season, rows, today()) == [case.own]
    assert not_yet_published(case.season, rows, today(), reader=place.officer) == []
    case.answer(place.head)
    assert not_yet_published(case.season, rows, today()) == []


def test_second_list_does_not_leave_a_waiting_comment_behind():
    case = Case()
    place = case.place
    ended(case.list)
    close_publication(case.list, by=place.officer, today=today())
    facts = {"title": "Lần hai", "today": today()}

    with pytest.raises(ValidationError) as refusal:
        add_publication(case.season, [case.own], by=place.officer, **facts)
    assert refusal.value.code == "own_case"
    other = add_publication(case.season, case.rows[2:], by=place.officer, **facts)
    again = {"by": place.officer, "days": 3, "is_public": True, **facts}
    assert code_of(change_publication, other, [*case.rows[2:], case.own], **again) == "own_case"
    second = add_publication(case.season, [case.own], by=place.head, **facts)
    open_publication(second, by=place.head, today=today())
    ended(second)
    close_publication(Publication.objects.get(pk=second.pk), by=place.head, today=today())
    assert not_yet_published(case.season, [case.own], today()) == [case.own]


def test_paper_that_the_unit_keeps_has_no_comment_on_its_head_or_officers():
    case = Case()
    place = case.place
    object_to(case.list, nomination=case.rows[2], text="Dạy tốt", name="Phụ Huynh", today=today())
    object_to(case.list, nomination=case.rows[0], text="Về hiệu trưởng", name="Phụ Huynh", today=today())
    case.answer(place.head)
    for comment in case.list.objections.filter(sent_up_to=None, status="received"):
        answer_objection(comment, by=place.head, upheld=False, answer="Đã xem.")
    ended(case.list)
    close_publication(case.list, by=place.head, today=today())

    keep_result(case.list, by=place.head, today=today())

    said = {reader: str(result_of(case.list, today=today(), reader=reader)) for reader in (None, place.head)}
    found = {
        reader: [words for words in (WORDS, "Dạy tốt", "Về hiệu trưởng", APART) if words in text]
        for reader, text in said.items()
    }
    assert found == {None: ["Dạy tốt", APART], place.head: [WORDS, "Dạy tốt", APART]}


def test_file_of_a_kept_result_is_as_the_reader_may_read_it(client):
    case = Case()
    place = case.place
    case.answer(place.head)
    ended(case.list)
    close_publication(case.list, by=place.head, today=today())
    keep_result(case.list, by=place.head, today=today())
    case.list.refresh_from_db()

    kept = (case.list, case.list.result)

    said = [WORDS in str(result_of(*kept, today=today(), reader=one)) for one in (place.officer, place.head)]

    assert said == [False, True]
    address = reverse("awards:publication_file", args=[case.list.pk, "docx"])
    assert signed_in(client, place.officer).get(address).content[:2] == b"PK"


def test_after_the_last_day_names_stay_for_those_who_work_on_the_list(client):
    case = Case("head")
    place = case.place
    colleague, name, url = place.teachers[2], place.teachers[0].full_name, case.list.get_absolute_url()
    readers = (colleague, place.officer, place.head, place.clerk)

    during = [name in signed_in(client, one).get(url).text for one in readers]
    ended(case.list)
    after = [name in signed_in(client, one).get(url).text for one in readers]

    assert (during, after) == ([True] * 4, [False, True, True, True])
    assert "chỉ người giải quyết danh sách còn thấy tên" in signed_in(client, colleague).get(url).text
