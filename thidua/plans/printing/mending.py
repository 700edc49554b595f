"""A plan whose document was read: its words as they were read, with what was changed at the desk put in their place."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date
from typing import Any

from thidua.documents.writing import document_of
from thidua.kernel.text import fold, sentence
from thidua.plans.models import Basis, Duty, Line, Phase, Plan, Section, Target, Task
from thidua.plans.printing.composing import KINDS
from thidua.plans.printing.saying import DAY, STOPS, EveryLine, Said, says_day, says_figure, words_of
from thidua.reading import Reading, plan_of
from thidua.reading import plan as read
from thidua.reading.blocks import Block, BlockKind
from thidua.reading.source import Source

Place = tuple[type[Line], int, int, int]
"""A kind, the index of a block, start and end in it."""


def mended(plan: Plan, every: EveryLine) -> Said | None:
    """None for a plan without a document that was read."""
    blocks = [_block(row) for row in plan.document.blocks.all()]
    if not blocks:
        return None
    understood = plan_of(Source("text", "", ()), blocks)
    desk = _Desk(plan, every, blocks, understood)
    reading = Reading(Source("text", "", ()), tuple(desk.mended()), understood)
    document = document_of(reading)
    facts: dict[str, Any] = {"body": document.body, "bases": document.bases, "appendices": document.appendices}
    return Said(facts, document.issuer, desk.changes + _changes_of_head(plan, understood))


def _block(row: Any) -> Block:
    return Block(
        row.index, BlockKind(row.kind), row.text, (), row.page, row.label, row.level, tuple(row.cells), row.table
    )


def _changes_of_head(plan: Plan, said: read.Plan) -> int:
    """How many facts of head and foot are not as the document has them."""
    official, header, signer = plan.document, said.header, said.signer
    pairs = (
        (official.number, header.number.value),
        (official.place, header.place.value),
        (official.date, header.date.value),
        (plan.title, said.title.value),
        (official.signer_name, signer.name),
        (official.signer_position, signer.position),
        (official.signer_capacity, signer.capacity),
        (tuple(official.recipients), tuple(recipient.text for recipient in said.recipients)),
    )
    return sum((mine or None) != (theirs or None) for mine, theirs in pairs)


class _Desk:
    """What was changed, beside what was read."""

    def __init__(self, plan: Plan, every: EveryLine, blocks: list[Block], said: read.Plan) -> None:
        self.blocks = blocks
        self.texts = {block.index: block.text for block in blocks}
        self.changes = 0
        self.added: dict[int, list[str]] = {}
        self.is_upload = plan.document.files.filter(made="").exists()
        lines = [line for rows in every.values() for line in rows]
        originals = dict(_as_read(said))
        placed = [line for line in lines if line.block]
        self._mend_placed(placed, originals)
        for line in lines:
            if not line.block and not line.removed and not (isinstance(line, Duty) and line.frequency):
                self._add(line, placed)

    def mended(self) -> Iterator[Block]:
        index = len(self.blocks)
        for block in self.blocks:
            text = self.texts[block.index]
            cells = block.cells if text == block.text else _cells(block, text)
            yield replace(block, text=text, cells=cells)
            for words in self.added.get(block.index, ()):
                index += 1
                yield Block(index, BlockKind.ITEM, f"- {words}", (), block.page, "-")

    def _mend_placed(self, lines: list[Line], originals: dict[Place, Line]) -> None:
        """From the end of each block to its beginning, so that places stay true."""
        for line in sorted(lines, key=lambda line: (-line.start_char, line.end_char)):
            assert line.block
            index = line.block.index
            before = self.texts[index]
            if line.removed:
                after = before if self.is_upload or _is_shared(line, lines) else _without(before, line)
            else:
                original = originals.get((type(line), index, line.start_char, line.end_char))
                after = _with(before, line, original)
            self.texts[index] = after
            self.changes += before != after

    def _add(self, line: Line, placed: list[Line]) -> None:
        """A line that was written at the desk: after the last of its kind, else at the end of a section for such."""
        if isinstance(line, Basis | Section):
            self._add_to_head(line, placed)
            return
        same = [
            other.block.index for other in placed if type(other) is type(line) and other.block and not other.removed
        ]
        sections = [other for other in placed if isinstance(other, Section)]
        kinds = next(kinds for kind, kinds, _ in KINDS if isinstance(line, kind))
        homes = [section for kind in kinds for section in sections if section.kind == kind]
        place = max(same) if same else self._end_of(homes[0], sections) if homes else self._last()
        self.added.setdefault(place, []).append(words_of(line).rstrip(STOPS) + ".")
        self.changes += 1

    def _add_to_head(self, line: Line, placed: list[Line]) -> None:
        same = [other.block.index for other in placed if type(other) is type(line) and other.block]
        if isinstance(line, Section) or not same:
            return
        words = getattr(line, "text", "") or str(line)
        begins = fold(words).startswith(("can cu", "thuc hien", "theo", "xet"))
        self.added.setdefault(max(same), []).append(words if begins else f"Căn cứ {words}")
        self.changes += 1

    def _end_of(self, home: Section, sections: list[Section]) -> int:
        """The last block under a heading."""
        begins = home.block.index if home.block else 0
        later = [section.block.index for section in sections if section.block and section.block.index > begins]
        return min(later) - 1 if later else self._last()

    def _last(self) -> int:
        """The last block of the text: before the closing words."""
        closing = (block.index for block in self.blocks if fold(block.text).startswith(("tren day la", "noi nhan")))
        return max(next(closing, len(self.blocks)) - 1, 0)


def _as_read(said: read.Plan) -> Iterator[tuple[Place, Line]]:
    """Each line as it was when it was read, by its place."""
    for heading in said.outline:
        yield from _placed(heading, Section(label=heading.label, title=heading.title))
    for target in said.indicators:
        yield from _placed(
            target, Target(text=sentence(target.text), value=target.value, comparator=target.comparator or "")
        )
    for deadline in said.deadlines:
        yield from _placed(deadline, Duty(text=sentence(deadline.action), due=deadline.date))
    for again in said.recurring:
        yield from _placed(again, Duty(text=sentence(again.action)))
    for task in said.tasks:
        yield from _placed(task, Task(text=task.text, due=task.due))
    for phase in said.phases:
        yield from _placed(phase, Phase(label=phase.label[:300], start=phase.start, end=phase.end))


def _placed(said: read.Item, line: Line) -> Iterator[tuple[Place, Line]]:
    if said.source:
        yield (type(line), said.source.block, said.source.start, said.source.end), line


def _is_shared(line: Line, lines: Iterable[Line]) -> bool:
    """Whether another line that stays was read from the same words."""
    return any(
        other is not line
        and not other.removed
        and other.block_id == line.block_id
        and other.start_char < line.end_char
        and line.start_char < other.end_char
        for other in lines
    )


def _without(text: str, line: Line) -> str:
    """A block's text without a line; empty when nothing but its label would be left."""
    if isinstance(line, Basis):
        return ""
    rest = (text[: line.start_char] + text[line.end_char :]).strip()
    return rest if sum(letter.isalpha() for letter in rest) > 3 else ""


