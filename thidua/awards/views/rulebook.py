"""A unit's own rules: what holds, what may be set, point by point or as text, whom a draft affects, adopting."""

from collections.abc import Callable
from functools import partial
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import QuerySet
from django.forms import formset_factory
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect

from thidua.audit.queries import history_of
from thidua.awards.forms import rulebook as forms
from thidua.awards.models import LocalRules, RulesPreview
from thidua.awards.operations import rulebook as operations
from thidua.awards.queries import rulebook as queries
from thidua.awards.queries.eligibility import OUTCOMES, own_home
from thidua.awards.rule_texts import Point, digest_of, documents_of, placed, points_of
from thidua.awards.rulebook import adopted_around, layers_of
from thidua.awards.views.seen import did, keeping_unit, refused
from thidua.documents.models import OfficialDocument
from thidua.documents.queries import documents_visible_to
from thidua.kernel.calendar import today
from thidua.kernel.htmx import page
from thidua.law import RuleSet
from thidua.law.conditions import Unread
from thidua.law.rules import Deadline, Local, Quota, Setting, Standard
from thidua.people.models import Unit
from thidua.people.requests import PersonRequest

KEEPERS_ONLY = "Chỉ người đứng đầu và cán bộ phụ trách soạn được quy định riêng của đơn vị."
HISTORY = 30
CHANGES_SHOWN = 300
NO_LONGER = "Quy định cấp trên không còn giao nội dung này. Quay lại danh sách."


def local_rules(request: PersonRequest) -> HttpResponse:
    """Which rules hold for one's unit, layer by layer, and the versions of its own."""
    unit = keeping_unit(request)
    home = unit or own_home(request.user)
    visible = queries.local_rules_visible_to(request.user).select_related("unit", "document", "by")
    own = visible.filter(unit=home).order_by("-n") if home else visible.none()
    layers = layers_of(home, adopted_around(home)) if home else []
    context = {
        "unit": home,
        "keeps": unit is not None,
        "layers": layers,
        "versions": own,
        "draft": next((row for row in own if row.status == LocalRules.Status.DRAFT), None),
        "others": visible.exclude(pk__in=[row.pk for row in (*layers, *own)]).filter(status=LocalRules.Status.ADOPTED)[
            :50
        ],
    }
    return page(request, "awards/local_rules.html", context)


def add(request: PersonRequest) -> HttpResponse:
    unit = keeping_unit(request)
    if unit is None:
        raise PermissionDenied(KEEPERS_ONLY)
    former = LocalRules.objects.filter(unit=unit, status=LocalRules.Status.ADOPTED).first()
    documents = documents_for(request, unit)
    first = {"name": former.name if former else f"Quy định thi đua, khen thưởng của {unit.label}"}
    data = request.POST or None
    name, paper = forms.NameForm(documents, data, initial=first), None
    if former is None or request.POST.get("number"):
        paper = forms.PaperForm(data)
    if data and name.is_valid() and (paper is None or paper.is_valid()):
        try:
            row = operations.add_rules(
                unit, by=request.user, paper=paper.cleaned_data if paper else None, **name.cleaned_data
            )
        except ValidationError as refusal:
            refused(name, refusal)
        else:
            messages.success(request, "Đã lập bản soạn. Ghi từng mục cần quy định riêng.")
            return redirect("awards:local_rules_version", row.pk)
    context = {"unit": unit, "former": former, "form": name, "paper": paper or forms.PaperForm()}
    return page(request, "awards/local_rules_add.html", context)


def documents_for(request: PersonRequest, unit: Unit) -> QuerySet[OfficialDocument]:
    return documents_visible_to(request.user).filter(unit=unit).order_by("-date", "-pk")


def seen_rules(request: PersonRequest, rules_id: int) -> LocalRules:
    rows = queries.local_rules_visible_to(request.user).select_related("unit", "document", "by")
    return get_object_or_404(rows, pk=rules_id)


def kept_draft(request: PersonRequest, rules_id: int) -> LocalRules:
    """404 for what is not seen, 403 for another's; what is adopted is shown, not written."""
    row = seen_rules(request, rules_id)
    if not request.user.has_perm("awards.change_localrules", row):
        raise PermissionDenied(KEEPERS_ONLY)
    return row


