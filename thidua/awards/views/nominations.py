"""The nominations of a season, and the page of one."""

from collections.abc import Callable
from functools import partial
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse

from thidua.audit.queries import history_of
from thidua.awards.findings import findings_of
from thidua.awards.forms.nominations import ChooseForm, FileForm, NominationForm
from thidua.awards.models import Nomination, Season
from thidua.awards.operations import nomination_papers as papers
from thidua.awards.operations import nominations as operations
from thidua.awards.papers import OUTCOMES
from thidua.awards.queries import eligibility
from thidua.awards.queries.achievements import initiatives_of
from thidua.awards.queries.hearings import being_voted_on, waiting_hearings
from thidua.awards.queries.nominations import (
    PLACES,
    RELATED,
    chosen_nominations,
    missing_of,
    steps_of,
    warnings_for,
    warnings_of,
)
from thidua.awards.queries.papers import SHARED, checklist_of
from thidua.awards.queries.sent import held_beforehand, seen_all_as, seen_as
from thidua.awards.queries.visibility import nominations_visible_to
from thidua.awards.queries.votes import vote_prescribed
from thidua.awards.rulebook import rules_for
from thidua.awards.views.seen import did, kept_season, refused, seen_season
from thidua.documents.models import Attachment
from thidua.documents.operations import add_attachment
from thidua.kernel.calendar import today
from thidua.kernel.exports import exported
from thidua.kernel.htmx import page
from thidua.kernel.workflow import possible_moves
from thidua.law import Refusal, Unknown, explain
from thidua.people.models import Person, Unit
from thidua.people.queries import number_of
from thidua.people.requests import PersonRequest

PER_PAGE = 50
HISTORY = 40
MOST_TOLD = 5
KNOWN_FILES = 30
"""Files of the unit that are offered, the newest first."""


def names_of(season: Season) -> list[tuple[str, str]]:
    rules = rules_for(season.unit)
    found = []
    for key in season.awards:
        try:
            found.append((key, rules.award(key).name))
        except Unknown:
            found.append((key, key))
    return found


def nominations(request: PersonRequest, season_id: int) -> HttpResponse:
    season = seen_season(request, season_id)
    if request.GET.get("xuat") == "excel":
        return exported(request, "awards.nominations", today(), season=season.pk)
    rows = chosen_nominations(request.user, season, request.GET)
    shown = Paginator(rows, PER_PAGE).get_page(request.GET.get("trang"))
    shown.object_list = here = list(seen_all_as(request.user, list(shown.object_list)))
    keeps = request.user.has_perm("awards.add_nomination", season)
    cautions, missing = warnings_for(here) if keeps else {}, missing_of(here) if keeps else {}
    context = {
        "season": season,
        "tab": "nominations",
        "nominations": shown,
        "lines": [(row, cautions.get(row.pk, []), missing.get(row.pk, [])) for row in here],
        "awards": names_of(season),
        "statuses": Nomination.Status.choices,
        "outcomes": OUTCOMES.items(),
        "places": PLACES.items(),
        "keeps": keeps,
        "is_open": season.status == Season.Status.OPEN,
        "asked": asked_of(here) if keeps else {},
    }
    return page(request, "awards/nominations.html", context, part="nomination-rows")


def asked_of(rows: list[Nomination]) -> dict[str, str]:
    """Conditions that wait for a person, each once by its key."""
    return {
        one["key"]: one["words"]
        for row in rows
        if row.status in operations.ANSWERABLE
        for one in row.findings.get("answerable", [])
        if one["key"] not in row.judgements
    }


def add_nominations(request: PersonRequest, season_id: int) -> HttpResponse:
    """Choose who is proposed for what; what the rules say of each is shown before anything is written."""
    season = kept_season(request, season_id, "awards.add_nomination")
    people = eligibility.candidates(season, eligibility.PERSON, today())
    places = eligibility.candidates(season, eligibility.COLLECTIVE, today())
    source = request.POST if request.method == "POST" else None
    asked = source if source is not None else request.GET
    form = ChooseForm(
        source,
        awards=names_of(season),
        persons=Person.objects.filter(pk__in=[one.subject.pk for one in people]),
        units=Unit.objects.filter(pk__in=[one.subject.pk for one in places]).order_by("path"),
        initial={
            "award": request.GET.get("award", ""),
            "person": request.GET.getlist("person"),
            "collective": request.GET.getlist("collective"),
        },
    )
    if form.is_valid() and request.POST.get("act") == "draft":
        values = form.cleaned_data
        done = operations.draft_nominations(
            season, form.subjects, values["award"], by=request.user, today=today(), merit=values["merit"]
        )
        tell_done(request, done, "Đã lập {n} đề nghị.")
        if done.rows:
            return redirect(f"{reverse('awards:nominations', args=[season.pk])}?danhhieu={values['award']}")
    context = {
        "season": season,
        "tab": "nominations",
        "form": form,
        "lines": previewed(request, season, asked, people + places),
        "award_chosen": asked.get("award", ""),
    }
    return page(request, "awards/add_nominations.html", context)


