"""The versions of a plan, and what one says otherwise than the one before."""

from collections.abc import Iterator

from django.db.models import QuerySet

from thidua.audit.operations import shown
from thidua.documents.checkers import successor
from thidua.documents.models import OfficialDocument
from thidua.people.models import Person
from thidua.people.queries import LEADERS, paths_held
from thidua.plans.differences import LineDifference, Standing, Told, differences
from thidua.plans.models import Addressee, ForUnits, Level, Line, Phase, Plan, Target, Task
from thidua.plans.models.lines import Recurring
from thidua.plans.queries.lines import KINDS, lines_of

APART = frozenset(
    [
        "id",
        "plan",
        "order",
        "line_key",
        "parent_line",
        "block",
        "start_char",
        "end_char",
        "certainty",
        "doubt",
        "removed",
        "departure",
        "search_text",
        "comparator",
        "value",
        "unit_of_count",
        "due",
        "recurrence",
        "cited",
    ]
)
"""Fields that are no matter of their own: `goal` and `when` tell the mark and the day in words."""


def told_lines(plan: Plan) -> list[Told]:
    """The lines of a plan, taken-out ones apart, as they are compared; three queries a kind at most."""
    return [told(line) for kind in KINDS.values() for line in lines_of(plan, kind)]


def told(line: Line) -> Told:
    """Wants `units` prefetched where the line has them."""
    return Told(line.line_key, str(line._meta.verbose_name), str(line), tuple(_facts(line)), _is_inner(line))


def _facts(line: Line) -> Iterator[tuple[str, str]]:
    for field in line._meta.concrete_fields:
        if field.name not in APART:
            yield str(field.verbose_name), shown(line, field.name)
    if isinstance(line, Target):
        yield "mức phải đạt", line.goal
    if isinstance(line, Recurring):
        yield "hạn", line.when or "–"
    if isinstance(line, ForUnits):
        yield "giao riêng cho", ", ".join(sorted(unit.label for unit in line.units.all())) or "–"


def _is_inner(line: Line) -> bool:
    if isinstance(line, ForUnits):
        person = isinstance(line, Task) and line.person_id is not None
        return getattr(line, "level", "") == Level.OWN and not line.units.all() and not person
    return not isinstance(line, Phase)


def differences_of(old: Plan, new: Plan) -> list[LineDifference]:
    return differences(told_lines(old), told_lines(new))


def concerning_units(found: list[LineDifference]) -> list[LineDifference]:
    """What is otherwise for the units that the plan is sent to."""
    return [line for line in found if line.standing is not Standing.KEPT and not line.inner]


def open_amendment(plan: Plan) -> Plan | None:
    """The draft that is to take the plan's place."""
    return Plan.objects.filter(supersedes=plan, status=Plan.Status.DRAFT).first()


def versions_of(plan: Plan) -> QuerySet[Plan]:
    """All versions that came into force, latest first."""
    rows = Plan.objects.filter(family_key=plan.family_key).exclude(
        status__in=[Plan.Status.DRAFT, Plan.Status.WITHDRAWN]
    )
    return rows.select_related("document").order_by("-version")


def latest_version(plan: Plan) -> Plan | None:
    """The version in force, when it is another one than this."""
    newest = versions_of(plan).first()
    return newest if newest and newest.version > plan.version else None


@successor
def paper_in_place_of(document: OfficialDocument) -> OfficialDocument | None:
    """Of a plan's paper: the paper of the version in force, when it is another one."""
    plan = Plan.objects.filter(document=document, status=Plan.Status.SUPERSEDED).first()
    newest = latest_version(plan) if plan else None
    return newest.document if newest else None


def to_acknowledge(plan: Plan, person: Person) -> QuerySet[Addressee]:
    """The units, of those that the person answers for, that have yet to say that they know of the new version."""
    rows = plan.addressees.filter(acknowledged_at=None, unit__path__in=paths_held(person, LEADERS))
    return rows.exclude(unit=plan.unit_id) if is_in_force(plan) else rows.none()


def is_in_force(plan: Plan) -> bool:
    return plan.status == Plan.Status.ISSUED and plan.supersedes_id is not None
