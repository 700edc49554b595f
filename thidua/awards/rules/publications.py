"""Lists that are made public, objections, days that count, honours shown to everybody."""

import rules

from thidua.awards.models import Objection, Publication
from thidua.awards.queries.publications import objections_told_to
from thidua.awards.rules.base import keeps_season, sees_season, writes_for
from thidua.people.models import Person


@rules.predicate
def sees_publication(person: Person, publication: Publication) -> bool:
    shown = publication.status != Publication.Status.DRAFT and bool(sees_season(person, publication.season))
    return shown or bool(keeps_season(person, publication))


@rules.predicate
def answers(person: Person, objection: Objection) -> bool:
    return objections_told_to(person).filter(pk=objection.pk).exists()


rules.add_perm("awards.view_publication", sees_publication)
rules.add_perm("awards.add_publication", keeps_season)
rules.add_perm("awards.change_publication", keeps_season)
for step in Publication.MOVES:
    rules.add_perm(f"awards.{step}_publication", keeps_season)
rules.add_perm("awards.object_publication", sees_publication)
rules.add_perm("awards.view_objection", answers)
rules.add_perm("awards.answer_objection", answers)
rules.add_perm("awards.keep_own_days", writes_for)
rules.add_perm("awards.change_honourpage", writes_for)
