"""The figures of one paper: what is asked, what was written, and what lies around it."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Sum
from django.db.models.functions import Coalesce

from thidua.audit.models import Entry
from thidua.audit.queries import history_of
from thidua.documents.models import Attachment
from thidua.documents.queries import Use, attachment_uses, attachments_seen_through
from thidua.kernel.calendar import Period
from thidua.people.models import Person
from thidua.people.queries import LEADERS, OVERSEERS, oversight_paths, paths_held, under_any
from thidua.plans.models import Addressee, Flag, Level, Obligation, Plan, Target
from thidua.plans.queries import drafting_reach, own_reach
from thidua.progress.checks import Around, Asked, Finding, findings, unsettled
from thidua.progress.measuring import Parts
from thidua.progress.models import Comment, Measurement, RollUp

PEERS_READ = 60
"""Papers of other units, the latest, that a figure is compared with."""
SEEN_ABOVE = frozenset({Measurement.Status.SUBMITTED, Measurement.Status.ACCEPTED, Measurement.Status.RETURNED})
"""What was handed in as it stands. A returned figure that was changed is a draft again."""


def targets_asked(obligation: Obligation) -> QuerySet[Target]:
    """The targets whose figures are handed in by it: by the rule of `plans.rounds.bearers_of`."""
    duty = obligation.duty
    is_own = duty.level == Level.OWN
    level = Q(level=Level.OWN) if is_own else ~Q(level=Level.OWN)
    units = Target.units.through._default_manager.filter(target=OuterRef("pk"))
    by_level = ~Exists(units) & _bears_general(obligation, is_own)
    rows = Target.objects.filter(level, plan=duty.plan_id, removed=False, frequency=duty.frequency)
    return rows.filter(Exists(units.filter(unit=obligation.unit_id)) | by_level).order_by("order", "pk")


def _bears_general(obligation: Obligation, is_own: bool) -> Q:
    """A condition: the unit bears the targets that name no units."""
    plan = obligation.duty.plan
    is_issuer = obligation.unit_id == plan.unit_id
    if is_own:
        return Q() if is_issuer else Q(pk__in=())
    others = Addressee.objects.filter(plan=plan.pk).exclude(unit=plan.unit_id)
    return Q(~Exists(others)) if is_issuer else Q(Exists(others.filter(unit=obligation.unit_id)))


WRITING = ("plan_id", "text", "comparator", "value", "measure", "frequency", "level", "removed")
"""What is read of a target to write its figure."""


def asked_among(obligation: Obligation, ids: Collection[int]) -> dict[int, Target]:
    """By id: of these targets those that `targets_asked` has. Two short queries for who writes a few, often."""
    duty = obligation.duty
    is_own = duty.level == Level.OWN
    rows = Target.objects.filter(Q(units=None) | Q(units=obligation.unit_id), pk__in=ids).only(*WRITING)
    found = [
        target
        for target in rows.annotate(bearer=F("units"))
        if (target.plan_id, target.removed, target.frequency) == (duty.plan_id, False, duty.frequency)
        and (target.level == Level.OWN) == is_own
    ]
    if any(target.bearer is None for target in found) and not _is_general_bearer(obligation, is_own):
        found = [target for target in found if target.bearer is not None]
    return {target.pk: target for target in found}


def _is_general_bearer(obligation: Obligation, is_own: bool) -> bool:
    """`_bears_general` of one paper."""
    plan = obligation.duty.plan
    is_issuer = obligation.unit_id == plan.unit_id
    if is_own:
        return is_issuer
    addressees = Addressee.objects.filter(plan=plan.pk)
    if is_issuer:
        return not addressees.exclude(unit=plan.unit_id).exists()
    return addressees.filter(unit=obligation.unit_id).exists()


def measurements_visible_to(person: Person) -> QuerySet[Measurement]:
    """Drafts where one works; what was handed in also of other teams of one's office or school, of units that one
    oversees and of plans that one issued.
    """
    above = under_any(oversight_paths(person), "unit__path")
    above |= Q(target__plan__unit__path__in=paths_held(person, OVERSEERS))
    handed_in = Q(own_reach(person) | above, status__in=SEEN_ABOVE)
    return Measurement.objects.filter(drafting_reach(person) | handed_in)


def cells_to_fill_by(person: Person) -> QuerySet[Measurement]:
    """What was given to the person and is still empty or came back, where somebody else answers for the unit."""
    empty = Q(numerator=None, denominator=None, value=None, words="")
    rows = Measurement.objects.filter(
        empty | Q(status=Measurement.Status.RETURNED),
        keeper=person,
        status__in=Measurement.WRITABLE,
        obligation__status__in=Obligation.WRITABLE,
        obligation__duty__plan__status=Plan.Status.ISSUED,
    ).exclude(unit__path__in=paths_held(person, LEADERS))
    rows = rows.annotate(deadline_day=Coalesce("obligation__extended_to", "obligation__due"))
    return rows.select_related("target", "unit", "obligation__duty__plan").order_by("deadline_day", "pk")


@attachments_seen_through
def evidence_of_figures(person: Person) -> QuerySet[Attachment]:
    return Attachment.objects.filter(measurements__in=measurements_visible_to(person))


@attachment_uses
def figures_proved_by(ids: Collection[int], person: Person) -> Iterator[Use]:
    rows = Measurement.evidence.through._default_manager.filter(
        attachment__in=ids, measurement__in=measurements_visible_to(person)
    )
    for row in rows.select_related("measurement__unit", "measurement__target").order_by("attachment", "-measurement"):
        cell = row.measurement
        label = f"{cell.unit.label}, {Period.from_key(cell.period).label}: {cell.target.text}"
        yield Use(row.attachment_id, label, cell.get_absolute_url())


@dataclass(frozen=True, slots=True)
class Line:
    """One target of a paper as its page shows it."""

    number: int
    target: Target
    cell: Measurement | None
    last: Measurement | None
    proposed: Parts | None
    flag: Flag | None
    found: list[Finding] = field(default_factory=list)

    @property
    def parts(self) -> Parts:
        return self.cell.parts if self.cell else Parts()

    @property
    def open_findings(self) -> list[Finding]:
        return unsettled(self.found, self.parts.note)

    @property
    def is_closed(self) -> bool:
        """Handed in, and not among what must be mended."""
        return self.cell is not None and self.cell.status not in Measurement.WRITABLE

    @property
    def deviates(self) -> bool:
        """Whether it says something else than the sum of the unit's own parts."""
        mine, theirs = self.parts, self.proposed
        if theirs is None or mine.is_empty(self.target.measure):
            return False
        if self.target.measure == Target.Measure.RATIO:
            return (mine.numerator, mine.denominator) != (theirs.numerator, theirs.denominator)
        return mine.value != theirs.value


