"""Workbooks of records: read and looked at, taken over as a whole or not at all. What is in them is registered by
subject (`SheetIn.Subject`); reading, preview, writing in the background and giving up are the same for all.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import PurePath
from typing import Any, NotRequired, TypedDict

from django.core.exceptions import ValidationError
from django.db import transaction

from thidua.audit.operations import record
from thidua.awards.models import SheetIn
from thidua.kernel.models import Run
from thidua.kernel.permissions import require
from thidua.kernel.runs import Outcome, counted, run_kind, start_run
from thidua.kernel.templatetags.words import number
from thidua.kernel.text import clean
from thidua.kernel.workflow import move, wrong_state
from thidua.people.models import Person, Unit
from thidua.people.sheets import Layout, Problems, Row, check_workbook, open_sheet

WRITE = "awards.write_sheet"
MOST_ROWS = 20_000
LARGE_FROM = 300
"""Rows that bring something from which on they are written in the background."""
BATCH = 200
LEFT_OUT = "Trùng họ tên, chưa chọn người nên không nhập. Ghi mã cán bộ hoặc chọn người rồi nhập lại."
Status = SheetIn.Status


class Offered(TypedDict):
    """One whom a row may mean: what tells it from the others, and where it is chosen what the preview shows and what is
    written.
    """

    pk: int
    label: str
    cells: list[str]
    facts: dict[str, Any]


class Line(TypedDict):
    """A row that brings something: its number in the sheet, whether it is new, what the preview shows under the
    kind's `headings`, and what is written; all of it JSON. Where several are `offered`, nothing is written until one is
    `chosen`.
    """

    row: int
    is_new: bool
    cells: list[str]
    facts: dict[str, Any]
    offered: NotRequired[list[Offered]]
    chosen: NotRequired[int]


def is_open(line: Line) -> bool:
    """Somebody has still to say whom it means."""
    return bool(line.get("offered")) and "chosen" not in line


class Read:
    """What a sheet would do: the lines that bring something, and how many rows say what is known already."""

    def __init__(self) -> None:
        self.lines: list[Line] = []
        self.known = 0


@dataclass(frozen=True)
class SheetKind:
    """What sheets of one subject are. `compare` reads the rows of a unit (and year) and tells problems; `write` takes
    the lines in batches and answers with how many were still to be written: it must not mind lines that were written
    before.
    """

    permission: str
    layout: Layout
    headings: tuple[str, ...]
    compare: Callable[[Iterable[Row], Problems, SheetIn, date], Read]
    write: Callable[[Iterable[list[Line]], SheetIn], int]
    recheck: Callable[[list[Line], SheetIn], list[str]] = lambda lines, sheet: []
    """What speaks against lines of which somebody has chosen whom they mean."""


_kinds: dict[str, SheetKind] = {}


def register_sheet(subject: str, kind: SheetKind) -> None:
    _kinds[subject] = kind


def kind_of(subject: str) -> SheetKind:
    return _kinds[subject]


@transaction.atomic
def start_sheet(
    unit: Unit, subject: str, *, by: Person, data: bytes, name: str, today: date, year: str = ""
) -> SheetIn:
    """Read a workbook and keep what it would do, for looking at. What one left unconfirmed before is given up.

    Raises what `check_workbook` and `open_sheet` raise, and ValidationError `too_many_rows`.
    """
    kind = _kinds[subject]
    require(by, kind.permission, unit)
    check_workbook(data)
    sheet = open_sheet(data, kind.layout)
    if sheet.height > MOST_ROWS + 1:
        raise ValidationError(f"Tệp có hơn {number(MOST_ROWS)} dòng. Chia thành nhiều tệp.", code="too_many_rows")
    SheetIn.objects.filter(by=by, subject=subject, status=Status.READY).update(status=Status.CANCELLED, rows=[])
    row = SheetIn(unit=unit, subject=subject, year=year, by=by, name=_name_of(name))
    found = kind.compare(sheet, sheet.problems, row, today)
    row.new = sum(line["is_new"] for line in found.lines)
    row.changed, row.known = len(found.lines) - row.new, found.known
    row.problems, row.problem_count = sorted(sheet.problems.first), sheet.problems.count
    row.status = Status.REFUSED if row.problem_count else Status.READY if found.lines else Status.DONE
    row.rows = found.lines if row.status == Status.READY else []
    row.save()
    record("awards.start_sheet", row, by=by, sentence=f"Chọn tệp để nhập {_what(row)}: {row.name}")
    return row


def _name_of(name: str) -> str:
    return clean(PurePath(name.replace("\\", "/")).name)[:200] or "tệp Excel"


def _what(row: SheetIn) -> str:
    return str(row.get_subject_display()).lower()


@transaction.atomic
def confirm_sheet(row: SheetIn, *, by: Person) -> None:
    """Take over what the preview showed; many rows in the background. Raises `wrong_state`."""
    move(row, "confirm", by=by, sentence=f"Xác nhận nhập {_what(row)} từ tệp {row.name}: {counts_of(row)}")
    if row.new + row.changed < LARGE_FROM:
        write_sheet(row)
    else:
        row.run = start_run(WRITE, f"Nhập {row.name}", by=by, sheet=row.pk)
        row.save(update_fields=["run"])
    row.refresh_from_db()


@transaction.atomic
def choose_in_sheet(row: SheetIn, chosen: Mapping[int, int], *, by: Person) -> int:
    """Say whom rows mean that fit several: number of the row to one who was offered there; 0 takes a choice back. It is
    kept until the sheet is taken over or given up. Returns how many rows still stay out.

    Raises ValidationError `wrong_state`, `not_offered`, `known` for one of whom the register has it already.
    """
    held = SheetIn.objects.select_for_update(of=("self",)).select_related("unit", "by").get(pk=row.pk)
    require(by, "awards.confirm_sheetin", held)
    if held.status != Status.READY:
        raise wrong_state(held)
    kind, names = _kinds[held.subject], []
    lines: dict[int, Line] = {line["row"]: line for line in held.rows}
    for number_of_row, pk in chosen.items():
        line = lines.get(number_of_row)
        found = next((one for one in line.get("offered", ()) if one["pk"] == pk), None) if line else None
        if line is None or (pk and found is None):
            raise ValidationError(
                "Người được chọn không có trong danh sách của dòng. Tải lại trang.", code="not_offered"
            )
        line.pop("chosen", None)
        if found:
            line["chosen"] = pk
            names.append(f"dòng {number_of_row}: {found['label']}")
    if said := kind.recheck([line for line in held.rows if "chosen" in line], held):
        raise ValidationError(" ".join(said[:5]), code="known")
    held.save(update_fields=["rows"])
    record(
        "awards.choose_in_sheet", held, by=by, sentence=f"Chọn người trùng tên: {'; '.join(names) or 'bỏ chọn'}"[:500]
    )
    row.rows = held.rows
    return sum(map(is_open, held.rows))


@transaction.atomic
def cancel_sheet(row: SheetIn, *, by: Person) -> None:
    """Give up what was not written yet. Raises `wrong_state`."""
    move(row, "cancel", by=by, sentence=f"Bỏ lần nhập từ tệp {row.name}", rows=[])


def write_sheet(row: SheetIn, run: Run | None = None) -> None:
    """Write all rows in one transaction. Repeating it after it was written does nothing."""
    with transaction.atomic():
        held = SheetIn.objects.select_for_update(of=("self",)).select_related("unit", "by")
        sheet = held.filter(pk=row.pk, status=Status.WRITING).first()
        if sheet is None:
            return
        kind, left = _kinds[sheet.subject], [line for line in sheet.rows if is_open(line)]
        lines = [settled(line) for line in sheet.rows if not is_open(line)]
        batches = [lines[start : start + BATCH] for start in range(0, len(lines), BATCH)]
        written = kind.write(counted(run, batches, len(batches)) if run else batches, sheet)
        known = sheet.known + len(lines) - written
        facts: dict[str, Any] = {"status": Status.DONE, "rows": [], "known": known, "new": sheet.new - len(left)}
        if left:
            facts |= {"problems": [[line["row"], "", LEFT_OUT] for line in left], "problem_count": len(left)}
        SheetIn.objects.filter(pk=sheet.pk).update(**facts)
        sentence = f"Nhập xong {_what(sheet)} từ tệp {sheet.name}: {number(written)} dòng"
        sentence += f"; {number(len(left))} dòng chưa chọn người nên không nhập" if left else ""
        record("awards.write_sheet", sheet, by=sheet.by, sentence=sentence)


def settled(line: Line) -> Line:
    """With the cells and facts of who was chosen."""
    found = next((one for one in line.get("offered", ()) if one["pk"] == line.get("chosen")), None)
    return {**line, "cells": found["cells"], "facts": {**line["facts"], **found["facts"]}} if found else line


@run_kind(WRITE)
def write_in_background(run: Run) -> Outcome:
    row = SheetIn.objects.get(pk=run.parameters["sheet"])
    try:
        write_sheet(row, run)
    except ValidationError as refusal:
        facts = {"rows": [], "problems": [[0, "", " ".join(refusal.messages)]], "problem_count": 1}
        SheetIn.objects.filter(pk=row.pk, status=Status.WRITING).update(status=Status.REFUSED, **facts)
    row.refresh_from_db()
    return Outcome(outcome_of(row), row.get_absolute_url())


def open_words(row: SheetIn) -> str:
    """That rows stay out, or stayed out, for nobody said whom they mean."""
    if row.status == Status.DONE and row.problem_count:
        return f" {number(row.problem_count)} dòng chưa chọn người nên chưa nhập; sửa tệp hoặc nhập lại các dòng đó."
    left = sum(map(is_open, row.rows)) if row.status == Status.READY else 0
    return f" {number(left)} dòng trùng họ tên chưa chọn người thì không nhập." if left else ""


def counts_of(row: SheetIn) -> str:
    return f"{number(row.new)} mới, {number(row.changed)} thay đổi, {number(row.known)} đã có"


def outcome_of(row: SheetIn) -> str:
    """Where it stands, in a sentence."""
    return {
        Status.READY: f"Đã đọc xong: {counts_of(row)}. Xem lại rồi xác nhận.{open_words(row)}",
        Status.REFUSED: f"Tệp có {number(row.problem_count)} lỗi nên chưa nhập dòng nào. Sửa tệp rồi chọn lại.",
        Status.WRITING: "Đang nhập.",
        Status.DONE: (f"Đã nhập: {counts_of(row)}." if row.new or row.changed else "Tệp không có gì mới.")
        + open_words(row),
        Status.CANCELLED: "Đã bỏ, chưa nhập dòng nào.",
    }[Status(row.status)]
