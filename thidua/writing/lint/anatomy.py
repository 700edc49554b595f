"""Where the boxes of Phụ lục I, Mục IV stand in a file that anybody wrote: found by words, not by place alone."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from thidua.writing.decree import TYPES, URGENCY, DocumentType
from thidua.writing.lint.lines import Line, Paper

_HEAD_LINES = 45
_DATED = re.compile(r"\bngay\b.{0,14}\bthang\b.{0,14}\bnam\b")
_NUMBER = re.compile(r"so\s*:|so\s+\d+\s*/")
_CAPACITY = re.compile(r"(?:t/?m|k/?t|t/?l|tuq|t/uq|q)\s?[./]?\s*(?=[a-z]{2})")
_POST = re.compile(
    r"(?:pho |quyen |[qp]\. ?)?(?:hieu truong|hieu pho|giam doc|chu tich|truong phong|chanh van phong|truong ban|bi thu"
    r"|to truong|vien truong|cuc truong|bo truong|thu truong|chu nhiem|tong giam doc|thu ky|chu toa|chu tri)\b.{0,40}"
)
_APPENDIX = re.compile(r"phu luc(?: (?:so )?(?:[ivxl]+|\d+))?")
_BASIS = re.compile(r"(?:can cu|theo de nghi|xet de nghi)\b")
_STARTERS = re.compile(r"(?:so|truong|phong|uy ban|ban|hoi dong|trung tam|cong doan|van phong|ubnd)\b")
_SIGNING_LINES = 16


def fold(text: str) -> str:
    """Small letters without marks, đ as d; as long as NFC text."""
    bare = (letter for letter in unicodedata.normalize("NFD", text.lower()) if not unicodedata.combining(letter))
    return "".join(bare).replace("đ", "d")


@dataclass(frozen=True, slots=True)
class Signing:
    """One signature: the lines of capacity and post, and the name under them."""

    posts: tuple[Line, ...]
    name: Line | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Anatomy:
    nation: Line | None
    motto: Line | None
    has_motto_rule: bool
    names: tuple[Line, ...]
    """Of the issuer and the bodies it belongs to, in their order."""
    has_issuer_rule: bool
    number: Line | None
    dated: Line | None
    letter_excerpt: Line | None
    title: Line | None
    kind: DocumentType | None
    excerpt: tuple[Line, ...]
    bases: tuple[Line, ...]
    body: tuple[Line, ...]
    closing: Line | None
    recipients_head: Line | None
    recipients: tuple[Line, ...]
    signings: tuple[Signing, ...]
    appendices: tuple[Line, ...]
    appendices_apart: bool
    """Whether every appendix stands in a section that counts its pages from 1."""

    @property
    def is_letter(self) -> bool:
        return self.title is None and self.letter_excerpt is not None


def anatomy_of(paper: Paper) -> Anatomy:
    lines = paper.lines
    folded = [fold(line.text) for line in lines]
    title = _title(lines, folded)
    nation = _first(folded, lambda text: "hoi chu nghia viet nam" in text)
    motto = _first(folded, lambda text: "tu do" in text and "hanh phuc" in text)
    number = _first(folded, lambda text: bool(_NUMBER.match(text)))
    opening = _opening(lines, folded, title, number)
    dated = _first(folded[: opening + 1], lambda text: bool(_DATED.search(text)) and len(text) < 90)
    letter_excerpt = (
        _first(folded[:opening], lambda text: text.startswith(("v/v", "ve viec"))) if title is None else None
    )
    names = _names(lines, folded, opening, {nation, motto, number, dated, letter_excerpt})
    recipients_head = _last(folded, lambda text: text.startswith("noi nhan"))
    end = _end(lines, folded, recipients_head, opening)
    foot, signings = _signings(lines, folded, opening, recipients_head, end)
    excerpt = _excerpt(lines, folded, title)
    start = (title + 1 + len(excerpt)) if title is not None else opening
    text = [place for place in range(start, foot) if lines[place].text and not lines[place].in_grid]
    bases = _bases(lines, folded, text)
    appendices = [lines[at] for at in range(end, len(lines)) if _APPENDIX.fullmatch(folded[at])]
    return Anatomy(
        nation=_at(lines, nation),
        motto=_at(lines, motto),
        has_motto_rule=_ruled(lines, motto, opening),
        names=tuple(lines[at] for at in names),
        has_issuer_rule=_ruled(lines, names[-1] if names else None, opening),
        number=_at(lines, number),
        dated=_at(lines, dated),
        letter_excerpt=_at(lines, letter_excerpt),
        title=_at(lines, title),
        kind=_kind(folded[title]) if title is not None else None,
        excerpt=excerpt,
        bases=tuple(lines[at] for at in bases),
        body=tuple(lines[at] for at in text if at not in set(bases)),
        closing=lines[text[-1]] if text and not _grid_between(lines, text[-1], foot) else None,
        recipients_head=_at(lines, recipients_head),
        recipients=_recipients(lines, folded, recipients_head, end),
        signings=signings,
        appendices=tuple(appendices),
        appendices_apart=all(
            paper.sections[min(line.section, len(paper.sections) - 1)].starts == 1 for line in appendices
        )
        if paper.sections
        else True,
    )


def _at(lines: Sequence[Line], place: int | None) -> Line | None:
    return None if place is None else lines[place]


def _first(folded: Sequence[str], holds: Callable[[str], bool]) -> int | None:
    return next((at for at, text in enumerate(folded[:_HEAD_LINES]) if text and holds(text)), None)


def _last(folded: Sequence[str], holds: Callable[[str], bool]) -> int | None:
    return next((at for at in reversed(range(len(folded))) if folded[at] and holds(folded[at])), None)


def _kind(text: str) -> DocumentType | None:
    fitting = [kind for kind in TYPES.values() if re.match(rf"{fold(kind.name)}\b", text)]
    return max(fitting, key=lambda kind: len(kind.name), default=None)


def _title(lines: Sequence[Line], folded: Sequence[str]) -> int | None:
    """The line with the name of a type: short, and not part of a table."""
    for at, text in enumerate(folded[:_HEAD_LINES]):
        if len(text) < 60 and not lines[at].table and _kind(text):
            return at
        if len(text) > 120 or text.startswith("kinh gui"):
            return None
    return None


def _opening(lines: Sequence[Line], folded: Sequence[str], title: int | None, number: int | None) -> int:
    """Where the letterhead ends."""
    if title is not None:
        return title
    ends = (at for at, text in enumerate(folded[:_HEAD_LINES]) if text.startswith("kinh gui") or len(text) > 120)
    return next(ends, min((number or 0) + 1, len(lines)))


def _names(lines: Sequence[Line], folded: Sequence[str], opening: int, others: set[int | None]) -> list[int]:
    """Lines of the letterhead that are no other box: up to the number, in its column."""
    last = min((at for at in others if at is not None and _NUMBER.match(folded[at])), default=opening)
    kept = [
        at
        for at in range(min(last, opening))
        if lines[at].text
        and at not in others
        and len(folded[at]) > 3
        and folded[at].upper() not in {fold(word).upper() for word in URGENCY}
        and not folded[at].startswith(("du thao", "mau so", "phu luc"))
    ]
    return kept if kept and any(_STARTERS.match(folded[at]) for at in kept) else kept[:3]


def _ruled(lines: Sequence[Line], at: int | None, opening: int) -> bool:
    """A border under a line or on the empty one after it, or something drawn in the letterhead."""
    if at is None:
        return False
    near = [lines[at]]
    for line in lines[at + 1 : at + 3]:
        if line.text:
            break
        near.append(line)
    return any(line.shape.ruled for line in near) or any(line.drawn for line in lines[: opening + 1])


def _excerpt(lines: Sequence[Line], folded: Sequence[str], title: int | None) -> tuple[Line, ...]:
    """The centred lines under the type, up to an empty one or a rule."""
    found: list[Line] = []
    for at in range((title if title is not None else len(lines)) + 1, len(lines)):
        if not lines[at].text:
            if found:
                break
            continue
        if lines[at].shape.align != "center" or _BASIS.match(folded[at]) or folded[at].startswith("kinh gui"):
            break
        found.append(lines[at])
    return tuple(found)


def _bases(lines: Sequence[Line], folded: Sequence[str], text: Sequence[int]) -> list[int]:
    """The bases before the first line of another kind, once they have begun."""
    found: list[int] = []
    for at in text[:40]:
        begins = _BASIS.match(folded[at]) and len(folded[at]) > 15 and not folded[at].endswith(":")
        goes_on = found and lines[at].face.italic and folded[at].endswith((";", "."))
        if begins or goes_on:
            found.append(at)
        elif found and lines[at].shape.align != "center":
            break
    return found


def _end(lines: Sequence[Line], folded: Sequence[str], recipients: int | None, opening: int) -> int:
    """Where the document itself ends and its appendices begin."""
    after = recipients if recipients is not None else opening
    for at in range(after + 1, len(lines)):
        is_new = lines[at].section > lines[after].section or lines[at].starts_page
        if (recipients is not None and is_new) or (
            _APPENDIX.fullmatch(folded[at]) and lines[at].shape.align == "center"
        ):
            return at
    return len(lines)


def _signings(
    lines: Sequence[Line], folded: Sequence[str], opening: int, recipients: int | None, end: int
) -> tuple[int, tuple[Signing, ...]]:
    """Where the foot begins, and who signs there."""
    near = [at for at in range(opening + 1, end) if lines[at].text]
    pivot = near.index(recipients) if recipients in near else len(near)
    window = near[max(pivot - _SIGNING_LINES, 0) : pivot + 2 * _SIGNING_LINES]
    posts = [at for at in window if _is_post(lines[at], folded[at])]
    foot = min([*posts, *([recipients] if recipients is not None else []), end])
    return foot, tuple(_signing(lines, folded, group, end) for group in _groups(lines, posts))


def _is_post(line: Line, text: str) -> bool:
    if line.in_grid or len(text) > 60 or text.startswith(("-", "+")) or text.endswith((".", ";", ":")):
        return False
    return bool(_POST.fullmatch(text) or _CAPACITY.match(text)) and (line.face.bold or line.text == line.text.upper())


def _groups(lines: Sequence[Line], posts: Sequence[int]) -> list[list[int]]:
    """Posts that stand under one another."""
    groups: list[list[int]] = []
    for at in posts:
        if groups and not any(line.text for line in lines[groups[-1][-1] + 1 : at]):
            groups[-1].append(at)
        else:
            groups.append([at])
    return groups


def _signing(lines: Sequence[Line], folded: Sequence[str], posts: Sequence[int], end: int) -> Signing:
    name = None
    for at in range(posts[-1] + 1, end):
        text = folded[at]
        if not text or text.startswith("("):
            continue
        if text.startswith(("-", "noi nhan")) or len(text) > 60 or len(text.split()) < 2 or any(map(str.isdigit, text)):
            break
        name = lines[at]
        break
    return Signing(tuple(lines[at] for at in posts), name)


def _recipients(lines: Sequence[Line], folded: Sequence[str], head: int | None, end: int) -> tuple[Line, ...]:
    if head is None:
        return ()
    return tuple(lines[at] for at in range(head + 1, end) if folded[at].startswith(("-", "–", "+", "luu")))


def _grid_between(lines: Sequence[Line], start: int, end: int) -> bool:
    return any(line.in_grid for line in lines[start:end])
