"""Papers on their way: the unit's head, what was flagged, what waits for whom."""

from collections.abc import Collection
from datetime import date

from django.db.models import Q, QuerySet

from thidua.kernel.calendar import today as present_day
from thidua.people.models import Person, Post, Unit
from thidua.people.queries import EDITORS, acts_in, holders, paths_held
from thidua.plans.models import Chain, ExtensionRequest, Flag, Obligation, Plan
from thidua.plans.queries.work import for_rows

INNER = (Unit.Kind.TEAM, Unit.Kind.DIVISION)


def head_roles(unit: Unit) -> Collection[str]:
    """Who heads it: in a team or a division its leader too."""
    return (Post.Role.HEAD, Post.Role.LEADER) if unit.kind in INNER else (Post.Role.HEAD,)


def heads_of(unit: Unit, today: date) -> QuerySet[Person]:
    return holders(unit, head_roles(unit), today)


def goes_to_head(obligation: Obligation, by: Person) -> bool:
    """Whether handing in means to lay it before the unit's head first.

    Not for the head; not where the unit does not want it or nobody heads it today; and not for a correction that only
    who asked for it looks at again.
    """
    unit = obligation.unit
    if acts_in(by, unit, head_roles(unit)):
        return False
    if obligation.status == Obligation.Status.RETURNED and obligation.duty.plan.recheck == Plan.Recheck.ASKER:
        return False
    return Chain.objects.filter(unit=unit, head_confirms=True).exists() and heads_of(unit, present_day()).exists()


def obligations_to_confirm(person: Person) -> QuerySet[Obligation]:
    """Laid before the person as the unit's head."""
    heads = Q(unit__path__in=paths_held(person, {Post.Role.HEAD}))
    heads |= Q(unit__path__in=paths_held(person, {Post.Role.LEADER}), unit__kind__in=INNER)
    rows = Obligation.objects.filter(heads, status=Obligation.Status.CONFIRMING)
    return for_rows(rows.filter(duty__plan__status=Plan.Status.ISSUED))


def open_flags(obligation: Obligation) -> list[Flag]:
    """What was flagged and not handed in again yet; as long as there is any, nothing else is open."""
    rows = obligation.flags.filter(settled_at=None).select_related("attachment__file", "target", "answer__file")
    return list(rows)


def extensions_to_decide(person: Person) -> QuerySet[ExtensionRequest]:
    """Asked for under plans of units whose head or officer the person is, of papers still owing."""
    rows = ExtensionRequest.objects.filter(
        status=ExtensionRequest.Status.ASKED,
        obligation__status__in=Obligation.OWING,
        obligation__duty__plan__status=Plan.Status.ISSUED,
        obligation__duty__plan__unit__path__in=paths_held(person, EDITORS),
    )
    related = ("obligation__duty__plan__document", "obligation__duty__plan__unit", "obligation__unit", "asked_by")
    return rows.select_related(*related).order_by("asked_at", "pk")
