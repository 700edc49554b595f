"""A school runs the round of its plan from registering to spreading: one with a co-author elsewhere, one copied from last
year, one sent back for its results; judged blind; recognised, refused as a copy, and applied by another school.
"""

from datetime import date, datetime
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError

from thidua.initiatives.models import Mark
from thidua.initiatives.operations.adopting import adopt_initiative, report_adoption
from thidua.initiatives.operations.initiatives import report_initiative, return_initiative
from thidua.initiatives.operations.likeness import mark_look_alike, remember
from thidua.initiatives.operations.recognition import recognise_initiative, refuse_initiative, spread_initiative
from thidua.initiatives.operations.results import Row, set_results
from thidua.initiatives.operations.reviews import assign_reviewers
from thidua.initiatives.operations.rounds import conclude_round, open_discussion, open_scoring
from thidua.initiatives.queries.library import library_visible_to, proofs_of_influence
from thidua.initiatives.queries.likeness import look_alikes, look_alikes_shown
from thidua.initiatives.queries.reviews import verdict_of
from thidua.initiatives.tests import make
from thidua.initiatives.tests.test_library import past
from thidua.initiatives.tests.test_likeness import MAPS, REWORDED
from thidua.people.models import Notice

pytestmark = pytest.mark.django_db
DECIDED = date(make.NOW.year, 1, 5)
"""Decisions are entered with a day that is over, whenever the test runs."""


def at(month: int, day: int, hour: int = 9) -> datetime:
    return datetime(make.NOW.year, month, day, hour, tzinfo=make.HERE)


def test_round_from_registering_to_spreading():
    school, other = make.School(), make.School(name="Trường THCS Đồi Thông")
    lan, bao, diep = school.teachers
    old = past(school, title="Sơ đồ tư duy môn Sử", parts={"solution": MAPS}, year=make.NOW.year - 1)
    remember(old)
    dates = {"opens": at(8, 1), "closes": at(8, 26, 0), "report_by": at(11, 1, 0)}
    the_round = make.round_of(school, **dates)

    # Three teachers register by 25 August; a second after its end it is refused.
    on_time = {"now": at(8, 25, 23)}
    shared = make.initiative(the_round, lan, authors=[(lan, 60), (other.teachers[0], 40)], title="Góc sách", **on_time)
    copy = make.initiative(the_round, bao, title="Lược đồ tư duy", solution=REWORDED, need=REWORDED, **on_time)
    bare = make.initiative(the_round, diep, title="Vườn rau lớp học", **on_time)
    with pytest.raises(ValidationError) as closed:
        make.initiative(the_round, diep, title="Muộn", now=at(8, 26, 0))
    assert closed.value.code == "round_closed"
    assert [each.other for each in look_alikes(copy)][:1] == [old]

    # They report by 31 October; one is sent back for its results and reports again.
    for row, author in ((shared, lan), (copy, bao), (bare, diep)):
        make.report(row, author, at(10, 30))
        row.refresh_from_db()
    return_initiative(bare, by=school.officer, reason="Thiếu số liệu trước khi áp dụng.", now=at(10, 31))
    set_results(bare, [Row("Rau sạch một tuần", Decimal(0), Decimal(20), "kg")], by=diep)
    report_initiative(bare, by=diep, now=at(10, 31, 20))
    bare.refresh_from_db()
    assert bare.status == "reported"

    # Two from elsewhere judge blind; one of them finds the copy.
    judges = [make.person(make.unit(f"Trường THCS {name}"), "member", name=name) for name in ("Ao Sen", "Bến Đò")]
    for row in (shared, copy, bare):
        assign_reviewers(row, judges, by=school.officer)
    open_scoring(the_round, by=school.officer)
    for row, points in ((shared, 90), (copy, 40), (bare, 70)):
        row.refresh_from_db()
        for review in row.reviews.all():
            make.score(review, points)
    assert (old.pk, "") in [
        (pair.other.pk, shown.url) for pair, shown in look_alikes_shown(copy, judges[0], is_blind=True)
    ]
    mark_look_alike(copy, old, by=judges[0], verdict=Mark.Verdict.COPY, note="Trùng các bước và số liệu.")
    open_discussion(the_round, by=school.officer)
    conclude_round(the_round, by=school.officer)
    assert (verdict_of(shared).passed, verdict_of(copy).passed) == (True, False)

    # One is recognised, one refused as a copy.
    for row in (shared, copy):
        row.refresh_from_db()
    recognise_initiative(shared, make.decision(day=DECIDED), by=school.officer, today=make.NOW.date())
    refuse_initiative(copy, by=school.officer, reason="Sao chép sáng kiến đã công nhận năm trước.")
    copy.refresh_from_db()
    assert (copy.status, shared.is_honoured) == ("not_recognised", True)

    # A third school finds it in the library, applies it and tells its result; the author sees it.
    third = make.unit("Trường THCS Cầu Mây")
    head = make.person(third, "head", name="Lục Thị Mai")
    assert shared in library_visible_to(head)
    adoption = adopt_initiative(shared, third, by=head, since=DECIDED, today=make.NOW.date())
    pieces = [make.attachment(third, head, data=b"anh goc sach")]
    facts = {"result": "Mượn sách tăng gấp đôi.", "attachments": pieces, "since": None}
    report_adoption(adoption, by=head, today=make.NOW.date(), **facts)
    spread_initiative(shared, by=school.officer)
    shared.refresh_from_db()
    assert (shared.status, shared.copies, list(proofs_of_influence(shared))) == ("spread", 1, [adoption])
    told = Notice.objects.filter(key__endswith=f":copied:{adoption.pk}").values_list("person", flat=True)
    assert {lan.pk} <= set(told)
