"""Decisions: drafted within the authority, issued once, and what follows for those who are honoured."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from thidua.awards.models import Award, Decision, Nomination
from thidua.awards.operations import decisions as operations
from thidua.awards.queries.decisions import in_order, lines_of, signers_of, waiting_in
from thidua.awards.tests import make
from thidua.documents.models import OfficialDocument, RegistryNumber
from thidua.documents.operations import open_file
from thidua.documents.tests import make as documents
from thidua.initiatives.models import Initiative, TitleUse
from thidua.people.tests.make import post
from thidua.plans.tests import make as plans
from thidua.writing.lint import lint

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 21)
PAPER = "commendation_certificate"
Status = Nomination.Status


def refusal_of(deed, *args, **facts):
    with pytest.raises(ValidationError) as refused:
        deed(*args, **facts)
    error = refused.value
    if hasattr(error, "error_dict"):
        return sorted(one.code for errors in error.error_dict.values() for one in errors)
    return sorted(one.code for one in error.error_list)


class Desk:
    """The department's season with three teachers of a school, sent up by it and agreed to."""

    def __init__(self, count: int = 3, award: str = make.WORKER, **facts) -> None:
        self.place = make.Place(teachers=count)
        self.sender = make.season(self.place.school)
        self.season = make.season(self.place.department, **facts)
        self.rows = [self.agreed(person, award) for person in self.place.teachers]

    def agreed(self, about, award: str = make.WORKER, **facts) -> Nomination:
        facts = {"status": "passed", "desk": self.season, **facts}
        return make.nomination(self.sender, about, award, by=self.place.officer, **facts)

    def draft(self, rows=None, award: str = make.WORKER, **facts) -> Decision:
        rows = self.rows if rows is None else rows
        return operations.draft_decision(self.season, award, rows, by=self.place.clerk, today=TODAY, **facts)

    def issue(self, decision=None, **facts) -> Decision:
        facts = {"by": self.place.clerk, "today": TODAY, **facts}
        return operations.issue_decision(decision or self.draft(), **facts)


class OwnSeason:
    """A school's season in which the head gives certificates of commendation within the own authority."""

    def __init__(self, **facts) -> None:
        self.place = make.Place()
        facts = {"awards": [PAPER, "merit_certificate_province"], **facts}
        self.season = make.season(self.place.school, **facts)

    def agreed(self, about, award: str = PAPER, **facts) -> Nomination:
        facts = {"award_name": "Giấy khen", "status": "passed", **facts}
        return make.nomination(self.season, about, award, by=self.place.officer, **facts)

    def issued(self, rows, **facts) -> Decision:
        row = operations.draft_decision(self.season, rows[0].award, rows, by=self.place.officer, today=TODAY)
        return operations.issue_decision(row, by=self.place.officer, today=TODAY, **facts)


def test_draft_proposes_what_it_rests_on_who_signs_and_the_order():
    desk = Desk()
    local = plans.draft(desk.place.department, desk.place.clerk)
    local.movement = "Dạy tốt, học tốt"
    local.save()
    desk.season.plan = local
    desk.season.save()

    row = desk.draft(list(reversed(desk.rows)))

    assert row.title == "Về việc tặng danh hiệu “Lao động tiên tiến” năm học 2025-2026"
    assert row.bases[0] == "Căn cứ Luật Thi đua, khen thưởng số 06/2022/QH15"
    assert any("Luật số 06/2026/QH16" in line for line in row.bases)
    assert any(line.startswith("Căn cứ Kế hoạch") for line in row.bases)
    assert row.proposal == "Theo đề nghị của Trường THPT Suối Mơ"
    assert (row.signer_position, row.signer_name, row.signer_standing) == ("Giám đốc", "Hoàng Văn Giám", "")
    names = [line.nomination.subject_name for line in row.lines.select_related("nomination__person")]
    assert names == [person.full_name for person in desk.place.teachers]


def test_decree_is_cited_with_its_day_and_law_by_its_name():
    own = OwnSeason()
    rows = [own.agreed(own.place.teachers[0])]

    found = operations.draft_decision(own.season, PAPER, rows, by=own.place.officer, today=date(2025, 12, 1))

    assert any(line.startswith("Căn cứ Thông tư số 29/2023/TT-BGDĐT ngày 29 tháng 12 năm 2023") for line in found.bases)
    assert not any("07/2026/TT-BGDĐT" in line for line in found.bases)


def test_list_goes_by_given_names_with_collectives_first():
    desk = Desk()
    for person, name in zip(desk.place.teachers, ("Trần Thị Bình", "Lê Văn An", "Nguyễn Ánh"), strict=True):
        person.full_name = name
        person.save()
    rows = [desk.agreed(desk.place.team, PAPER), *desk.rows]

    names = [line.name for line in in_order(Nomination.objects.filter(pk__in=[row.pk for row in rows]), TODAY)]

    assert names == ["Tổ Toán - Tin", "Lê Văn An", "Nguyễn Ánh", "Trần Thị Bình"]


