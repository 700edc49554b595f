"""Lists of nominees and the register of awards under many hands."""

from datetime import timedelta
from functools import partial

import pytest

from thidua.awards.models import Award, Objection, Publication
from thidua.awards.operations.awards import add_past_award
from thidua.awards.operations.publications import (
    add_publication,
    answer_objection,
    close_publication,
    object_to,
    open_publication,
)
from thidua.awards.tests import make
from thidua.awards.tests.test_awards import told
from thidua.awards.tests.test_publications import MONDAY, Shown
from thidua.kernel.calendar import today

pytestmark = pytest.mark.django_db(transaction=True)


def fresh(row: Publication) -> Publication:
    return Publication.objects.get(pk=row.pk)


def refusals(ends: list) -> list[str]:
    return sorted(end for end in ends if isinstance(end, str))


def test_nominee_comes_on_one_list(at_once):
    shown = Shown()
    facts = {"by": shown.place.officer, "title": "Danh sách", "today": MONDAY}

    ends = at_once(*(partial(add_publication, shown.season, shown.rows, **facts) for _ in range(3)))

    assert (refusals(ends), Publication.objects.count()) == (["not_listable"] * 2, 1)


def test_list_is_opened_and_closed_once(at_once):
    shown = Shown()
    row = shown.listed()
    by = shown.place.officer

    opened = at_once(*(partial(open_publication, fresh(row), by=by, today=MONDAY) for _ in range(3)))
    later = fresh(row).ends + timedelta(days=1)
    closed = at_once(*(partial(close_publication, fresh(row), by=by, today=later) for _ in range(3)))

    assert (refusals(opened), refusals(closed)) == (["wrong_state"] * 2, ["wrong_state"] * 2)


def test_same_comment_sent_at_once_is_one(at_once):
    shown = Shown()
    row = shown.opened()
    send = partial(object_to, row, text="Xem lại.", name="Trần Văn Dân", today=MONDAY)

    ends = at_once(*[send] * 4)

    assert (len({end.pk for end in ends}), Objection.objects.count()) == (1, 1)


def test_comment_of_the_last_second_is_answered_or_refused_but_never_lost(at_once):
    """Closing on the day after, a clock behind: the comment comes before the list is closed, or is refused."""
    shown = Shown()
    row = shown.opened()
    last = fresh(row).ends
    close = partial(close_publication, fresh(row), by=shown.place.officer, today=last + timedelta(days=1))
    send = partial(object_to, fresh(row), text="Xem lại.", name="Trần Văn Dân", today=last)

    closing, comment = at_once(close, send)

    assert (closing, str(comment)) in {(None, "not_open"), ("unanswered", str(Objection.objects.first()))}


def test_comment_is_answered_once(at_once):
    shown = Shown()
    objection = object_to(shown.opened(), text="Xem lại.", name="Trần Văn Dân", today=MONDAY)
    answers = [
        partial(answer_objection, Objection.objects.get(pk=objection.pk), by=by, upheld=upheld, answer="Đã xem.")
        for by, upheld in ((shown.place.officer, True), (shown.place.head, False))
    ]

    assert refusals(at_once(*answers)) == ["wrong_state"]


def test_award_of_before_is_written_down_once(at_once):
    place = make.Place()
    write = partial(add_past_award, place.school, place.teachers[0], told(), by=place.officer, today=today())

    ends = at_once(*[write] * 3)

    assert (refusals(ends), Award.objects.count()) == (["known_award"] * 2, 1)
