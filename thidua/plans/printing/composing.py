"""A plan that has no document of its own: its words are put together from its sections and lines."""

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from thidua.documents.writing import rank_of
from thidua.kernel.text import fold
from thidua.plans.models import Basis, Duty, Line, Phase, Plan, Section, Target, Task
from thidua.plans.printing.saying import DAY, EveryLine, Said, item, paragraph, says_day, words_of
from thidua.writing.document import Block, Heading, Paragraph
from thidua.writing.wording import roman

KINDS: tuple[tuple[type[Line], tuple[str, ...], str], ...] = (
    (Phase, ("time",), "Thời gian thực hiện"),
    (Target, ("targets",), "Chỉ tiêu"),
    (Task, ("tasks", "solutions", "contents", "organisation"), "Nhiệm vụ, giải pháp"),
    (Duty, ("reporting", "organisation"), "Mốc thời gian và chế độ báo cáo"),
)
"""Kinds of lines, the sections for those of unknown place, and the heading that is made where there is none."""

ROMAN = re.compile(r"[IVX]+$")


def composed(plan: Plan, every: EveryLine) -> Said:
    """Opening, sections with their prose and the lines that belong under them, closing."""
    sections = [line for line in every[Section] if isinstance(line, Section) and not line.removed]
    places = _Places(every, sections)
    body: list[Block] = [Paragraph(f"{plan.unit.name} ban hành Kế hoạch {_lower(plan.title)} như sau:")]
    filled = _filled(sections, places)
    labels = _labels(filled, is_whole=len(filled) == len(sections))
    for section, label in zip(filled, labels, strict=True):
        stop = "." if label and label[-1].isalnum() else ""
        body.append(Heading(section.title, label + stop, rank_of(label)))
        body += [paragraph(text) for text in section.body.splitlines() if text.strip()]
        body += _items(places.under[section.pk])
    tops = sum(section.level == 1 for section in sections)
    for title, lines in places.homeless.items():
        tops += 1
        body += [Heading(title, f"{roman(tops)}."), *_items(lines)]
    body.append(
        Paragraph(
            f"Trên đây là Kế hoạch {_lower(plan.title)}. {plan.unit.name} yêu cầu các tập thể, cá nhân có liên quan"
            " nghiêm túc thực hiện; nếu có vướng mắc, kịp thời phản ánh để được hướng dẫn."
        )
    )
    return Said(
        {
            "body": tuple(body),
            "bases": tuple(_basis(line) for line in every[Basis] if isinstance(line, Basis) and not line.removed),
        }
    )


def _filled(sections: Sequence[Section], places: "_Places") -> list[Section]:
    """Those with something under them: what stood under the others was not asked of this unit."""
    kept: list[Section] = []
    for section in reversed(sections):
        is_over = bool(kept) and kept[-1].level > section.level
        if section.body.strip() or places.under[section.pk] or is_over:
            kept.append(section)
    return kept[::-1]


def _labels(sections: Sequence[Section], *, is_whole: bool) -> list[str]:
    """The labels of headings; counted anew where some were left out."""
    if is_whole:
        return [section.label for section in sections]
    labels, counts = [], dict[int, int]()
    for section in sections:
        counts = {level: count for level, count in counts.items() if level <= section.level}
        counts[section.level] = place = counts.get(section.level, 0) + 1
        if ROMAN.match(section.label):
            labels.append(roman(place))
        else:
            labels.append(str(place) if section.label.isdigit() else section.label)
    return labels


def _lower(title: str) -> str:
    """A title within a sentence; a name in capitals stays."""
    first, _, rest = title.partition(" ")
    return title if first.isupper() and len(first) > 1 else f"{first.lower()} {rest}".strip()


def _basis(basis: Basis) -> str:
    words = basis.text or f"Văn bản số {basis.number}" + (f" ngày {basis.date:%d/%m/%Y}" if basis.date else "")
    begins = fold(words).startswith(("can cu", "thuc hien", "theo", "xet"))
    return words if begins else f"Căn cứ {words}"


