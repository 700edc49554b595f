"""Seasons, registrations, pledges."""

import rules

from thidua.awards.models import Pledge, PledgeSignature, Registration, Season
from thidua.awards.rules.base import keeps_season, sees_season, writes_for
from thidua.people.models import Cluster, Person, Post, Unit
from thidua.people.queries import EDITORS, LEADERS, WORKERS, acts_in, authorities, organisation_paths, valid_posts


@rules.predicate
def takes_part(person: Person, season: Season) -> bool:
    """Works in the unit whose season it is, or in one of its teams and divisions."""
    return any(
        post.unit.path == season.unit.path or _lies_in(post.unit, season.unit)
        for post in valid_posts(person)
        if post.role in WORKERS
    )


def _lies_in(unit: Unit, office: Unit) -> bool:
    inner = {Unit.Kind.TEAM, Unit.Kind.DIVISION}
    return unit.kind in inner and unit.path[: -Unit.steplen] == office.path


@rules.predicate
def stands_for_a_unit_below(person: Person, season: Season) -> bool:
    """Head or officer of an office or school which the season's unit stands above: it registers as a collective."""
    heads = [post.unit for post in valid_posts(person) if post.role in EDITORS and post.unit_id != season.unit_id]
    return any(authorities(unit).filter(pk=season.unit_id).exists() for unit in heads)


@rules.predicate
def is_own(person: Person, registration: Registration) -> bool:
    """One's own, or that of a team which one leads."""
    if registration.person_id:
        return registration.person_id == person.pk
    return registration.collective is not None and acts_in(person, registration.collective, LEADERS)


@rules.predicate
def sees_registration(person: Person, registration: Registration) -> bool:
    """One's own; and among colleagues registrations are made known."""
    own = is_own(person, registration)
    return bool(own or takes_part(person, registration.season) or keeps_season(person, registration))


@rules.predicate
def keeps_cluster(person: Person, cluster: Cluster) -> bool:
    """Head or officer of the unit that runs the cluster."""
    return acts_in(person, cluster.unit, EDITORS)


@rules.predicate
def keeps_pledge(person: Person, pledge: Pledge) -> bool:
    return bool(keeps_cluster(person, pledge.cluster))


@rules.predicate
def is_of_cluster(person: Person, pledge: Pledge) -> bool:
    paths = organisation_paths(person)
    units: list[Unit] = [pledge.cluster.unit, *pledge.cluster.units.all()]
    return any(unit.path in paths for unit in units) and pledge.status != Pledge.Status.DRAFT


rules.add_perm("awards.view_season", sees_season)
rules.add_perm("awards.add_season", writes_for)
rules.add_perm("awards.change_season", keeps_season)
for step in Season.MOVES:
    rules.add_perm(f"awards.{step}_season", keeps_season)

rules.add_perm("awards.add_registration", takes_part | keeps_season | stands_for_a_unit_below)
rules.add_perm("awards.list_registrations", takes_part | keeps_season)
rules.add_perm("awards.register_others", keeps_season)
rules.add_perm("awards.view_registration", sees_registration)
rules.add_perm("awards.change_registration", is_own | keeps_season)
for step in Registration.MOVES:
    rules.add_perm(f"awards.{step}_registration", is_own | keeps_season)


@rules.predicate
def signs_for_its_unit(person: Person, signature: PledgeSignature) -> bool:
    """Head of exactly the unit that signs, which is one of the cluster's."""
    is_head = acts_in(person, signature.unit, {Post.Role.HEAD})
    return is_head and signature.pledge.cluster.units.filter(pk=signature.unit_id).exists()


rules.add_perm("awards.add_pledge", keeps_cluster)
rules.add_perm("awards.sign_pledge", signs_for_its_unit)
rules.add_perm("awards.view_pledge", keeps_pledge | is_of_cluster)
rules.add_perm("awards.change_pledge", keeps_pledge)
for step in Pledge.MOVES:
    rules.add_perm(f"awards.{step}_pledge", keeps_pledge)