def previewed(
    request: PersonRequest, season: Season, asked: Any, known: list[eligibility.Candidate]
) -> list[tuple[Any, ...]]:
    """Of those chosen so far: the verdict of today, and what to look at. What is lacking is told to who keeps the
    records only, as in the list of who meets the conditions.
    """
    award = asked.get("award", "")
    chosen = {(kind, number_of(one)) for kind in ("person", "collective") for one in asked.getlist(kind)}
    whom = [one for one in known if (kind_of(one), one.subject.pk) in chosen]
    if award not in season.awards or not whom:
        return []
    lines: list[tuple[Any, ...]] = []
    for kind in (eligibility.PERSON, eligibility.COLLECTIVE):
        only = [one for one in whom if kind_of(one) == kind]
        try:
            found = eligibility.verdicts_of(season, award, today=today(), kind=kind, only=only) if only else []
        except (Refusal, ValidationError) as refusal:
            lines += [(one, None, [], refusal.message) for one in only]
            continue
        cautions = warnings_for(supposed(season, award, [one for one, _ in found]))
        homes = {one.home: request.user.has_perm("awards.keep_records", one.home) for one in only}
        for n, (one, verdict) in enumerate(found, start=1):
            tree = explain(verdict).tree
            told = tree if homes[one.home] else {"outcome": tree["outcome"], "is_private": True}
            lines.append((one, told, cautions[-n], ""))
    return lines


def kind_of(one: eligibility.Candidate) -> str:
    return eligibility.PERSON if isinstance(one.subject, Person) else eligibility.COLLECTIVE


def supposed(season: Season, award: str, whom: list[eligibility.Candidate]) -> list[Nomination]:
    """Nominations as they would be, numbered below zero."""
    return [
        Nomination(pk=-n, season=season, desk=season, unit=one.home, award=award, **{kind_of(one): one.subject})
        for n, one in enumerate(whom, start=1)
    ]


def tell_done(request: PersonRequest, done: operations.Done, said: str) -> None:
    if done.rows:
        messages.success(request, said.replace("{n}", str(len(done.rows))))
    for name, sentence in done.refused[:MOST_TOLD]:
        messages.error(request, f"{name}: {sentence}")
    if len(done.refused) > MOST_TOLD:
        messages.error(request, f"Còn {len(done.refused) - MOST_TOLD} trường hợp khác chưa thực hiện được.")


def change_nominations(request: PersonRequest, season_id: int) -> HttpResponse:
    """What is done to all that were ticked in the list."""
    season = kept_season(request, season_id, "awards.add_nomination")
    back = redirect("awards:nominations", season.pk)
    if request.method != "POST":
        return back
    act, ids = request.POST.get("act", ""), [number_of(one) for one in request.POST.getlist("de-nghi")]
    if act == "judge":
        count = operations.judge_drafts(season, by=request.user, today=today())
        messages.success(request, f"Đã xét lại các đề nghị đang lập; {count} kết quả thay đổi.")
        return back
    rows = operations.rows_on_desk(season, ids)
    if not rows:
        messages.error(request, "Chưa chọn đề nghị nào. Đánh dấu ở đầu dòng rồi thực hiện.")
        return back
    if act == "bring":
        chosen = "&".join(f"de-nghi={row.pk}" for row in rows)
        return redirect(f"{reverse('awards:bring_hearing', args=[season.pk])}?{chosen}")
    if act == "propose":
        done = operations.propose_nominations(rows, by=request.user, today=today())
        tell_done(request, done, "Đã đưa ra xét {n} đề nghị.")
    elif act == "answer":
        key, met, said = (request.POST.get(name, "") for name in ("key", "met", "word"))
        done = operations.judge_conditions(rows, key, met == "co", said, by=request.user, today=today())
        tell_done(request, done, "Đã ghi kết luận cho {n} đề nghị.")
        if not done.rows and not done.refused:
            messages.error(request, "Không đề nghị nào trong số đã chọn còn chờ kết luận về điều kiện này.")
    elif act == "withdraw":
        reason = request.POST.get("reason", "")
        tell_done(request, operations.withdraw_nominations(rows, by=request.user, reason=reason), "Đã rút {n} đề nghị.")
    else:
        raise Http404
    return back