def test_beyond_the_authority_is_refused_with_the_article_and_whom_to_send_to():
    own = OwnSeason()
    row = own.agreed(own.place.teachers[0], make.WORKER, award_name="Lao động tiên tiến")

    with pytest.raises(ValidationError) as refusal:
        operations.draft_decision(own.season, make.WORKER, [row], by=own.place.officer, today=TODAY)

    assert refusal.value.code == "beyond_authority"
    told = refusal.value.messages[0]
    assert "Giám đốc Sở (khoản 1 Điều 80 Luật Thi đua, khen thưởng 06/2022/QH15" in told
    assert "trình Sở Giáo dục và Đào tạo Đông Hải" in told
    assert not Decision.objects.exists()


@pytest.mark.parametrize("status", ["draft", "ready", "failed", "sent", "awarded", "withdrawn"])
def test_only_who_was_agreed_to_is_put_on_a_decision(status):
    desk = Desk()
    other = desk.agreed(desk.place.leader, status=status)

    assert refusal_of(desk.draft, [*desk.rows, other]) == ["not_passed"]


def test_draft_refuses_other_desks_other_awards_nobody_and_twice():
    desk = Desk()
    away = make.nomination(desk.sender, desk.place.leader, by=desk.place.officer, status="passed")
    fighter = desk.agreed(desk.place.leader, make.FIGHTER)

    assert refusal_of(desk.draft, [away]) == ["not_passed"]
    assert refusal_of(desk.draft, [fighter]) == ["not_passed"]
    assert refusal_of(desk.draft, []) == ["no_nominations"]
    desk.draft()
    assert refusal_of(desk.draft) == ["in_decision"]


def test_closed_season_drafts_nothing():
    desk = Desk(status="closed")

    assert refusal_of(desk.draft) == ["season_closed"]


def test_draft_is_changed_its_list_too_and_thrown_away():
    desk = Desk()
    row = desk.draft()

    operations.change_decision(
        row, by=desk.place.clerk, title="Về việc khen", bases=["Căn cứ một ;", "", "Căn cứ hai."]
    )
    operations.change_lines(row, desk.rows[:2], by=desk.place.clerk, today=TODAY)
    row.refresh_from_db()

    assert (row.title, row.bases) == ("Về việc khen", ["Căn cứ một", "Căn cứ hai"])
    assert row.lines.count() == 2
    assert refusal_of(operations.change_decision, row, by=desk.place.clerk, title=" ") == ["no_title"]
    assert refusal_of(operations.change_decision, row, by=desk.place.clerk, proposal="a" * 301) == ["too_long"]
    operations.discard_decision(row, by=desk.place.clerk)
    assert not Decision.objects.exists()
    assert {each.status for each in Nomination.objects.all()} == {"passed"}


def test_issuing_gives_number_files_and_awards():
    desk = Desk()

    row = desk.issue()

    official = row.document
    assert official.number == f"01/QĐ-{desk.place.department.sign}"
    assert RegistryNumber.objects.get(document=official).n == 1
    assert {file.made for file in official.files.all()} == {"word", "pdf"}
    assert official.check_code
    assert {each.status for each in Nomination.objects.all()} == {"awarded"}
    award = Award.objects.get(person=desk.place.teachers[0])
    assert (award.award, award.year, award.decision_number, award.decision_date, award.unit, award.decided_by) == (
        make.WORKER,
        make.YEAR,
        official.number,
        TODAY,
        desk.place.school,
        "Sở Giáo dục và Đào tạo Đông Hải",
    )
    notice = desk.place.teachers[0].notices.get(key=f"award:{award.pk}")
    assert "Lao động tiên tiến" in notice.text


def test_unit_that_proposed_hears_of_its_people_once():
    desk = Desk()

    row = desk.issue()

    told = [notice.text for person in (desk.place.head, desk.place.officer) for notice in person.notices.all()]
    assert (
        told
        == [
            f"3 đề nghị của đơn vị được khen thưởng: Quyết định số {row.document.number} của "
            "Sở Giáo dục và Đào tạo Đông Hải"
        ]
        * 2
    )
    assert not desk.place.chief.notices.exists()


def test_paper_of_a_decision_keeps_to_the_layout_of_the_decree():
    desk = Desk()
    desk.place.department.place = "Đông Hải"
    desk.place.department.save()
    row = desk.issue()

    assert lint(open_file(row.document.files.get(made="word").file).read()) == ()


