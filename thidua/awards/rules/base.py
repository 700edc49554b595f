"""Predicates that the nouns of this room share. Rights follow from posts; to administer gives nothing here."""

from typing import Any

import rules

from thidua.awards.models import Season
from thidua.awards.queries.visibility import seasons_visible_to
from thidua.people.models import Person, Unit
from thidua.people.queries import EDITORS, acts_in


@rules.predicate
def writes_for(person: Person, unit: Unit) -> bool:
    """Head or officer of exactly this unit."""
    return acts_in(person, unit, EDITORS)


def season_of(thing: Any) -> Season:
    return thing if isinstance(thing, Season) else thing.season


@rules.predicate
def sees_season(person: Person, thing: Any) -> bool:
    return seasons_visible_to(person).filter(pk=season_of(thing).pk).exists()


@rules.predicate
def keeps_season(person: Person, thing: Any) -> bool:
    """Head or officer of the unit whose season it is, or in whose season it lies."""
    return acts_in(person, season_of(thing).unit, EDITORS)
