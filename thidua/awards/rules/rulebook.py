"""Who writes and reads rules of a locality."""

import rules

from thidua.awards.models import LocalRules
from thidua.awards.queries.rulebook import local_rules_visible_to
from thidua.awards.rules.base import writes_for
from thidua.people.models import Person


@rules.predicate
def keeps_rules(person: Person, own: LocalRules) -> bool:
    return bool(writes_for(person, own.unit))


@rules.predicate
def sees_rules(person: Person, own: LocalRules) -> bool:
    """Who writes them; once adopted, who works in a unit that they hold for, and who oversees it."""
    return local_rules_visible_to(person).filter(pk=own.pk).exists()


rules.add_perm("awards.add_localrules", writes_for)
rules.add_perm("awards.view_localrules", sees_rules)
rules.add_perm("awards.change_localrules", keeps_rules)
for step in LocalRules.MOVES:
    rules.add_perm(f"awards.{step}_localrules", keeps_rules)
