"""Permissions around the library: applying, asking, publishing, comparing, bringing in from past years."""

import rules

from thidua.initiatives.models import Adoption, Initiative, PastImport, Question, Review
from thidua.initiatives.queries.library import library_visible_to
from thidua.initiatives.queries.visibility import reviews_of
from thidua.initiatives.rules import is_author, keeps_initiative, writes_for
from thidua.people.models import Person
from thidua.people.queries import LEADERS, acts_in


@rules.predicate
def reads_in_library(person: Person, initiative: Initiative) -> bool:
    return library_visible_to(person).filter(pk=initiative.pk).exists()


@rules.predicate
def leads_somewhere_else(person: Person, adoption: Adoption) -> bool:
    """Who leads the unit that would apply it, and may read it."""
    readable = library_visible_to(person).filter(pk=adoption.initiative_id).exists()
    return readable and acts_in(person, adoption.unit, LEADERS)


@rules.predicate
def leads_adopter(person: Person, adoption: Adoption) -> bool:
    return acts_in(person, adoption.unit, LEADERS)


@rules.predicate
def answers_for(person: Person, question: Question) -> bool:
    return bool(is_author(person, question.initiative) or keeps_initiative(person, question.initiative))


@rules.predicate
def judges(person: Person, initiative: Initiative) -> bool:
    mine = reviews_of(person).filter(initiative=initiative)
    return mine.exclude(status=Review.Status.EXCUSED).exists()


@rules.predicate
def began(person: Person, row: PastImport) -> bool:
    return row.by_id == person.pk


@rules.predicate
def writes_for_import(person: Person, row: PastImport) -> bool:
    return bool(writes_for(person, row.unit))


rules.add_perm("initiatives.adopt_initiative", leads_somewhere_else)
for step in Adoption.MOVES:
    rules.add_perm(f"initiatives.{step}_adoption", leads_adopter)
rules.add_perm("initiatives.ask_question", reads_in_library & ~is_author)
rules.add_perm("initiatives.answer_question", answers_for)
rules.add_perm("initiatives.mark_look_alike", judges | (keeps_initiative & ~is_author))
rules.add_perm("initiatives.import_past", writes_for)
rules.add_perm("initiatives.confirm_pastimport", began & writes_for_import)
rules.add_perm("initiatives.cancel_pastimport", began)
rules.add_perm("initiatives.undo_pastimport", writes_for_import)
rules.add_perm("initiatives.pack_dossiers", writes_for)
rules.add_perm("initiatives.take_dossier", is_author | keeps_initiative)