def version(request: PersonRequest, rules_id: int) -> HttpResponse:
    row = seen_rules(request, rules_id)
    if act := request.POST.get("act", ""):
        if act not in DEEDS:
            raise Http404
        return DEEDS[act](request, row)
    keeps = request.user.has_perm("awards.change_localrules", row)
    is_draft = row.status == LocalRules.Status.DRAFT
    below, points = queries.rules_below(row.unit), points_of(row.content)
    faults = queries.told_faults(row, queries.faults_of(row)) if is_draft else []
    at, rest = placed(faults, points)
    context = {
        "rules": row,
        "keeps": keeps,
        "writes": keeps and is_draft,
        "seen": digest_of(row.content),
        "groups": groups_of(row.content, below, at),
        "faults": rest,
        "fault_count": len(faults),
        "open": openings_left(points, below) if keeps and is_draft else [],
        "steps": steps_of(row),
        "preview": RulesPreview.objects.filter(rules=row).first() if is_draft else None,
        "entries": history_of(row)[:HISTORY] if keeps else [],
    }
    return page(request, "awards/local_rules_version.html", context)


def groups_of(content: str, below: RuleSet, at: dict[tuple[str, int], list[str]]) -> list[tuple[str, list[Any]]]:
    """Points by kind of rule, each with its title, what it says and what is wrong with it."""
    points = points_of(content)
    tables = dict.fromkeys(point.table for point in points)
    return [
        (
            queries.WORDS.get(table, table),
            [
                {
                    "point": point,
                    "title": queries.title_of(point, below),
                    "lines": queries.lines_of(point, below, content),
                    "faults": [queries.plain_words(one) for one in at.get((point.table, point.n), [])],
                    "by_form": point.table in forms.FORMS,
                }
                for point in points
                if point.table == table
            ],
        )
        for table in tables
    ]


def openings_left(points: list[Point], below: RuleSet) -> list[tuple[str, list[queries.Opening]]]:
    """What may still be set: without what the text already settles."""
    taken = {(point.table, key_of(point)) for point in points}
    found = queries.openings(below, today())
    return [
        (queries.WORDS[table], left)
        for table, rows in found.items()
        if (left := [one for one in rows if (table, one.key) not in taken])
    ]


def key_of(point: Point) -> str:
    facts = point.facts
    if point.table == "standard":
        return f"{facts.get('award')}.{facts.get('subject')}"
    if point.table == "vote":
        return next(iter(facts.get("matters", ())), "")
    if point.table == "school_year":
        return "school_year"
    return str(facts.get("key") or facts.get("council") or "")


def steps_of(row: LocalRules) -> list[dict[str, str]]:
    path = list(LocalRules.Status)
    place = path.index(LocalRules.Status(row.status))
    return [
        {"label": str(step.label), "state": "done" if n < place else "now" if n == place else "next"}
        for n, step in enumerate(path)
    ]


def adopt(request: PersonRequest, row: LocalRules) -> HttpResponse:
    deed = partial(operations.adopt_rules, row, by=request.user, seen=request.POST.get("seen", ""))
    did(request, deed, "Đã áp dụng. Từ giờ mọi lượt xét theo quy định này.")
    return redirect("awards:local_rules_version", row.pk)


def discard(request: PersonRequest, row: LocalRules) -> HttpResponse:
    if did(request, lambda: operations.discard_rules(row, by=request.user), "Đã bỏ bản soạn."):
        return redirect("awards:local_rules")
    return redirect("awards:local_rules_version", row.pk)


DEEDS: dict[str, Callable[[PersonRequest, LocalRules], HttpResponse]] = {"adopt": adopt, "discard": discard}


def change(request: PersonRequest, rules_id: int) -> HttpResponse:
    row = kept_draft(request, rules_id)
    first = {"name": row.name, "document": row.document_id}
    form = forms.NameForm(documents_for(request, row.unit), request.POST or None, initial=first)
    if form.is_valid() and saved(
        request, form, lambda: operations.change_rules(row, by=request.user, **form.cleaned_data)
    ):
        return redirect("awards:local_rules_version", row.pk)
    return page(
        request, "awards/local_rules_form.html", {"rules": row, "form": form, "title": "Tên và văn bản đính kèm"}
    )


def paper(request: PersonRequest, rules_id: int) -> HttpResponse:
    """Another document to cite, or one declared before (`so`) written anew."""
    row = kept_draft(request, rules_id)
    known = next((one for one in documents_of(row.content) if one.facts.get("key") == request.GET.get("so")), None)
    first = {**known.facts, "number": known.facts.get("short")} if known else attached_paper(row)
    form = forms.PaperForm(request.POST or None, initial=first)

    def deed() -> object:
        return operations.put_paper(row, form.cleaned_data, by=request.user, seen=request.POST.get("seen", ""))

    if form.is_valid() and saved(request, form, deed):
        return redirect("awards:local_rules_version", row.pk)
    context = {"rules": row, "form": form, "title": "Văn bản làm căn cứ", "seen": digest_of(row.content)}
    return page(request, "awards/local_rules_form.html", context)


