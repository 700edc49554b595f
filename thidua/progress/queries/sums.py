"""The sums counted anew from obligations and cells, and the sums as they are kept."""

from collections import defaultdict
from collections.abc import Iterable, Iterator

from django.db.models import Count, Q, QuerySet, Sum
from django.db.models.functions import Coalesce

from thidua.plans.models import Addressee, Level, Obligation, Plan, Target
from thidua.progress.models import Measurement, RollUp
from thidua.progress.shares import ZERO, Key, Share, summed

FIELDS = ("units", "reported", "accepted", "reached", "numerator", "denominator", "total")


def papers_of_figures(plan: Plan, periods: Iterable[str] | None = None) -> QuerySet[Obligation]:
    """The hand-ins of figures of a plan, of all periods or of some."""
    papers = Obligation.objects.filter(duty__plan=plan).exclude(period="")
    return papers if periods is None else papers.filter(period__in=list(periods))


def expected(plan: Plan, papers: QuerySet[Obligation]) -> Iterator[tuple[Key, Share]]:
    """How many units these hand-ins ask for each target, by what sums them. By the rule of `rounds.bearers_of`: a named
    target is asked of the named units, others of all addressees but the issuer, or of the issuer.
    """
    targets = list(plan.targets.filter(removed=False))
    named = {target_id for target_id, _ in _named(plan)}
    general: dict[tuple[str, bool], list[int]] = defaultdict(list)
    for target in targets:
        if target.pk not in named:
            general[target.frequency, target.level == Level.OWN].append(target.pk)
    yield from _asked_of_all(papers, plan, general)
    yield from _asked_by_name(papers, plan, {target.pk: target for target in targets if target.pk in named})


def _named(plan: Plan) -> QuerySet[Target, tuple[int, int]]:
    return Target.objects.filter(plan=plan, removed=False, units__isnull=False).values_list("pk", "units")


def _asked_of_all(
    papers: QuerySet[Obligation], plan: Plan, targets: dict[tuple[str, bool], list[int]]
) -> Iterator[tuple[Key, Share]]:
    addressed = Addressee.objects.filter(plan=plan).exclude(unit=plan.unit_id)
    bears = Q(unit__in=addressed.values("unit")) if addressed.exists() else Q(unit=plan.unit_id)
    asked = Q(duty__level=Level.SUBORDINATE) & bears | Q(duty__level=Level.OWN, unit=plan.unit_id)
    groups = papers.filter(asked).values_list("duty__frequency", "duty__level", "period", "place")
    for frequency, level, period, place, units in groups.annotate(n=Count("pk")).order_by():
        for target in targets.get((frequency, level == Level.OWN), ()):
            yield from carried(target, place, period, Share(units=units))


def _asked_by_name(papers: QuerySet[Obligation], plan: Plan, targets: dict[int, Target]) -> Iterator[tuple[Key, Share]]:
    bearers: dict[int, list[Target]] = defaultdict(list)
    for target_id, unit_id in _named(plan) if targets else ():
        bearers[unit_id].append(targets[target_id])
    rows = papers.filter(unit__in=bearers).values_list("unit", "duty__frequency", "duty__level", "period", "place")
    for unit, frequency, level, period, place in rows if bearers else ():
        for target in bearers[unit]:
            if (target.frequency, target.level == Level.OWN) == (frequency, level == Level.OWN):
                yield from carried(target.pk, place, period, Share(units=1))


def measured(plan: Plan, periods: Iterable[str] | None = None) -> Iterator[tuple[Key, Share]]:
    """What the cells of a plan add, by what sums them; as `share_of`, in one query."""
    cells = Measurement.objects.filter(target__plan=plan, status__in=Measurement.REPORTED)
    if periods is not None:
        cells = cells.filter(period__in=list(periods))
    accepted = Q(status=Measurement.Status.ACCEPTED)
    plain = accepted & Q(numerator=None, denominator=None)
    groups = cells.values_list("target", "obligation__place", "period").annotate(
        reported_sum=Count("pk"),
        accepted_sum=Count("pk", filter=accepted),
        reached_sum=Count("pk", filter=accepted & Q(reached=True)),
        numerator_sum=Coalesce(Sum("numerator", filter=accepted), ZERO),
        denominator_sum=Coalesce(Sum("denominator", filter=accepted), ZERO),
        value_sum=Coalesce(Sum("value", filter=plain), ZERO),
    )
    for target, place, period, *sums in groups.order_by().iterator(chunk_size=2000):
        yield from carried(target, place, period, Share(0, *sums))


def carried(target: int, place: str, period: str, share: Share) -> Iterator[tuple[Key, Share]]:
    """The share once for each unit of `Obligation.place`."""
    for unit in place.split(","):
        if unit:
            yield (target, int(unit), period), share


def recounted(plan: Plan, periods: Iterable[str] | None = None) -> dict[Key, Share]:
    """The sums of a plan as they should be."""
    owed = papers_of_figures(plan, periods).exclude(status=Obligation.Status.EXCUSED)
    return summed(_both(expected(plan, owed), measured(plan, periods)))


def _both(*parts: Iterable[tuple[Key, Share]]) -> Iterator[tuple[Key, Share]]:
    for part in parts:
        yield from part


def kept(plan: Plan, periods: Iterable[str] | None = None) -> dict[Key, Share]:
    """The sums of a plan as they are kept."""
    rows = RollUp.objects.filter(target__plan=plan)
    if periods is not None:
        rows = rows.filter(period__in=list(periods))
    return {
        (target, unit, period): Share(*facts)
        for target, unit, period, *facts in rows.values_list("target", "unit", "period", *FIELDS)
    }
