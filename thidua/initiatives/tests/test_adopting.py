"""Units that apply what others made."""

from datetime import timedelta
from io import BytesIO

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client
from django.urls import reverse
from python_calamine import CalamineWorkbook

from thidua.documents.queries import attachments_visible_to, uses_of
from thidua.initiatives.models import Adoption
from thidua.initiatives.operations.adopting import (
    adopt_initiative,
    begin_adoption,
    drop_adoption,
    report_adoption,
    resume_adoption,
)
from thidua.initiatives.queries.library import adoptions_visible_to, proofs_of_influence, units_that_could_adopt
from thidua.initiatives.tests import make
from thidua.initiatives.tests.test_library import past, signed_in
from thidua.kernel.calendar import today
from thidua.people.models import Notice
from thidua.people.rules import rules

pytestmark = pytest.mark.django_db


class World:
    def __init__(self) -> None:
        self.school = make.School(teams=1)
        self.author = self.school.teachers[0]
        self.model = past(self.school, title="Góc sách hành lang", unit=self.school.unit)
        self.model.authors.create(person=self.author, share=100, agreed_at=make.NOW)
        self.place = make.unit("Trường THCS Đồi Thông")
        self.head = make.person(self.place, "head", name="Bùi Thị Sen")

    def adopt(self, **facts) -> Adoption:
        facts = {"by": self.head, "since": today(), "today": today(), **facts}
        return adopt_initiative(self.model, facts.pop("unit", self.place), **facts)

    def report(self, row: Adoption, **facts) -> None:
        pieces = [make.attachment(self.place, self.head)]
        facts = {"by": self.head, "result": "Lượt mượn gấp đôi.", "attachments": pieces, "since": None, **facts}
        report_adoption(row, today=today(), **facts)


@pytest.fixture
def world():
    return World()


def test_head_of_another_school_applies_it_and_the_author_is_told(world):
    row = world.adopt()

    world.model.refresh_from_db()
    assert (row.status, row.since, world.model.copies) == ("applied", today(), 1)
    told = Notice.objects.filter(key=f"initiative:{world.model.pk}:adopted:{row.pk}")
    assert {notice.person for notice in told} == {world.author, world.school.officer, world.school.head}


def test_without_a_day_it_is_only_planned(world):
    row = world.adopt(since=None)

    begin_adoption(row, by=world.head, since=today(), today=today())

    row.refresh_from_db()
    assert (row.status, row.since) == ("applied", today())


@pytest.mark.parametrize(
    ("code", "facts"),
    [("adopted_already", {}), ("future_day", {"since": today() + timedelta(days=1)})],
)
def test_adoption_is_refused(world, code, facts):
    if code == "adopted_already":
        world.adopt()

    with pytest.raises(ValidationError) as refusal:
        world.adopt(**facts)

    assert refusal.value.code == code


def test_a_team_s_idea_is_not_applied_by_its_own_school_nor_by_another_team_of_it(world):
    team = world.school.teams[0]
    other = make.unit("Tổ Văn phòng", parent=world.school.unit, kind="team")
    leader = make.person(other, "leader", name="Hà Thị Mơ")
    world.model.unit = team
    world.model.save()
    codes = []

    for unit, by in ((world.school.unit, world.school.head), (other, leader)):
        with pytest.raises(ValidationError) as refusal:
            world.adopt(unit=unit, by=by)
        codes.append(refusal.value.code)

    assert codes == ["own_unit", "own_unit"]
    assert [list(units_that_could_adopt(world.model, by)) for by in (world.school.head, leader)] == [[], []]
    answer = signed_in(Client(), world.school.head).get(reverse("initiatives:adopt", args=[world.model.pk]))
    assert (answer.status_code, "Chỉ đơn vị khác mới ghi nhận áp dụng" in answer.text) == (403, True)


def test_office_above_applies_what_a_school_made(world):
    office = make.unit("Phòng Văn hóa – Xã hội Đồi Sim", kind="commune")
    below = make.School(teams=1, parent=office, name="Trường THCS Bến Đá")
    head = make.person(office, "head", name="Cao Văn Lộc")
    world.model.unit = below.teams[0]
    world.model.save()

    row = world.adopt(unit=office, by=head)

    assert row.status == "applied"


