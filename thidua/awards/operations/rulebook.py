"""A unit's own rules: written point by point or as text, looked at, adopted over the version before."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date, timedelta
from itertools import islice
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max
from django.urls import reverse
from django.utils import timezone

from thidua.audit.operations import record
from thidua.awards.models import LocalRules, RulesPreview
from thidua.awards.queries import rulebook as queries
from thidua.awards.rule_texts import (
    DOCUMENT,
    LAYER,
    Point,
    digest_of,
    document_key,
    layer_for,
    points_of,
    tables_of,
    written,
)
from thidua.awards.rulebook import adopted_around, rank_of
from thidua.documents.models import OfficialDocument
from thidua.kernel.models import Run
from thidua.kernel.permissions import require
from thidua.kernel.runs import Outcome, advance, run_kind, start_run
from thidua.kernel.templatetags.words import number
from thidua.kernel.text import clean
from thidua.kernel.workflow import move, wrong_state
from thidua.people.models import Person, Unit

PREVIEW = "awards.preview_rules"
MOST_LIVE = 200
"""Verdicts that are compared while somebody waits."""
MOST_CHARS = 200_000
MOST_KEPT = 3000
"""Changes that a preview keeps to show; all are counted."""
MOST_TOLD = 12
"""Faults that a refusal names."""


@transaction.atomic
def add_rules(
    unit: Unit,
    *,
    by: Person,
    name: str,
    paper: Mapping[str, Any] | None = None,
    document: OfficialDocument | None = None,
) -> LocalRules:
    """A draft: of the adopted version, which it will take the place of, or a first one that rests on `paper` (number,
    title, issued, valid_from). Raises ValidationError `draft_exists`, `no_paper`.
    """
    require(by, "awards.add_localrules", unit)
    _lock(unit)
    mine = LocalRules.objects.filter(unit=unit)
    if mine.filter(status=LocalRules.Status.DRAFT).exists():
        raise ValidationError(
            "Đơn vị đang có một bản soạn. Mở bản đó để sửa tiếp, hoặc bỏ bản đó.", code="draft_exists"
        )
    former = mine.filter(status=LocalRules.Status.ADOPTED).first()
    if former is None and not paper:
        raise ValidationError("Ghi văn bản làm căn cứ của quy định.", code="no_paper")
    content = former.content if former else written({LAYER: layer_for(unit, rank_of(unit))})
    row = LocalRules.objects.create(
        unit=unit,
        n=(mine.aggregate(last=Max("n"))["last"] or 0) + 1,
        name=clean(name)[:300],
        document=document,
        content=_with_paper(content, paper) if paper else content,
        by=by,
    )
    record("awards.add_localrules", row, by=by, sentence=f"Soạn {row}"[:500])
    return row


def _lock(unit: Unit) -> None:
    """One who writes rules at a time, in the whole tree: what is adopted below and above is looked at together."""
    Unit.objects.select_for_update().get(path=unit.path[: Unit.steplen])


def _with_paper(content: str, paper: Mapping[str, Any]) -> str:
    """With another document to cite; the one of that number is written anew."""
    tables = tables_of(content)
    documents = tables.setdefault(DOCUMENT, [])
    short = clean(str(paper["number"]))
    known = next((one for one in documents if one.get("short") == short), None)
    facts = {
        "key": known["key"] if known else document_key(short, (str(one.get("key")) for one in documents)),
        "short": short,
        "title": clean(str(paper["title"])),
        **{name: paper[name] for name in ("issued", "valid_from", "valid_to") if paper.get(name)},
        "verified": True,
    }
    tables[DOCUMENT] = [facts if one is known else one for one in documents] if known else [*documents, facts]
    return written(tables)


@transaction.atomic
def change_rules(rules: LocalRules, *, by: Person, name: str, document: OfficialDocument | None) -> None:
    """What it is called, and the document in which it was issued."""
    with _draft(rules, by) as row:
        row.name, row.document = clean(name)[:300], document
        row.save(update_fields=["name", "document"])
        record("awards.change_localrules", row, by=by, sentence=f"Sửa tên, văn bản của {row}"[:500])


@contextmanager
def _draft(rules: LocalRules, by: Person, seen: str = "") -> Iterator[LocalRules]:
    """The row, locked. Raises ValidationError `wrong_state`, `changed_meanwhile`."""
    row = LocalRules.objects.select_for_update(of=("self",)).select_related("unit").get(pk=rules.pk)
    require(by, "awards.change_localrules", row)
    if row.status != LocalRules.Status.DRAFT:
        raise wrong_state(row)
    _refuse_stale(row, seen)
    yield row


def _refuse_stale(row: LocalRules, seen: str) -> None:
    if seen and seen != digest_of(row.content):
        raise ValidationError(
            "Bản soạn vừa được người khác sửa. Tải lại trang để xem nội dung mới rồi làm tiếp.",
            code="changed_meanwhile",
        )


def _write(row: LocalRules, content: str, *, by: Person, sentence: str) -> None:
    """Raises ValidationError `too_long`."""
    if len(content) > MOST_CHARS:
        raise ValidationError("Phần mã quá dài. Tách bớt nội dung không phải quy tắc.", code="too_long")
    row.content = content
    row.save(update_fields=["content"])
    record("awards.change_localrules", row, by=by, sentence=sentence[:500])


@transaction.atomic
def write_text(rules: LocalRules, content: str, *, by: Person, seen: str) -> None:
    """The whole text as it was typed; faults do not keep it from being saved, only from being adopted."""
    with _draft(rules, by, seen) as row:
        text = content.replace("\r\n", "\n").strip() + "\n"
        _write(row, text, by=by, sentence=f"Sửa phần mã của {row}")


@transaction.atomic
def put_paper(rules: LocalRules, paper: Mapping[str, Any], *, by: Person, seen: str) -> None:
    """Declare a document to cite. Raises ValidationError `not_readable`."""
    with _draft(rules, by, seen) as row:
        sentence = f"Khai văn bản làm căn cứ {paper['number']} trong {row}"
        _write(row, _with_paper(row.content, paper), by=by, sentence=sentence)


@transaction.atomic
def put_point(
    rules: LocalRules,
    table: str,
    facts: Mapping[str, Any],
    *,
    by: Person,
    seen: str,
    n: int | None = None,
    is_correction: bool = False,
) -> None:
    """Write a point, a new one or the n-th of its kind. One that holds already ends the day before the new one begins,
    so that dossiers of before stay judged by it; with `is_correction` it is written over. Raises ValidationError
    `not_readable`, `no_point`, `rewrites_past`.
    """
    with _draft(rules, by, seen) as row:
        tables = tables_of(row.content)
        points = tables.setdefault(table, [])
        if n is None:
            points.append(dict(facts))
        else:
            points[n : n + 1] = _renewed(row, _point(row, table, n), facts, is_correction=is_correction)
        _write(row, written(tables), by=by, sentence=f"Ghi “{_called(row, table, facts)}” trong {row}")


def _point(row: LocalRules, table: str, n: int) -> Point:
    found = next((point for point in points_of(row.content) if (point.table, point.n) == (table, n)), None)
    if found is None:
        raise ValidationError("Mục này không còn trong bản soạn. Tải lại trang.", code="no_point")
    return found


def _called(row: LocalRules, table: str, facts: Mapping[str, Any]) -> str:
    return queries.title_of(Point(table, 0, facts), queries.rules_below(row.unit))


def _renewed(row: LocalRules, old: Point, facts: Mapping[str, Any], *, is_correction: bool) -> list[Mapping[str, Any]]:
    since = in_force_since(row, old)
    if since is None or is_correction:
        return [dict(facts)]
    documents = queries.documents_by_key(row.content)
    begins = queries.first_day_of(Point(old.table, 0, facts), documents)
    if begins is None or begins <= since:
        raise ValidationError(
            f"Mức này đang áp dụng từ {since:%d/%m/%Y}. Ghi ngày bắt đầu mới sau ngày đó để hồ sơ đã nhận vẫn xét theo "
            "mức cũ, hoặc đánh dấu đây là sửa lỗi ghi sai.",
            code="rewrites_past",
        )
    return [{**old.facts, "valid_to": begins - timedelta(days=1)}, dict(facts)]


def in_force_since(row: LocalRules, point: Point) -> date | None:
    """From when a point of the draft holds in the adopted version; None where it is new."""
    former = LocalRules.objects.filter(unit=row.unit, status=LocalRules.Status.ADOPTED).first()
    held = points_of(former.content) if former else []
    if not any(one.table == point.table and one.facts == point.facts for one in held):
        return None
    return queries.first_day_of(point, queries.documents_by_key(row.content)) or date.min


@transaction.atomic
def remove_point(rules: LocalRules, table: str, n: int, *, by: Person, seen: str, last_day: date | None = None) -> None:
    """Take a point out; one that holds already gets a last day instead. Raises ValidationError `not_readable`,
    `no_point`, `no_last_day`, `backwards`.
    """
    with _draft(rules, by, seen) as row:
        point, tables = _point(row, table, n), tables_of(row.content)
        since = in_force_since(row, point)
        if since is None:
            del tables[table][n]
        else:
            tables[table][n] = {**point.facts, "valid_to": _last(last_day, since)}
        if not tables[table]:
            del tables[table]
        sentence = f"Bỏ “{_called(row, table, point.facts)}” khỏi {row}"
        _write(row, written(tables), by=by, sentence=sentence)


def _last(last_day: date | None, since: date) -> date:
    if last_day is None:
        sentence = "Mức này đang áp dụng. Ghi ngày cuối cùng áp dụng để hồ sơ đã nhận vẫn xét theo mức đó."
        raise ValidationError(sentence, code="no_last_day")
    if last_day < since:
        raise ValidationError(f"Ghi ngày cuối cùng từ {since:%d/%m/%Y} trở đi.", code="backwards")
    return last_day


@transaction.atomic
def discard_rules(rules: LocalRules, *, by: Person) -> None:
    """Throw a draft away: it never held, and nothing points at it."""
    with _draft(rules, by) as row:
        record("awards.discard_localrules", row.unit, by=by, sentence=f"Bỏ bản soạn {row}"[:500])
        row.delete()


@transaction.atomic
def adopt_rules(rules: LocalRules, *, by: Person, seen: str = "") -> None:
    """Let a draft hold, in the place of the version before. Raises ValidationError `wrong_state`, `changed_meanwhile`
    and `bad_rules` where it does not go together with the rules above it or with those of a unit below.
    """
    _lock(rules.unit)
    row = LocalRules.objects.select_for_update(of=("self",)).select_related("unit").get(pk=rules.pk)
    require(by, "awards.adopt_localrules", row)
    if row.status != LocalRules.Status.DRAFT:
        raise wrong_state(row)
    _refuse_stale(row, seen)
    refuse_faults(row)
    former = LocalRules.objects.filter(unit=row.unit, status=LocalRules.Status.ADOPTED).select_related("unit").first()
    if former:
        move(former, "replace", by=by, sentence=f"Thay {former} bằng phiên bản {row.n}"[:500])
    move(row, "adopt", by=by, sentence=f"Áp dụng {row}"[:500], adopted_at=timezone.now())
    rules.status, rules.adopted_at = row.status, row.adopted_at


def refuse_faults(row: LocalRules) -> None:
    """Raises ValidationError `bad_rules`."""
    faults = queries.told_faults(row, queries.faults_of(row))
    if faults:
        told = [queries.str_of(fault) for fault in islice(faults, MOST_TOLD)]
        raise ValidationError([ValidationError(sentence, code="bad_rules") for sentence in told])


@transaction.atomic
def preview_rules(rules: LocalRules, *, by: Person, received_on: date, today: date) -> RulesPreview:
    """Look at whom the draft would affect: at once for a small school, else in the background. Raises ValidationError
    `bad_rules`, `wrong_state`.
    """
    with _draft(rules, by) as row:
        refuse_faults(row)
        facts = {"digest": digest_of(row.content), "received_on": received_on, "by": by, "at": None, "run": None}
        empty = {"subjects": 0, "changed": 0, "changes": []}
        preview, _ = RulesPreview.objects.update_or_create(rules=row, defaults=facts | empty)
        preview.rules = row
        if queries.count_of(queries.judgings(row, today)) <= MOST_LIVE:
            fill(preview, None, today)
        else:
            title = f"Xem trước ảnh hưởng của {row}"[:300]
            preview.run = start_run(PREVIEW, title, by=by, preview=preview.pk, today=str(today))
            preview.save(update_fields=["run"])
        return preview


@run_kind(PREVIEW)
def preview_in_background(run: Run) -> Outcome:
    """A second run finds the same; what was changed meanwhile shows by its digest."""
    rows = RulesPreview.objects.select_related("rules__unit")
    preview = rows.get(pk=run.parameters["preview"])
    fill(preview, run, date.fromisoformat(run.parameters["today"]))
    url = reverse("awards:local_rules_preview", args=[preview.rules_id])
    words = f"Đã xét {number(preview.subjects)} lượt, {number(preview.changed)} lượt đổi kết quả."
    return Outcome(words, url)


def fill(preview: RulesPreview, run: Run | None, today: date) -> None:
    draft = preview.rules
    adopted, judged = adopted_around(draft.unit), queries.judgings(draft, today)
    total, done, changed = queries.count_of(judged), 0, 0
    changes: list[dict[str, Any]] = []
    for judging in judged:
        found = [change.written() for change in queries.changes_in(judging, draft, adopted, preview.received_on)]
        changed += len(found)
        changes += found[: MOST_KEPT - len(changes)]
        done += len(judging.whom)
        if run:
            advance(run, done, total)
    preview.subjects, preview.changed, preview.changes, preview.at = total, changed, changes, timezone.now()
    preview.save(update_fields=["subjects", "changed", "changes", "at"])
