"""An initiative stands behind an award of one name once, and is free again when that award or nomination falls."""

from datetime import date

import pytest

from thidua.audit.models import Entry
from thidua.awards.models import Award, Nomination
from thidua.awards.operations import nominations as operations
from thidua.awards.operations.decisions import issue_decision
from thidua.awards.operations.dossiers import receiving
from thidua.awards.queries.warnings import used_elsewhere
from thidua.awards.tests import make
from thidua.awards.tests.test_decisions import Desk, refusal_of
from thidua.awards.tests.test_nominations import TODAY, drafted, initiative
from thidua.awards.tests.test_revocation import revoke
from thidua.initiatives.models import TitleUse

pytestmark = pytest.mark.django_db


def fighter(desk, teacher, named) -> Award:
    row = desk.agreed(teacher, make.FIGHTER)
    row.initiatives.add(named)
    desk.issue(desk.draft([row], make.FIGHTER))
    return Award.objects.get(nomination=row)


def test_use_is_released_with_the_award_and_told_in_the_trail():
    desk = Desk(count=1)
    [teacher] = desk.place.teachers
    named = initiative(desk.place, teacher)
    award = fighter(desk, teacher, named)
    later = make.nomination(
        make.season(desk.place.school, year="2026-2027"), teacher, make.FIGHTER, by=desk.place.officer
    )
    asked = {"by": desk.place.officer, "today": TODAY, "initiatives": [named]}
    assert refusal_of(operations.change_nomination, later, **asked) == ["used_already"]

    revoke(award, desk.place.clerk)

    assert not TitleUse.objects.exists()
    told = Entry.objects.get(action="initiatives.release_initiative", subject_id=str(named.pk))
    assert "hủy bỏ theo 99/QĐ-SGDĐT" in told.sentence
    operations.change_nomination(later, **asked)
    assert list(later.initiatives.all()) == [named]


def test_use_stays_while_another_award_of_the_same_name_and_year_stands_on_it():
    desk = Desk(count=1)
    [teacher] = desk.place.teachers
    named = initiative(desk.place, teacher)
    award = fighter(desk, teacher, named)
    second = make.nomination(
        make.season(desk.place.school, title="Đợt khác"), teacher, make.FIGHTER, by=desk.place.officer, status="awarded"
    )
    second.initiatives.add(named)
    make.award(desk.place.school, teacher, make.FIGHTER, by=desk.place.officer, nomination=second)

    revoke(award, desk.place.clerk)

    assert TitleUse.objects.filter(initiative=named, person=teacher, award=make.FIGHTER).exists()


def test_use_noted_by_hand_for_an_award_of_before_is_released_with_it():
    place = make.Place(teachers=1)
    [teacher] = place.teachers
    named = initiative(place, teacher)
    facts = {"person": teacher, "award_name": "Chiến sĩ thi đua cơ sở", "by": place.officer, "initiative": named}
    TitleUse.objects.create(award=make.FIGHTER, year=2026, **facts)
    TitleUse.objects.create(award=make.WORKER, year=2026, **facts)
    award = make.award(place.school, teacher, make.FIGHTER, by=place.officer, decision_date=date(2026, 8, 15))

    revoke(award, place.officer)

    assert [use.award for use in TitleUse.objects.all()] == [make.WORKER]


@pytest.mark.parametrize(("state", "closed"), [("failed", False), ("refused", False), ("passed", True)])
def test_nomination_that_came_to_nothing_leaves_its_initiative_free(state, closed):
    place, season, row = drafted(award=make.FIGHTER)
    named = initiative(place, place.teachers[0])
    row.initiatives.add(named)
    later = make.nomination(
        make.season(place.school, year="2026-2027"), place.teachers[0], make.FIGHTER, by=place.officer
    )
    assert used_elsewhere(later, named, same_award=True)

    Nomination.objects.filter(pk=row.pk).update(status=state)
    type(season).objects.filter(pk=season.pk).update(status="closed" if closed else "open")

    assert used_elsewhere(later, named, same_award=True) is None


def test_withdrawing_tells_that_the_initiative_is_free_again():
    place, _, row = drafted(award=make.FIGHTER)
    named = initiative(place, place.teachers[0])
    row.initiatives.add(named)

    operations.withdraw_nomination(row, by=place.officer, reason="Chuyển công tác")

    told = Entry.objects.get(action="awards.withdraw_nomination", subject_id=str(row.pk)).sentence
    assert told == f"Rút đề nghị: Chuyển công tác. Sáng kiến được dùng lại cho lần xét khác: “{named.title}”"


def test_refusing_in_a_dossier_tells_it_too():
    place = make.Place()
    above, below = make.season(place.department), make.season(place.school)
    row = make.nomination(below, place.teachers[0], make.FIGHTER, by=place.officer, status="ready", desk=above)
    row.initiatives.add(initiative(place, place.teachers[0]))
    sent = make.dossier(
        below, place.department, by=place.officer, status="received", to_season=above, nominations=[row]
    )

    receiving.refuse_entry(sent.entries.get(), by=place.clerk, reason="Chưa đủ minh chứng", today=TODAY)

    told = Entry.objects.get(action="awards.refuse_nomination", subject_id=str(row.pk)).sentence
    assert "Sáng kiến được dùng lại" in told


def test_nomination_reopened_or_put_forward_later_does_not_take_what_another_used_meanwhile():
    place, _, row = drafted(award=make.FIGHTER, graded="excellent")
    named = initiative(place, place.teachers[0])
    row.initiatives.add(named)
    use = {"person": place.teachers[0], "year": 2026, "by": place.officer, "award_name": "Chiến sĩ thi đua cơ sở"}
    TitleUse.objects.create(initiative=named, award=make.FIGHTER, **use)

    assert refusal_of(operations.propose_nomination, row, by=place.officer, today=TODAY) == ["used_already"]
    Nomination.objects.filter(pk=row.pk).update(status="failed")
    assert refusal_of(operations.reopen_nomination, row, by=place.head, reason="Xét lại") == ["used_already"]


def test_decision_is_not_issued_on_an_initiative_that_was_used_for_the_same_title():
    desk = Desk(count=1)
    [teacher] = desk.place.teachers
    named = initiative(desk.place, teacher)
    row = desk.agreed(teacher, make.FIGHTER)
    row.initiatives.add(named)
    draft = desk.draft([row], make.FIGHTER)
    use = {"person": teacher, "year": 2025, "by": desk.place.officer, "award_name": "Chiến sĩ thi đua cơ sở"}
    TitleUse.objects.create(initiative=named, award=make.FIGHTER, **use)

    assert refusal_of(issue_decision, draft, by=desk.place.clerk, today=TODAY) == ["used_already"]
