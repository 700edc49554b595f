"""The outline: which labelled paragraphs are headings, and how they nest."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from thidua.reading.bodies import subject_of
from thidua.reading.labels import Label, bullet_of, label_of, stopless_label_of
from thidua.reading.letters import UPPER, is_shouted, is_upper, starts_lower, trim

_RANKS = {"part": 0, "roman": 2, "roman_dotted": 3, "number": 4, "number)": 5, "small": 8, "small_dotted": 9}
_OUTER = ("part", "capital", "roman")
_LONGEST_TITLE = 260
_LONGEST_RUN_IN = 170
_LONGEST_ROLE = 2
"""Words of `chủ trì`, `phối hợp` at the end of a phrase: a name of a part played, not a sentence."""
_DEEPEST = 9
"""Levels of headings that are told apart; a label that would stand deeper stands beside the deepest."""
_SENTENCE_END = re.compile(rf"[.!?…]\s+[{UPPER}]")
_COLON = re.compile(r":(?!//)\s*(?=\S)")


@dataclass(slots=True)
class Node:
    """A labelled paragraph: where it stands, what it governs, whether it is a heading."""

    index: int
    label: Label
    text: str
    """Without the label."""
    declared: bool = False
    parent: Node | None = None
    children: list[Node] = field(default_factory=list)
    body: list[int] = field(default_factory=list)
    """The unlabelled paragraphs directly under it."""
    dashes: bool = False
    """Whether what follows it directly are dash items."""
    form: str = "content"
    heading: bool = False

    @property
    def level(self) -> int:
        return 1 + (self.parent.level if self.parent else 0)


def nodes_of(
    texts: Sequence[str],
    start: int,
    end: int,
    declared: frozenset[int] = frozenset(),
    rows: frozenset[int] = frozenset(),
) -> list[Node]:
    """Every labelled paragraph between two indexes, in document order, nested and judged.

    `declared` are headings by the format's own word, `rows` are rows of tables: they bear no labels.
    """
    nodes = nested(texts, start, end, declared, rows)
    shouted = is_shouted(texts[start:end])
    for node in nodes:
        node.form = _form(node, shouted)
    _judge(nodes)
    return nodes


def nested(
    texts: Sequence[str],
    start: int,
    end: int,
    declared: frozenset[int] = frozenset(),
    rows: frozenset[int] = frozenset(),
) -> list[Node]:
    """Every labelled paragraph between two indexes, nested under one another."""
    nodes: list[Node] = []
    stack: list[Node] = []
    stopless = _lacks_stops(texts[start:end])
    for index in range(start, end):
        text = texts[index]
        label = None if index in rows else label_of(text) or (stopless_label_of(text) if stopless else None)
        if label is None:
            _hang(text, index, stack)
            continue
        node = Node(index, label, text[label.end :].strip(), index in declared)
        _nest(node, stack)
        nodes.append(node)
    return nodes


def _lacks_stops(texts: Sequence[str]) -> bool:
    """Whether labels have lost their stops: `I MỤC ĐÍCH`, `1 Mục đích`."""
    found = [label for text in texts if (label := label_of(text)) and label.style == "roman"]
    return bool(found) and sum(label.end == len(label.raw) + 1 for label in found) * 2 > len(found)


def _hang(text: str, index: int, stack: list[Node]) -> None:
    if not text or not stack:
        return
    top = stack[-1]
    if not top.body and not top.children:
        top.dashes = bool(bullet_of(text))
    top.body.append(index)


def _nest(node: Node, stack: list[Node]) -> None:
    _unwind(node.label, stack)
    del stack[_DEEPEST - 1 :]
    if stack:
        node.parent = stack[-1]
        stack[-1].children.append(node)
    stack.append(node)


def _unwind(label: Label, stack: list[Node]) -> None:
    """Take from the stack whatever the new label does not stand under."""
    if label.style.startswith("dotted"):
        _unwind_dotted(label, stack)
        return
    place = _place_of_style(label, stack)
    if place is not None:
        del stack[place:]
        return
    if label.style in _OUTER:
        keep = [node.label.style in _OUTER and _outer_holds(node.label.style, label.style) for node in stack]
        del stack[keep.index(False) if False in keep else len(stack) :]
    elif label.style == "roman_dotted":
        _cut_to(stack, lambda node: node.label.style in _OUTER)
    elif label.style in ("number", "number)"):
        _cut_to(stack, lambda node: not node.label.style.startswith("dotted"))


def _outer_holds(above: str, below: str) -> bool:
    return _OUTER.index(above) < _OUTER.index(below) or (above, below) == ("roman", "capital")


def _cut_to(stack: list[Node], keeps: Callable[[Node], bool]) -> None:
    while stack and not keeps(stack[-1]):
        stack.pop()


def _place_of_style(label: Label, stack: list[Node]) -> int | None:
    """Where a node of the same style stands, unless the count begins again under a deeper one."""
    for place in range(len(stack) - 1, -1, -1):
        if stack[place].label.style != label.style:
            continue
        begins_again = label.value == 1 and place < len(stack) - 1 and label.style not in _OUTER
        if begins_again and label.style == "number" and stack[-1].label.style.startswith("dotted"):
            return place
        return None if begins_again else place
    return None


def _unwind_dotted(label: Label, stack: list[Node]) -> None:
    above = label.path[:-1]
    for place in range(len(stack) - 1, -1, -1):
        if stack[place].label.path == above and stack[place].label.style not in ("small", "capital", "part"):
            del stack[place + 1 :]
            return
    for place in range(len(stack) - 1, -1, -1):
        style = stack[place].label.style
        if style == label.style:
            del stack[place:]
            return
        if style in ("number", "number)", *_OUTER) or (style.startswith("dotted") and style < label.style):
            del stack[place + 1 :]
            return


def _form(node: Node, shouted: bool) -> str:
    """`phrase`, `run_in`, `intro` or `content`: how the paragraph looks, its company aside."""
    text = node.text
    governs = bool(node.body or node.children)
    colon = _COLON.search(text)
    if node.declared and len(text) <= _LONGEST_TITLE:
        return "phrase"
    if colon and _is_run_in(text[: colon.start()]):
        return "run_in"
    if not text:
        return "phrase" if node.label.style == "part" else "content"
    if len(text) > 3 * _LONGEST_TITLE or _SENTENCE_END.search(text.rstrip(" .")):
        return "content"
    if not governs:
        return "bare" if is_upper(text) and not shouted and len(text) <= _LONGEST_TITLE else "content"
    return _governing_form(node, text, shouted)


def _governing_form(node: Node, text: str, shouted: bool) -> str:
    introduces = node.dashes or bool(node.children and not node.body)
    if is_upper(text) and not shouted and len(text) <= _LONGEST_TITLE:
        return "phrase"
    if ";" in text and not (node.children or text.endswith(":")):
        return "content"
    subject = subject_of(text)
    sentence = subject is not None and subject.acts
    if sentence or len(text) > _LONGEST_TITLE:
        return "intro" if introduces and len(text) <= 2 * _LONGEST_TITLE else "content"
    if text[-1:] == "." and len(text) > 70:
        return "intro" if introduces else "content"
    if text[-1:] == "," or (starts_lower(text) and len(text) > 60):
        return "content"
    return "phrase"


def _is_run_in(phrase: str) -> bool:
    if not phrase.strip() or len(phrase) > _LONGEST_RUN_IN or _SENTENCE_END.search(phrase) or ";" in phrase:
        return False
    subject = subject_of(phrase)
    return subject is None or not subject.acts or len(phrase[subject.end :].split()) <= _LONGEST_ROLE


def _judge(nodes: list[Node]) -> None:
    """Run-in phrases and introducing sentences are headings only in company."""
    families: dict[tuple[int, str], list[Node]] = {}
    for node in nodes:
        families.setdefault((id(node.parent), node.label.style), []).append(node)
    for family in families.values():
        forms: dict[str, int] = {}
        for node in family:
            forms[node.form] = forms.get(node.form, 0) + 1
        for node in family:
            node.heading = _is_heading(node, forms, len(family))


def _is_heading(node: Node, forms: dict[str, int], size: int) -> bool:
    if node.form == "phrase":
        return True
    if node.form == "bare":
        return True
    if node.form == "content":
        return False
    company = "phrase" in forms or forms[node.form] > 1
    return company or (node.form == "intro" and size == 1)


def title_of(text: str) -> str:
    """The heading alone: without its label, up to the colon where text runs on after it."""
    label = label_of(text) or stopless_label_of(text)
    bare = text[label.end :].strip() if label else text
    colon = _COLON.search(bare)
    if colon and _is_run_in(bare[: colon.start()]):
        return trim(bare[: colon.start()])
    return trim(bare)
