"""The head: Quốc hiệu, issuer, number, date, type and excerpt."""

from __future__ import annotations

import re
from collections.abc import Iterator

from thidua.writing import decree
from thidua.writing.decree import COPIES, LOOKS, TYPES
from thidua.writing.lint.anatomy import Anatomy
from thidua.writing.lint.findings import Finding, faced, found, points, sized
from thidua.writing.lint.lines import Line

_GROUP = r"[^\W_]+(?:[.&][^\W_]+)*"
_NUMBER = re.compile(rf"Số: ?(?P<number>\d{{0,6}})[a-z]?[.…_ ]*/(?P<sign>(?!\d){_GROUP}(?:-{_GROUP})*)")
_DATED = re.compile(
    r"(?P<place>[^\W\d_][^,]*), ngày ?(?P<day>\d{0,2}|[.…]+) ?tháng ?(?P<month>\d{0,2}|[.…]+)"
    r" ?năm ?(?:\d{4}|\d{0,3}[.…]*)"
)
_ABBREVIATIONS = frozenset(kind.abbreviation for kind in (*TYPES.values(), *COPIES.values()) if kind.abbreviation)


def check_head(anatomy: Anatomy) -> Iterator[Finding]:
    yield from _nation(anatomy)
    yield from _motto(anatomy)
    yield from _issuer(anatomy)
    yield from _number(anatomy)
    yield from _dated(anatomy.dated)
    yield from _title(anatomy)


def _nation(anatomy: Anatomy) -> Iterator[Finding]:
    line = anatomy.nation
    if line is None:
        yield found("nation_missing")
        return
    if line.text.replace("HOÀ", "HÒA") != decree.NATION:
        yield found("nation_wording", line.text)
    yield from sized("nation_size", line, LOOKS["nation"].sizes)
    yield from faced("nation_face", line, bold=True)


def _motto(anatomy: Anatomy) -> Iterator[Finding]:
    line = anatomy.motto
    if line is None:
        yield found("motto_missing")
        return
    if line.text != decree.MOTTO:
        yield found("motto_wording", line.text)
    yield from sized("motto_size", line, LOOKS["motto"].sizes)
    yield from faced("motto_face", line, bold=True)
    if line.face.underlined:
        yield found("motto_underlined")
    elif not anatomy.has_motto_rule:
        yield found("motto_rule")


def _issuer(anatomy: Anatomy) -> Iterator[Finding]:
    if not anatomy.names:
        yield found("issuer_missing")
        return
    *above, issuer = anatomy.names
    small = next((line for line in anatomy.names if line.text != line.text.upper()), None)
    if small:
        yield found("issuer_caps", small.text)
    wrong = next((line for line in anatomy.names if not LOOKS["issuer"].sizes.holds(line.face.size)), None)
    if wrong:
        yield found("issuer_size", f"{wrong.text}” cỡ {points(wrong.face.size)}, không phải “12-13")
    yield from faced("issuer_face", issuer, bold=True)
    yield from _parents(above)
    if not anatomy.has_issuer_rule:
        yield found("issuer_rule")


def _parents(above: list[Line]) -> Iterator[Finding]:
    """A bold line over the last may be the issuer's own first line; the topmost is a parent's."""
    if above and (above[0].face.bold or above[0].face.italic):
        yield found("parent_face", above[0].text)


def _number(anatomy: Anatomy) -> Iterator[Finding]:
    line = anatomy.number
    if line is None:
        yield found("number_missing")
        return
    yield from sized("number_size", line, LOOKS["number"].sizes)
    yield from faced("number_face", line)
    written = _NUMBER.fullmatch(line.text)
    sign = written["sign"] if written else ""
    if not written or any(group not in _ABBREVIATIONS and group != group.upper() for group in sign.split("-")):
        yield found("number_form", line.text)
        return
    if len(written["number"]) == 1:
        yield found("number_zero", written["number"])
    yield from _type_of_number(anatomy, sign)


def _type_of_number(anatomy: Anatomy, sign: str) -> Iterator[Finding]:
    begins = sign.partition("-")[0]
    if anatomy.is_letter and (begins in _ABBREVIATIONS or begins == "CV"):
        yield found(
            "number_type", sign, mend="Công văn chỉ ghi tên viết tắt của cơ quan và đơn vị soạn thảo, như SGDĐT-VP."
        )
    elif anatomy.kind and anatomy.kind.abbreviation and begins != anatomy.kind.abbreviation:
        yield found("number_type", sign, mend=f"{anatomy.kind.name} có chữ viết tắt {anatomy.kind.abbreviation}.")


def _dated(line: Line | None) -> Iterator[Finding]:
    """Minutes may give their time in the text; of others the dated line is missed."""
    if line is None:
        return
    yield from sized("date_size", line, LOOKS["dated"].sizes)
    yield from faced("date_face", line, italic=True)
    written = _DATED.fullmatch(line.text)
    if not written:
        yield found("date_form", line.text)
    elif _has_wrong_noughts(written["day"], written["month"]):
        yield found("date_zero", line.text)


def _has_wrong_noughts(day: str, month: str) -> bool:
    return (day.isdigit() and len(day) < 2) or month in ("1", "2") or (month.startswith("0") and month > "02")


def _title(anatomy: Anatomy) -> Iterator[Finding]:
    if anatomy.dated is None and not (anatomy.kind and anatomy.kind.abbreviation == "BB"):
        yield found("date_missing")
    if anatomy.letter_excerpt:
        yield from sized("letter_excerpt_size", anatomy.letter_excerpt, LOOKS["letter_excerpt"].sizes)
        yield from faced("letter_excerpt_face", anatomy.letter_excerpt)
    elif anatomy.title is None:
        yield found("type_missing")
    else:
        yield from _named(anatomy.title, anatomy.excerpt)


def _named(title: Line, excerpt: tuple[Line, ...]) -> Iterator[Finding]:
    if title.text != title.text.upper():
        yield found("type_caps", title.text)
    yield from sized("type_size", title, LOOKS["type"].sizes)
    yield from faced("type_face", title, bold=True)
    if title.shape.align != "center":
        yield found("type_centre")
    if not excerpt:
        yield found("excerpt_missing")
        return
    yield from sized("excerpt_size", excerpt[0], LOOKS["excerpt"].sizes)
    yield from faced("excerpt_face", excerpt[0], bold=True)
