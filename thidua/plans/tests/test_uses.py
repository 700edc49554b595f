"""Where a file is used: one sees the papers and shares that one may see."""

import pytest

from thidua.documents.operations import add_attachment
from thidua.documents.queries import uses_of
from thidua.plans import operations
from thidua.plans.tests import make

pytestmark = pytest.mark.django_db


def test_a_file_is_known_by_all_that_it_proves():
    school, team, officer = make.school()
    leader = make.person(team, "leader")
    plan = make.issued(school, officer, [team])
    paper, share = make.obligation(plan, team), make.assignment(plan, team)
    piece = add_attachment(team, by=leader, data=b"bien ban", name="bien-ban.txt")
    operations.submit_obligation(paper, by=leader, note="Báo cáo", attachments=[piece])
    operations.take_assignment(share, by=leader)
    operations.finish_assignment(share, by=leader, note="Xong", attachments=[piece])

    uses = uses_of([piece], officer)

    assert [(use.label, use.url) for use in uses[piece.pk]] == [
        (str(paper), f"/ke-hoach/viec-phai-nop/{paper.pk}/"),
        (str(share), f"/ke-hoach/phan-viec/{share.pk}/"),
    ]


def test_a_stranger_learns_of_no_use_and_the_overseer_of_no_draft():
    school, team, officer = make.school()
    above = make.unit("Phòng", kind="other")
    leader = make.person(team, "leader")
    plan = make.issued(school, officer, [team])
    paper = make.obligation(plan, team)
    piece = add_attachment(team, by=leader, data=b"bien ban", name="bien-ban.txt")
    operations.start_obligation(paper, by=leader)
    paper.attachments.add(piece)

    assert uses_of([piece], make.person(above)) == {}
    assert len(uses_of([piece], leader)[piece.pk]) == 1