def seen_nomination(request: PersonRequest, nomination_id: int) -> Nomination:
    rows = nominations_visible_to(request.user).select_related(*RELATED, "by").distinct()
    return get_object_or_404(rows, pk=nomination_id)


def nomination(request: PersonRequest, nomination_id: int) -> HttpResponse:
    row = seen_nomination(request, nomination_id)
    if act := request.POST.get("act", ""):
        if act not in DEEDS:
            raise Http404
        DEEDS[act](request, row)
        return redirect("awards:nomination", row.pk)
    by = request.user
    row = seen_as(by, row)
    keeps = by.has_perm("awards.change_nomination", row) or by.has_perm("awards.judge_condition", row)
    writes = row.status in operations.WRITABLE and row.desk_id == row.season_id
    may_change = writes and by.has_perm("awards.change_nomination", row)
    gives_word = by.has_perm("awards.give_word", row)
    on = row.received_on or today()
    context = {
        "nomination": row,
        "season": row.season,
        "steps": steps_of(row),
        "moves": [name for name in possible_moves(row, by) if row.desk_id == row.season_id],
        "gives_word": gives_word,
        "vote_rule": vote_prescribed(row.desk.unit, row.award, row.unit, on) if gives_word else "",
        "waiting": waiting_hearings().filter(nominations=row).select_related("item__meeting").first()
        if keeps
        else None,
        "is_voted_on": being_voted_on().filter(pk=row.pk).exists(),
        "keeps": keeps,
        "may_change": may_change,
        "may_write": writes and by.has_perm("awards.write_report", row),
        "may_judge": row.status in operations.ANSWERABLE and by.has_perm("awards.judge_condition", row),
        "answers": answers_of(row),
        "is_stale": may_change and is_stale(row),
        "cautions": warnings_of(row) if keeps else [],
        "initiatives": row.initiatives.all(),
        "evidence": evidence_of(row),
        "papers": checklist_of(row),
        "results": results_of(row),
        "parts": [part for part in row.report if part.get("text")],
        "entries": history_of(row)[:HISTORY] if keeps else [],
    }
    return page(request, "awards/nomination.html", context)


def evidence_of(row: Nomination) -> list[Attachment]:
    held = held_beforehand(row, "evidence")
    return list(row.evidence.select_related("file").order_by("pk")) if held is None else held


def is_stale(row: Nomination) -> bool:
    """Whether facts or rules have changed since a draft was judged."""
    found = findings_of([row], today=today())[row.pk]
    return not isinstance(found, Refusal) and found["finding"] != row.findings.get("finding")


def answers_of(row: Nomination) -> list[dict[str, Any]]:
    """Conditions that a person is asked about, with what was answered."""
    return [{**one, "said": row.judgements.get(one["key"])} for one in row.findings.get("answerable", [])]


def results_of(row: Nomination) -> list[Any]:
    return list(row.results.select_related("ballot__item__meeting__council", "hearing").order_by("pk"))


def judge(request: PersonRequest, row: Nomination) -> None:
    key, met = request.POST.get("key", ""), request.POST.get("met") == "co"
    reason, by = request.POST.get("reason", ""), request.user
    did(request, lambda: operations.judge_condition(row, key, met, reason, by=by, today=today()), "Đã ghi kết luận.")


def propose(request: PersonRequest, row: Nomination) -> None:
    reason, by = request.POST.get("reason", ""), request.user
    did(request, lambda: operations.propose_nomination(row, by=by, today=today(), reason=reason), "Đã đưa ra xét.")


def recall(request: PersonRequest, row: Nomination) -> None:
    did(request, lambda: operations.recall_nomination(row, by=request.user), "Đã lấy lại để sửa.")


def judge_again(request: PersonRequest, row: Nomination) -> None:
    if not request.user.has_perm("awards.change_nomination", row):
        raise PermissionDenied("Việc này dành cho đơn vị lập đề nghị.")
    did(request, lambda: operations.judge_nomination(row, today=today()), "Đã xét lại điều kiện.")


def with_reason(deed: Callable[..., object], said: str) -> Callable[[PersonRequest, Nomination], None]:
    def do(request: PersonRequest, row: Nomination) -> None:
        reason = request.POST.get("reason", "")
        did(request, lambda: deed(row, by=request.user, reason=reason), said)

    return do