def lines_of_paper(obligation: Obligation, cells: QuerySet[Measurement]) -> list[Line]:
    """The targets asked, in order, with those of `cells` that are there; a fixed number of queries."""
    targets = list(targets_asked(obligation))
    rows = cells.filter(obligation=obligation).select_related("changed_by", "keeper", "target", "unit")
    written = {cell.target_id: cell for cell in rows.prefetch_related("evidence")}
    last, peers = last_figures(obligation, targets), peers_of(obligation, targets)
    proposed = proposals(obligation, targets)
    flags = {flag.target_id: flag for flag in obligation.flags.filter(settled_at=None).exclude(target=None)}
    return [
        Line(
            number,
            target,
            cell := written.get(target.pk),
            last.get(target.line_key),
            proposed.get(target.line_key),
            flags.get(target.pk),
            _found(target, cell, last.get(target.line_key), peers.get(target.pk, ())),
        )
        for number, target in enumerate(targets, start=1)
    ]


def _found(
    target: Target, cell: Measurement | None, last: Measurement | None, peers: Collection[Decimal]
) -> list[Finding]:
    asked = Asked(target.measure, target.comparator, target.value, target.unit_of_count, target.mandatory)
    pieces = len(cell.evidence.all()) if cell else 0
    around = Around(last.value if last else None, tuple(peers), pieces)
    return findings(cell.parts if cell else Parts(), asked, around)


