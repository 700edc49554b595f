"""Figures that were being filled in when a new version of the plan came into force."""

from django.db import transaction

from thidua.plans.models import Obligation, Plan, Target
from thidua.progress.measuring import is_reached
from thidua.progress.models import Measurement

PARTS = ("numerator", "denominator", "value", "words", "note", "keeper_id", "changed_by_id")


@transaction.atomic
def carry_figures(new: Plan) -> int:
    """What units had written and not handed in stands in the papers of the new version too, beside its evidence.

    Targets that are measured otherwise now begin empty. Returns how many figures were carried.
    """
    papers = Obligation.objects.filter(duty__plan=new, status__in=Obligation.OWING).exclude(period="")
    heirs = {(each.duty.line_key, each.unit_id, each.period): each for each in papers.select_related("duty")}
    targets = {target.line_key: target for target in Target.objects.filter(plan=new, removed=False)}
    taken: dict[tuple[int, int, str], tuple[Measurement, Measurement]] = {}
    for old in _unfinished(new):
        target = targets.get(old.target.line_key)
        paper = heirs.get((old.obligation.duty.line_key, old.unit_id, old.period))
        if target and paper and target.measure == old.target.measure:
            taken.setdefault((target.pk, old.unit_id, old.period), (old, _copied(old, paper, target)))
    Measurement.objects.bulk_create([cell for _, cell in taken.values()], batch_size=500)
    through = Measurement.evidence.through
    rows = [
        through(measurement_id=cell.pk, attachment_id=piece.pk)
        for old, cell in taken.values()
        for piece in old.evidence.all()
    ]
    through._default_manager.bulk_create(rows, batch_size=500)
    return len(taken)


def _unfinished(new: Plan) -> list[Measurement]:
    """The latest version first: its word counts."""
    rows = Measurement.objects.filter(
        obligation__duty__plan__family_key=new.family_key,
        obligation__duty__plan__version__lt=new.version,
        obligation__status=Obligation.Status.EXCUSED,
        status__in=Measurement.WRITABLE,
    )
    rows = rows.select_related("target", "obligation__duty").prefetch_related("evidence")
    return list(rows.order_by("-obligation__duty__plan__version", "pk"))


def _copied(old: Measurement, paper: Obligation, target: Target) -> Measurement:
    facts = {name: getattr(old, name) for name in PARTS}
    reached = is_reached(target.measure, target.comparator, target.value, old.parts)
    return Measurement(
        obligation=paper, target=target, unit_id=old.unit_id, period=old.period, reached=reached, **facts
    )
