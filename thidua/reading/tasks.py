"""Tasks: the rows of task tables, what bodies are given, and the items that say what is to be done."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from thidua.reading.assignments import bearers_of
from thidua.reading.bodies import Subject, list_of_bodies, subject_of
from thidua.reading.dates import full_days
from thidua.reading.labels import bullet_of
from thidua.reading.letters import fold, is_upper, starts_upper, trim
from thidua.reading.levels import level_of
from thidua.reading.lexicon import PREDICATES, WORK_WORDS
from thidua.reading.outline import Node
from thidua.reading.plan import Assignment, Deadline, Recurring, Span, Target, Task
from thidua.reading.recurrence import find_recurrences
from thidua.reading.recurring import clauses_of
from thidua.reading.sheet import Sheet, bare
from thidua.reading.tables import Table

SETS_WORK = frozenset({"tasks", "solutions", "contents", "organisation", "reporting"})
"""The kinds of matter whose items are work to do."""
LONGEST_TASK = 1200
_BODY_WORD = r"(?:don vi|bo phan|co quan|nguoi|ca nhan|to chuc|luc luong)"
_DONE = r"(?: thuc hien| hoan thanh| chinh| dau ra| can dat| dat duoc| du kien)*"
_FACT = re.compile(
    r"(?:^|(?<=[();.,–-])\s*)"
    rf"(?:(?P<cooperating>(?:{_BODY_WORD} )?phoi hop{_DONE})"
    rf"|(?P<responsible>(?:giao )?(?:{_BODY_WORD} )?(?:chu tri|phu trach|chiu trach nhiem){_DONE}"
    rf"|{_BODY_WORD} thuc hien)"
    rf"|(?P<timing>(?:thoi gian|thoi han|tien do){_DONE})"
    rf"|(?P<product>(?:san pham|ket qua|minh chung){_DONE}))\s*:\s*"
)
_WITH = re.compile(r"\bphoi hop(?: chat che)?(?: cung)?(?: voi)?\s+")
_WORDS = sorted({re.escape(fold(word)) for word in (*PREDICATES, *WORK_WORDS)}, key=len, reverse=True)
_VERBS = re.compile(rf"(?:{'|'.join(_WORDS)})\b")
_INTENT = re.compile(r"(?:nham|de|gop phan|qua do|day la|trong do|ngoai ra|dong thoi|tren day)\b")


@dataclass(slots=True)
class _Work:
    """A task as it is being read: facts about it may stand in the lines below."""

    text: str
    source: Span
    given: dict[str, str] = field(default_factory=dict)
    body: str = ""


def tasks_of(
    sheet: Sheet, targets: Sequence[Target], duties: Sequence[Deadline | Recurring], assignments: Sequence[Assignment]
) -> tuple[Task, ...]:
    """Every piece of work, in document order; what is a target, or a duty to hand something in, is not repeated."""
    reader = _Reader(sheet, targets, duties, assignments)
    dated = [item for item in duties if isinstance(item, Deadline) and item.source]
    dues = {item.source.block: item.date for item in reversed(dated) if item.source and item.kind == "other"}
    return tuple(replace(task, due=task.due or dues.get(index)) for index, task in reader.tasks())


class _Reader:
    """One pass over the blocks, with the body that the last introduction gave the work."""

    def __init__(
        self,
        sheet: Sheet,
        targets: Sequence[Target],
        duties: Sequence[Deadline | Recurring],
        assignments: Sequence[Assignment],
    ) -> None:
        self.sheet = sheet
        self.owed = [item.source for item in duties if item.source and item.kind != "other"]
        self.targets = {item.source.block for item in targets if item.source}
        self.named = {item.source.block for item in assignments if item.source}
        self.bearers = bearers_of(sheet, assignments)
        self.tables: dict[int, Table] = {row: table for table in sheet.tables for row in table.rows}
        self.lead = ""

    def tasks(self) -> Iterator[tuple[int, Task]]:
        group: list[_Work] = []
        body = range(self.sheet.frame.body, min(self.sheet.foot, self.sheet.frame.closing))
        for index in (*body, *self.sheet.appendix):
            if not self.sheet.texts[index]:
                continue
            if index in self.sheet.node_at:
                self.lead = ""
            found = list(self._in_block(index))
            if found and not found[0].text:
                _tell(group, found[0].given)
                continue
            if self._begins_group(index):
                yield from self._settled(group)
                group = []
            group += found
        yield from self._settled(group)

    def _begins_group(self, index: int) -> bool:
        return index in self.sheet.node_at or index in self.tables

    def _in_block(self, index: int) -> Iterable[_Work]:
        block = self.sheet.blocks[index]
        if block.cells:
            table = self.tables.get(index)
            work = self._row(index, table) if table and table.sets_tasks else None
            return [work] if work and (work.given or not is_upper(work.text)) else []
        node = self.sheet.node_at.get(index)
        if node and node.heading and index not in self.named and not self._is_leaf(node):
            return []
        return self._sentence(index)

    def _is_leaf(self, node: Node) -> bool:
        """Whether nothing but facts about it stands under a heading."""
        return not node.children and all(_is_fact(self.sheet.texts[index]) for index in node.body)

    def _row(self, index: int, table: Table) -> _Work:
        cells = self.sheet.blocks[index].cells
        text = trim(table.cell(cells, "task"))
        start = max(0, self.sheet.texts[index].find(text))
        facts = {role: table.cell(cells, role) for role in ("responsible", "cooperating", "product")}
        facts["timing"] = table.cell(cells, "time")
        return _Work(text, Span(index, start, start + len(text)), {k: v for k, v in facts.items() if v.strip(" -.")})

    def _sentence(self, index: int) -> Iterator[_Work]:
        text = self.sheet.texts[index]
        start = len(text) - len(bare(text))
        head, facts = _parted(text, start)
        if start >= head:
            if facts:
                yield _Work("", Span(index, start, start), facts)
            return
        begin, body = self._beginning(index, start, head)
        said = trim(text[begin:head])
        if said.endswith(":") or text[begin:head].rstrip().endswith(":"):
            self.lead = trim(said.rstrip(": "))
            return
        begin, end = self._without_duties(index, begin, head)
        said = trim(text[begin:end])
        if not said or not self._is_work(index, said, body):
            return
        bare_said = said
        if self.lead and bullet_of(text) == "+" and not _VERBS.match(fold(said)):
            said = f"{self.lead}: {said}"
        if bullet_of(text) != "+":
            self.lead = ""
        since = text.find(bare_said, begin)
        yield _Work(_sentence_case(said)[:LONGEST_TASK], Span(index, since, since + len(bare_said)), facts, body)

    def _without_duties(self, index: int, start: int, end: int) -> tuple[int, int]:
        """The clauses between two offsets that are no duty to hand something in: from the first to the last."""
        spans = [span for span in self.owed if span.block == index]
        free = [
            (since, until)
            for since, until in clauses_of(self.sheet.texts[index], start, end)
            if not any(span.start < until and since < max(span.end, span.start + 1) for span in spans)
        ]
        return (free[0][0], free[-1][1]) if free else (start, start)

    def _beginning(self, index: int, start: int, end: int) -> tuple[int, str]:
        """Where the work is said, after the body that it is given to; and that body."""
        text = self.sheet.texts[index]
        may_name = index in self.named or (
            self.sheet.kind_at(index) in SETS_WORK and not _VERBS.match(self.sheet.folded[index], start)
        )
        subject = subject_of(text[start:end]) if may_name else None
        if subject is None or not self._gives(index, subject):
            return start, self.bearers.get(index, "")
        after = text[start + subject.end : end]
        lead = len(after) - len(after.lstrip(" :,.;-–"))
        return start + subject.end + lead, subject.body

    def _gives(self, index: int, subject: Subject) -> bool:
        return index in self.named or (subject.acts and subject.start == 0)

    def _is_work(self, index: int, said: str, body: str) -> bool:
        if len(said.split()) < 3 or index in self.targets:
            return False
        if body:
            return True
        return (
            self.sheet.kind_at(index) in SETS_WORK and bool(_VERBS.match(fold(said))) and not _INTENT.match(fold(said))
        )

    def _settled(self, group: list[_Work]) -> Iterator[tuple[int, Task]]:
        for work in group:
            yield work.source.block, self._task(work)

    def _task(self, work: _Work) -> Task:
        responsible = list_of_bodies(work.given.get("responsible", "")) or ((work.body,) if work.body else ())
        timing = work.given.get("timing", "")
        days = list(full_days(fold(timing)))
        again = [] if timing else [found for found in find_recurrences(work.text) if found[2].has_dates]
        return Task(
            text=work.text,
            responsible=responsible,
            cooperating=list_of_bodies(work.given.get("cooperating", "")) or _companions(work.text),
            due=days[-1].first if days else None,
            timing="" if days else timing or (work.text[again[0][0] : again[0][1]] if again else ""),
            product=work.given.get("product", ""),
            level=level_of(responsible[0] if responsible else work.text, self.sheet, work.source.block),
            source=work.source,
            doubt="Không đọc được thời hạn: nhập ngày hoặc chu kỳ." if _is_unread(timing, bool(days)) else "",
        )


def _tell(group: list[_Work], facts: dict[str, str]) -> None:
    """A line such as `Chủ trì: …` speaks of all the work above it that did not hear it yet."""
    for work in group:
        work.given = facts | work.given


def _parted(text: str, start: int) -> tuple[int, dict[str, str]]:
    """Where the work ends and the facts about it begin, and these by role."""
    rest = text[start:]
    found = list(_FACT.finditer(fold(rest)))
    if not found:
        return len(text), {}
    ends = [mark.start() for mark in found[1:]] + [len(rest)]
    facts: dict[str, str] = {}
    for mark, end in zip(found, ends, strict=True):
        facts.setdefault(mark.lastgroup or "", rest[mark.end() : end].strip(" ;.,()–-"))
    head = len(rest[: found[0].start()].rstrip(" (;,–-"))
    return start + head, {role: said for role, said in facts.items() if said}


def _is_fact(text: str) -> bool:
    """Whether a line does nothing but tell a fact about the work above it."""
    start = len(text) - len(bare(text))
    head, facts = _parted(text, start)
    return bool(facts) and head <= start


def _companions(text: str) -> tuple[str, ...]:
    """The bodies after `phối hợp với`, up to what they do together."""
    mark = _WITH.search(fold(text))
    if mark is None:
        return ()
    subject = subject_of(text[mark.end() :])
    return list_of_bodies(subject.body) if subject else ()


def _is_unread(timing: str, is_dated: bool) -> bool:
    return bool(timing) and not is_dated and not find_recurrences(timing)


def _sentence_case(text: str) -> str:
    return text if starts_upper(text) else text[:1].upper() + text[1:]