def test_files_of_an_issued_decision_never_change():
    desk = Desk()
    row = desk.issue()
    before = {file.made: file.file.sha256 for file in row.document.files.all()}
    desk.place.teachers[0].full_name = "Tên Đã Đổi"
    desk.place.teachers[0].save()

    assert {
        file.made: file.file.sha256 for file in OfficialDocument.objects.get(pk=row.document_id).files.all()
    } == before


def test_issuing_asks_the_same_for_many(django_assert_max_num_queries):
    counts = []
    for many in (3, 30):
        desk = Desk(count=many)
        row, design = desk.draft(), documents.design(desk.place.department, desk.place.clerk)
        with django_assert_max_num_queries(130) as asked:
            desk.issue(row, design=design)
        counts.append(len(asked))

    assert counts[1] <= counts[0]


def test_second_clerk_at_once_is_told():
    desk = Desk()
    row = desk.draft()
    seen_by_other = Decision.objects.get(pk=row.pk)
    desk.issue(row)

    assert refusal_of(desk.issue, seen_by_other, by=desk.place.chief) == ["wrong_state"]
    assert Award.objects.count() == 3
    assert OfficialDocument.objects.filter(type="QĐ").count() == 1


def test_numbers_run_on_and_a_taken_one_is_refused():
    desk = Desk()
    first = desk.issue(desk.draft(desk.rows[:1]))
    second = desk.draft(desk.rows[1:])

    assert refusal_of(desk.issue, second, number=first.document.number) == ["number_taken"]
    second.refresh_from_db()
    assert second.status == Decision.Status.DRAFT
    assert desk.issue(second).document.number.startswith("02/")


def test_issued_by_hand_with_a_number_and_an_earlier_day():
    desk = Desk()
    day = TODAY - timedelta(days=3)

    row = desk.issue(number=" 45 /QĐ-SGDĐT", on=day)

    assert (row.document.number, row.document.date, row.decided_on) == ("45/QĐ-SGDĐT", day, day)
    assert refusal_of(desk.issue, row, on=TODAY + timedelta(days=1)) == ["future_date"]


def test_nothing_is_left_when_issuing_is_refused():
    desk = Desk()
    row = desk.draft()
    Nomination.objects.filter(pk=desk.rows[0].pk).update(status="ready")

    assert refusal_of(desk.issue, row) == ["not_passed"]
    row.refresh_from_db()
    assert (row.status, row.document) == ("draft", None)
    assert not Award.objects.exists()
    assert not RegistryNumber.objects.exists()


def test_nobody_is_decided_on_before_the_list_was_public():
    desk = Desk(notice_days=5)

    assert refusal_of(desk.issue) == ["not_published"]


def test_who_stands_on_the_list_does_not_issue_it():
    desk = Desk()
    own = desk.agreed(desk.place.clerk, unit=desk.place.department)
    row = desk.draft([*desk.rows, own])

    assert refusal_of(desk.issue, row) == ["own_award"]
    assert desk.issue(row, by=desk.place.chief).document


def test_decision_without_signer_waits():
    desk = Desk()
    row = desk.draft(signer_name="")

    assert refusal_of(desk.issue, row) == ["no_signer"]


@pytest.mark.parametrize("who", ["officer", "stranger", "appraiser"])
def test_others_neither_draft_nor_issue(who):
    desk = Desk()
    person = getattr(desk.place, who)
    row = desk.draft()

    with pytest.raises(PermissionDenied):
        operations.draft_decision(desk.season, make.WORKER, desk.rows, by=person, today=TODAY)
    with pytest.raises(PermissionDenied):
        desk.issue(row, by=person)


def test_deputy_signs_for_the_head():
    place = make.Place()
    post(place.clerk, place.department, "officer", title="Phó Giám đốc", valid_from=date(2024, 1, 1))

    signers = signers_of(place.department, TODAY)

    assert [(one.position, one.name, one.standing) for one in signers] == [
        ("Giám đốc", "Hoàng Văn Giám", ""),
        ("Phó Giám đốc", "Bùi Thị Vân", "KT. Giám đốc"),
    ]


def test_waiting_nominations_are_split_by_who_decides():
    own = OwnSeason()
    mine = own.agreed(own.place.teachers[0])
    higher = own.agreed(own.place.teachers[0], "merit_certificate_province", award_name="Bằng khen")

    paper, merit = waiting_in(own.season, TODAY)

    assert (paper.deciding, paper.beyond) == ([mine], [])
    assert (merit.deciding, merit.beyond, merit.receiver) == ([], [higher], own.place.department)
    assert {one.office for one in merit.powers} == {"province_chair"}


