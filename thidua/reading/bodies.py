"""Names of bodies and office-holders at the head of a sentence, a heading or a cell."""

from __future__ import annotations

import re
from dataclasses import dataclass

from thidua.reading.letters import UPPER, fold, is_upper, trim
from thidua.reading.lexicon import BODIES, COMPOUNDS, DETERMINERS, OPENERS, PREDICATES, TOPIC_WORDS

LONGEST_NAME = 170
"""No name of a body is longer (characters)."""


def _either(words: tuple[str, ...]) -> str:
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))


@dataclass(frozen=True, slots=True)
class _Grammar:
    """The patterns for one way of writing: with diacritics, or without."""

    head: re.Pattern[str]
    opener: re.Pattern[str]
    predicate: re.Pattern[str]
    topic: re.Pattern[str]
    clause: re.Pattern[str]
    noun_before: re.Pattern[str]
    noun_after: re.Pattern[str]


_AMBIGUOUS = frozenset(
    {
        "doi",
        "hoi",
        "vien",
        "co",
        "ong",
        "ba",
        "thay",
        "bo",
        "vu",
        "dai",
        "thon",
        "xa",
        "giao",
        "chuyen",
        "trinh",
        "khong",
        "phai",
    }
)
"""Words that mean something else too once the diacritics are lost."""


def _grammar(plain: bool) -> _Grammar:
    form = fold if plain else str
    heads = tuple(word for word in BODIES if not plain or fold(word) not in _AMBIGUOUS)
    predicates = tuple(word for word in PREDICATES if not plain or (len(word) > 4 and fold(word) not in _AMBIGUOUS))
    head = rf"(?:(?:{form(_either(DETERMINERS))})\s+){{0,4}}(?:{form(_either(heads))})(?![\w])"
    openers = rf"(?:{form(_either(tuple(word for word in OPENERS if not plain or word != 'giao')))})\s*:?\s+"
    clause = form(
        r"(?:căn cứ|trên cơ sở|theo|để|nhằm|hằng năm|hàng năm|định kỳ|sau khi|trong quá trình|khi|hằng"
        r"|hàng)\b[^,:;]{0,160},\s*"
    )
    return _Grammar(
        re.compile(head),
        re.compile(openers),
        re.compile(rf"(?<![\w/-])(?:{form(_either(predicates))})(?![\w/])"),
        re.compile(rf"(?:{form(_either(TOPIC_WORDS))})(?!\w)"),
        re.compile(clause),
        re.compile(
            form(
                r"(?:các|những|ban|hội đồng|tổ|bộ phận|trung tâm|câu lạc bộ|hội khuyến học,"
                r"|mọi|cơ quan,|bộ phận|trong|ngoài|và|chính trị|cán bộ"
                r"|chuyên môn,|đoàn thể,|tổng)\s*$"
            )
        ),
        re.compile(
            form(
                r"tổ chức\s+(?:đoàn|chính trị|công đoàn|cơ sở|xã hội|cá nhân|đảng|trong|cán bộ|kinh tế|quần chúng"
                r"|tôn giáo|thành viên|hội(?! (?:thi|nghị|thảo|giảng|diễn|thao|trại|khỏe|khoẻ|chợ|họp|thề)\b))"
            )
        ),
    )


_OTHER_PAIRS = frozenset({"can bo", "co so", "co quan", "thu ky", "tap the", "ca nhan"})
"""Pairs that ordinary words make once their diacritics are lost (`cần bổ sung`)."""
_ACCENTED, _PLAIN = _grammar(plain=False), _grammar(plain=True)
_NOUNS = {
    "quản lý",
    "tổ chức",
    "tuyên truyền",
    "kiểm tra",
    "giám sát",
    "học tập",
    "thi đua",
    "phụ trách",
    "khen thưởng",
    "chỉ đạo",
    "lãnh đạo",
    "đánh giá",
    "vận động",
    "tổng hợp",
    "chấp hành",
}
_COMPOUNDS = {fold(word): tuple(map(fold, firsts)) for word, firsts in COMPOUNDS.items()} | COMPOUNDS
_NOUNS |= {fold(noun) for noun in _NOUNS}
_ORGANISERS = ("tổ", "hội đồng", "trung tâm", "câu lạc bộ", "to", "hoi dong", "trung tam", "cau lac bo")
"""Bodies of which `tổ chức` says what they do, not which one they are."""


_MISSPELT = re.compile(
    rf"(?:(?:{fold(_either(DETERMINERS))})\s+){{0,4}}"
    rf"(?:{fold(_either(tuple(body for body in BODIES if ' ' in body and fold(body) not in _OTHER_PAIRS)))})(?!\w)"
)
"""Names of two syllables and more, diacritics forgiven (`Hiêu trưởng`)."""
_NAME_STOP = re.compile(r"[:;|]|\.(?=\s|$)")


@dataclass(frozen=True, slots=True)
class Subject:
    """A body that something is said of: its name, its span in the text, whether a predicate follows."""

    body: str
    start: int
    end: int
    acts: bool