def test_lists_and_notices_name_a_team_with_its_school(client, world):
    team = make.unit("Tổ Toán", parent=world.place, kind="team")
    leader = make.person(team, "leader", name="Hà Thị Mơ")
    world.model.unit = world.school.teams[0]
    world.model.save()

    row = world.adopt(unit=team, by=leader)

    page = signed_in(client, leader).get(reverse("initiatives:adoptions")).text
    assert "Tổ Toán, Trường THCS Đồi Thông" in page
    assert "Tổ Khoa học tự nhiên, Trường THCS Suối Mơ" in page
    assert Notice.objects.filter(key__endswith=f"adopted:{row.pk}", text__startswith="Tổ Toán, Trường").exists()
    model = client.get(reverse("initiatives:model", args=[world.model.pk])).text
    assert "Tổ Toán, Trường THCS Đồi Thông" in model


def test_own_school_does_not_copy_itself(world):
    with pytest.raises(ValidationError) as refusal:
        world.adopt(unit=world.school.unit, by=world.school.head)

    assert refusal.value.code == "own_unit"
    assert list(units_that_could_adopt(world.model, world.school.head)) == []


def test_teacher_does_not_apply_it_for_the_school(world):
    teacher = make.person(world.place, "member", name="Vũ Văn Tư")

    with pytest.raises(PermissionDenied):
        world.adopt(by=teacher)


def test_head_does_not_apply_it_for_another_school(world):
    other = make.unit("Trường THCS Ao Sen")

    with pytest.raises(PermissionDenied):
        world.adopt(unit=other)


def test_what_is_not_recognised_is_not_applied(world):
    world.model.status = "reported"
    world.model.save()

    with pytest.raises(PermissionDenied):
        world.adopt()


def test_result_with_evidence_proves_influence(world):
    row = world.adopt()
    before = list(proofs_of_influence(world.model))

    world.report(row, beneficiary_count=420)

    row.refresh_from_db()
    assert (row.status, row.result, row.beneficiary_count) == ("reported", "Lượt mượn gấp đôi.", 420)
    assert (before, list(proofs_of_influence(world.model))) == ([], [row])
    told = Notice.objects.get(person=world.author, key__endswith=f"copied:{row.pk}")
    assert told.url == reverse("initiatives:model", args=[world.model.pk])


@pytest.mark.parametrize(
    ("code", "facts"),
    [("no_reason", {"result": " "}), ("no_evidence", {"attachments": []})],
)
def test_result_without_words_or_evidence_is_refused(world, code, facts):
    row = world.adopt()

    with pytest.raises(ValidationError) as refusal:
        world.report(row, **facts)

    row.refresh_from_db()
    assert (refusal.value.code, row.status) == (code, "applied")


def test_result_needs_a_day(world):
    row = world.adopt(since=None)

    with pytest.raises(ValidationError) as refusal:
        world.report(row)

    assert refusal.value.code == "no_day"


def test_evidence_of_somebody_else_is_refused(world):
    row = world.adopt()
    foreign = make.attachment(world.school.unit, world.school.officer, data=b"cua nguoi khac")

    with pytest.raises(ValidationError) as refusal:
        world.report(row, attachments=[foreign])

    assert refusal.value.code == "foreign_evidence"


def test_dropped_adoption_does_not_count_until_resumed(world):
    row = world.adopt()

    drop_adoption(row, by=world.head, reason="Thiếu chỗ.")
    world.model.refresh_from_db()
    dropped = (row.status, world.model.copies)
    resume_adoption(row, by=world.head)

    world.model.refresh_from_db()
    assert (dropped, row.status, world.model.copies) == (("dropped", 0), "planned", 1)


