"""The figures of one paper as an Excel sheet: out with what is there, filled in, and back in as entries.

A row is known by its number and the text of its target, so that no id stands in the sheet.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from thidua.kernel.text import fold
from thidua.people.sheets import Layout, Row, SheetColumn, check_workbook, open_sheet
from thidua.people.sheets.columns import Unreadable as CellUnreadable
from thidua.people.sheets.columns import text, words
from thidua.plans.models import Target
from thidua.progress.measuring import Parts, Unreadable, in_words, parse_number, parse_yes_no
from thidua.progress.operations.figures import Entry
from thidua.progress.queries.figures import Line

MOST_TEXT = 4000
TITLES = {"numerator": "Tử số", "denominator": "Mẫu số", "value": "Kết quả", "words": "Kết quả"}


def plain_number(cell: Any) -> Decimal | None:
    """A number of Excel as it is, else what is written."""
    try:
        if isinstance(cell, int | float):
            whole, _, rest = f"{Decimal(repr(float(cell))):f}".partition(".")
            return parse_number(f"{whole},{rest}" if rest.strip("0") else whole)
        return parse_number(words(cell))
    except Unreadable as reason:
        raise CellUnreadable(str(reason)) from reason


def any_cell(cell: Any) -> Any:
    """What the measure of the row will read."""
    return cell if isinstance(cell, int | float) else text(MOST_TEXT)(cell)


FIGURE_SHEET = Layout(
    "Số liệu",
    (
        SheetColumn("number", "TT", "Giữ nguyên.", words, required=True, width=6),
        SheetColumn("target", "Chỉ tiêu", "Giữ nguyên.", text(MOST_TEXT), required=True, width=60),
        SheetColumn("goal", "Mức phải đạt", "Để xem, không cần ghi.", words, width=16),
        SheetColumn("last", "Kỳ trước", "Để xem, không cần ghi.", words, width=18),
        SheetColumn("numerator", "Tử số", "Chỉ với chỉ tiêu đo bằng tỷ lệ.", plain_number, width=12),
        SheetColumn("denominator", "Mẫu số", "Chỉ với chỉ tiêu đo bằng tỷ lệ.", plain_number, width=12),
        SheetColumn(
            "value", "Kết quả", "Với chỉ tiêu khác: một số, “Đạt” hoặc “Chưa đạt”, hay lời. Tỷ lệ tự tính.", any_cell
        ),
        SheetColumn("note", "Giải trình", "Ô để trống thì số liệu đã có giữ nguyên.", text(MOST_TEXT), width=40),
    ),
)


def sheet_of(lines: Iterable[Line]) -> bytes:
    return FIGURE_SHEET.workbook(_row_of(line) for line in lines)


def _row_of(line: Line) -> Sequence[Any]:
    parts, measure = line.parts, line.target.measure
    value: Any = parts.value
    if measure == Target.Measure.RATIO:
        value = None
    elif measure != Target.Measure.COUNT and not parts.is_empty(measure):
        value = in_words(measure, parts)
    last = line.last.shown if line.last else ""
    figures = (parts.numerator, parts.denominator, value, parts.note)
    return (line.number, line.target.text, line.target.goal, last, *figures)


@dataclass(frozen=True, slots=True)
class Problem:
    row: int
    column: str
    sentence: str


@dataclass(frozen=True, slots=True)
class Reading:
    """What a sheet would change: by line what stands there and what would; and what is wrong with it."""

    changes: list[tuple[Line, Entry]]
    problems: list[Problem]
    unused: list[str]


def read_sheet(data: bytes, lines: Iterable[Line]) -> Reading:
    """Hold a workbook against the lines that may be written. Raises what `check_workbook` and `open_sheet` raise."""
    check_workbook(data)
    rows = open_sheet(data, FIGURE_SHEET)
    known = list(lines)
    problems: list[Problem] = []
    changes: dict[int, tuple[Line, Entry]] = {}
    for row in rows:
        line = _line_of(row, known)
        if line is None:
            sentence = "Không có chỉ tiêu này trong bản số liệu, hoặc không còn mở để ghi. Tải lại tệp mẫu."
            problems.append(Problem(row.number, "Chỉ tiêu", sentence))
        elif line.target.pk in changes:
            problems.append(Problem(row.number, "Chỉ tiêu", "Chỉ tiêu này đã có ở dòng trên. Bỏ bớt một dòng."))
        else:
            changes[line.target.pk] = (line, Entry(line.target.pk, _edition(line), line.parts))
            _take(row, line, changes, problems)
    problems += [Problem(*problem) for problem in rows.problems.first]
    kept = [(line, entry) for line, entry in changes.values() if _says_more(line, entry)]
    return Reading(kept, sorted(problems, key=lambda problem: problem.row), rows.unused)


def _edition(line: Line) -> int:
    return line.cell.edition if line.cell else 0


def _line_of(row: Row, lines: list[Line]) -> Line | None:
    """By number and text; by the text alone where rows were sorted or taken out."""
    said = fold(row.values.get("target", ""))
    same = [line for line in lines if fold(line.target.text)[:MOST_TEXT] == said]
    numbered = [line for line in same if str(line.number) == row.values.get("number")]
    if numbered:
        return numbered[0]
    return same[0] if len(same) == 1 else None


def _take(row: Row, line: Line, changes: dict[int, tuple[Line, Entry]], problems: list[Problem]) -> None:
    try:
        parts = _parts(row, line)
    except Unreadable as reason:
        problems.append(Problem(row.number, TITLES["value"], str(reason)))
    else:
        changes[line.target.pk] = (line, Entry(line.target.pk, _edition(line), parts))


def _parts(row: Row, line: Line) -> Parts:
    """What the row says over what is there; an empty cell leaves it. Raises Unreadable."""
    was, said = line.parts, row.values
    note = said.get("note", was.note)
    match line.target.measure:
        case "ratio":
            return Parts(said.get("numerator", was.numerator), said.get("denominator", was.denominator), note=note)
        case "words":
            return Parts(words=words(said["value"]) if "value" in said else was.words, note=note)
        case "yes_no":
            return Parts(value=parse_yes_no(words(said["value"])) if "value" in said else was.value, note=note)
    try:
        return Parts(value=plain_number(said["value"]) if "value" in said else was.value, note=note)
    except CellUnreadable as reason:
        raise Unreadable(str(reason)) from reason


def _says_more(line: Line, entry: Entry) -> bool:
    was, now = line.parts, entry.parts
    figures = (now.numerator, now.denominator, now.words, now.note) != (
        was.numerator,
        was.denominator,
        was.words,
        was.note,
    )
    return figures or (line.target.measure != Target.Measure.RATIO and now.value != was.value)


def packed(changes: Iterable[tuple[Line, Entry]]) -> list[list[Any]]:
    """Entries as plain data, to be confirmed later."""
    return [
        [entry.target, entry.seen_edition, *(None if part is None else str(part) for part in _facts(entry.parts))]
        for _, entry in changes
    ]


def unpacked(rows: Iterable[Sequence[Any]]) -> Iterator[Entry]:
    for target, edition, *figures, said, note in rows:
        above, below, value = (None if part is None else Decimal(part) for part in figures)
        yield Entry(target, edition, Parts(above, below, value, said, note))


def _facts(parts: Parts) -> tuple[Any, ...]:
    return (parts.numerator, parts.denominator, parts.value, parts.words, parts.note)
