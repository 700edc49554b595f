"""The document beside the understanding: which stretch of which block each line was read from."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import pairwise

from thidua.documents.models import Block
from thidua.kernel.text import fold
from thidua.plans.models import Line
from thidua.plans.queries import KINDS

WORDS = {kind: word for word, kind in KINDS.items()}


@dataclass(frozen=True, slots=True)
class Stretch:
    """Part of a block's text and the lines that were read from it (`chi-tieu-12 moc-3`); empty for plain text."""

    text: str
    lines: str = ""
    tone: str = ""


@dataclass(frozen=True, slots=True)
class MarkedBlock:
    """A block cut into stretches; `is_title` for what a paper sets in the middle: capitals, and the plan's title."""

    block: Block
    stretches: list[Stretch] = field(default_factory=list)
    is_title: bool = False


def anchor(line: Line) -> str:
    """The id under which page and document know a line: `chi-tieu-12`."""
    return f"{WORDS[type(line)]}-{line.pk}"


def marked(blocks: Iterable[Block], lines: Iterable[Line], title: str = "") -> list[MarkedBlock]:
    """Each block's text cut at the ends of the spans that lines point at. Together the stretches are the text."""
    by_block: dict[int, list[Line]] = defaultdict(list)
    for line in lines:
        if line.block_id is not None:
            by_block[line.block_id].append(line)
    return [
        MarkedBlock(block, _stretches(block.text, by_block.get(block.pk, [])), _is_title(block, fold(title)))
        for block in blocks
    ]


def _is_title(block: Block, title: str) -> bool:
    text = fold(block.text)
    return block.kind == "paragraph" and (block.text.isupper() or (len(text.split()) > 2 and text in title))


def _stretches(text: str, lines: list[Line]) -> list[Stretch]:
    cuts = {0, len(text)}
    for line in lines:
        cuts |= {min(line.start_char, len(text)), min(line.end_char, len(text))}
    edges = sorted(cuts)
    return [_stretch(text[start:end], start, end, lines) for start, end in pairwise(edges)]


def _stretch(text: str, start: int, end: int, lines: list[Line]) -> Stretch:
    covering = [line for line in lines if line.start_char <= start and end <= line.end_char]
    if not covering:
        return Stretch(text)
    return Stretch(text, " ".join(anchor(line) for line in covering), WORDS[type(covering[0])])
