"""Rule files read, checked as a whole, and laid over each other in one visible order."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from thidua.law.checking import check
from thidua.law.entries import BUILDERS, Frame, document_from, entry_from
from thidua.law.refusals import BadRules, Fault
from thidua.law.rules import Document, Entry, Key, Layer, Rank, RuleSet
from thidua.law.tables import Table

NATION = Layer("Quy định của Nhà nước", Rank.NATION)
Dates = tuple[date | None, date | None]
_PLACE = re.compile(r"at line (?P<line>\d+), column (?P<column>\d+)")
MOST_DEPTH = 40
"""Tables and lists inside each other: no condition that people understand needs half as many."""
MOST_DOTS = 1000
"""On one line: the reader of TOML takes the square of the parts of a key as time."""


@dataclass(frozen=True, slots=True)
class Text:
    """A rule file: its name as it is shown, and what is in it."""

    name: str
    content: str


@cache
def national_rules() -> RuleSet:
    """The rules that come with the programme. Raises BadRules."""
    return rules_from(_national_texts())


def rules_with(paths: Iterable[Path]) -> RuleSet:
    """The national rules with the layers in these files over them. Raises BadRules, OSError."""
    return rules_over([Text(path.name, path.read_text("utf-8")) for path in paths])


def rules_over(texts: Sequence[Text]) -> RuleSet:
    """The national rules with these layers over them, the lowest first. Raises BadRules."""
    return rules_from(_national_texts(), texts) if texts else national_rules()


def rules_from(national: Sequence[Text], local: Sequence[Text] = ()) -> RuleSet:
    """National files, and layers over them. Every fault of every file is told at once. Raises BadRules."""
    faults: list[Fault] = []
    contents = [(text.name, _content(text, faults)) for text in (*national, *local)]
    layers = [NATION] * len(national) + [_layer(name, content, faults) for name, content in contents[len(national) :]]
    _want_order(contents, layers, faults)
    entries = _documents(contents, layers, faults)
    dates = {entry.key: (entry.valid_from, entry.valid_to) for _, entry in entries if isinstance(entry, Document)}
    for (name, content), layer in zip(contents, layers, strict=True):
        entries += _entries(content, Frame(layer, name, dates), faults)
    rules = RuleSet(tuple(dict.fromkeys(layers)), _in_tables(entries))
    faults += check(rules)
    if faults:
        raise BadRules(faults)
    return rules


@cache
def _national_texts() -> tuple[Text, ...]:
    folder = files("thidua.law") / "data"
    found = sorted((one for one in folder.iterdir() if one.name.endswith(".toml")), key=lambda one: one.name)
    return tuple(Text(one.name, one.read_text("utf-8")) for one in found)


def tables_in(content: str) -> dict[str, Any]:
    """What a text holds. Raises ValueError for what is no TOML, and for what is nested so deeply or has numbers so long
    that reading it would only keep everybody waiting.
    """
    if any(line.count(".") > MOST_DOTS for line in content.split("\n")):
        raise ValueError("too many dots")
    try:
        tables = tomllib.loads(content)
    except RecursionError as error:
        raise ValueError("too deep") from error
    level: list[Any] = [tables]
    for _ in range(MOST_DEPTH):
        level = [inner for one in level for inner in (one.values() if isinstance(one, dict) else one)]
        level = [one for one in level if isinstance(one, dict | list)]
    if level:
        raise ValueError("too deep")
    return tables


def _content(text: Text, faults: list[Fault]) -> Mapping[str, Any]:
    try:
        return tables_in(text.content)
    except tomllib.TOMLDecodeError as error:
        faults.append(Fault(text.name, "", "not_toml", f"Không đọc được theo dạng TOML{_where(str(error))}."))
    except ValueError:
        sentence = "Phần mã lồng quá sâu hoặc có số quá dài nên không đọc được. Viết gọn lại."
        faults.append(Fault(text.name, "", "too_deep", sentence))
    return {}


def _where(error: str) -> str:
    """`: sửa ở dòng 3, cột 8`, of what the reader of TOML says in English."""
    found = _PLACE.search(error)
    return f": sửa ở dòng {found['line']}, cột {found['column']}" if found else ": thiếu dấu đóng ở cuối"


def _layer(name: str, content: Mapping[str, Any], faults: list[Fault]) -> Layer:
    """Whose rules the file holds; it can never be the nation, whose rules no layer may write."""
    table = Table(content.get("layer", {}), file=name, place="layer", faults=faults)
    layer = Layer(table.text("name"), table.choice("rank", Rank))
    table.done()
    if layer.rank is Rank.NATION:
        table.fault(
            "wrong_rank", "Ghi “name” và “rank” của cấp ban hành: ministry, province, department, commune, unit."
        )
        return Layer(layer.name, Rank.UNIT)
    return layer


def _want_order(contents: list[tuple[str, Any]], layers: list[Layer], faults: list[Fault]) -> None:
    for (name, _), below, above in zip(contents[1:], layers, layers[1:], strict=False):
        if above.rank < below.rank:
            sentence = f"“{above.name}” đứng trên “{below.name}”. Xếp quy định của cấp cao trước, cấp thấp sau."
            faults.append(Fault(name, "layer", "wrong_order", sentence))


def _documents(
    contents: list[tuple[str, Mapping[str, Any]]], layers: list[Layer], faults: list[Fault]
) -> list[tuple[Key, Entry]]:
    found: list[tuple[Key, Entry]] = []
    for (name, content), layer in zip(contents, layers, strict=True):
        for table in _tables_of(content, "document", name, faults):
            document = document_from(table, layer)
            found.append(((document.key,), document))
    return found


def _entries(content: Mapping[str, Any], frame: Frame, faults: list[Fault]) -> list[tuple[Key, Entry]]:
    found = []
    for name in content:
        if name in ("document", "layer"):
            continue
        if name not in BUILDERS:
            sentence = f"Bảng lạ “{name}”. Xóa bảng hoặc sửa lại tên."
            faults.append(Fault(frame.file, name, "unknown_table", sentence))
            continue
        for table in _tables_of(content, name, frame.file, faults):
            found += entry_from(name, table, frame)
    return found


def _tables_of(content: Mapping[str, Any], name: str, file: str, faults: list[Fault]) -> list[Table]:
    values = content.get(name, [])
    if not isinstance(values, list):
        faults.append(Fault(file, name, "wrong_type", f"Ghi mỗi mục dưới một dòng [[{name}]]."))
        return []
    return [Table(one, file=file, place=f"{name} {n}", faults=faults) for n, one in enumerate(values, start=1)]


def _in_tables(entries: list[tuple[Key, Entry]]) -> dict[type[Entry], dict[Key, tuple[Entry, ...]]]:
    tables: dict[type[Entry], dict[Key, list[Entry]]] = {}
    for key, entry in entries:
        tables.setdefault(type(entry), {}).setdefault(key, []).append(entry)
    return {
        table: {key: tuple(sorted(held, key=lambda entry: -entry.layer.rank)) for key, held in keys.items()}
        for table, keys in tables.items()
    }
