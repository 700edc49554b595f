"""Conditions as they are written in files: one operator a table, beside it what the operator wants to know."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

from thidua.law.citing import citations
from thidua.law.conditions import logic, rows, yearly
from thidua.law.conditions.base import Basis, Condition
from thidua.law.facts import DisciplineForm, Grade, InitiativeKind, LeadKind, Scope
from thidua.law.rules import Number
from thidua.law.tables import Table

ONE = Fraction(1)


def condition_from(table: Table, basis: Basis) -> Condition:
    """The condition in a table; faults go to the table's list, and something harmless stands in for what is wrong."""
    own, text, key = _basis_from(table, basis), table.text("text", ""), table.text("key", "")
    named = [operator for operator in OPERATORS if table.has(operator)]
    if len(named) != 1:
        table.fault("one_operator", _operator_sentence(named))
        return logic.Unread(text="quy tắc viết sai", basis=own)
    condition = OPERATORS[named[0]](table, text, key, own)
    table.done()
    return condition


def _operator_sentence(named: list[str]) -> str:
    if named:
        return f"Một điều kiện chỉ có một phép: đang có {', '.join(named)}. Tách thành các điều kiện riêng."
    return f"Không có phép nào đã biết. Dùng một trong: {', '.join(OPERATORS)}."


def _basis_from(table: Table, basis: Basis) -> Basis:
    if not any(table.has(key) for key in ("source", "verified", "note")):
        return basis
    sources = basis.sources
    if table.has("source"):
        text = table.text("source")
        sources = table.parsed("source", text, citations, "nơi dẫn dạng “L22 Đ24.1”") or ()
    return Basis(sources, table.flag("verified", basis.verified), table.text("note", basis.note))


def _number(table: Table, key: str, default: Fraction | None = None) -> Number:
    found = table.number(key) if default is None else table.number(key, None)
    return found if found is not None else default or ONE


def _inner(table: Table, key: str, basis: Basis) -> tuple[Condition, ...]:
    found = tuple(condition_from(one, basis) for one in table.tables(key))
    if not found:
        table.fault("unreachable", f"“{key}” không có điều kiện nào. Bổ sung điều kiện.")
    return found or (logic.Unread(text="quy tắc viết sai", basis=basis),)


def _all(table: Table, text: str, key: str, basis: Basis) -> Condition:
    return logic.All(of=_inner(table, "all", basis), text=text, key=key, basis=basis)


def _any(table: Table, text: str, key: str, basis: Basis) -> Condition:
    return logic.AtLeast(number=1, of=_inner(table, "any", basis), text=text, key=key, basis=basis)


def _count(table: Table, text: str, key: str, basis: Basis) -> Condition:
    number, of = table.whole("count", least=1), _inner(table, "of", basis)
    if number > len(of):
        table.fault("unreachable", f"Cần {number} điều kiện trong khi chỉ có {len(of)}. Sửa số hoặc bổ sung điều kiện.")
        number = len(of)
    return logic.AtLeast(number=number, of=of, text=text, key=key, basis=basis)


def _human(table: Table, text: str, key: str, basis: Basis) -> Condition:
    key = table.text("human")
    _want_words(table, text)
    return logic.Human(text=text, key=key, basis=basis)


def _claim(table: Table, text: str, key: str, basis: Basis) -> Condition:
    key = table.text("claim")
    _want_words(table, text)
    return logic.Claim(text=text, key=key, basis=basis)


def _want_words(table: Table, text: str) -> None:
    if not text:
        table.fault("missing_key", "Thiếu khóa “text”. Ghi câu cho người xem xét đọc.")


def _unread(table: Table, text: str, key: str, basis: Basis) -> Condition:
    return logic.Unread(text=table.text("unread"), key=key, basis=basis)


def _grade(table: Table, text: str, key: str, basis: Basis) -> Condition:
    return yearly.GradeAtLeast(grade=table.choice("grade", Grade), text=text, key=key, basis=basis)


def _held(table: Table, text: str, key: str, basis: Basis) -> Condition:
    return yearly.Held(award=table.text("held"), text=text, key=key, basis=basis)


def _meets(table: Table, text: str, key: str, basis: Basis) -> Condition:
    return yearly.Meets(award=table.text("meets"), text=text, key=key, basis=basis)


def _ever(table: Table, text: str, key: str, basis: Basis) -> Condition:
    return rows.Ever(award=table.text("ever"), text=text, key=key, basis=basis)


def _never(table: Table, text: str, key: str, basis: Basis) -> Condition:
    return rows.Never(award=table.text("never"), text=text, key=key, basis=basis)


