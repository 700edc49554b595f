"""Bringing nominations before a council, and what was brought."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect

from thidua.awards.forms.nominations import BringForm
from thidua.awards.models import Hearing, Nomination, Season
from thidua.awards.operations import hearings as operations
from thidua.awards.operations.nominations import rows_on_desk
from thidua.awards.papers import hearing_paper
from thidua.awards.queries.hearings import hearings_of, hearings_visible_to, meetings_to_bring_to, with_results
from thidua.awards.queries.warnings import warnings_for
from thidua.awards.views.seen import kept_season, refused
from thidua.councils.models import Meeting
from thidua.councils.rulebook import rule_words, vote_rule
from thidua.councils.views.meetings import handed
from thidua.kernel.htmx import page
from thidua.people.models import Person
from thidua.people.queries import number_of
from thidua.people.requests import PersonRequest

PER_PAGE = 20


def bring(request: PersonRequest, season_id: int) -> HttpResponse:
    season = kept_season(request, season_id, "awards.bring_hearing")
    asked = request.POST if request.method == "POST" else request.GET
    rows = rows_on_desk(season, [number_of(one) for one in asked.getlist("de-nghi")])
    awards = {row.award: row.award_name for row in rows}
    meetings = meetings_to_bring_to(request.user, season)
    form = BringForm(request.POST or None, meetings=meetings)
    if form.is_valid() and rows:
        meeting, is_apart = form.cleaned_data["meeting"], form.cleaned_data["apart"]
        deed = operations.bring_apart if is_apart else bring_together
        try:
            made = [one for key in awards for one in deed(season, key, _of(rows, key), meeting, by=request.user)]
        except ValidationError as refusal:
            refused(form, refusal)
        except PermissionDenied:
            sentence = "Phiên họp này do chủ tọa và thư ký chuẩn bị. Đề nghị họ đưa nội dung vào."
            form.add_error("meeting", ValidationError(sentence, code="not_preparing"))
        else:
            messages.success(request, f"Đã đưa {len(rows)} đề nghị vào phiên họp thành {len(made)} nội dung.")
            return redirect("councils:meeting", meeting.pk)
    cautions = warnings_for(rows)
    context = {
        "season": season,
        "tab": "hearings",
        "rows": rows,
        "lines": [(row, [one for one in cautions[row.pk] if one.is_weighty]) for row in rows],
        "awards": awards,
        "form": form,
        "meetings": meetings,
        "not_ready": [row for row in rows if row.status != Nomination.Status.READY],
    }
    return page(request, "awards/bring_hearing.html", context)


def bring_together(
    season: Season, award: str, rows: list[Nomination], meeting: Meeting, *, by: Person
) -> list[Hearing]:
    return [operations.bring_to_council(season, award, rows, meeting, by=by)]


def _of(rows: list[Nomination], award: str) -> list[Nomination]:
    return [row for row in rows if row.award == award]


def hearings(request: PersonRequest, season_id: int) -> HttpResponse:
    season = kept_season(request, season_id, "awards.bring_hearing")
    rows = list(hearings_of(season))
    waiting = season.on_desk.filter(status=Nomination.Status.READY).count()
    context = {"season": season, "tab": "hearings", "hearings": [(row, tally(row)) for row in rows], "waiting": waiting}
    return page(request, "awards/hearings.html", context)


def tally(hearing: Hearing) -> dict[str, int]:
    """How many passed, failed and were tied by the last ballot on each."""
    last = {result.nomination_id: result.outcome for result in hearing.results.all()}
    found = list(last.values())
    return {outcome: found.count(outcome) for outcome in ("passed", "failed", "tied") if outcome in found}


def seen_hearing(request: PersonRequest, hearing_id: int) -> Hearing:
    rows = with_results(hearings_visible_to(request.user).distinct())
    return get_object_or_404(rows, pk=hearing_id)


def hearing(request: PersonRequest, hearing_id: int) -> HttpResponse:
    """For members, before and after they vote: every nominee with how the conditions were found."""
    row = seen_hearing(request, hearing_id)
    results = {result.nomination_id: result for result in row.results.all()}
    nominees = sorted(row.nominations.all(), key=lambda one: (one.subject.sort_key, one.pk))
    shown = Paginator(nominees, PER_PAGE).get_page(request.GET.get("trang"))
    may_keep = request.user.has_perm("awards.bring_hearing", row.season)
    context = {
        "hearing": row,
        "season": row.season,
        "item": row.item,
        "shown": shown,
        "is_long": len(nominees) > 1,
        "lines": [(one, results.get(one.pk)) for one in shown],
        "award_name": nominees[0].award_name if nominees else "",
        "rule": rule_of(row),
        "keeps": may_keep,
    }
    return page(request, "awards/hearing.html", context)


def rule_of(hearing: Hearing) -> dict[str, str]:
    if hearing.item is None:
        return {}
    meeting = hearing.item.meeting
    try:
        rule = vote_rule(meeting.council, hearing.award, meeting.day)
    except ValidationError as refusal:
        return {"missing": refusal.messages[0]}
    return {"words": rule_words(rule), "source": rule.source, "to_compare": rule.to_compare}


def hearing_file(request: PersonRequest, hearing_id: int) -> HttpResponse:
    """The list with its explanations, as PDF or Word."""
    row = seen_hearing(request, hearing_id)
    nominees = sorted(row.nominations.select_related("season", "unit"), key=lambda one: (one.subject.sort_key, one.pk))
    return handed(request, hearing_paper(row, nominees), f"danh-sach-de-nghi-{row.pk}")
