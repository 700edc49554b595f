"""What a decision brings each of its nominees, by the law of its day: Nghị định 152/2025/NĐ-CP, Điều 49."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from thidua.awards.models import Award, Nomination
from thidua.awards.models.subjects import AboutSubject
from thidua.awards.rulebook import article_of, rules_for
from thidua.kernel.templatetags.words import number
from thidua.law import Bonus, Grant, NotInForce, RuleSet, Unknown, Year, bonus_of, paid
from thidua.law.explaining import TO_CHECK
from thidua.law.facts import Kind, Subject
from thidua.law.rules import Principle
from thidua.people.models import Unit

TIMES = " × "
"""Stands in a note that tells how the amount was computed."""
HIGHEST = "highest_title_once"
ROOM = 500
"""Letters of a note."""


@dataclass(frozen=True, slots=True)
class Pay:
    """đồng, and how it was computed or why nothing is paid; `amount` is None where the rules name no rate."""

    amount: int | None
    note: str
    doubts: tuple[str, ...] = ()
    within: Award | None = None
    """The higher title of the same time that is paid instead."""


@dataclass(frozen=True, slots=True)
class Lowered:
    """An earlier award that brings nothing any more, for a nomination now brings a higher one."""

    award: Award
    reason: str
    nomination: int


@dataclass(frozen=True, slots=True)
class Due:
    """What an award brings once a higher one is revoked: paid again, or behind another one (`pay.within`)."""

    award: Award
    pay: Pay


@dataclass(frozen=True, slots=True)
class Reckoning:
    """By id of the nomination what it brings; and earlier awards that bring nothing any more, with the reason."""

    by_nomination: dict[int, Pay]
    lowered: list[Lowered]

    @property
    def total(self) -> int:
        return sum(pay.amount or 0 for pay in self.by_nomination.values())

    @property
    def doubts(self) -> list[str]:
        """Each sentence once."""
        return list(dict.fromkeys(doubt for pay in self.by_nomination.values() for doubt in pay.doubts))


def about(row: AboutSubject) -> tuple[str, int]:
    return (
        (Subject.PERSON.value, row.person_id) if row.person_id else (Subject.COLLECTIVE.value, row.collective_id or 0)
    )


def reckoned(nominations: Sequence[Nomination], unit: Unit, on: date, rules: RuleSet) -> Reckoning:
    """For nominations that a decision of `unit` gives on the day. Titles that the unit gives the same subject for the
    same year in the same season, or on the same day, are looked at together: only the highest is paid.
    """
    earlier = _earlier(nominations, unit, on)
    found: dict[int, Pay] = {}
    lowered: list[Lowered] = []
    for row in nominations:
        subject, year = Subject(about(row)[0]), row.season.law_year
        own = Grant(row.award, subject, year)
        others = [award for award in earlier.get(about(row), ()) if award.year == row.season.year and award.bonus]
        grants = {award: grant for award in others if (grant := _grant(award, on, rules)) is not None}
        try:
            bonuses = paid(list(dict.fromkeys([*grants.values(), own])), on, rules)
        except (NotInForce, Unknown):
            found[row.pk] = Pay(None, f"Chưa có mức tiền thưởng trong quy tắc của ngày quyết định; {TO_CHECK}.")
            continue
        if (bonus := bonuses[own]) is None:
            higher = _paid_title(grants, bonuses, rules)
            found[row.pk] = Pay(0, _once(higher.award_name, higher.decision_number, on, rules), within=higher)
            continue
        found[row.pk] = pay_of(bonus, on, rules)
        reason = _once(row.award_name, "", on, rules)
        lowered += [Lowered(award, reason, row.pk) for award, grant in grants.items() if bonuses[grant] is None]
    return Reckoning(found, lowered)


def due_again(revoked: Award, paper: str) -> list[Due]:
    """What titles bring that stood behind the one that `paper` revokes: of several again only the highest is paid, each
    by the law of the day of its own decision. Where the revoked one was itself behind a higher title, they are now
    behind that one.
    """
    behind = list(
        revoked.stood_in_for.filter(status=Award.Status.VALID).select_related(
            "unit", "person", "collective", "decision__season__unit"
        )
    )
    if revoked.paid_with:
        return [Due(award, Pay(0, award.bonus_note, within=revoked.paid_with)) for award in behind]
    rates = {award: bonus for award in behind if (bonus := _rate(award)) is not None}
    if not rates:
        return []
    highest = max(rates, key=lambda award: (rates[award].exact, -award.pk))
    on, rules = highest.decision_date, _rules_of(highest)
    pay = pay_of(rates[highest], on, rules)
    because = f"Được nhận vì {revoked.award_name} bị hủy bỏ theo {paper}{_principle(on, rules)}: "
    found = [Due(highest, Pay(pay.amount, f"{because}{pay.note[:1].lower()}{pay.note[1:]}"[:ROOM], pay.doubts))]
    once = _once(highest.award_name, highest.decision_number, on, rules)
    return found + [Due(award, Pay(0, once, within=highest)) for award in rates if award != highest]


def _rules_of(award: Award) -> RuleSet:
    return rules_for(award.decision.season.unit if award.decision else award.unit)


def _rate(award: Award) -> Bonus | None:
    """None where the rules of the day of its decision have no rate."""
    try:
        return bonus_of(award.award, award.decision_date, _rules_of(award), Subject(about(award)[0]))
    except (NotInForce, Unknown):
        return None


def pay_of(bonus: Bonus, on: date, rules: RuleSet) -> Pay:
    """`0,3 × 2.530.000 đồng = 759.000 đồng, làm tròn lên 760.000 đồng (khoản 1 Điều 50 Nghị định …)`."""
    multiple, exact = (number(float(value)) for value in (bonus.rate.multiple, bonus.exact))
    most = "cao nhất " if bonus.at_most else ""
    rounded = f", làm tròn lên {number(bonus.amount)} đồng" if bonus.exact != bonus.amount else ""
    doubts = (*rules.doubts(bonus.rate, on), *rules.doubts(bonus.salary, on))
    text = f"{most}{multiple}{TIMES}{number(bonus.salary.amount)} đồng = {exact} đồng{rounded}"
    text += f" ({rules.cite(bonus.rate.sources)}; {rules.cite(bonus.salary.sources)})"
    text += f"; {TO_CHECK}" if doubts else ""
    return Pay(bonus.amount, text[:1].upper() + text[1:ROOM], tuple(dict.fromkeys(doubts)))


def _earlier(nominations: Sequence[Nomination], unit: Unit, on: date) -> dict[tuple[str, int], list[Award]]:
    persons = [row.person_id for row in nominations if row.person_id]
    collectives = [row.collective_id for row in nominations if row.collective_id]
    rows = Award.objects.filter(decision__season__unit=unit, status=Award.Status.VALID, bonus__gt=0)
    about_these = rows.filter(person__in=persons) | rows.filter(collective__in=collectives)
    seasons = {row.desk_id for row in nominations}
    found: dict[tuple[str, int], list[Award]] = {}
    for award in about_these.select_related("decision", "unit", "person", "collective"):
        if award.decision and (award.decision.season_id in seasons or award.decision_date == on):
            found.setdefault(about(award), []).append(award)
    return found


def _grant(award: Award, on: date, rules: RuleSet) -> Grant | None:
    """None for what the rules of the day have no rate for."""
    subject = Subject(about(award)[0])
    try:
        bonus_of(award.award, on, rules, subject)
    except (NotInForce, Unknown):
        return None
    return Grant(award.award, subject, Year.of(award.year))


def _paid_title(grants: dict[Award, Grant], bonuses: dict[Grant, Bonus | None], rules: RuleSet) -> Award:
    return next(
        award for award, grant in grants.items() if bonuses[grant] and rules.award(grant.award).kind is Kind.TITLE
    )


def _once(name: str, decision: str, on: date, rules: RuleSet) -> str:
    paper = f", Quyết định số {decision}" if decision else ""
    said = f"Không nhận riêng: cùng thời gian tính thành tích đã nhận mức của {name}{paper}"
    return f"{said}{_principle(on, rules)}"[:ROOM]


def _principle(on: date, rules: RuleSet) -> str:
    """The article by which only the highest title is paid, in brackets."""
    rule = rules.find(Principle, on, HIGHEST)
    return f" ({article_of(rule, rules, on)})" if rule else ""


def total_of(awards: Iterable[Award]) -> int:
    return sum(award.bonus or 0 for award in awards)