def test_initiatives_are_noted_for_the_title():
    desk = Desk(award=make.FIGHTER)
    author = desk.place.teachers[0]
    row = Initiative.objects.create(
        unit=desk.place.team,
        title="Tủ sách hành lang",
        year=2026,
        status="recognised",
        created_by=author,
        changed_by=author,
    )
    row.authors.create(person=author, share=100)
    desk.rows[0].initiatives.add(row)

    desk.issue(desk.draft(award=make.FIGHTER))

    [use] = TitleUse.objects.all()
    assert (use.initiative, use.person, use.award, use.year) == (row, author, make.FIGHTER, 2026)


def test_certificates_are_drafted_with_the_decision():
    desk = Desk()
    design = documents.design(desk.place.department, desk.place.clerk)

    row = desk.issue(design=design)

    batch = row.certificates
    assert (batch.status, batch.decision_number, batch.signer_name) == ("draft", row.document.number, "Hoàng Văn Giám")
    assert [each.recipient for each in batch.certificates.all()] == [line.name for line in lines_of(row, TODAY)]
    assert {award.certificate.recipient == award.subject_name for award in Award.objects.all()} == {True}
    assert batch.certificates.first().merit == "Đạt danh hiệu Lao động tiên tiến năm học 2025-2026"
    assert refusal_of(operations.draft_certificates, row, design, by=desk.place.clerk) == ["drafted_already"]


def test_certificates_wait_for_the_decision_and_are_of_the_own_unit():
    desk = Desk()
    design = documents.design(desk.place.department, desk.place.clerk)
    foreign = documents.design(desk.place.school, desk.place.officer)

    assert refusal_of(operations.draft_certificates, desk.draft(), design, by=desk.place.clerk) == ["not_issued"]
    row = desk.issue(Decision.objects.get())
    assert refusal_of(operations.draft_certificates, row, foreign, by=desk.place.clerk) == ["other_unit"]


def enter(rows, by, **facts):
    facts = {"decided_by": "Chủ tịch Ủy ban nhân dân tỉnh", "decision_number": "310/QĐ-UBND", **facts}
    return operations.enter_awards(rows, by=by, today=TODAY, **{"decision_date": TODAY, **facts})


def test_decision_taken_elsewhere_is_entered_for_all_whom_it_names():
    own = OwnSeason()
    facts = {"award_name": "Bằng khen", "status": "sent"}
    rows = [own.agreed(person, "merit_certificate_province", **facts) for person in own.place.teachers]
    kept = operations.keep_paper(
        own.season,
        documents.PDF,
        "quyet-dinh.pdf",
        by=own.place.officer,
        decided_by="Chủ tịch Ủy ban nhân dân tỉnh",
        decision_number="310/QĐ-UBND",
        decision_date=TODAY,
    )

    awards = enter(rows[:2], own.place.officer, paper=kept)

    assert [(award.decided_by, award.decision, award.bonus, award.paper) for award in awards] == [
        ("Chủ tịch Ủy ban nhân dân tỉnh", None, None, kept)
    ] * 2
    assert [Nomination.objects.get(pk=row.pk).status for row in rows] == ["awarded", "awarded", "sent"]
    assert (kept.direction, kept.files.count()) == ("in", 1)


def test_entered_decision_has_number_authority_and_a_day_that_was():
    own = OwnSeason()
    row = own.agreed(own.place.teachers[0], status="sent")

    assert refusal_of(enter, [row], own.place.officer, decision_number=" ") == ["no_decision"]
    assert refusal_of(enter, [row], own.place.officer, decided_by="") == ["no_decision"]
    assert refusal_of(enter, [row], own.place.officer, decision_date=TODAY + timedelta(days=1)) == ["future_date"]
    assert refusal_of(enter, [], own.place.officer) == ["no_nominations"]
    with pytest.raises(PermissionDenied):
        enter([row], own.place.stranger)
    make.award(own.place.school, row.person, PAPER, by=own.place.officer, decision_number="310/QĐ-UBND")
    assert refusal_of(enter, [row], own.place.officer) == ["given_already"]


def test_entered_twice_is_told():
    own = OwnSeason()
    row = own.agreed(own.place.teachers[0], status="sent")
    enter([row], own.place.officer)

    assert refusal_of(enter, [row], own.place.officer, decision_number="311/QĐ-UBND") == ["wrong_state"]


def test_document_that_came_from_elsewhere_is_kept_once():
    own = OwnSeason()
    facts = {"by": own.place.officer, "decided_by": "Bộ trưởng", "decision_number": "5/QĐ-BGDĐT"}
    facts["decision_date"] = TODAY

    one = operations.keep_paper(own.season, documents.PDF, "a.pdf", **facts)
    two = operations.keep_paper(own.season, documents.PDF + b"%", "b.pdf", **facts)

    assert (one, two.files.count()) == (two, 2)