def last_figures(obligation: Obligation, targets: Iterable[Target]) -> dict[object, Measurement]:
    """By `line_key`: what the unit reported of the line in the period before, whatever version of the plan asked."""
    before = Period.from_key(obligation.period).previous()
    if before is None:
        return {}
    rows = Measurement.objects.filter(
        unit=obligation.unit_id, period=before.key, target__line_key__in=[target.line_key for target in targets]
    )
    reported = rows.filter(status__in=Measurement.REPORTED).select_related("target")
    return {cell.target.line_key: cell for cell in reported.order_by("target__plan__version")}


def peers_of(obligation: Obligation, targets: Iterable[Target]) -> dict[int, list[Decimal]]:
    """By target: what other units of the kind reported for the same period, of the latest papers."""
    papers = Obligation.objects.filter(
        duty=obligation.duty_id,
        period=obligation.period,
        unit__kind=obligation.unit.kind,
        status__in=[Obligation.Status.SUBMITTED, Obligation.Status.ACCEPTED],
    ).exclude(pk=obligation.pk)
    latest = list(papers.order_by("-submitted_at").values_list("pk", flat=True)[:PEERS_READ])
    rows = Measurement.objects.filter(obligation__in=latest, value__isnull=False)
    values: dict[int, list[Decimal]] = defaultdict(list)
    for target, value in rows.values_list("target", "value"):
        values[target].append(value or Decimal(0))
    return values


def proposals(obligation: Obligation, targets: Iterable[Target]) -> dict[object, Parts]:
    """By `line_key`: the sums that the unit's own plan has for it, from lines that lead back to the target."""
    measures = {target.line_key: target.measure for target in targets}
    rows = RollUp.objects.filter(
        unit=obligation.unit_id,
        period=obligation.period,
        accepted__gt=0,
        target__removed=False,
        target__plan__unit=obligation.unit_id,
        target__plan__status=Plan.Status.ISSUED,
        target__parent_line__line_key__in=measures,
    )
    sums = rows.values_list("target__parent_line__line_key").annotate(
        Sum("numerator"), Sum("denominator"), Sum("total"), Sum("reached"), Sum("units")
    )
    found = {key: _proposed(measures[key], *values) for key, *values in sums.order_by()}
    return {key: parts for key, parts in found.items() if parts}


def _proposed(measure: str, above: Decimal, below: Decimal, total: Decimal, reached: int, units: int) -> Parts | None:
    match measure:
        case "ratio":
            return Parts(numerator=above, denominator=below)
        case "count":
            return Parts(value=total)
        case "yes_no":
            return Parts(value=Decimal(reached >= units))
    return None


HISTORY = 50
"""Entries that are shown of a figure, the newest."""
HANDED_IN_BY = frozenset({"plans.submit_obligation", "plans.confirm_obligation"})
WITHIN = frozenset({"progress.record_figure", "progress.give_measurement"})
"""What is the unit's own business until it hands in."""


def history_for(person: Person, cell: Measurement) -> list[Entry]:
    """What was done to the cell and to the paper that it hangs on, newest first. Who is not of the unit sees of what
    was written only what was handed in each time.
    """
    entries = [*history_of(cell)[:HISTORY], *history_of(cell.obligation)[:HISTORY]]
    entries = sorted(entries, key=lambda entry: -entry.pk)[:HISTORY]
    if Measurement.objects.filter(drafting_reach(person), pk=cell.pk).exists():
        return entries
    return list(_as_handed_in(entries))


def _as_handed_in(entries: Iterable[Entry]) -> Iterator[Entry]:
    """Newest first; of what was written the last word before each hand-in, without the word before it."""
    handed_in = False
    for entry in entries:
        if entry.action not in WITHIN:
            handed_in = handed_in or entry.action in HANDED_IN_BY
            yield entry
        elif entry.action == "progress.record_figure" and handed_in:
            handed_in, entry.changes = False, []
            yield entry


def comments_on(cell: Measurement) -> QuerySet[Comment]:
    return cell.comments.select_related("by")
