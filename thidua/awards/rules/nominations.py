"""Nominations: drafted and put forward by the office that keeps them; never decided on by the nominee."""

import rules

from thidua.awards.models import Hearing, Nomination
from thidua.awards.queries.hearings import hearings_visible_to
from thidua.awards.queries.visibility import nominations_visible_to
from thidua.awards.rules.base import keeps_season
from thidua.councils.queries import seats_held
from thidua.people.models import Person
from thidua.people.queries import EDITORS, LEADERS, acts_in


@rules.predicate
def sees_nomination(person: Person, nomination: Nomination) -> bool:
    return nominations_visible_to(person).filter(pk=nomination.pk).exists()


@rules.predicate
def drafted_here(person: Person, nomination: Nomination) -> bool:
    """Head or officer of the unit where it was drafted."""
    return acts_in(person, nomination.season.unit, EDITORS)


@rules.predicate
def has_on_desk(person: Person, nomination: Nomination) -> bool:
    """Head or officer of the unit that has it now."""
    return acts_in(person, nomination.desk.unit, EDITORS)


@rules.predicate
def is_nominee(person: Person, nomination: Nomination) -> bool:
    return nomination.person_id == person.pk


@rules.predicate
def writes_own_report(person: Person, nomination: Nomination) -> bool:
    """The nominee, or who leads the team that is one, once asked to write."""
    if not nomination.asks_report:
        return False
    if nomination.collective:
        return acts_in(person, nomination.collective, LEADERS)
    return nomination.person_id == person.pk


@rules.predicate
def presides_hearing(person: Person, nomination: Nomination) -> bool:
    """Presides over a meeting before which it was brought: closing the ballot there tells the council's word."""
    return nomination.hearings.filter(item__meeting__presiding__in=seats_held(person)).exists()


@rules.predicate
def has_received(person: Person, nomination: Nomination) -> bool:
    """Head or officer of a unit to which a dossier with it was sent."""
    units = (entry.dossier.to_unit for entry in nomination.entries.select_related("dossier__to_unit"))
    return any(unit is not None and acts_in(person, unit, EDITORS) for unit in units)


@rules.predicate
def sees_hearing(person: Person, hearing: Hearing) -> bool:
    return hearings_visible_to(person).filter(pk=hearing.pk).exists()


rules.add_perm("awards.view_nomination", sees_nomination)
rules.add_perm("awards.add_nomination", keeps_season)
rules.add_perm("awards.change_nomination", drafted_here)
rules.add_perm("awards.write_report", drafted_here | writes_own_report)
for step in ("propose", "recall", "withdraw"):
    rules.add_perm(f"awards.{step}_nomination", drafted_here)
rules.add_perm("awards.judge_condition", has_on_desk & ~is_nominee)
rules.add_perm("awards.give_word", has_on_desk & ~is_nominee)
for step in ("pass", "fail", "reopen"):
    rules.add_perm(f"awards.{step}_nomination", (has_on_desk & ~is_nominee) | presides_hearing)
rules.add_perm("awards.decide_nomination", has_on_desk & ~is_nominee)
for step in ("send", "take_back"):
    rules.add_perm(f"awards.{step}_nomination", has_on_desk)
for step in ("receive", "give_back", "refuse"):
    rules.add_perm(f"awards.{step}_nomination", (has_on_desk | has_received) & ~is_nominee)
rules.add_perm("awards.bring_hearing", keeps_season)
rules.add_perm("awards.view_hearing", sees_hearing)
