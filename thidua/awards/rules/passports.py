"""Who reads what a person or a collective was honoured with over the years."""

import rules

from thidua.awards.queries.awards import collectives_visible_to, passports_visible_to
from thidua.people.models import Person, Unit


@rules.predicate
def sees_passport(person: Person, whose: Person) -> bool:
    return passports_visible_to(person).filter(pk=whose.pk).exists()


@rules.predicate
def sees_collective_passport(person: Person, unit: Unit) -> bool:
    return collectives_visible_to(person).filter(pk=unit.pk).exists()


rules.add_perm("awards.view_passport", sees_passport)
rules.add_perm("awards.view_collective_passport", sees_collective_passport)
