"""The life of an import: read and compared, looked at, confirmed, written as a whole or not at all."""

from collections.abc import Callable, Iterable, Iterator
from datetime import date
from pathlib import PurePath
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse

from thidua.audit.operations import record
from thidua.kernel.calendar import today as present_day
from thidua.kernel.models import Run
from thidua.kernel.permissions import require
from thidua.kernel.runs import Outcome, advance, run_kind, start_run
from thidua.kernel.text import clean
from thidua.kernel.workflow import move
from thidua.people.models import Person, SheetImport, Unit
from thidua.people.operations.imports.comparing import Comparison
from thidua.people.operations.imports.persons import compare_persons, write_persons
from thidua.people.operations.imports.units import compare_units, write_units
from thidua.people.sheets import SHEETS, Problems, Row, SheetRows, check_workbook, is_large, open_sheet

READ, WRITE = "people.read_sheet", "people.write_sheet"
TELL_EVERY = 2000
Status = SheetImport.Status
Subject = SheetImport.Subject
COMPARE: dict[str, Callable[..., Comparison]] = {Subject.UNITS: compare_units, Subject.PERSONS: compare_persons}
WRITERS: dict[str, Callable[..., None]] = {Subject.UNITS: write_units, Subject.PERSONS: write_persons}


class Stale(Exception):
    """What was shown is no longer what would be done."""


@transaction.atomic
def start_import(unit: Unit, *, by: Person, subject: str, data: bytes, name: str, today: date) -> SheetImport:
    """Read a workbook and keep what it would do, for looking at; a large one in the background.

    `unit` is one that `by` administers; the trail tells of the import there. What the same person left unconfirmed is
    given up. Raises what `check_workbook` and `open_sheet` raise.
    """
    require(by, "people.import_people", unit)
    check_workbook(data)
    waiting = SheetImport.objects.filter(by=by, status__in=[Status.READING, Status.READY])
    waiting.update(status=Status.CANCELLED, content=b"")
    name = clean(PurePath(name.replace("\\", "/")).name)[:200] or "tệp Excel"
    row = SheetImport(unit=unit, by=by, subject=subject, content=data, name=name, is_large=is_large(data))
    row.save()
    record("people.import_people", row, by=by, sentence=f"Chọn tệp để nhập {row.get_subject_display()}: {row.name}")
    if row.is_large:
        _leave_to_run(row, READ, f"Đọc {row.name}")
    else:
        read_import(row, today=today)
    row.refresh_from_db()
    return row


def _leave_to_run(row: SheetImport, kind: str, title: str) -> None:
    run = start_run(kind, title, by=row.by, sheet_import=row.pk)
    SheetImport.objects.filter(pk=row.pk).update(run=run)


def read_import(row: SheetImport, *, today: date, run: Run | None = None) -> None:
    """Compare the workbook with what there is, and keep the result for the preview."""
    sheet = open_sheet(bytes(row.content), SHEETS[row.subject])
    found = _compared(row, _told(sheet, run), sheet.problems, today, locked=False)
    _keep(row, found, sheet.unused)


def _told(sheet: SheetRows, run: Run | None, share: int = 1) -> Iterator[Row]:
    """The rows, telling progress on the way; reading is one of `share` equal parts of the work."""
    for place, row in enumerate(sheet):
        if run and place % TELL_EVERY == 0:
            advance(run, min(place, sheet.height), share * sheet.height)
        yield row


def _compared(row: SheetImport, rows: Iterable[Row], problems: Problems, today: date, *, locked: bool) -> Comparison:
    return COMPARE[row.subject](rows, problems, by=row.by, today=today, locked=locked)


def _keep(row: SheetImport, found: Comparison, unused: list[str]) -> None:
    """The preview. What has problems or brings nothing is over, and its workbook is thrown away."""
    new, changed, unchanged = found.counts
    facts: dict[str, Any] = {
        "new": new,
        "changed": changed,
        "unchanged": unchanged,
        "unused": unused,
        "problems": sorted(found.problems.first),
        "problem_count": found.problems.count,
        "samples": {} if found.problems.count else found.samples,
        "status": Status.REFUSED if found.problems.count else Status.READY if new or changed else Status.DONE,
    }
    if facts["status"] != Status.READY:
        facts["content"] = b""
    open_ones = SheetImport.objects.filter(pk=row.pk, status__in=[Status.READING, Status.WRITING])
    open_ones.update(**facts)


