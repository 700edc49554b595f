"""Permissions about trust and seals."""

import rules

from thidua.documents.models import OfficeSeal, TrustAnchor
from thidua.people.models import Person, Post, Unit
from thidua.people.queries import EDITORS, acts_in, reaches

ADMINISTRATOR = frozenset({Post.Role.ADMINISTRATOR})
HEAD = frozenset({Post.Role.HEAD})


@rules.predicate
def administers_root(person: Person, unit: Unit) -> bool:
    """Trust counts for every unit of the installation, so a school's administrator does not decide on it."""
    return unit.is_root() and acts_in(person, unit, ADMINISTRATOR)


@rules.predicate
def answers_for_anchor(person: Person, anchor: TrustAnchor) -> bool:
    return acts_in(person, anchor.unit, ADMINISTRATOR)


@rules.predicate
def administers_unit(person: Person, unit: Unit) -> bool:
    return reaches(person, unit, ADMINISTRATOR)


@rules.predicate
def administers_seal(person: Person, seal: OfficeSeal) -> bool:
    return reaches(person, seal.unit, ADMINISTRATOR)


@rules.predicate
def heads_unit_of(person: Person, seal: OfficeSeal) -> bool:
    return acts_in(person, seal.unit, HEAD)


@rules.predicate
def keeps_papers_of(person: Person, seal: OfficeSeal) -> bool:
    return acts_in(person, seal.unit, EDITORS)


@rules.predicate
def is_clerk(person: Person, seal: OfficeSeal) -> bool:
    """Handed the seal by the head, and still in the post."""
    return acts_in(person, seal.unit, EDITORS) and seal.clerks.filter(pk=person.pk).exists()


rules.add_perm("documents.install_anchor", administers_root)
rules.add_perm("documents.remove_anchor", answers_for_anchor)
rules.add_perm("documents.view_anchor", answers_for_anchor)
rules.add_perm("documents.add_seal", administers_unit)
rules.add_perm("documents.retire_seal", administers_seal | heads_unit_of)
rules.add_perm("documents.view_seal", administers_seal | keeps_papers_of)
rules.add_perm("documents.let_seal", heads_unit_of)
rules.add_perm("documents.use_seal", heads_unit_of | is_clerk)
