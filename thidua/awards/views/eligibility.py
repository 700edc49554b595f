"""Who meets the rules, why or why not, and what would change it."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from thidua.awards.forms.eligibility import SupposeForm
from thidua.awards.operations.eligibility import screen
from thidua.awards.queries import eligibility as queries
from thidua.awards.queries.eligibility_sheet import lines_of
from thidua.awards.rulebook import rules_for
from thidua.awards.views.seen import did, kept_season, seen_season
from thidua.kernel.calendar import today
from thidua.kernel.exports import exported
from thidua.kernel.htmx import page
from thidua.law import Refusal, RuleSet, Verdict, Year, explain, judge, next_year, sources_of, what_if
from thidua.law.rules import Award
from thidua.people.models import Person
from thidua.people.requests import PersonRequest

PER_PAGE = 100
"""Persons of a whole school stand on one page: they are chosen together."""
KEEPERS_ONLY = "Kết quả xét của người khác chỉ dành cho đơn vị tổ chức đợt và đơn vị giữ hồ sơ."


def eligibility(request: PersonRequest, season_id: int) -> HttpResponse:
    season = kept_season(request, season_id)
    awards = queries.awards_of(season)
    award = chosen_award(request, awards)
    if award is None:
        return page(request, "awards/eligibility.html", {"season": season, "tab": "eligibility"})
    kind = chosen_kind(request, award)
    if request.POST.get("act") == "screen":
        did(request, lambda: screen(season, award.key, kind, by=request.user), "Đang xét lại cả danh sách.")
        return redirect(f"{request.path}?danhhieu={award.key}&doituong={words_of(kind)}")
    if request.GET.get("xuat") == "excel":
        more = {"season": season.pk, "danhhieu": award.key, "doituong": words_of(kind)}
        return exported(request, "awards.eligibility", today(), **more)
    whom = queries.candidates(season, kind, today())
    lines, kept = lines_of(season, award.key, kind, whom, today())
    rows = queries.shown_lines(lines, season, award.key, queries.homes_kept(request.user, lines))
    found = queries.chosen(rows, request.GET)
    words = request.GET.get("q", "")
    listed = [one.subject.pk for one in whom]
    context = {
        "season": season,
        "tab": "eligibility",
        "awards": [(one.key, one.name) for one in awards],
        "award": award,
        "kind": kind,
        "kinds": [(words_of(one), KINDS[one]) for one in queries.kinds_of(award)],
        "kind_words": words_of(kind),
        "rows": Paginator(found, PER_PAGE).get_page(request.GET.get("trang")),
        "tally": [(key, words, queries.tally(lines)[key]) for key, words in queries.OUTCOMES.items()],
        "all_to_check": all(line.to_check for line in lines),
        "near": sum(line.is_near for line in lines),
        "filters": queries.FILTERS.items(),
        "registered": queries.REGISTERED.items(),
        "absent": queries.absent(season, words, listed, today()) if kind == queries.PERSON else [],
        "kept": kept,
        "is_large": len(whom) > queries.MOST_LIVE,
        "judged_on": kept.judged_on if kept else today(),
        "nominate_url": reverse("awards:add_nominations", args=[season.pk]),
    }
    return page(request, "awards/eligibility.html", context, part="eligibility-rows")


KINDS = {queries.PERSON: "Cá nhân", queries.COLLECTIVE: "Tập thể"}


def chosen_award(request: PersonRequest, awards: list[Award]) -> Award | None:
    """The award that the address names, else the first of the season; None where the season has none to judge."""
    key = request.POST.get("danhhieu") or request.GET.get("danhhieu", "")
    found = next((award for award in awards if award.key == key), None)
    if key and found is None:
        raise Http404
    return found or next(iter(awards), None)


def chosen_kind(request: PersonRequest, award: Award) -> str:
    kinds = queries.kinds_of(award)
    asked = queries.IN_ADDRESS.get(request.POST.get("doituong") or request.GET.get("doituong", ""))
    return asked if asked in kinds else kinds[0]


def words_of(kind: str) -> str:
    return next(words for words, one in queries.IN_ADDRESS.items() if one == kind)


def verdict(request: PersonRequest, season_id: int, award: str, kind: str, subject_id: int) -> HttpResponse:
    season = seen_season(request, season_id)
    is_own = kind == queries.PERSON and subject_id == request.user.pk
    if not is_own and not request.user.has_perm("awards.change_season", season):
        raise PermissionDenied(KEEPERS_ONLY)
    candidate = queries.candidate_of(season, kind, subject_id, today())
    context: dict[str, Any] = {"season": season, "tab": "eligibility", "kind": kind, "is_own": is_own}
    if candidate is None:
        person = Person.objects.filter(pk=subject_id).first() if kind == queries.PERSON else None
        why = queries.why_absent(season, [person], today()) if person else []
        if not why:
            raise Http404
        entry = next((one for one in queries.awards_of(season) if one.key == award), None)
        return page(request, "awards/verdict.html", {**context, "absent": why[0], "award": entry})
    opens = is_own or request.user.has_perm("awards.keep_records", candidate.home)
    facts = queries.facts_of([candidate], kind, season, today())[subject_id]
    try:
        told = explained(request, award, facts, season.law_year, rules_for(candidate.home))
    except Refusal as refusal:
        raise Http404 from refusal
    return page(request, "awards/verdict.html", {**context, **told, "candidate": candidate, "opens": opens})


def explained(request: PersonRequest, award: str, facts: Any, period: Year, rules: RuleSet) -> dict[str, Any]:
    """The verdict of today with all that explains it, next year, and what is supposed in the address. Raises
    law.Refusal.
    """
    found = judge(award, facts, on=today(), period=period, rules=rules)
    told = explain(found)
    supposing = suppose_form(request, found, rules)
    return {
        "award": found.award,
        "verdict": found,
        "is_near": found.steps == 1,
        "tree": told.tree,
        "sources": sources_of(found),
        "next": next_year(award, facts, on=today(), period=period, rules=rules),
        "next_label": period.after(1).label,
        "form": supposing,
        "supposed": supposed(award, facts, supposing, rules),
    }


def suppose_form(request: PersonRequest, found: Verdict, rules: RuleSet) -> SupposeForm:
    is_person = found.finding is not None and queries.subject_of(found) == queries.PERSON
    titles = queries.named_awards(rules, found)
    data = request.GET if "nam" in request.GET else None
    return SupposeForm(found.period, titles, data, has_initiatives=is_person, initial={"nam": "nay"})


def supposed(award: str, facts: Any, form: SupposeForm, rules: RuleSet) -> dict[str, Any] | None:
    """The verdict as if, explained; None where nothing is supposed."""
    if not form.is_bound or not form.is_valid():
        return None
    found = what_if(award, facts, form.added, on=today(), period=form.year, rules=rules)
    return {"verdict": found, "tree": explain(found).tree}


def outlook(request: PersonRequest) -> HttpResponse:
    """What the rules say of oneself, for every award."""
    home = queries.own_home(request.user)
    if home is None:
        return page(request, "awards/outlook.html", {"home": None})
    periods = queries.periods_of(request.user, home, today())
    period = chosen_period(request, periods)
    verdicts = queries.own_verdicts(request.user, home, period, today())
    context = {
        "home": home,
        "period": period,
        "periods": [(year.short, year.label) for year in periods],
        "groups": grouped(verdicts),
        "all_to_check": all(found.to_check for found in verdicts),
        "today": today(),
    }
    return page(request, "awards/outlook.html", context)


def grouped(verdicts: list[Verdict]) -> list[tuple[str, list[tuple[Verdict, str, bool]]]]:
    """Titles, commendations and honours apart, each verdict with its outcome and whether it is near."""
    kinds = dict.fromkeys(found.award.kind for found in verdicts)
    rows = [(found, found.outcome.name.lower(), found.steps == 1) for found in verdicts]
    return [(kind.words, [row for row in rows if row[0].award.kind is kind]) for kind in kinds]


def chosen_period(request: PersonRequest, periods: list[Year]) -> Year:
    asked = request.GET.get("namxet", "")
    return next((year for year in periods if year.short == asked), periods[0])


def own_award(request: PersonRequest, award: str) -> HttpResponse:
    """One award as it stands with oneself, condition by condition."""
    home = queries.own_home(request.user)
    if home is None:
        raise Http404
    period = chosen_period(request, queries.periods_of(request.user, home, today()))
    rules = rules_for(home)
    facts = queries.own_facts(request.user, home, period, today())
    try:
        told = explained(request, award, facts, period, rules)
    except Refusal as refusal:
        raise Http404 from refusal
    context = {"is_own": True, "opens": True, "kind": queries.PERSON, "home": home, "period": period}
    return page(request, "awards/verdict.html", {**context, **told})
