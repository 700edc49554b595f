"""Two people at one cell, and at a paper that is just being handed in: nothing written is lost unseen."""

from decimal import Decimal
from functools import partial

import pytest

from thidua.audit.models import Entry
from thidua.plans.models import Obligation, Target
from thidua.plans.operations import submit_obligation
from thidua.plans.tests import make as plans
from thidua.progress.models import Measurement
from thidua.progress.operations.figures import record_figure
from thidua.progress.queries.sums import kept, recounted
from thidua.progress.tests import make

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def desk():
    """A school's paper of one count, and four officers of the school."""
    world = make.Province(communes=1, schools=1)
    plan = world.issued({"measure": "count", "value": 2, "unit_of_count": "sáng kiến"})
    school = world.schools[0]
    officers = [plans.person(school, "officer", name=f"Cán bộ {n}") for n in range(4)]
    return make.owed(plan, school), Target.objects.get(plan=plan), officers


def write(paper, target, person, value, seen=0):
    paper = Obligation.objects.select_related("duty__plan", "unit").get(pk=paper.pk)
    return partial(
        record_figure, paper, target, by=person, seen_edition=seen, value=Decimal(value), note=f"Số của {person}"
    )


@pytest.mark.parametrize("there", [False, True])
def test_four_write_into_one_cell_and_three_are_told(at_once, desk, there):
    paper, target, officers = desk
    if there:
        write(paper, target, officers[0], 9)()
    seen, before = int(there), Entry.objects.filter(action="progress.record_figure").count()

    ends = at_once(*(write(paper, target, person, n, seen) for n, person in enumerate(officers)))

    won = [end for end in ends if isinstance(end, Measurement)]
    assert [end for end in ends if end not in won] == ["changed_meanwhile"] * 3
    cell = Measurement.objects.get()
    assert (cell.value, cell.edition) == (ends.index(won[0]), seen + 1)
    assert Entry.objects.filter(action="progress.record_figure").count() == before + 1


def test_figure_is_written_while_the_paper_is_handed_in(at_once, desk):
    paper, target, officers = desk
    write(paper, target, officers[0], 3)()
    handed = Obligation.objects.select_related("duty__plan__unit", "unit").get(pk=paper.pk)

    written, handed_in = at_once(
        write(paper, target, officers[1], 5, seen=1), partial(submit_obligation, handed, note="", by=officers[0])
    )

    cell, state = Measurement.objects.get(), Obligation.objects.get(pk=paper.pk).status
    assert (handed_in, state, cell.status) == (None, "submitted", "submitted")
    assert (isinstance(written, Measurement), cell.value) in [(True, 5), (False, 3)]
    assert isinstance(written, Measurement) or written == "not_open"
    assert kept(paper.duty.plan) == recounted(paper.duty.plan)