def _share(table: Table, text: str, key: str, basis: Basis) -> Condition:
    part, whole, at_least = table.text("share"), table.text("among"), _number(table, "at_least")
    if isinstance(at_least, Fraction) and at_least > 1:
        table.fault("unreachable", "Tỷ lệ lớn hơn 100%. Sửa lại tỷ lệ.")
    return yearly.Share(part=part, whole=whole, at_least=at_least, text=text, key=key, basis=basis)


def _figure(table: Table, text: str, key: str, basis: Basis) -> Condition:
    figure, at_least = table.text("figure"), _number(table, "at_least")
    return yearly.Figure(figure=figure, at_least=at_least, text=text, key=key, basis=basis)


def _leads(table: Table, text: str, key: str, basis: Basis) -> Condition:
    kind, scope = table.choice("leads", LeadKind), table.choice("scope", Scope)
    lasting = table.number("lasting", None)
    return yearly.Leads(kind=kind, scope=scope, lasting=lasting, text=text, key=key, basis=basis)


def _no_discipline(table: Table, text: str, key: str, basis: Basis) -> Condition:
    form = table.choice("no_discipline_from", DisciplineForm)
    return yearly.NoDiscipline(form=form, text=text, key=key, basis=basis)


def _no_member_discipline(table: Table, text: str, key: str, basis: Basis) -> Condition:
    form = table.choice("no_member_discipline_from", DisciplineForm)
    return yearly.NoMemberDiscipline(form=form, text=text, key=key, basis=basis)


def _no_proceedings(table: Table, text: str, key: str, basis: Basis) -> Condition:
    _want_true(table, "no_proceedings")
    return yearly.NoProceedings(text=text, key=key, basis=basis)


def _stands(table: Table, text: str, key: str, basis: Basis) -> Condition:
    _want_true(table, "not_dissolved")
    return yearly.StandsAlone(text=text, key=key, basis=basis)


def _want_true(table: Table, key: str) -> None:
    if not table.flag(key):
        table.fault("unreachable", f"Khóa “{key}” chỉ nhận giá trị true. Bỏ điều kiện nếu không cần.")


def _months_worked(table: Table, text: str, key: str, basis: Basis) -> Condition:
    return yearly.MonthsWorked(at_least=_number(table, "months_worked"), text=text, key=key, basis=basis)


def _months_away(table: Table, text: str, key: str, basis: Basis) -> Condition:
    return yearly.MonthsAway(below=_number(table, "months_away_below"), text=text, key=key, basis=basis)


def _in_a_row(table: Table, text: str, key: str, basis: Basis) -> Condition:
    years = _number(table, "in_a_row")
    if years == 0:
        table.fault("unreachable", "Số năm liên tục phải từ 1 trở lên. Sửa lại số năm.")
        years = ONE
    inner = condition_from(table.inner(table.take("of"), "of"), basis)
    afresh = table.flag("afresh", False)
    return rows.InARow(years=years, of=inner, afresh=afresh, text=text, key=key, basis=basis)


def _times(table: Table, text: str, key: str, basis: Basis) -> Condition:
    number, award, unbroken = _number(table, "times"), table.text("award"), table.text("unbroken")
    recent = _number(table, "recent")
    if number == 0:
        table.fault("unreachable", "Số lần phải từ 1 trở lên. Sửa lại số lần.")
        number = ONE
    return rows.Times(award=award, number=number, unbroken=unbroken, recent=recent, text=text, key=key, basis=basis)


def _initiatives(table: Table, text: str, key: str, basis: Basis) -> Condition:
    any_year = table.flag("any_year", False)
    return rows.Initiatives(
        number=_number(table, "initiatives"),
        kinds=frozenset(table.choices("kinds", InitiativeKind)),
        scope=table.choice("scope", Scope),
        years=None if any_year else _number(table, "years", ONE),
        applied=table.flag("applied", False),
        replicable=table.flag("replicable", False),
        text=text,
        key=key,
        basis=basis,
    )


OPERATORS: dict[str, Callable[[Table, str, str, Basis], Condition]] = {
    "all": _all,
    "any": _any,
    "count": _count,
    "human": _human,
    "claim": _claim,
    "unread": _unread,
    "grade": _grade,
    "held": _held,
    "meets": _meets,
    "ever": _ever,
    "never": _never,
    "share": _share,
    "figure": _figure,
    "leads": _leads,
    "no_discipline_from": _no_discipline,
    "no_member_discipline_from": _no_member_discipline,
    "no_proceedings": _no_proceedings,
    "not_dissolved": _stands,
    "months_worked": _months_worked,
    "months_away_below": _months_away,
    "in_a_row": _in_a_row,
    "times": _times,
    "initiatives": _initiatives,
}
