"""What a decision brings each: the rate of its day, the highest title, what a unit pays otherwise."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied

from thidua.audit.models import Entry
from thidua.awards.models import Award
from thidua.awards.operations import decisions as operations
from thidua.awards.tests import make
from thidua.awards.tests.test_decisions import PAPER, TODAY, Desk, OwnSeason, refusal_of
from thidua.awards.tests.test_revocation import revoke
from thidua.law.explaining import TO_CHECK

pytestmark = pytest.mark.django_db


def test_bonus_is_the_multiple_of_the_salary_of_the_day_rounded_up():
    desk = Desk()
    desk.issue()

    award = Award.objects.get(person=desk.place.teachers[0])

    assert award.bonus == 760_000
    assert award.bonus_note.startswith(
        "0,3 × 2.530.000 đồng = 759.000 đồng, làm tròn lên 760.000 đồng (khoản 1 Điều 50"
    )
    assert award.bonus_note.endswith(TO_CHECK)


def test_bonus_goes_by_the_salary_before_july_2026():
    desk = Desk()
    desk.issue(on=date(2026, 6, 30))

    assert Award.objects.first().bonus == 710_000


def test_of_two_titles_of_one_year_the_highest_is_paid():
    desk = Desk(count=2)
    worker = desk.issue()
    fighters = [desk.agreed(desk.place.teachers[0], make.FIGHTER)]
    desk.issue(desk.draft(fighters, make.FIGHTER))

    paid = {(award.person.full_name, award.award): award.bonus for award in Award.objects.select_related("person")}

    one, two = (person.full_name for person in desk.place.teachers)
    assert paid == {(one, make.WORKER): 0, (one, make.FIGHTER): 2_530_000, (two, make.WORKER): 760_000}
    lowered = Award.objects.get(person=desk.place.teachers[0], award=make.WORKER)
    assert "Chiến sĩ thi đua cơ sở" in lowered.bonus_note
    assert Entry.objects.filter(action="awards.note_bonus", subject_id=str(lowered.pk)).exists()
    assert worker.document


def test_lower_title_after_the_higher_brings_nothing_itself():
    desk = Desk(count=1, award=make.FIGHTER)
    desk.issue(desk.draft(award=make.FIGHTER))
    desk.issue(desk.draft([desk.agreed(desk.place.teachers[0])]))

    assert Award.objects.get(award=make.WORKER).bonus == 0
    assert Award.objects.get(award=make.FIGHTER).bonus == 2_530_000


def test_lower_title_is_due_again_when_the_higher_is_revoked():
    desk = Desk(count=1)
    desk.issue(on=date(2026, 6, 30))
    desk.issue(desk.draft([desk.agreed(desk.place.teachers[0], make.FIGHTER)], make.FIGHTER))
    higher, lower = Award.objects.get(award=make.FIGHTER), Award.objects.get(award=make.WORKER)

    revoke(higher, desk.place.clerk)

    lower.refresh_from_db()
    higher.refresh_from_db()
    assert (lower.bonus, lower.paid_with) == (710_000, None)  # by the base salary of its own decision
    assert lower.bonus_note.startswith(
        "Được nhận vì Chiến sĩ thi đua cơ sở bị hủy bỏ theo 99/QĐ-SGDĐT (Điều 49 Nghị định 152/2025/NĐ-CP"
    )
    number = lower.decision_number
    assert higher.bonus_note == (
        "Tiền thưởng đã nhận phải nộp lại: 2.530.000 đồng; được nhận 710.000 đồng của Lao động tiên tiến 2025-2026 "
        f"(Quyết định số {number} ngày 30/06/2026); bù trừ thì còn nộp lại 1.820.000 đồng."
    )
    notice = desk.place.teachers[0].notices.get(key=f"award:{higher.pk}:revoked")
    assert "1.820.000 đồng" in notice.text
    entry = Entry.objects.filter(action="awards.note_bonus", subject_id=str(lower.pk)).latest("pk")
    assert entry.changes == [["tiền thưởng (đồng)", "0", "710000"]]


def test_title_behind_two_higher_ones_is_paid_when_none_of_them_stands():
    place = make.Place(teachers=1)
    [teacher], facts = place.teachers, {"by": place.clerk, "decision_date": TODAY}
    province = "title_emulation_fighter_province"
    first = make.award(place.school, teacher, province, bonus=7_590_000, **facts)
    fighter, worker = (
        make.award(place.school, teacher, key, bonus=0, paid_with=first, **facts) for key in (make.FIGHTER, make.WORKER)
    )

    revoke(first, place.officer)

    fighter.refresh_from_db()
    worker.refresh_from_db()
    assert (fighter.bonus, fighter.paid_with) == (2_530_000, None)
    assert (worker.bonus, worker.paid_with) == (0, fighter)

    revoke(fighter, place.officer, paper="100/QĐ-SGDĐT")

    worker.refresh_from_db()
    assert (worker.bonus, worker.paid_with) == (760_000, None)


def test_revoking_what_was_not_paid_itself_pays_nothing_again():
    desk = Desk(count=1)
    desk.issue()
    desk.issue(desk.draft([desk.agreed(desk.place.teachers[0], make.FIGHTER)], make.FIGHTER))
    lower, higher = Award.objects.get(award=make.WORKER), Award.objects.get(award=make.FIGHTER)
    lowest = make.award(
        desk.place.school, desk.place.teachers[0], by=desk.place.clerk, bonus=0, paid_with=lower, decision_number="1/QĐ"
    )

    revoke(lower, desk.place.clerk)

    lowest.refresh_from_db()
    assert (lowest.bonus, lowest.paid_with) == (0, higher)


def test_amount_that_a_unit_noted_itself_stays_when_the_higher_title_is_revoked():
    desk = Desk(count=1)
    desk.issue()
    desk.issue(desk.draft([desk.agreed(desk.place.teachers[0], make.FIGHTER)], make.FIGHTER))
    higher, lower = Award.objects.get(award=make.FIGHTER), Award.objects.get(award=make.WORKER)
    operations.note_bonus(lower, by=desk.place.clerk, amount=500_000, note="Quy chế chi tiêu nội bộ, Điều 7")

    revoke(higher, desk.place.clerk)

    lower.refresh_from_db()
    assert (lower.bonus, lower.bonus_note) == (500_000, "Quy chế chi tiêu nội bộ, Điều 7")


def test_title_and_commendation_are_both_paid():
    desk = Desk(count=1)
    desk.issue()
    desk.issue(desk.draft([desk.agreed(desk.place.teachers[0], PAPER, award_name="Giấy khen")], PAPER))

    assert sorted(Award.objects.values_list("bonus", flat=True)) == [760_000, 760_000]


def test_collective_gets_twice_of_a_person():
    own = OwnSeason()
    own.issued([own.agreed(own.place.teachers[0]), own.agreed(own.place.team)])

    assert {award.subject_name: award.bonus for award in Award.objects.all()} == {
        own.place.teachers[0].full_name: 760_000,
        "Tổ Toán - Tin": 1_520_000,
    }


def test_award_without_a_rate_says_so():
    own = OwnSeason(awards=["commendation_certificate_pupil"])
    row = own.agreed(own.place.teachers[0], "commendation_certificate_pupil", award_name="Giấy khen học sinh")
    own.issued([row])

    award = Award.objects.get()
    assert award.bonus is None
    assert TO_CHECK in award.bonus_note


def test_unit_that_pays_otherwise_notes_it():
    desk = Desk()
    desk.issue()
    award = Award.objects.first()

    operations.note_bonus(award, by=desk.place.clerk, amount=500_000, note="Quy chế chi tiêu nội bộ, Điều 7")

    award.refresh_from_db()
    assert (award.bonus, award.bonus_note) == (500_000, "Quy chế chi tiêu nội bộ, Điều 7")
    assert refusal_of(operations.note_bonus, award, by=desk.place.clerk, amount=1, note=" ") == ["no_reason"]
    assert refusal_of(operations.note_bonus, award, by=desk.place.clerk, amount=-1, note="a") == ["bad_amount"]
    with pytest.raises(PermissionDenied):
        operations.note_bonus(award, by=desk.place.officer, amount=1, note="a")
