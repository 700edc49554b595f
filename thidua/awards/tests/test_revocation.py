"""Awards taken back: grounds of the law, what stays, what no longer counts."""

from datetime import date, timedelta
from io import BytesIO

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from python_calamine import CalamineWorkbook

from thidua.audit.models import Entry
from thidua.awards.models import Award
from thidua.awards.operations import decisions as operations
from thidua.awards.operations.revocation import grounds_of
from thidua.awards.passport_paper import passport_of
from thidua.awards.queries.awards import awards_by_year
from thidua.awards.queries.facts import person_facts
from thidua.awards.tests import make
from thidua.awards.tests.test_decisions import TODAY, Desk, refusal_of
from thidua.documents.models import Certificate
from thidua.documents.operations.certificates import issue_batch
from thidua.documents.tests import make as documents
from thidua.law import Year
from thidua.people.queries import record_of

pytestmark = pytest.mark.django_db
EXCEL = {"xuat": "excel"}
SIGNS = (("P", "Kê khai sai số giờ dạy"), ("C", "Báo cáo sai sĩ số"))
"""Why the award of a person and that of a collective are revoked."""


def revoke(award, by, **facts):
    facts = {"ground": "dishonest", "reason": "Kê khai sai số giờ dạy", "on": TODAY, "paper": "99/QĐ-SGDĐT", **facts}
    return operations.revoke_award(award, by=by, today=TODAY, **facts)


def test_revoked_award_stays_with_ground_reason_and_paper():
    desk = Desk()
    desk.issue()
    award = Award.objects.get(person=desk.place.teachers[0])

    revoke(award, desk.place.clerk)

    award.refresh_from_db()
    assert (award.status, award.ground, award.reason, award.revoked_on, award.revoked_by_paper) == (
        "revoked",
        "dishonest",
        "Kê khai sai số giờ dạy",
        TODAY,
        "99/QĐ-SGDĐT",
    )
    assert award.return_by == date(2026, 12, 14)  # 24/11 is a day off
    assert "14/12/2026" in desk.place.teachers[0].notices.get(key=f"award:{award.pk}:revoked").text
    assert Entry.objects.filter(action="awards.revoke_award", subject_id=str(award.pk)).count() == 1
    assert refusal_of(revoke, award, desk.place.clerk) == ["wrong_state"]


@pytest.mark.parametrize(
    ("facts", "code"),
    [
        ({"ground": "whim"}, "no_ground"),
        ({"reason": " "}, "no_reason"),
        ({"paper": ""}, "no_paper"),
        ({"on": TODAY + timedelta(days=1)}, "future_date"),
        ({"on": TODAY - timedelta(days=9)}, "before_award"),
    ],
)
def test_revocation_asks_for_what_the_law_asks(facts, code):
    desk = Desk(count=1)
    desk.issue()

    assert refusal_of(revoke, Award.objects.get(), desk.place.clerk, **facts) == [code]


def test_grounds_are_those_of_the_law_with_their_article():
    place = make.Place()

    found = grounds_of(place.department, TODAY)

    assert [one.key for one in found] == ["dishonest", "forged", "unlawful_review", "fault_found"]
    assert found[0].text == "Kê khai gian dối thành tích"
    assert {one.source for one in found} == {"Điều 93 Luật Thi đua, khen thưởng 06/2022/QH15"}


def test_only_who_gave_revokes_and_never_the_own_award():
    desk = Desk(count=1)
    desk.issue()
    award = Award.objects.get()
    own = make.award(desk.place.department, desk.place.clerk, by=desk.place.chief)

    for person in (desk.place.officer, desk.place.teachers[0], desk.place.stranger):
        with pytest.raises(PermissionDenied):
            revoke(award, person)
    with pytest.raises(PermissionDenied):
        revoke(own, desk.place.clerk)


