"""Writing at a paper of figures: the first of its targets is a ratio, the second a count."""

from decimal import Decimal

from thidua.plans.operations import (
    submit_obligation,
)
from thidua.progress.models import Measurement
from thidua.progress.operations.figures import (
    record_figure,
)
from thidua.progress.queries.figures import (
    targets_asked,
)

Status = Measurement.Status
D = Decimal


def targets(paper):
    return list(targets_asked(paper))


def ratio(paper, by, part=9, whole=10, *, seen=0, note="Đủ hồ sơ"):
    return record_figure(
        paper, targets(paper)[0], by=by, seen_edition=seen, numerator=D(part), denominator=D(whole), note=note
    )


def count(paper, by, value=3, *, seen=0, note="Có quyết định công nhận"):
    return record_figure(paper, targets(paper)[1], by=by, seen_edition=seen, value=D(value), note=note)


def states(paper):
    return list(paper.measurements.order_by("target__order", "target").values_list("status", flat=True))


def handed_in(paper, officer):
    ratio(paper, officer)
    count(paper, officer)
    submit_obligation(paper, note="", by=officer)
    return paper