def attached_paper(row: LocalRules) -> dict[str, Any]:
    """What is known of the document that was attached and not declared yet."""
    document = row.document
    if document is None or any(one.facts.get("short") == document.number for one in documents_of(row.content)):
        return {}
    facts = {"number": document.number, "title": document.excerpt[:300], "issued": document.date}
    return {**facts, "valid_from": document.date}


def saved(request: PersonRequest, form: Any, deed: Callable[[], object], said: str = "Đã ghi.") -> bool:
    """Do it and say so; a refusal is told in the form."""
    try:
        deed()
    except ValidationError as refusal:
        refused(form, refusal)
        return False
    messages.success(request, said)
    return True


def text(request: PersonRequest, rules_id: int) -> HttpResponse:
    """The text itself, for those who know it."""
    row = seen_rules(request, rules_id)
    writes = request.user.has_perm("awards.change_localrules", row) and row.status == LocalRules.Status.DRAFT
    if request.method == "POST" and not writes:
        raise PermissionDenied(KEEPERS_ONLY)
    form = forms.TextForm(request.POST or None, initial={"content": row.content})

    def deed() -> object:
        content, seen = form.cleaned_data["content"], request.POST.get("seen", "")
        return operations.write_text(row, content, by=request.user, seen=seen)

    if form.is_valid() and saved(request, form, deed, "Đã lưu phần mã."):
        return redirect("awards:local_rules_text", row.pk)
    faults = queries.told_faults(row, queries.faults_of(row)) if writes else []
    context = {"rules": row, "form": form, "writes": writes, "seen": digest_of(row.content)}
    told = [queries.str_of(fault) for fault in faults]
    return page(request, "awards/local_rules_text.html", {**context, "faults": told})


def add_point(request: PersonRequest, rules_id: int, table: str, key: str) -> HttpResponse:
    """A form for something that the rules above leave open."""
    row = kept_draft(request, rules_id)
    opening = queries.opening_of(queries.rules_below(row.unit), today(), table, key)
    if opening is None or table not in forms.FORMS:
        raise Http404(NO_LONGER)
    return point_page(request, row, table, fixed_facts(opening), opening, None)


def fixed_facts(opening: queries.Opening) -> dict[str, Any]:
    """What a point says by what it is about; it lies over what is below."""
    entry, table = opening.entry, opening.table
    facts: dict[str, Any] = {"mode": "replace"}
    if isinstance(entry, Setting | Quota | Deadline):
        return facts | {"key": entry.key, "name": entry.name}
    if isinstance(entry, Standard):
        return facts | {"award": entry.award, "subject": entry.subject.value}
    if table == "vote":
        return facts | {"matters": [opening.key]}
    return facts | {"council": opening.key} if table == "quorum" else facts


def change_point(request: PersonRequest, rules_id: int, table: str, n: int) -> HttpResponse:
    row = kept_draft(request, rules_id)
    point = next((one for one in points_of(row.content) if (one.table, one.n) == (table, n)), None)
    if point is None:
        raise Http404
    if request.POST.get("act") == "remove":
        return remove_point(request, row, point)
    fixed = {name: point.facts[name] for name in FIXED if name in point.facts}
    opening = queries.opening_of(queries.rules_below(row.unit), today(), table, key_of(point))
    return point_page(request, row, table, fixed, opening, point)


FIXED = ("mode", "key", "name", "award", "subject", "matters", "council")


def remove_point(request: PersonRequest, row: LocalRules, point: Point) -> HttpResponse:
    form = forms.RemoveForm(request.POST)
    last = form.cleaned_data["last_day"] if form.is_valid() else None
    seen = request.POST.get("seen", "")
    deed = partial(operations.remove_point, row, point.table, point.n, by=request.user, seen=seen, last_day=last)
    if did(request, deed, "Đã bỏ mục này."):
        return redirect("awards:local_rules_version", row.pk)
    return redirect("awards:local_rules_point", row.pk, point.table, point.n)


ConditionRows: Any = formset_factory(forms.ConditionForm, extra=2, max_num=12, absolute_max=20)


