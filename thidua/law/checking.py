"""The rules checked against each other, once all files are read: what is cited, named, dated and laid over exists."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Iterator
from datetime import date
from itertools import combinations
from typing import Any

from thidua.law.citing import Citation
from thidua.law.conditions import Condition, Ever, Figure, Held, Meets, Never, Share, Times
from thidua.law.facts import FIGURES, Subject
from thidua.law.refusals import Fault
from thidua.law.rules import (
    ALL_AWARDS,
    Award,
    Bar,
    Document,
    Entry,
    Key,
    Local,
    Mode,
    Rank,
    RuleSet,
    Setting,
    SettingRef,
    Standard,
    Transition,
    Vote,
)
from thidua.law.years import span_words

OTHER_MATTERS = frozenset({"initiative"})
"""What councils vote on besides awards."""
WORDS = {Subject.PERSON: "cá nhân", Subject.COLLECTIVE: "tập thể"}
Found = Iterator[tuple[str, str]]


def check(rules: RuleSet) -> list[Fault]:
    """All faults, each at the entry where it can be mended."""
    faults = []
    for table, key, entry in _each_once(rules):
        place = _place(table, key)
        found = (*_documents(rules, entry), *_dates(rules, entry), *_names(rules, entry), *_conditions(rules, entry))
        faults += [Fault(entry.file, place, code, sentence) for code, sentence in found]
        faults += [Fault(entry.file, place, code, sentence) for code, sentence in _local(rules, table, key, entry)]
    return faults + list(_overlaps(rules)) + list(_circles(rules))


def _place(table: type[Entry], key: Key) -> str:
    return f"{table.__name__.lower()} “{', '.join(part for part in key if part)}”"


def _each_once(rules: RuleSet) -> Iterator[tuple[type[Entry], Key, Entry]]:
    seen: set[int] = set()
    for table, key, entry in rules.entries():
        if id(entry) not in seen:
            seen.add(id(entry))
            yield table, key, entry


def _documents(rules: RuleSet, entry: Entry) -> Found:
    cited = [source.document for source in _all_sources(entry)]
    if isinstance(entry, Document):
        cited = list(entry.unsettles)
        if not entry.note and (entry.unsettles or entry.valid_from is None or not entry.verified):
            yield "unverified_without_note", "Thiếu “note”. Ghi rõ điều chưa biết về văn bản này."
    if isinstance(entry, Transition):
        cited.append(entry.document)
    for name in dict.fromkeys(cited):
        if not rules.versions(Document, name):
            yield "unknown_document", f"Dẫn văn bản “{name}” chưa khai báo. Thêm mục [[document]] hoặc sửa tên."


def _all_sources(entry: Entry) -> Iterator[Citation]:
    yield from entry.sources
    for condition in conditions_of(entry):
        if condition.basis:
            yield from condition.basis.sources


def _dates(rules: RuleSet, entry: Entry) -> Found:
    if entry.valid_from and entry.valid_to and entry.valid_to < entry.valid_from:
        yield "backwards", "Ngày hết hiệu lực trước ngày có hiệu lực. Sửa lại ngày."
    held = rules.versions(Document, entry.sources[0].document) if entry.sources else ()
    if held and not _within(entry, held[0]):
        span = span_words(held[0].valid_from, held[0].valid_to)
        yield (
            "outlives",
            f"Thời gian áp dụng vượt ra ngoài hiệu lực của {held[0].short} ({span}). Sửa ngày hoặc căn cứ.",
        )


def _within(entry: Entry, document: Document) -> bool:
    return _first(document) <= _first(entry) and _last(entry) <= _last(document)


def _first(entry: Entry) -> date:
    return entry.valid_from or date.min


def _last(entry: Entry) -> date:
    return entry.valid_to or date.max


def _names(rules: RuleSet, entry: Entry) -> Found:
    named: tuple[str, ...] = getattr(entry, "awards", ())
    if isinstance(entry, Standard):
        named = (entry.award,)
    if isinstance(entry, Bar):
        named = tuple(award for award in entry.awards if award != ALL_AWARDS)
    if isinstance(entry, Vote):
        named = tuple(matter for matter in entry.matters if matter not in OTHER_MATTERS)
    subject = getattr(entry, "subject", None)
    for name in named:
        held = rules.versions(Award, name)
        if not held:
            yield "unknown_award", f"Không có danh hiệu, hình thức nào mang mã “{name}”. Sửa mã."
        elif subject and subject not in held[0].subjects:
            yield "unreachable", f"{held[0].short} không dành cho {WORDS[subject]}. Sửa “subject”."


def _conditions(rules: RuleSet, entry: Entry) -> Found:
    subject: Subject | None = getattr(entry, "subject", None)
    for condition in conditions_of(entry):
        if subject not in condition.subjects:
            assert subject
            yield (
                "unreachable",
                f"Điều kiện “{type(condition).__name__}” không xét được cho {WORDS[subject]}. Bỏ điều kiện.",
            )
            continue
        yield from _awards_in(rules, condition, subject)
        yield from _figures_in(condition, subject)
        yield from _settings_in(rules, condition)


def conditions_of(entry: Entry) -> Iterator[Condition]:
    """Every condition of a standard or a bar, outer ones first."""
    if isinstance(entry, Standard | Bar):
        yield from _walk(entry.when)


def _walk(condition: Condition) -> Iterator[Condition]:
    yield condition
    for child in condition.children():
        yield from _walk(child)


def _awards_in(rules: RuleSet, condition: Condition, subject: Subject | None) -> Found:
    if not isinstance(condition, Held | Meets | Ever | Never | Times):
        return
    names = [condition.award, *([condition.unbroken] if isinstance(condition, Times) else [])]
    for name in names:
        held = rules.versions(Award, name)
        if not held:
            yield "unknown_award", f"Không có danh hiệu, hình thức nào mang mã “{name}”. Sửa mã."
        elif subject not in held[0].subjects:
            assert subject
            yield "unreachable", f"{WORDS[subject].capitalize()} không thể có {held[0].short}. Sửa điều kiện."


def _figures_in(condition: Condition, subject: Subject | None) -> Found:
    names: tuple[str, ...] = ()
    if isinstance(condition, Share):
        names = (condition.part, condition.whole)
    if isinstance(condition, Figure):
        names = (condition.figure,)
    known = FIGURES[subject] if subject else {}
    for name in names:
        if name not in known:
            yield "unknown_fact", f"Không có số liệu nào tên “{name}”. Dùng một trong: {', '.join(known)}."


def _settings_in(rules: RuleSet, condition: Condition) -> Found:
    for value in _values(condition):
        if isinstance(value, SettingRef) and not rules.versions(Setting, value.key):
            yield "unknown_setting", f"Không có thông số nào mang mã “{value.key}”. Thêm mục [[setting]] hoặc sửa mã."


def _values(condition: Condition) -> list[Any]:
    return [getattr(condition, field.name) for field in dataclasses.fields(condition)]


def _local(rules: RuleSet, table: type[Entry], key: Key, entry: Entry) -> Found:
    """What a layer may do: add what is new, replace what is free, ask for more where that is left open."""
    if entry.layer.rank is Rank.NATION:
        return
    lower = (one for one in rules.tables[table][key] if one.layer.rank < entry.layer.rank)
    below = [one for one in lower if _overlap(one, entry)]
    if entry.mode is Mode.ADD and below:
        yield "exists_below", f'Đã có trong “{below[0].layer.name}”. Dùng mode = "replace" hoặc "tighten".'
    if entry.mode is not Mode.ADD and not below:
        yield "nothing_below", 'Không có quy định nào bên dưới để thay hoặc siết. Dùng mode = "add".'
    if entry.mode is Mode.TIGHTEN and table is not Standard:
        yield "nothing_to_tighten", 'Chỉ tiêu chuẩn (standard) mới siết được. Dùng mode = "replace".'
    yield from _left_open(rules, entry, below)


def _left_open(rules: RuleSet, entry: Entry, below: Iterable[Entry]) -> Found:
    for one in below:
        if one.local is Local.CLOSED:
            yield "closed", f"“{one.layer.name}” không giao cấp dưới quy định nội dung này. Bỏ mục này."
            return
        if one.local is Local.TIGHTEN and entry.mode is Mode.REPLACE:
            yield "only_tighten", f'“{one.layer.name}” chỉ cho quy định chặt hơn. Dùng mode = "tighten".'
            return
    if not isinstance(entry, Bar):
        return
    for award in entry.awards:
        standards = rules.versions(Standard, award, entry.subject.value)
        if award == ALL_AWARDS or any(one.local is Local.CLOSED for one in standards):
            yield "closed", f"Tiêu chuẩn “{award}” không giao cấp dưới quy định. Bỏ mã này khỏi “awards”."


def _overlaps(rules: RuleSet) -> Iterator[Fault]:
    told: set[tuple[int, int]] = set()
    for table, keys in rules.tables.items():
        for key, held in keys.items():
            for one, other in combinations(held, 2):
                same = (one.layer, one.mode is Mode.TIGHTEN) == (other.layer, other.mode is Mode.TIGHTEN)
                if same and _overlap(one, other) and (id(one), id(other)) not in told:
                    told.add((id(one), id(other)))
                    sentence = f"Hai mục cùng áp dụng {_both(one, other)}. Sửa “valid_from”, “valid_to”."
                    yield Fault(other.file, _place(table, key), "overlap", sentence)


def _overlap(one: Entry, other: Entry) -> bool:
    return _first(one) <= _last(other) and _first(other) <= _last(one)


def _both(one: Entry, other: Entry) -> str:
    """The days on which both hold."""
    first = [entry.valid_from for entry in (one, other) if entry.valid_from]
    last = [entry.valid_to for entry in (one, other) if entry.valid_to]
    return span_words(max(first, default=None), min(last, default=None)) or "mọi ngày"


def _circles(rules: RuleSet) -> Iterator[Fault]:
    """Standards that rest on each other in a ring can never be judged."""
    asks: dict[tuple[str, str], set[tuple[str, str]]] = {}
    for held in rules.tables.get(Standard, {}).values():
        for entry in held:
            assert isinstance(entry, Standard)
            named = {one.award for one in conditions_of(entry) if isinstance(one, Meets)}
            asks.setdefault((entry.award, entry.subject.value), set()).update((n, entry.subject.value) for n in named)
    for start in asks:
        if _reaches(asks, start):
            file = rules.tables[Standard][start][0].file
            sentence = "Tiêu chuẩn dẫn về chính nó qua “meets”. Bỏ một trong các dẫn chiếu."
            yield Fault(file, f"standard “{', '.join(start)}”", "unreachable", sentence)


def _reaches(asks: dict[tuple[str, str], set[tuple[str, str]]], start: tuple[str, str]) -> bool:
    seen: set[tuple[str, str]] = set()
    ahead = list(asks[start])
    while ahead:
        one = ahead.pop()
        if one == start:
            return True
        if one not in seen:
            seen.add(one)
            ahead.extend(asks.get(one, ()))
    return False