def test_author_opens_the_evidence_and_a_stranger_does_not(world):
    row = world.adopt()
    world.report(row)
    stranger = make.person(make.unit("Trường THCS Ao Sen"), "head", name="Người Xa")
    piece = row.evidence.get()

    assert piece in attachments_visible_to(world.author)
    assert piece not in attachments_visible_to(stranger)
    uses = uses_of([piece], world.author)[piece.pk]
    assert [(use.label, use.url) for use in uses] == [
        ("Áp dụng tại Trường THCS Đồi Thông: Góc sách hành lang", f"/sang-kien/ap-dung/{row.pk}/")
    ]


def test_list_and_predicate_agree(world):
    row = world.adopt()
    stranger = make.person(make.unit("Trường THCS Ao Sen"), "head", name="Người Xa")
    moving = {person: rules.has_perm("initiatives.drop_adoption", person, row) for person in (world.head, stranger)}

    seen = {person: row in adoptions_visible_to(person) for person in (world.head, world.author, stranger)}

    assert seen == {world.head: True, world.author: True, stranger: False}
    assert moving == {world.head: True, stranger: False}


def test_pages_from_the_button_to_the_result(client, world):
    signed_in(client, world.head)
    page = client.get(reverse("initiatives:model", args=[world.model.pk]))
    assert reverse("initiatives:adopt", args=[world.model.pk]) in page.text

    client.post(reverse("initiatives:adopt", args=[world.model.pk]), {"unit": world.place.pk, "since": ""})
    row = Adoption.objects.get()
    client.post(reverse("initiatives:adoption_step", args=[row.pk]), {"act": "apply"})
    facts = {"since": f"{today():%d/%m/%Y}", "result": "Đã làm ở 12 lớp.", "link": "https://vi-du.example/anh"}
    answer = client.post(reverse("initiatives:adoption", args=[row.pk]), facts)

    row.refresh_from_db()
    assert (answer.status_code, row.status, row.evidence.get().link) == (302, "reported", "https://vi-du.example/anh")
    assert "Đã làm ở 12 lớp." in client.get(reverse("initiatives:adoption", args=[row.pk])).text


def test_refused_result_keeps_what_was_typed(client, world):
    row = world.adopt()

    answer = signed_in(client, world.head).post(reverse("initiatives:adoption", args=[row.pk]), {"result": "Tốt."})

    assert (answer.status_code, ">\nTốt.</textarea>" in answer.text) == (422, True)


def test_adoption_of_others_is_not_found(client, world):
    row = world.adopt()
    stranger = make.person(make.unit("Trường THCS Ao Sen"), "head", name="Người Xa")

    assert signed_in(client, stranger).get(reverse("initiatives:adoption", args=[row.pk])).status_code == 404


def test_author_reports_nothing_for_the_other_school(client, world):
    row = world.adopt()

    answer = signed_in(client, world.author).post(reverse("initiatives:adoption", args=[row.pk]), {"result": "Tốt."})

    assert answer.status_code == 403


@pytest.mark.parametrize("count", [3, 30])
def test_list_asks_few_queries(client, world, django_assert_max_num_queries, count):
    for n in range(count):
        model = past(world.school, title=f"Sáng kiến {n}")
        Adoption.objects.create(initiative=model, unit=world.place, by=world.head)
    signed_in(client, world.head).get(reverse("initiatives:adoptions"))

    with django_assert_max_num_queries(16):
        assert client.get(reverse("initiatives:adoptions")).status_code == 200


def test_list_is_narrowed_and_goes_out_as_excel(client, world):
    row = world.adopt()
    world.report(row)
    signed_in(client, world.author)

    shown = [
        len(client.get(reverse("initiatives:adoptions"), asked).context["adoptions"].object_list)
        for asked in (
            {},
            {"q": "hanh lang"},
            {"q": "khac"},
            {"phia": "cua-toi"},
            {"phia": "don-vi"},
            {"trangthai": "x"},
        )
    ]

    answer = client.get(reverse("initiatives:adoptions"), {"xuat": "excel"})
    rows = CalamineWorkbook.from_filelike(BytesIO(answer.content)).get_sheet_by_index(0).to_python()
    assert shown == [1, 1, 0, 1, 0, 1]
    assert rows[1][2:4] == ["Trường THCS Đồi Thông", "Đã có kết quả"]