def _with(text: str, line: Line, original: Line | None) -> str:
    """A block's text with a line as it stands now. Without its original, what it says is taken for what was read."""
    if original is None:
        return text
    if isinstance(line, Section) and isinstance(original, Section):
        return text.replace(original.title, line.title, 1) if line.title != original.title else text
    if isinstance(line, Basis):
        return text
    start, end = line.start_char, line.end_char
    words, rest = text[start:end], text[end:]
    if str(line) != str(original):
        tail = words[len(words.rstrip(STOPS + "\t")) :]
        words = str(line).rstrip(STOPS) + tail
    words, rest = _dated(words, rest, line, original)
    if (
        isinstance(line, Target)
        and isinstance(original, Target)
        and line.value != original.value
        and not says_figure(line)
    ):
        words = f"{words.rstrip(STOPS)} (mức phải đạt: {line.goal}){words[len(words.rstrip(STOPS)) :]}"
    return text[:start] + words + rest


def _dated(words: str, rest: str, line: Line, original: Line) -> tuple[str, str]:
    """The words of a line and what follows them, with the dates that were changed."""
    for name in ("due", "start", "end"):
        old, new = getattr(original, name, None), getattr(line, name, None)
        if old == new or new is None or says_day(words + rest, new) or getattr(line, "recurrence", ""):
            continue
        if old and says_day(words, old):
            words = _redated(words, old, new)
        elif old and says_day(rest, old):
            rest = _redated(rest, old, new)
        elif old is None and name == "due" and isinstance(line, Task | Duty):
            words = f"{words.rstrip(STOPS)} (hạn: {new:%d/%m/%Y}){words[len(words.rstrip(STOPS)) :]}"
    return words, rest


def _redated(text: str, old: date, new: date) -> str:
    return DAY.sub(lambda found: f"{new:%d/%m/%Y}" if says_day(found[0], old) else found[0], text, count=0)


def _cells(block: Block, text: str) -> tuple[str, ...]:
    """The cells of a row whose text was changed: the first that it no longer has takes what it has instead."""
    if not block.cells:
        return ()
    if not text:
        return ()
    kept = [cell if cell in text else None for cell in block.cells]
    rest = text
    for cell in kept:
        rest = rest.replace(cell, " ", 1) if cell else rest
    fresh = " ".join(rest.replace("|", " ").split())
    placed = False
    cells = []
    for cell in kept:
        cells.append(cell if cell is not None else ("" if placed else fresh))
        placed = placed or cell is None
    return tuple(cells)