def waive(request: PersonRequest, row: Nomination) -> None:
    key, reason = request.POST.get("key", ""), request.POST.get("reason", "")
    said = "Đã ghi không áp dụng." if reason.strip() else "Giấy tờ này lại cần có."
    did(request, lambda: papers.waive_paper(row, key, by=request.user, reason=reason), said)


def take_out_paper(request: PersonRequest, row: Nomination) -> None:
    paper = number_of(request.POST.get("paper", ""))
    did(request, lambda: papers.take_out_paper(row, paper, by=request.user), "Đã bỏ giấy tờ.")


def take_out_evidence(request: PersonRequest, row: Nomination) -> None:
    left = list(row.evidence.exclude(pk=number_of(request.POST.get("evidence", ""))))
    deed = partial(operations.change_nomination, row, by=request.user, today=today(), evidence=left)
    did(request, deed, "Đã bỏ minh chứng.")


DEEDS: dict[str, Callable[[PersonRequest, Nomination], None]] = {
    "judge": judge,
    "judge_again": judge_again,
    "propose": propose,
    "recall": recall,
    "withdraw": with_reason(operations.withdraw_nomination, "Đã rút đề nghị."),
    "pass": with_reason(operations.pass_nomination, "Đã ghi đồng ý."),
    "fail": with_reason(operations.fail_nomination, "Đã ghi không đồng ý."),
    "reopen": with_reason(operations.reopen_nomination, "Đề nghị trở lại chờ xét."),
    "waive": waive,
    "take_out_paper": take_out_paper,
    "take_out_evidence": take_out_evidence,
}


def written_nomination(request: PersonRequest, nomination_id: int) -> Nomination:
    """One that the person may change now: 404, then 403."""
    row = seen_nomination(request, nomination_id)
    if not request.user.has_perm("awards.change_nomination", row):
        raise PermissionDenied("Việc này dành cho đơn vị lập đề nghị.")
    if row.status not in operations.WRITABLE or row.desk_id != row.season_id:
        sentence = f"Đề nghị đang ở trạng thái “{row.get_status_display()}” nên không sửa được. Lấy lại rồi sửa."
        raise PermissionDenied(sentence)
    return row


def change_nomination(request: PersonRequest, nomination_id: int) -> HttpResponse:
    row = written_nomination(request, nomination_id)
    form = NominationForm(row, initiatives_of(row), request.POST or None)
    if form.is_valid():
        try:
            operations.change_nomination(row, by=request.user, today=today(), **form.cleaned_data)
        except ValidationError as refusal:
            refused(form, refusal)
        else:
            messages.success(request, "Đã lưu và xét lại điều kiện.")
            return redirect("awards:nomination", row.pk)
    return page(request, "awards/change_nomination.html", {"nomination": row, "season": row.season, "form": form})


EVIDENCE = "evidence"


def add_file(request: PersonRequest, nomination_id: int) -> HttpResponse:
    """Evidence, or a paper of the checklist: uploaded now, or chosen among what the unit put forward before."""
    row = written_nomination(request, nomination_id)
    own = [line.paper for line in checklist_of(row) if line.paper.key not in SHARED]
    purposes = [(EVIDENCE, "Minh chứng thành tích"), *((paper.key, paper.name) for paper in own)]
    known = Attachment.objects.filter(unit=row.season.unit, link="").order_by("-pk")
    known = Attachment.objects.filter(pk__in=list(known.values_list("pk", flat=True)[:KNOWN_FILES])).order_by("-pk")
    chosen = {"purpose": request.GET.get("giayto", EVIDENCE)}
    form = FileForm(known, purposes, request.POST or None, request.FILES or None, initial=chosen)
    if form.is_valid():
        try:
            keep_files(request, row, form.cleaned_data)
        except ValidationError as refusal:
            refused(form, refusal)
        else:
            messages.success(request, "Đã thêm tệp.")
            return redirect("awards:nomination", row.pk)
    return page(request, "awards/add_nomination_file.html", {"nomination": row, "season": row.season, "form": form})


@transaction.atomic
def keep_files(request: PersonRequest, row: Nomination, said: dict[str, Any]) -> None:
    by, files = request.user, list(said.get("known") or [])
    if upload := said.get("file"):
        place = row.season.unit
        files.append(add_attachment(place, by=by, data=upload.read(), name=upload.name, caption=said["caption"]))
    if said["purpose"] == EVIDENCE:
        operations.change_nomination(row, by=by, today=today(), evidence=[*row.evidence.all(), *files])
        return
    for file in files:
        papers.add_paper(row, said["purpose"], by=by, attachment=file)