def point_page(
    request: PersonRequest,
    row: LocalRules,
    table: str,
    fixed: dict[str, Any],
    opening: queries.Opening | None,
    point: Point | None,
) -> HttpResponse:
    kind = forms.FORMS.get(table)
    first = kind.initial_of(point.facts) if kind and point else {}
    since = operations.in_force_since(row, point) if point else None
    context: dict[str, Any] = {
        "rules": row,
        "opening": opening,
        "point": point,
        "table": queries.WORDS.get(table, table),
        "title": queries.title_of(Point(table, 0, fixed), queries.rules_below(row.unit)),
        "seen": digest_of(row.content),
        "since": since,
        "remove": forms.RemoveForm(),
    }
    documents = documents_of(row.content)
    if kind is None or first is None or not documents:
        return page(request, "awards/local_rules_point.html", {**context, "documents": documents})
    data = request.POST or None
    more = {"modes": modes_of(opening, point)} if kind is forms.StandardForm else {}
    form = kind(documents, data, initial=first, since=since, fixed=fixed, **more)
    lines = condition_rows(data, fixed, point) if kind is forms.StandardForm else None
    context |= {"form": form, "lines": lines}
    valid = form.is_valid() and (lines is None or lines.is_valid())
    if valid and (facts := facts_from(form, lines)) is not None:
        deed = partial(
            operations.put_point,
            row,
            table,
            facts,
            by=request.user,
            seen=request.POST.get("seen", ""),
            n=point.n if point else None,
            is_correction=bool(form.cleaned_data.get("is_correction")),
        )
        if saved(request, form, deed):
            return redirect("awards:local_rules_version", row.pk)
    return page(request, "awards/local_rules_point.html", context, status=422 if data else 200)


def modes_of(opening: queries.Opening | None, point: Point | None) -> list[str]:
    """Whether a standard may be replaced, or only tightened; one that nobody has written is replaced first."""
    if point is not None and opening is None:
        return [str(point.facts.get("mode", "tighten"))]
    entry = opening.entry if opening else None
    if entry is None or entry.local is not Local.FREE:
        return ["tighten"]
    is_unread = isinstance(entry, Standard) and isinstance(entry.when, Unread)
    return ["replace", "tighten"] if is_unread else ["tighten", "replace"]


def condition_rows(data: Any, fixed: dict[str, Any], point: Point | None) -> Any:
    first = forms.rows_of(point.facts) if point else []
    return ConditionRows(data, initial=first, form_kwargs={"subject": str(fixed.get("subject", "person"))})


def facts_from(form: forms.PointForm, lines: Any) -> dict[str, Any] | None:
    """The point as the text holds it; None where a standard has no condition, which the form then says."""
    if lines is None:
        return form.facts
    found = [condition for line in lines if (condition := line.condition)]
    if not found:
        form.add_error(None, ValidationError("Ghi ít nhất một điều kiện.", code="no_condition"))
        return None
    return {**form.facts, "when": found[0] if len(found) == 1 else {"all": found}}


def preview(request: PersonRequest, rules_id: int) -> HttpResponse:
    """Whom the draft would affect; asking again replaces what was found before."""
    row = kept_draft(request, rules_id)
    held = RulesPreview.objects.filter(rules=row).select_related("run").first()
    first = {"received_on": held.received_on if held else today()}
    form = forms.PreviewForm(request.POST or None, initial=first)
    if form.is_valid():
        day = form.cleaned_data["received_on"]
        deed = partial(operations.preview_rules, row, by=request.user, received_on=day, today=today())
        if saved(request, form, deed, "Đã xem xét ảnh hưởng."):
            return redirect("awards:local_rules_preview", row.pk)
    changes = chosen_changes(request, held) if held else []
    context = {
        "rules": row,
        "form": form,
        "preview": held,
        "is_stale": held is not None and held.digest != digest_of(row.content),
        "seen": digest_of(row.content),
        "changes": changes[:CHANGES_SHOWN],
        "more": max(0, len(changes) - CHANGES_SHOWN),
        "outcomes": OUTCOMES,
        "units": sorted({change["unit"] for change in held.changes}) if held else [],
        "is_draft": row.status == LocalRules.Status.DRAFT,
    }
    return page(request, "awards/local_rules_preview.html", context, part="preview-state")


def chosen_changes(request: PersonRequest, held: RulesPreview) -> list[dict[str, Any]]:
    """Narrowed by `donvi` of the address."""
    unit = request.GET.get("donvi", "")
    return [change for change in held.changes if not unit or change["unit"] == unit]