@transaction.atomic
def confirm_import(row: SheetImport, *, by: Person, today: date) -> None:
    """Take over what the preview showed; a large one in the background.

    When the data changed meanwhile nothing is written and the row holds a new preview. Raises `wrong_state`.
    """
    move(row, "confirm", by=by, sentence=f"Xác nhận nhập {row.get_subject_display()} từ tệp {row.name}")
    if row.is_large:
        _leave_to_run(row, WRITE, f"Nhập {row.name}")
    else:
        write_import(row, today=today)
    row.refresh_from_db()


@transaction.atomic
def cancel_import(row: SheetImport, *, by: Person) -> None:
    """Give up an import that is not written yet. Raises `wrong_state`."""
    move(row, "cancel", by=by, sentence=f"Bỏ lần nhập từ tệp {row.name}", content=b"")


def write_import(row: SheetImport, *, today: date, run: Run | None = None) -> None:
    """Compare again and write, in one transaction. Repeating it after it has been written does nothing."""
    sheet = open_sheet(bytes(row.content), SHEETS[row.subject])
    rows = list(_told(sheet, run, share=2))
    if run:
        advance(run, sheet.height, 2 * sheet.height)
    try:
        with transaction.atomic():
            mine = SheetImport.objects.select_for_update().filter(pk=row.pk, status=Status.WRITING)
            if not mine.values_list("pk"):
                return
            _write(row, _compared(row, rows, sheet.problems, today, locked=True))
    except (Stale, IntegrityError):
        again = open_sheet(bytes(row.content), SHEETS[row.subject])
        _keep(row, _compared(row, again, again.problems, today, locked=False), again.unused)


def _write(row: SheetImport, found: Comparison) -> None:
    if found.problems.count or found.counts != row.counts:
        raise Stale
    WRITERS[row.subject](found, by=row.by)
    SheetImport.objects.filter(pk=row.pk).update(status=Status.DONE, content=b"")
    sentence = f"Nhập xong tệp {row.name}: {row.get_subject_display()}, {counts_of(row)}"
    record("people.import_people", row, by=row.by, sentence=sentence)


@run_kind(READ)
def read_in_background(run: Run) -> Outcome:
    row = SheetImport.objects.get(pk=run.parameters["sheet_import"])
    if row.status == Status.READING:
        try:
            read_import(row, today=present_day(), run=run)
        except ValidationError as refusal:
            unread = SheetImport.objects.filter(pk=row.pk, status=Status.READING)
            unread.update(status=Status.REFUSED, content=b"", problems=[[0, "", refusal.message]], problem_count=1)
    return _outcome(row)


@run_kind(WRITE)
def write_in_background(run: Run) -> Outcome:
    row = SheetImport.objects.get(pk=run.parameters["sheet_import"])
    if row.status == Status.WRITING:
        write_import(row, today=present_day(), run=run)
    return _outcome(row)


def _outcome(row: SheetImport) -> Outcome:
    row.refresh_from_db()
    return Outcome(outcome_of(row), reverse("people:import", args=[row.pk]))


def counts_of(row: SheetImport) -> str:
    new, changed, unchanged = (f"{count:,}".replace(",", ".") for count in row.counts)
    return f"{new} mới, {changed} thay đổi, {unchanged} giữ nguyên"


def outcome_of(row: SheetImport) -> str:
    """Where the import stands, in a sentence."""
    counts = counts_of(row)
    return {
        Status.READING: "Đang đọc tệp.",
        Status.READY: f"Đã đọc xong: {counts}. Xem lại rồi xác nhận.",
        Status.REFUSED: f"Tệp có {row.problem_count} lỗi nên chưa nhập dòng nào. Sửa tệp rồi chọn lại.",
        Status.WRITING: "Đang nhập.",
        Status.DONE: f"Đã nhập: {counts}.",
        Status.CANCELLED: "Đã bỏ, chưa nhập dòng nào.",
    }[Status(row.status)]