def test_certificate_of_a_revoked_award_is_void():
    desk = Desk()
    row = desk.issue(design=documents.design(desk.place.department, desk.place.clerk))
    drafted, issued = Award.objects.order_by("pk")[:2]

    revoke(drafted, desk.place.clerk)
    row.certificates.refresh_from_db()
    issue_batch(row.certificates, by=desk.place.clerk, number=row.document.number, on=TODAY)
    revoke(Award.objects.get(pk=issued.pk), desk.place.clerk)

    assert row.certificates.certificates.count() == 2
    assert Certificate.objects.get(awards=issued).cancelled_on == TODAY


def test_facts_of_the_judge_no_longer_count_a_revoked_award():
    desk = Desk(count=1)
    desk.issue()
    teacher = desk.place.teachers[0]
    before = person_facts([teacher], year=Year.of("2026-2027"), on=TODAY)[teacher.pk].awards

    revoke(Award.objects.get(), desk.place.clerk)

    assert [record.award for record in before] == [make.WORKER]
    assert person_facts([teacher], year=Year.of("2026-2027"), on=TODAY)[teacher.pk].awards == ()


def test_why_it_was_revoked_is_read_by_who_keeps_the_register_and_whom_it_was_taken_from(client):
    desk = Desk(count=2)
    desk.issue()
    place, award = desk.place, Award.objects.get(person=desk.place.teachers[0])
    collective = make.award(place.school, place.team, make.COLLECTIVE, by=place.officer, decision_date=TODAY)
    revoke(award, place.clerk)
    revoke(collective, place.officer, reason="Báo cáo sai sĩ số")
    pages = [
        reverse("awards:passport", args=[place.teachers[0].pk]),
        reverse("awards:collective_passport", args=[place.team.pk]),
    ]

    told = {}
    for person in (place.clerk, place.head, place.leader, *place.teachers):
        client.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
        texts = [client.get(page).text for page in pages]
        book = CalamineWorkbook.from_filelike(BytesIO(client.get(reverse("awards:register"), EXCEL).content))
        texts.append(str(book.get_sheet_by_index(0).to_python()))
        assert all("99/QĐ-SGDĐT" in text for text in texts)
        told[person.full_name] = ["".join(sign for sign, words in SIGNS if words in text) for text in texts]

    assert told == {
        place.clerk.full_name: ["P", "", "P"],
        place.head.full_name: ["P", "C", "PC"],
        place.leader.full_name: ["", "C", "C"],
        place.teachers[0].full_name: ["P", "", "P"],
        place.teachers[1].full_name: ["", "", ""],
    }


def test_register_and_papers_tell_that_and_when_it_was_revoked(client):
    desk = Desk(count=1)
    desk.issue()
    award = revoke(Award.objects.get(), desk.place.clerk)
    told = "Đã hủy bỏ ngày 21/11/2026 theo 99/QĐ-SGDĐT"

    client.force_login(desk.place.officer, backend="allauth.account.auth_backends.AuthenticationBackend")
    page = client.get(reverse("awards:register")).text
    paper = passport_of("A", "", desk.place.school, awards_by_year(Award.objects.all()))

    assert (told in page, award.reason in page) == (True, False)
    assert (told in str(paper), award.reason in str(paper)) == (True, False)


def test_trail_does_not_say_why_an_award_was_revoked():
    desk = Desk(count=1)
    desk.issue()

    revoke(Award.objects.get(), desk.place.clerk)

    entries = Entry.objects.order_by("pk")
    assert "99/QĐ-SGDĐT" in " ".join(entry.sentence for entry in entries)
    assert [entry for entry in entries if "Kê khai sai" in f"{entry.sentence}{entry.changes}"] == []


def test_person_is_told_why_among_what_is_held():
    desk = Desk(count=1)
    desk.issue()
    revoke(Award.objects.get(), desk.place.clerk)

    held = record_of(desk.place.teachers[0])["khen thưởng đã nhận"]

    assert [row["lý do hủy bỏ"] for row in held] == ["Kê khai sai số giờ dạy"]
