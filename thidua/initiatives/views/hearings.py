"""Bringing initiatives before a council, and what was brought."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect

from thidua.councils.models import Council
from thidua.councils.queries import meetings_open_to
from thidua.initiatives.forms.hearings import BringForm
from thidua.initiatives.models import Round
from thidua.initiatives.operations import hearings as operations
from thidua.initiatives.queries.hearings import hearings_visible_to, results_of, to_bring
from thidua.initiatives.queries.lists import with_authors
from thidua.initiatives.queries.places import with_homes
from thidua.initiatives.queries.reviews import verdicts_of
from thidua.initiatives.views.seen import seen_round
from thidua.kernel.htmx import page
from thidua.people.requests import PersonRequest


def bring(request: PersonRequest, round_id: int) -> HttpResponse:
    the_round = seen_round(request, round_id)
    if not request.user.has_perm("initiatives.bring_hearing", the_round):
        raise PermissionDenied("Chỉ đơn vị tổ chức đợt đưa được sáng kiến ra Hội đồng.")
    meetings = meetings_open_to(request.user, the_round.unit).exclude(council__purpose=Council.Purpose.EMULATION)
    waiting = with_authors(with_homes(to_bring(the_round)))
    form = BringForm(request.POST or None, meetings=meetings, initiatives=waiting)
    if form.is_valid() and brought(request, the_round, form):
        return redirect("councils:meeting", form.cleaned_data["meeting"].pk)
    rows = list(waiting.order_by("unit__path", "pk"))
    for row in rows:
        row.round = the_round
    verdicts = verdicts_of(rows)
    ticked = set(request.POST.getlist("rows")) if form.is_bound else None
    lines = [
        (row, verdicts[row.pk], verdicts[row.pk].passed is not False if ticked is None else str(row.pk) in ticked)
        for row in rows
    ]
    context = {
        "round": the_round,
        "form": form,
        "lines": lines,
        "meetings": meetings,
        "hearings": the_round.hearings.select_related("item__meeting"),
    }
    return page(request, "initiatives/bring_hearing.html", context)


def brought(request: PersonRequest, the_round: Round, form: BringForm) -> bool:
    said = form.cleaned_data
    try:
        made = operations.bring_to_council(the_round, said["rows"], said["meeting"], by=request.user)
    except ValidationError as refusal:
        form.add_error(None, refusal)
    except PermissionDenied:
        sentence = "Phiên họp này do chủ tọa và thư ký chuẩn bị. Đề nghị họ đưa nội dung vào."
        form.add_error("meeting", ValidationError(sentence, code="not_preparing"))
    else:
        messages.success(request, f"Đã đưa {len(said['rows'])} sáng kiến vào phiên họp thành {len(made)} nội dung.")
    return not form.errors


def hearing(request: PersonRequest, hearing_id: int) -> HttpResponse:
    """For members, before and after they vote: every initiative with what the review said of it."""
    rows = hearings_visible_to(request.user).select_related("round__unit", "round__rubric", "item__meeting__council")
    row = get_object_or_404(rows, pk=hearing_id)
    brought_rows = list(with_authors(with_homes(row.initiatives.all())).order_by("pk"))
    for each in brought_rows:
        each.round = row.round
    verdicts, results = verdicts_of(brought_rows), results_of(brought_rows)
    context = {
        "hearing": row,
        "lines": [(each, verdicts[each.pk], results.get(each.pk)) for each in brought_rows],
        "keeps": request.user.has_perm("initiatives.bring_hearing", row.round),
    }
    return page(request, "initiatives/hearing.html", context)
