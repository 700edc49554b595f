"""Dossiers: the sender writes, the receiver judges, divisions that were asked give their opinion."""

import rules

from thidua.awards.models import Appraisal, Dossier
from thidua.awards.queries.visibility import dossiers_visible_to
from thidua.awards.rules.base import keeps_season
from thidua.people.models import Person
from thidua.people.queries import EDITORS, LEADERS, acts_in


@rules.predicate
def sees_dossier(person: Person, dossier: Dossier) -> bool:
    return dossiers_visible_to(person).filter(pk=dossier.pk).exists()


@rules.predicate
def receives(person: Person, dossier: Dossier) -> bool:
    """Head or officer of the unit that it was sent to."""
    return dossier.to_unit is not None and acts_in(person, dossier.to_unit, EDITORS)


@rules.predicate
def goes_outside(person: Person, dossier: Dossier) -> bool:
    """Its receiver is not in the system, so the sender writes the answer in."""
    return dossier.to_unit_id is None and bool(keeps_season(person, dossier))


@rules.predicate
def appraises(person: Person, appraisal: Appraisal) -> bool:
    return acts_in(person, appraisal.division, LEADERS)


@rules.predicate
def asked_for(person: Person, appraisal: Appraisal) -> bool:
    """Head or officer of the unit that asked the division."""
    return bool(receives(person, appraisal.dossier))


rules.add_perm("awards.view_dossier", sees_dossier)
rules.add_perm("awards.add_dossier", keeps_season)
rules.add_perm("awards.change_dossier", keeps_season)
for step in ("submit", "take_back"):
    rules.add_perm(f"awards.{step}_dossier", keeps_season)
for step in ("receive", "return", "conclude"):
    rules.add_perm(f"awards.{step}_dossier", receives | goes_outside)
rules.add_perm("awards.flag_entry", receives)
rules.add_perm("awards.ask_appraisal", receives)
rules.add_perm("awards.give_appraisal", appraises)
rules.add_perm("awards.withdraw_appraisal", asked_for)
rules.add_perm("awards.change_appraisal", asked_for)
