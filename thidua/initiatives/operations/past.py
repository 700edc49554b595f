"""Initiatives of past years from Excel: read and looked at, taken over as a whole or not at all, and undone."""

from collections.abc import Iterable, Iterator
from datetime import date
from decimal import Decimal
from pathlib import PurePath
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse

from thidua.audit.operations import entry_of, record, record_all
from thidua.initiatives.models import Author, Initiative, PastImport, Recognition
from thidua.initiatives.operations.likeness import remember_batch
from thidua.initiatives.past_sheet import NOT_RECOGNISED, PAST_SHEET
from thidua.kernel.models import Run
from thidua.kernel.permissions import require
from thidua.kernel.runs import Outcome, counted, run_kind, start_run
from thidua.kernel.text import clean, fold
from thidua.kernel.workflow import move
from thidua.people.models import Person, Unit
from thidua.people.queries import EDITORS, paths_held, under_any
from thidua.people.sheets import Problems, Row, check_workbook, open_sheet

WRITE = "initiatives.write_past"
MOST_ROWS = 5000
LARGE_FROM = 100
"""New rows from which on they are written in the background."""
BATCH = 200
PARTS = ("solution", "conditions", "benefit")
Status = PastImport.Status


@transaction.atomic
def start_past_import(unit: Unit, *, by: Person, data: bytes, name: str, today: date) -> PastImport:
    """Read a workbook and keep what is new in it, for looking at. What one left unconfirmed before is given up.

    Raises what `check_workbook` and `open_sheet` raise, and ValidationError `too_many_rows`.
    """
    require(by, "initiatives.import_past", unit)
    check_workbook(data)
    sheet = open_sheet(data, PAST_SHEET)
    if sheet.height > MOST_ROWS + 1:
        sentence = f"Tệp có hơn {MOST_ROWS:,} dòng. Chia thành nhiều tệp.".replace(",", ".")
        raise ValidationError(sentence, code="too_many_rows")
    PastImport.objects.filter(by=by, status=Status.READY).update(status=Status.CANCELLED, rows=[])
    rows = list(sheet)
    new, known = _compared(rows, sheet.problems, by, today)
    name = clean(PurePath(name.replace("\\", "/")).name)[:200] or "tệp Excel"
    status = Status.REFUSED if sheet.problems.count else Status.READY if new else Status.DONE
    made = PastImport.objects.create(
        unit=unit,
        by=by,
        name=name,
        status=status,
        rows=new if status == Status.READY else [],
        new=len(new),
        known=known,
        problems=sorted(sheet.problems.first),
        problem_count=sheet.problems.count,
    )
    record("initiatives.import_past", made, by=by, sentence=f"Chọn tệp để nhập sáng kiến: {name}")
    return made


def _compared(rows: Iterable[Row], problems: Problems, by: Person, today: date) -> tuple[list[dict[str, Any]], int]:
    """What is new, as it will be kept, and how many are known already: same unit, year and title."""
    listed = list(rows)
    units = {
        unit.code: unit
        for unit in Unit.objects.filter(
            under_any(paths_held(by, EDITORS)), code__in={row.values.get("unit") for row in listed}
        )
    }
    known = _known({unit.pk for unit in units.values()})
    seen: dict[tuple[int, int, str], int] = {}
    new: list[dict[str, Any]] = []
    count = 0
    for row in listed:
        facts = _facts(row, units, problems, today)
        if facts is None:
            continue
        key = (facts["unit"], facts["year"], fold(facts["title"]))
        if key in seen:
            problems.add(row.number, "title", f"Trùng với dòng {seen[key]}. Bỏ bớt một dòng.")
        seen.setdefault(key, row.number)
        if key in known:
            count += 1
        else:
            new.append(facts)
    return new, count


def _known(units: set[int]) -> set[tuple[int, int, str]]:
    rows = Initiative.objects.filter(unit__in=units).exclude(status=Initiative.Status.WITHDRAWN)
    return {(unit, year, fold(title)) for unit, year, title in rows.values_list("unit_id", "year", "title")}


def _facts(row: Row, units: dict[str, Unit], problems: Problems, today: date) -> dict[str, Any] | None:
    """The row as JSON; None when it lacks what it must have, which the problems tell."""
    values = row.values
    unit = units.get(values.get("unit", ""))
    if "unit" in values and unit is None:
        problems.add(row.number, "unit", "Không có đơn vị mang mã này trong phạm vi phụ trách.")
    outcome = values.get("outcome")
    if outcome and outcome != NOT_RECOGNISED:
        for name in ("number", "day"):
            if name not in values:
                problems.add(row.number, name, "Chưa ghi. Sáng kiến được công nhận phải có số và ngày quyết định.")
    for name in ("day", "first_applied"):
        if name in values and values[name] > today:
            problems.add(row.number, name, "Ngày ở sau hôm nay. Kiểm tra lại.")
    if unit is None or not {"title", "year", "authors", "outcome"} <= values.keys():
        return None
    told = {name: f"{value:%Y-%m-%d}" if isinstance(value, date) else value for name, value in values.items()}
    return {**told, "unit": unit.pk, "row": row.number}


@transaction.atomic
def confirm_past_import(row: PastImport, *, by: Person) -> None:
    """Take over what the preview showed; many in the background. Raises `wrong_state`."""
    move(row, "confirm", by=by, sentence=f"Xác nhận nhập {row.new} sáng kiến từ tệp {row.name}")
    if row.new < LARGE_FROM:
        write_past_import(row)
    else:
        row.run = start_run(WRITE, f"Nhập {row.name}", by=by, past_import=row.pk)
        row.save(update_fields=["run"])
    row.refresh_from_db()


