"""A tab of a plan's page: the initiatives that serve it, and its rounds."""

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.utils import timezone

from thidua.initiatives.models import Initiative
from thidua.initiatives.queries.lists import SERVING, initiatives_serving, rounds_of_plan, sheet_of
from thidua.initiatives.queries.proposals import proposed_rounds
from thidua.initiatives.queries.reach import may_register_in
from thidua.initiatives.views.seen import keeping_unit
from thidua.kernel.exports import excel
from thidua.kernel.htmx import page
from thidua.people.requests import PersonRequest
from thidua.plans.models import Plan
from thidua.plans.views.plans import frame_of, visible_plan

PER_PAGE = 25
MOST_ROUNDS = 10


def plan_initiatives(request: PersonRequest, plan_id: int) -> HttpResponse:
    """Nothing for a draft: nobody is asked for initiatives yet."""
    plan = visible_plan(request, plan_id)
    if plan.issued_at is None:
        raise Http404
    rows = initiatives_serving(plan, request.user, request.GET)
    if request.GET.get("xuat") == "excel":
        return excel(f"sang-kien-ke-hoach-{plan.pk}", sheet_of(rows))
    now, rounds = timezone.now(), rounds_of_plan(plan, request.user)[:MOST_ROUNDS]
    opens_rounds = plan.status == Plan.Status.ISSUED and keeping_unit(request) is not None
    context = {
        **frame_of(request, plan, "initiatives"),
        "initiatives": Paginator(rows, PER_PAGE).get_page(request.GET.get("trang")),
        "rounds": [(row, row.takes_registrations(now) and may_register_in(request.user, row)) for row in rounds],
        "may_add": opens_rounds,
        "proposals": proposed_rounds(plan) if opens_rounds and not rounds else [],
        "whose": SERVING.items(),
        "statuses": Initiative.Status.choices,
        "fields": Initiative.Field.choices,
    }
    return page(request, "initiatives/plan_initiatives.html", context, part="initiative-rows")
