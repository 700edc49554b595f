"""How a line of a plan is said in print."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from thidua.kernel.text import fold
from thidua.plans.models import Basis, Duty, Line, Phase, Plan, Section, Target, Task
from thidua.writing.document import Issuer, Paragraph

LABEL = re.compile(r"\s*([-–+•*]|[a-zđ]\)|\d{1,2}[.)])\s+(?=\S)")
DAY = re.compile(r"\b(\d{1,2})\s*[/.-]\s*(\d{1,2})\s*[/.-]\s*(\d{4})\b")
STOPS = " .;,"


EveryLine = dict[type[Line], list[Line]]
"""Of a plan, by kind and in order, those that were taken out as well."""


def every_line(plan: Plan) -> EveryLine:
    """With the block of each; a query a kind."""
    kinds = (Section, Basis, Phase, Target, Task, Duty)
    return {kind: list(kind._default_manager.filter(plan=plan).select_related("block")) for kind in kinds}


@dataclass(frozen=True, slots=True)
class Said:
    """What a plan says: fields of a written document, its own letterhead where the file has one, and how many things
    are not as the file has them.
    """

    facts: dict[str, Any]
    issuer: Issuer | None = None
    changes: int = 0


def paragraph(text: str) -> Paragraph:
    """Text with the label that it begins with set apart."""
    found = LABEL.match(text)
    if not found:
        return Paragraph(text.strip())
    return Paragraph(text[found.end() :].strip(), "-" if found[1] in "–•*" else found[1])


def item(text: str) -> Paragraph:
    """A line of a list; it ends with a full stop."""
    said = paragraph(text)
    words = said.text if isinstance(said.text, str) else ""
    return Paragraph(words.rstrip(STOPS) + ".", said.label or "-")


def words_of(line: Line) -> str:
    """A line with what its words leave unsaid: its figure, who does it, by when, what comes of it."""
    text = str(line).rstrip(STOPS)
    more = [note for note in _notes(line) if fold(note.partition(": ")[2] or note) not in fold(text)]
    dates = [day for day in _due_days(line) if not says_day(text, day)]
    if dates:
        more.append(f"trước ngày {dates[0]:%d/%m/%Y}" if isinstance(line, Duty) else f"hạn: {dates[0]:%d/%m/%Y}")
    if isinstance(line, Duty) and len(more) == 1:
        return f"{text}, {more[0]}"
    return f"{text} ({'; '.join(more)})" if more else text


def _notes(line: Line) -> Iterable[str]:
    if isinstance(line, Target) and not says_figure(line):
        yield f"mức phải đạt: {line.goal}"
    if isinstance(line, Task):
        yield from (
            f"{name}: {value}"
            for name, value in (("chủ trì", line.body), ("phối hợp", line.cooperating), ("sản phẩm", line.product))
            if value
        )
    if isinstance(line, Duty | Task) and line.recurrence:
        yield line.when


def says_figure(target: Target) -> bool:
    """Whether the words of a target have its figure."""
    figures = {found.replace(",", ".").rstrip("0").rstrip(".") or "0" for found in _figures(target.text)}
    return target.value is None or f"{target.value:f}".rstrip("0").rstrip(".") in figures


def _figures(text: str) -> Iterable[str]:
    """Figures as written: `1.250` is a thousand, `98,5` a decimal, `01` one."""
    for found in re.findall(r"\d+(?:\.\d{3})*(?:,\d+)?", text):
        bare = found.replace(".", "")
        yield (bare.lstrip("0") or "0") + (".0" if "," not in bare else "")


def _due_days(line: Line) -> Iterable[date]:
    if isinstance(line, Duty | Task) and line.due and not line.recurrence:
        yield line.due
    if isinstance(line, Phase) and line.end:
        yield line.end


def says_day(text: str, day: date) -> bool:
    """Whether a text names the day in figures."""
    return any(
        (int(found[3]), int(found[2]), int(found[1])) == (day.year, day.month, day.day) for found in DAY.finditer(text)
    )
