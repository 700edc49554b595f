"""Awards that the State's rules do not know: kept in the passport, counted nowhere."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from thidua.audit.models import Entry
from thidua.awards.models import Award, OtherAward
from thidua.awards.operations.other_awards import (
    OtherFacts,
    add_other_award,
    change_other_award,
    remove_other_award,
)
from thidua.awards.passport_paper import NOT_COUNTED, passport_of
from thidua.awards.queries.awards import chosen_awards, mendable, other_awards_of
from thidua.awards.queries.facts import person_facts
from thidua.awards.queries.statistics import board_of
from thidua.awards.tests import make
from thidua.awards.tests.test_decisions import refusal_of
from thidua.initiatives.tests.test_library import signed_in
from thidua.law import Year
from thidua.writing.document import Heading, Table

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 21)


@pytest.fixture
def place():
    return make.Place(teachers=2)


def facts(**told) -> OtherFacts:
    given = {
        "name": "Bằng khen của Ban Chấp hành Liên đoàn Lao động tỉnh",
        "year": "2025-2026",
        "decided_by": "Liên đoàn Lao động tỉnh Đông Hải",
        "decision_date": date(2026, 5, 1),
        "decision_number": "15/QĐ-LĐLĐ",
    }
    return OtherFacts(**{**given, **told})


def added(place, subject=None, *, by=None, **told) -> OtherAward:
    whom = subject or place.teachers[0]
    return add_other_award(place.school, whom, facts(**told), by=by or place.officer, today=TODAY)


def test_award_of_a_union_is_written_down_with_its_trail(place):
    row = added(place)

    assert (row.person, row.unit, row.name) == (place.teachers[0], place.school, facts().name)
    assert other_awards_of(place.teachers[0]) == [row]
    assert Entry.objects.get(action="awards.add_otheraward").subject_id == str(row.pk)


@pytest.mark.parametrize(
    ("told", "code"),
    [
        ({"name": " "}, "no_giver"),
        ({"decided_by": ""}, "no_giver"),
        ({"name": "Chiến sĩ thi đua cơ sở"}, "of_the_state"),
        ({"year": "2025-2029"}, "bad_year"),
        ({"decision_date": date(2026, 11, 22)}, "future_decision"),
    ],
)
def test_wrong_facts_are_refused(place, told, code):
    assert refusal_of(added, place, **told) == [code]


def test_same_award_is_written_once_and_of_others_not_at_all(place):
    row = added(place)

    assert refusal_of(added, place) == ["known_award"]
    assert refusal_of(added, place, place.stranger) == ["stranger"]
    for person in (place.teachers[0], place.clerk, place.stranger):
        with pytest.raises(PermissionDenied):
            added(place, place.teachers[1], by=person)
        with pytest.raises(PermissionDenied):
            remove_other_award(row, by=person)


def test_row_is_mended_and_taken_out_with_a_trail(place):
    row = added(place)

    change_other_award(row, facts(decided_by="Công đoàn Giáo dục tỉnh"), by=place.officer, today=TODAY)
    row.refresh_from_db()
    remove_other_award(row, by=place.officer)

    assert row.decided_by == "Công đoàn Giáo dục tỉnh"
    assert not OtherAward.objects.exists()
    told = list(
        Entry.objects.filter(action="awards.change_otheraward").order_by("pk").values_list("sentence", flat=True)
    )
    assert told[1].startswith("Bỏ khen thưởng ngoài quy định của Nhà nước đã ghi nhầm")


def test_nobody_writes_mends_or_takes_out_the_own(client, place):
    row = added(place, place.officer, by=place.head)
    own = {"by": place.officer}

    assert refusal_of(added, place, place.head, by=place.head) == ["own_record"]
    assert refusal_of(change_other_award, row, facts(year="2024-2025"), today=TODAY, **own) == ["own_record"]
    assert refusal_of(remove_other_award, row, **own) == ["own_record"]
    assert list(OtherAward.objects.values_list("person", "year")) == [(place.officer.pk, "2025-2026")]
    asked = signed_in(client, place.officer).post(
        reverse("awards:change_other_award", args=[row.pk]), {"act": "remove"}
    )
    assert (asked.status_code, place.head.full_name in asked.text) == (403, True)
    assert mendable([row], place.head) == {row.pk}
    assert mendable([row], place.officer) == set()


def test_it_counts_in_no_rule_register_or_statistics(place):
    added(place)
    added(place, place.team)

    known = person_facts([place.teachers[0]], year=Year.of("2026-2027"), on=TODAY)[place.teachers[0].pk]
    assert known.awards == ()
    assert not Award.objects.exists()
    assert list(chosen_awards(place.officer, {})) == []
    assert board_of(place.officer, {}).whole.total == 0


def test_passport_shows_it_apart_on_page_and_paper(client, place):
    added(place)
    page = signed_in(client, place.officer).get(reverse("awards:passport", args=[place.teachers[0].pk]))
    paper = passport_of("A", "", place.school, [], other_awards_of(place.teachers[0]))

    said = page.content.decode()
    assert "Ngoài quy định thi đua, khen thưởng của Nhà nước" in said
    assert "Bằng khen của Ban Chấp hành Liên đoàn Lao động tỉnh" in said
    assert [block.title for block in paper.body if isinstance(block, Heading)][1] == OtherAward.LABEL
    [table] = [block for block in paper.body if isinstance(block, Table)]
    assert table.rows == (
        ("2025-2026", facts().name, "15/QĐ-LĐLĐ ngày 01/05/2026", "Liên đoàn Lao động tỉnh Đông Hải"),
    )
    assert NOT_COUNTED in str(paper.body)


def test_pages_write_mend_and_keep_strangers_out(client, place):
    form = {
        "person": place.teachers[0].pk,
        "name": "Kỷ niệm chương Vì thế hệ trẻ",
        "decided_by": "Trung ương Đoàn",
        "year": "2025-2026",
        "decision_date": "26/03/2026",
    }
    signed_in(client, place.officer).post(reverse("awards:add_other_award"), form)
    row = OtherAward.objects.get()
    address = reverse("awards:change_other_award", args=[row.pk])
    assert address in client.get(reverse("awards:passport", args=[row.person_id])).content.decode()

    assert client.post(reverse("awards:add_other_award"), {**form, "name": "Lao động tiên tiến"}).status_code == 422
    assert signed_in(client, place.teachers[1]).get(address).status_code == 403
    assert address not in client.get(reverse("awards:passport", args=[row.person_id])).content.decode()
    assert signed_in(client, place.stranger).get(address).status_code == 404
    assert signed_in(client, place.officer).post(address, {"act": "remove"}).status_code == 302
    assert not OtherAward.objects.exists()
