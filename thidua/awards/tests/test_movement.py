"""A movement's interim review, from the plan to the papers of three bodies: the head commends within the own authority
and proposes others to the department, which decides on some and sends the rest on to the province.
"""

from datetime import date

import pytest
from django.core.exceptions import ValidationError

from thidua.awards.models import Award, Nomination, Season
from thidua.awards.operations import decisions, dossiers, nominations, seasons
from thidua.awards.queries.decisions import waiting_in
from thidua.awards.tests import make
from thidua.people.tests.make import unit
from thidua.plans.models import Plan
from thidua.plans.tests import make as plans

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 21)
PAPER = "commendation_certificate"
MERIT = "merit_certificate_province"
GROUND = "province_movement"
MOVEMENT = "Trường học xanh, sạch, an toàn vùng biên"
WORD = "Ban chỉ đạo phong trào họp thống nhất"


class Movement:
    """A border school's movement of three years, with an interim review in the school and one in the department."""

    def __init__(self) -> None:
        self.place = place = make.Place(teachers=6)
        self.plan = plans.issued(
            place.school,
            place.head,
            [place.team],
            title=f"Kế hoạch phát động phong trào thi đua “{MOVEMENT}” giai đoạn 2025-2028",
            kind=Plan.Kind.MOVEMENT,
        )
        Plan.objects.filter(pk=self.plan.pk).update(movement=MOVEMENT)
        self.plan.refresh_from_db()
        facts = {"kind": Season.Kind.MOVEMENT, "year": "2026", "awards": [PAPER, MERIT]}
        self.above = seasons.add_season(place.department, by=place.clerk, title="Sơ kết các phong trào", **facts)
        self.season = seasons.add_season(
            place.school, by=place.officer, title="Sơ kết phong trào", plan=self.plan, parent=self.above, **facts
        )

    def proposed(self, subject, award: str, merit: str) -> Nomination:
        row = nominations.draft_nomination(self.season, subject, award, by=self.place.officer, today=TODAY, merit=merit)
        if GROUND in {claim["key"] for claim in row.findings.get("claimable", [])}:
            row = nominations.change_nomination(row, by=self.place.officer, today=TODAY, claims=[GROUND])
        nominations.propose_nomination(row, by=self.place.officer, today=TODAY)
        row.refresh_from_db()
        return row

    def agreed(self, subject, award: str, merit: str = "Dẫn đầu phong trào ở tổ") -> Nomination:
        row = self.proposed(subject, award, merit)
        nominations.pass_nomination(row, by=self.place.head, reason=WORD)
        row.refresh_from_db()
        return row


def test_head_commends_within_the_authority_and_proposes_others_upward():
    movement = Movement()
    place = movement.place
    papers = [movement.agreed(person, PAPER) for person in place.teachers[:2]]
    papers.append(movement.agreed(place.team, PAPER, "Tập thể dẫn đầu phong trào"))
    higher = movement.agreed(place.teachers[2], PAPER, "Sáng kiến thu gom rác được các xã bạn học theo")
    merit = movement.agreed(place.teachers[3], MERIT, "Vận động cả bản cùng tham gia")

    waiting = {row.award: row for row in waiting_in(movement.season, TODAY)}
    assert len(waiting[PAPER].deciding) == 4
    assert (waiting[MERIT].beyond, waiting[MERIT].receiver) == ([merit], place.department)

    # the head's own decision
    own = decisions.draft_decision(movement.season, PAPER, papers, by=place.officer, today=TODAY)
    assert own.title == f"Về việc tặng Giấy khen trong phong trào thi đua “{MOVEMENT}”"
    assert any(MOVEMENT in line for line in own.bases)
    assert (own.signer_position, own.signer_name) == ("Hiệu trưởng", place.head.full_name)
    decisions.issue_decision(own, by=place.head, today=TODAY)

    with pytest.raises(ValidationError) as refusal:
        decisions.draft_decision(movement.season, MERIT, [merit], by=place.officer, today=TODAY)
    assert refusal.value.code == "beyond_authority"
    assert place.department.name in refusal.value.messages[0]

    # the others go up in one dossier
    sent = dossiers.draft_dossier(
        movement.season, [higher, merit], by=place.officer, to_unit=place.department, today=TODAY
    )
    dossiers.submit_dossier(sent, by=place.officer, today=TODAY, anyway="Bản giấy gửi kèm")
    dossiers.receive_dossier(sent, movement.above, by=place.clerk, today=TODAY)
    for entry in sent.entries.all():
        dossiers.agree_entry(entry, by=place.chief, today=TODAY, reason="Thẩm định đủ điều kiện")
    dossiers.conclude_dossier(sent, by=place.clerk, today=TODAY)

    # the department decides on what is its own
    higher, merit = (Nomination.objects.get(pk=row.pk) for row in (higher, merit))
    theirs = decisions.draft_decision(movement.above, PAPER, [higher], by=place.clerk, today=TODAY)
    assert theirs.proposal == f"Theo đề nghị của {place.school.name}"
    decisions.issue_decision(theirs, by=place.clerk, today=TODAY)

    # and enters what the province decided
    outside = dossiers.draft_dossier(
        movement.above, [merit], by=place.clerk, to_name="Ủy ban nhân dân tỉnh", today=TODAY
    )
    dossiers.submit_dossier(outside, by=place.clerk, today=TODAY, anyway="Bản giấy gửi kèm")
    dossiers.record_answer(
        outside,
        outside.entries.all(),
        by=place.clerk,
        today=TODAY,
        answer="agreed",
        decided_by="Chủ tịch Ủy ban nhân dân tỉnh",
        decision_number="310/QĐ-UBND",
        decision_date=TODAY,
    )

    given = {
        (award.subject_name, award.award, award.decided_by, award.kind, award.year) for award in Award.objects.all()
    }
    one, two, three, four = (person.full_name for person in place.teachers[:4])
    assert given == {
        (one, PAPER, place.school.name, "movement", "2026"),
        (two, PAPER, place.school.name, "movement", "2026"),
        (place.team.name, PAPER, place.school.name, "movement", "2026"),
        (three, PAPER, place.department.name, "movement", "2026"),
        (four, MERIT, "Chủ tịch Ủy ban nhân dân tỉnh", "movement", "2026"),
    }
    assert {row.status for row in Nomination.objects.all()} == {"awarded"}
    assert {award.unit for award in Award.objects.all()} == {place.school}


def test_school_without_a_department_in_the_system_writes_to_who_decides():
    school = unit("Trường THCS Hoa Ban", kind="lower_secondary")
    head = make.person(school, "head", name="Lò Thị Hiệu")
    teacher = make.person(school, "member", name="Vàng A Dạy")
    season = make.season(school, kind="movement", year="2026", awards=[PAPER, make.WORKER])
    row = make.nomination(season, teacher, make.WORKER, by=head, status="passed")

    with pytest.raises(ValidationError) as refusal:
        decisions.draft_decision(season, make.WORKER, [row], by=head, today=TODAY)

    assert "gửi cơ quan có thẩm quyền" in refusal.value.messages[0]
