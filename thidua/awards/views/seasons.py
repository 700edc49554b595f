"""The room's home, a season's page, writing seasons."""

from collections.abc import Callable, Iterable
from datetime import date

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from thidua.audit.queries import history_of
from thidua.awards.forms.seasons import SeasonForm, blank_of, for_plan, initial_of, next_of
from thidua.awards.models import Registration, Season
from thidua.awards.operations import seasons as operations
from thidua.awards.queries import seasons as queries
from thidua.awards.queries.jobs import Due, duties_of
from thidua.awards.queries.visibility import seasons_visible_to
from thidua.awards.views.seen import did, keeping_unit, kept_season, refused, seen_season
from thidua.kernel.calendar import today
from thidua.kernel.exports import exported
from thidua.kernel.htmx import page
from thidua.kernel.workflow import possible_moves
from thidua.people.queries import number_of
from thidua.people.requests import PersonRequest
from thidua.plans.queries import plans_visible_to

PER_PAGE = 25
HISTORY = 30
DUTIES = 8


def home(request: PersonRequest) -> HttpResponse:
    if request.GET.get("xuat") == "excel":
        return exported(request, "awards.home", today())
    rows = queries.chosen_seasons(request.user, request.GET)
    unit = keeping_unit(request)
    context = {
        "seasons": Paginator(rows, PER_PAGE).get_page(request.GET.get("trang")),
        "kinds": Season.Kind.choices,
        "statuses": Season.Status.choices,
        "whose": queries.WHOSE.items(),
        "may_add": unit is not None,
        "doors": doors_of(keeps=unit is not None),
        "duties": in_order(duties_of(request.user, today()))[:DUTIES],
    }
    return page(request, "awards/home.html", context, part="season-rows")


OWN = (
    ("Điều kiện của tôi", "awards:outlook"),
    ("Quá trình khen thưởng", "awards:own_passport"),
    ("Hồ sơ thi đua của tôi", "awards:my_records"),
    ("Cách xét khen thưởng", "awards:guide"),
)
SHARED = (
    ("Hội đồng", "councils:councils", False),
    ("Giao ước thi đua", "awards:pledges", False),
    ("Sổ khen thưởng", "awards:register", False),
    ("Hồ sơ gửi đến", "awards:inbox", True),
    ("Quyết định khen thưởng", "awards:unit_decisions", True),
    ("Xếp loại, kỷ luật", "awards:records", True),
    ("Thống kê", "awards:statistics", True),
    ("Quy định riêng", "awards:local_rules", True),
    ("Ngày nghỉ, ngày làm bù", "awards:own_days", True),
)
"""What lies beside the seasons: label, page, and whether it is for who keeps seasons only."""


def doors_of(*, keeps: bool) -> list[tuple[str, list[tuple[str, str]]]]:
    """Where one goes from the room's home, what is one's own first."""
    own = [(label, reverse(view)) for label, view in OWN]
    shared = [(label, reverse(view)) for label, view, only in SHARED if keeps or not only]
    return [("Của tôi", own), ("Của đơn vị", shared)]


def add(request: PersonRequest) -> HttpResponse:
    """A new season, blank, as one of before (`tu`: its number), or for a plan (`ke-hoach`)."""
    unit = keeping_unit(request)
    if unit is None:
        raise PermissionDenied("Chỉ người đứng đầu và cán bộ phụ trách mở được đợt xét.")
    earlier = Season.objects.filter(unit=unit).order_by("-year", "-pk")
    source = earlier.filter(pk=number_of(request.GET.get("tu", ""))).first()
    initial = next_of(source, unit) if source else blank_of(unit, today())
    if plan := plans_visible_to(request.user).filter(pk=number_of(request.GET.get("ke-hoach", ""))).first():
        initial |= for_plan(plan, unit, today())
    form = SeasonForm(unit, request.POST or None, initial=initial)
    if form.is_valid():
        try:
            season = operations.add_season(unit, by=request.user, **form.facts)
        except ValidationError as refusal:
            refused(form, refusal)
        else:
            messages.success(request, "Đã mở đợt xét. Mọi người trong đơn vị được báo hạn đăng ký.")
            return redirect(season)
    context = {"form": form, "unit": unit, "earlier": earlier[:5], "source": source}
    return page(request, "awards/season_form.html", context)


def change(request: PersonRequest, season_id: int) -> HttpResponse:
    season = kept_season(request, season_id)
    form = SeasonForm(season.unit, request.POST or None, season=season, initial=initial_of(season))
    if form.is_valid():
        try:
            operations.change_season(season, by=request.user, **form.facts)
        except ValidationError as refusal:
            refused(form, refusal)
        else:
            messages.success(request, "Đã lưu đợt xét.")
            return redirect(season)
    return page(request, "awards/season_form.html", {"form": form, "unit": season.unit, "season": season})


def season_page(request: PersonRequest, season_id: int) -> HttpResponse:
    season = seen_season(request, season_id)
    if act := request.POST.get("act", ""):
        if act not in DEEDS:
            raise Http404
        DEEDS[act](request, season)
        return redirect(season)
    keeps = request.user.has_perm("awards.change_season", season)
    context = {
        "season": season,
        "tab": "overview",
        "keeps": keeps,
        "moves": possible_moves(season, request.user),
        "steps": queries.steps_of(season, today()),
        "groups": queries.awards_of(season),
        "counts": queries.counts_of(season) if keeps else [],
        "registered": season.registrations.filter(status=Registration.Status.REGISTERED).count(),
        "children": seasons_visible_to(request.user).filter(parent=season).select_related("unit")[:100],
        "entries": history_of(season)[:HISTORY] if keeps else None,
        "duties": in_order(due for due in duties_of(request.user, today()) if due.season_id == season.pk),
        "today": today(),
    }
    return page(request, "awards/season.html", context)


def in_order(duties: Iterable[Due]) -> list[Due]:
    """What is due first comes first; what has no last day comes last."""
    return sorted(duties, key=lambda due: due.day or date.max)


def close(request: PersonRequest, season: Season) -> None:
    anyway = request.POST.get("anyway") == "1"
    did(request, lambda: operations.close_season(season, by=request.user, anyway=anyway), "Đã kết thúc đợt xét.")


def reopen(request: PersonRequest, season: Season) -> None:
    did(request, lambda: operations.reopen_season(season, by=request.user), "Đã mở lại đợt xét.")


DEEDS: dict[str, Callable[[PersonRequest, Season], None]] = {"close": close, "reopen": reopen}
