"""This room's permissions."""

import rules

from thidua.initiatives.models import Author, Initiative, Recognition, Review, Round, Rubric
from thidua.initiatives.queries.reach import may_register_in
from thidua.initiatives.queries.visibility import (
    initiatives_visible_to,
    reviews_of,
    rounds_reviewed_blind,
    rounds_visible_to,
)
from thidua.people.models import Person, Unit
from thidua.people.queries import EDITORS, WORKERS, acts_in, organisation_paths, paths_held, persons_visible_to


@rules.predicate
def writes_for(person: Person, unit: Unit) -> bool:
    return acts_in(person, unit, EDITORS)


def reviews_blind(person: Person, the_round: Round) -> bool:
    return the_round.hides_authors and rounds_reviewed_blind(person).filter(pk=the_round.pk).exists()


@rules.predicate
def keeps_round(person: Person, the_round: Round) -> bool:
    """Not while one reviews it blind: its pages name authors."""
    return acts_in(person, the_round.unit, EDITORS) and not reviews_blind(person, the_round)


@rules.predicate
def sees_round(person: Person, the_round: Round) -> bool:
    return rounds_visible_to(person).filter(pk=the_round.pk).exists()


@rules.predicate
def sees_initiative(person: Person, initiative: Initiative) -> bool:
    return initiatives_visible_to(person).filter(pk=initiative.pk).exists()


@rules.predicate
def is_author(person: Person, initiative: Initiative) -> bool:
    """An author at work somewhere today, who has not declined."""
    works = bool(paths_held(person, WORKERS))
    return works and initiative.authors.filter(person=person, declined_at=None).exists()


@rules.predicate
def writes_initiative(person: Person, initiative: Initiative) -> bool:
    """An author who has agreed; who entered it, while working in that office or school."""
    entered = initiative.created_by_id == person.pk
    if entered and any(initiative.unit.path.startswith(path) for path in organisation_paths(person)):
        return bool(paths_held(person, WORKERS))
    agreed = initiative.authors.filter(person=person, agreed_at__isnull=False, declined_at=None)
    return bool(paths_held(person, WORKERS)) and agreed.exists()


@rules.predicate
def keeps_initiative(person: Person, initiative: Initiative) -> bool:
    """Who keeps its round and does not review it blind; of those without a round, who writes for the unit."""
    unit = initiative.round.unit if initiative.round else initiative.unit
    return acts_in(person, unit, EDITORS) and bool(sees_initiative(person, initiative))


@rules.predicate
def is_asked(person: Person, author: Author) -> bool:
    return author.person_id == person.pk


@rules.predicate
def is_reviewer(person: Person, review: Review) -> bool:
    return reviews_of(person).filter(pk=review.pk).exists()


@rules.predicate
def keeps_review(person: Person, review: Review) -> bool:
    return bool(keeps_initiative(person, review.initiative))


@rules.predicate
def keeps_rubric(person: Person, rubric: Rubric) -> bool:
    return acts_in(person, rubric.unit, EDITORS)


@rules.predicate
def keeps_recognition(person: Person, recognition: Recognition) -> bool:
    return bool(keeps_initiative(person, recognition.initiative))


@rules.predicate
def keeps_people(person: Person, other: Person) -> bool:
    """Who keeps rounds, of persons one can look up."""
    return bool(paths_held(person, EDITORS)) and persons_visible_to(person).filter(pk=other.pk).exists()


@rules.predicate
def registers(person: Person, the_round: Round) -> bool:
    return may_register_in(person, the_round)


rules.add_perm("initiatives.view_round", sees_round)
rules.add_perm("initiatives.add_round", writes_for)
rules.add_perm("initiatives.change_round", keeps_round)
rules.add_perm("initiatives.assign_review", keeps_round)
rules.add_perm("initiatives.bring_hearing", keeps_round)
for step in Round.MOVES:
    rules.add_perm(f"initiatives.{step}_round", keeps_round)

rules.add_perm("initiatives.view_initiative", sees_initiative)
rules.add_perm("initiatives.add_initiative", registers)
rules.add_perm("initiatives.change_initiative", writes_initiative)
rules.add_perm("initiatives.register_initiative", writes_initiative)
rules.add_perm("initiatives.start_initiative", writes_initiative | keeps_initiative)
rules.add_perm("initiatives.report_initiative", writes_initiative)
rules.add_perm("initiatives.withdraw_initiative", writes_initiative | keeps_initiative)
rules.add_perm("initiatives.hand_on_initiative", writes_initiative | keeps_initiative)
rules.add_perm("initiatives.answer_author", is_asked)
for step in ("return", "open_review", "recognise", "refuse", "annul", "spread"):
    rules.add_perm(f"initiatives.{step}_initiative", keeps_initiative & ~is_author)
rules.add_perm("initiatives.keep_initiative", keeps_initiative)
rules.add_perm("initiatives.publish_initiative", keeps_initiative)
rules.add_perm("initiatives.use_initiative", keeps_initiative | is_author)
rules.add_perm("initiatives.revoke_recognition", keeps_recognition)

rules.add_perm("initiatives.view_review", is_reviewer)
rules.add_perm("initiatives.score_review", is_reviewer)
rules.add_perm("initiatives.submit_review", is_reviewer)
rules.add_perm("initiatives.reopen_review", is_reviewer)
rules.add_perm("initiatives.excuse_review", is_reviewer | keeps_review)
rules.add_perm("initiatives.discuss_review", is_reviewer)
rules.add_perm("initiatives.release_review", keeps_review)

rules.add_perm("initiatives.declare_conflict", keeps_people)

rules.add_perm("initiatives.add_rubric", writes_for)
rules.add_perm("initiatives.view_rubric", keeps_rubric)
rules.add_perm("initiatives.change_rubric", keeps_rubric)