def _items(lines: Iterable[Line]) -> list[Block]:
    """Each sentence once: of two lines that were read from the same words the longer is said, with the deadline that
    the shorter has.
    """
    said: list[tuple[Line, str]] = []
    for line in lines:
        words = words_of(line)
        for place, (other, others) in enumerate(said):
            longer, shorter = (other, line) if len(str(other)) >= len(str(line)) else (line, other)
            if fold(str(shorter).rstrip(" .;,")) in fold(str(longer)):
                said[place] = longer, _with_deadline(others if longer is other else words, shorter)
                break
        else:
            said.append((line, words))
    return [item(words) for _, words in said]


def _with_deadline(words: str, line: Line) -> str:
    due = getattr(line, "due", None)
    return DAY.sub(f"{due:%d/%m/%Y}", words, count=1) if due and not says_day(words, due) else words


class _Places:
    """Under which section each line stands: where its sentence stood in the document it was read from, else by kind."""

    def __init__(self, every: EveryLine, sections: Sequence[Section]) -> None:
        self.under: dict[int, list[Line]] = defaultdict(list)
        self.homeless: dict[str, list[Line]] = {}
        lines: list[Line] = [
            line
            for kind, _, _ in KINDS
            for line in every[kind]
            if not line.removed and not (isinstance(line, Duty) and line.frequency)
        ]
        found = _origins([*sections, *lines])
        headed = sorted((found[_key(section)], section.pk) for section in sections if _key(section) in found)
        order = {_key(line): (found.get(_key(line), (1 << 30, 0)), line.order) for line in lines}
        for line in sorted(lines, key=lambda line: order[_key(line)]):
            place = bisect_right(headed, (found.get(_key(line), (-1, -1)), 1 << 60)) - 1 if _key(line) in found else -1
            if place >= 0 and headed[place][0][0] == found[_key(line)][0]:
                self.under[headed[place][1]].append(line)
            else:
                self._by_kind(line, sections)

    def _by_kind(self, line: Line, sections: Sequence[Section]) -> None:
        kinds, title = next((kinds, title) for kind, kinds, title in KINDS if isinstance(line, kind))
        homes = [section for kind in kinds for section in sections if section.kind == kind]
        if homes:
            self.under[homes[0].pk].append(line)
        else:
            self.homeless.setdefault(title, []).append(line)


Origin = tuple[int, int]
"""A document and the index of a block in it."""


def _key(line: Line) -> tuple[type[Line], int]:
    return type(line), line.pk


def _origins(lines: Iterable[Line]) -> dict[tuple[type[Line], int], Origin]:
    """Where the sentence of each line stands, its own or that of the line above it."""
    found: dict[tuple[type[Line], int], Origin] = {}
    by_kind: dict[type[Line], list[Line]] = defaultdict(list)
    for line in lines:
        by_kind[type(line)].append(line)
    for kind, rows in by_kind.items():
        found.update({(kind, pk): origin for pk, origin in _origins_of(kind, rows)})
    return found


def _origins_of(kind: type[Line], lines: Sequence[Line]) -> Iterator[tuple[int, Origin]]:
    """A query for each level up, until every line has a sentence or nothing over it."""
    above = {}
    for line in lines:
        if line.block:
            yield line.pk, (line.block.document_id, line.block.index)
        elif parent := getattr(line, "parent_line_id", None):
            above[line.pk] = parent
    while above:
        fields = ("pk", "parent_line", "block__document", "block__index")
        rows = {row[0]: row[1:] for row in kind._default_manager.filter(pk__in=above.values()).values_list(*fields)}
        waiting, above = above, {}
        for pk, asked in waiting.items():
            parent, document, index = rows[asked]
            if document is not None:
                yield pk, (document, index)
            elif parent is not None:
                above[pk] = parent