def subject_of(text: str) -> Subject | None:
    """The body that `text` begins with, openers such as `Đề nghị` or `Căn cứ …,` left out."""
    text = text[:600]
    lower = _lowered(text)
    grammar = _PLAIN if lower == fold(text) else _ACCENTED
    start = _name_start(lower, grammar)
    head = grammar.head.match(lower, start) or _MISSPELT.match(fold(lower), start)
    if head is None or grammar.topic.match(lower, start) or _organises(lower, start, grammar):
        return None
    end, acts = _name_end(text, lower, grammar, head.end())
    body = trim(text[start:end])
    if not body or len(body) > LONGEST_NAME:
        return None
    return Subject(body, start, start + len(text[start:end].rstrip(" .;,:")), acts)


def _organises(lower: str, start: int, grammar: _Grammar) -> bool:
    """Whether `tổ chức` is the verb here, not `tổ chức đoàn thể`."""
    return lower.startswith(("tổ chức", "to chuc"), start) and not grammar.noun_after.match(lower, start)


def _lowered(text: str) -> str:
    lower = text.lower()
    return lower if len(lower) == len(text) else fold(text)


def _name_start(lower: str, grammar: _Grammar) -> int:
    start = 0
    clause = grammar.clause.match(lower)
    if clause and grammar.head.match(lower, clause.end()):
        start = clause.end()
    while opener := grammar.opener.match(lower, start):
        start = opener.end()
    return start


def _name_end(text: str, lower: str, grammar: _Grammar, since: int) -> tuple[int, bool]:
    """Where the name ends, and whether a predicate ends it."""
    stop = _NAME_STOP.search(lower, since)
    limit = stop.start() if stop else len(text)
    capitals = is_upper(text[:limit])
    for found in grammar.predicate.finditer(lower, since, limit):
        if not _is_noun(text, lower, found, grammar, capitals, since):
            return found.start(), True
    return limit, False


def _is_noun(text: str, lower: str, found: re.Match[str], grammar: _Grammar, capitals: bool, since: int) -> bool:
    """Whether a word that can be a predicate is part of the name here (`Phòng Tổ chức`, `cán bộ quản lý`)."""
    start, word = found.start(), found[0]
    if (not capitals and text[start].isupper()) or _within_brackets(lower, since, start):
        return True
    if word in ("phụ trách", "phu trach") and _OF_ALL.match(lower, found.end()):
        return False
    if word in ("có", "co") and lower.startswith((" liên quan", " lien quan"), found.end()):
        return True
    return _tells_which(lower, found, grammar)


def _tells_which(lower: str, found: re.Match[str], grammar: _Grammar) -> bool:
    """Whether the words beside it make a predicate the name of what the body is there for."""
    start, word = found.start(), found[0]
    before = lower[max(0, start - 16) : start].rstrip()
    if word in _COMPOUNDS and before.endswith(_COMPOUNDS[word]):
        return True
    if word in ("phụ trách", "phu trach") and _is_named_by_charge(lower, found.end(), grammar):
        return True
    if word in ("tổ chức", "to chuc") and before.endswith(_ORGANISERS):
        return grammar.noun_after.match(lower, start) is not None
    beside = grammar.noun_after.match(lower, start) or grammar.noun_before.search(lower, max(0, start - 14), start)
    return word in _NOUNS and beside is not None


_OF_ALL = re.compile(r" chung(?!\w)")
_CHARGE = re.compile(r"(?! chung| việc| viec)[^,;:.(]{3,45}")


def _is_named_by_charge(lower: str, since: int, grammar: _Grammar) -> bool:
    """Whether `phụ trách cụm` tells which one it is, since what it does still follows."""
    charge = _CHARGE.match(lower, since)
    return charge is not None and grammar.predicate.search(lower, since, charge.end()) is not None


def _within_brackets(lower: str, since: int, at: int) -> bool:
    return lower.count("(", since, at) > lower.count(")", since, at)


def is_body(title: str) -> bool:
    """Whether a heading is nothing but the name of a body or of several."""
    subject = subject_of(title)
    return subject is not None and not subject.acts


def list_of_bodies(text: str) -> tuple[str, ...]:
    """The bodies named in a cell or after `chủ trì:`, parted at commas and semicolons."""
    parts = [name for part in re.split(r"[;,\n]", text) for name in _joined(part)]
    return tuple(name for name in map(trim, parts) if name and len(name) <= LONGEST_NAME)


_AND = re.compile(rf"(?<!HĐND) và (?=[{UPPER}])")
"""`và` between two bodies; `HĐND và UBND` share one office."""


def _joined(part: str) -> list[str]:
    """The bodies that `và` joins; it may stand within a name (`Sở Giáo dục và Đào tạo`)."""
    found: list[str] = []
    since = 0
    for joint in _AND.finditer(part):
        if is_body(part[joint.end() : joint.end() + LONGEST_NAME]):
            found.append(part[since : joint.start()])
            since = joint.end()
    return [*found, part[since:]]