def write_past_import(row: PastImport, run: Run | None = None) -> None:
    """Write all rows in one transaction. Repeating it after it was written does nothing."""
    with transaction.atomic():
        held = PastImport.objects.select_for_update().filter(pk=row.pk, status=Status.WRITING).first()
        if held is None:
            return
        known = _known({facts["unit"] for facts in held.rows})
        fresh = [facts for facts in held.rows if (facts["unit"], facts["year"], fold(facts["title"])) not in known]
        batches = [fresh[start : start + BATCH] for start in range(0, len(fresh), BATCH)]
        for batch in counted(run, batches, len(batches)) if run else batches:
            _write(held, batch)
        left = len(held.rows) - len(fresh)
        facts = {"status": Status.DONE, "rows": [], "new": len(fresh), "known": held.known + left}
        PastImport.objects.filter(pk=row.pk).update(**facts)
        record("initiatives.import_past", held, by=held.by, sentence=f"Nhập xong {len(fresh)} sáng kiến: {held.name}")


def _write(held: PastImport, batch: list[dict[str, Any]]) -> None:
    made = Initiative.objects.bulk_create(_initiative(held, facts) for facts in batch)
    pairs = list(zip(made, batch, strict=True))
    Author.objects.bulk_create(
        Author(initiative=row, outside_name=name, share=Decimal(share), order=order)
        for row, facts in pairs
        for order, (name, share) in enumerate(facts["authors"])
    )
    Recognition.objects.bulk_create(
        Recognition(
            initiative=row,
            scope=facts["outcome"],
            decided_by=facts.get("decided_by") or held.unit.name,
            decision_number=facts["number"],
            decision_date=date.fromisoformat(facts["day"]),
            by=held.by,
        )
        for row, facts in pairs
        if facts["outcome"] != NOT_RECOGNISED
    )
    remember_batch(made)
    paths = dict(Unit.objects.filter(pk__in={row.unit_id for row in made}).values_list("pk", "path"))
    record_all(
        entry_of(
            "initiatives.import_past", row, by=held.by, sentence="Nhập từ Excel các năm trước", path=paths[row.unit_id]
        )
        for row in made
    )


def _initiative(held: PastImport, facts: dict[str, Any]) -> Initiative:
    is_recognised = facts["outcome"] != NOT_RECOGNISED
    applied = facts.get("first_applied")
    row = Initiative(
        unit_id=facts["unit"],
        year=facts["year"],
        title=facts["title"],
        kind=facts.get("kind", Initiative.Kind.INITIATIVE),
        field=facts.get("field", Initiative.Field.OTHER),
        first_applied=date.fromisoformat(applied) if applied else None,
        parts={name: facts[name] for name in PARTS if facts.get(name)},
        status=Initiative.Status.RECOGNISED if is_recognised else Initiative.Status.NOT_RECOGNISED,
        scope=facts["outcome"] if is_recognised else "",
        past_import=held,
        created_by=held.by,
        changed_by=held.by,
    )
    row.fold_text()
    return row


@transaction.atomic
def cancel_past_import(row: PastImport, *, by: Person) -> None:
    """Give up what was not written yet. Raises `wrong_state`."""
    move(row, "cancel", by=by, sentence=f"Bỏ lần nhập từ tệp {row.name}", rows=[])


@transaction.atomic
def undo_past_import(row: PastImport, *, by: Person) -> None:
    """Take out again all that it brought in, as long as nothing hangs on any of it.

    Raises ValidationError `in_use`, `wrong_state`.
    """
    move(row, "undo", by=by, sentence=f"Hoàn tác lần nhập từ tệp {row.name}: bỏ {row.new} sáng kiến")
    brought = Initiative.objects.select_for_update().filter(past_import=row)
    used = next(_uses(brought), None)
    if used:
        sentence = (
            f"Chưa hoàn tác được: “{used.title[:150]}” đã được dùng (áp dụng, xét danh hiệu, sửa hoặc đối chiếu)."
        )
        raise ValidationError(sentence, code="in_use")
    Recognition.objects.filter(initiative__in=brought).delete()
    brought.delete()


def _uses(brought: Any) -> Iterator[Initiative]:
    for name in ("adoptions", "title_uses", "marks_of_later", "questions", "enclosures", "handed_to"):
        yield from brought.filter(**{f"{name}__isnull": False})[:1]
    yield from brought.filter(edition__gt=1)[:1]


@run_kind(WRITE)
def write_in_background(run: Run) -> Outcome:
    row = PastImport.objects.get(pk=run.parameters["past_import"])
    write_past_import(row, run)
    row.refresh_from_db()
    return Outcome(outcome_of(row), reverse("initiatives:past_import", args=[row.pk]))


def outcome_of(row: PastImport) -> str:
    """Where the import stands, in a sentence."""
    known = f" {row.known} dòng đã có từ trước nên bỏ qua." if row.known else ""
    return {
        Status.READY: f"Đã đọc xong: {row.new} sáng kiến mới.{known} Xem lại rồi xác nhận.",
        Status.REFUSED: f"Tệp có {row.problem_count} lỗi nên chưa nhập dòng nào. Sửa tệp rồi chọn lại.",
        Status.WRITING: "Đang nhập.",
        Status.DONE: f"Đã nhập {row.new} sáng kiến.{known}",
        Status.CANCELLED: "Đã bỏ, chưa nhập dòng nào.",
        Status.UNDONE: f"Đã hoàn tác: {row.new} sáng kiến của lần nhập này không còn.",
    }[Status(row.status)]
