"""Decisions and the register of awards."""

import rules

from thidua.awards.models import Award, Decision, OtherAward
from thidua.awards.queries.visibility import awards_visible_to, decisions_visible_to
from thidua.awards.rules.base import keeps_season, writes_for
from thidua.people.models import Person


@rules.predicate
def sees_decision(person: Person, decision: Decision) -> bool:
    return decisions_visible_to(person).filter(pk=decision.pk).exists()


@rules.predicate
def sees_award(person: Person, award: Award) -> bool:
    return awards_visible_to(person).filter(pk=award.pk).exists()


@rules.predicate
def gave(person: Person, award: Award) -> bool:
    """Head or officer of the unit whose decision gave it; of old ones, of the unit that keeps them."""
    unit = award.decision.season.unit if award.decision else award.unit
    return bool(writes_for(person, unit)) and award.person_id != person.pk


@rules.predicate
def keeps_register(person: Person, award: Award | OtherAward) -> bool:
    """Head or officer of the office or school in whose register it stands."""
    return bool(writes_for(person, award.unit))


rules.add_perm("awards.view_decision", sees_decision)
rules.add_perm("awards.add_decision", keeps_season)
rules.add_perm("awards.change_decision", keeps_season)
for step in Decision.MOVES:
    rules.add_perm(f"awards.{step}_decision", keeps_season)
rules.add_perm("awards.view_award", sees_award)
rules.add_perm("awards.add_award", writes_for)
rules.add_perm("awards.add_otheraward", writes_for)
rules.add_perm("awards.change_otheraward", keeps_register)
for step in Award.MOVES:
    rules.add_perm(f"awards.{step}_award", gave)
rules.add_perm("awards.note_bonus", gave)
