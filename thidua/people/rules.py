"""This room's permissions."""

import rules

from thidua.kernel.calendar import today
from thidua.people.models import Cluster, Person, Post, SheetImport, Unit
from thidua.people.queries import binding_paths, lookup_paths, oversight_paths, paths_held, reaches, valid_posts

Role = Post.Role


@rules.predicate
def administers(person: Person, unit: Unit | None) -> bool:
    return unit is not None and reaches(person, unit, {Role.ADMINISTRATOR})


@rules.predicate
def sees_unit(person: Person, unit: Unit) -> bool:
    paths = lookup_paths(person)
    return any(unit.path.startswith(path) or path.startswith(unit.path) for path in paths)


@rules.predicate
def looks_into(person: Person, unit: Unit) -> bool:
    """Not of units above one's own, whose names alone are known."""
    return any(unit.path.startswith(path) for path in lookup_paths(person))


@rules.predicate
def administers_above(person: Person, unit: Unit) -> bool:
    """The unit's place in the tree is for who administers the unit above it; a root's for its own administrator."""
    above = unit.path[: -Unit.steplen] or unit.path
    return any(above.startswith(path) for path in paths_held(person, {Role.ADMINISTRATOR}))


@rules.predicate
def is_self(person: Person, other: Person) -> bool:
    return person.pk == other.pk


@rules.predicate
def sees_person(person: Person, other: Person) -> bool:
    paths = lookup_paths(person)
    return any(post.unit.path.startswith(path) for post in other.posts.select_related("unit") for path in paths)


@rules.predicate
def administers_person(person: Person, other: Person) -> bool:
    """All places that bind the other lie in the administered subtree; a post to come or in a closed unit binds too."""
    paths, bound = paths_held(person, {Role.ADMINISTRATOR}), binding_paths([other.pk], today())[other.pk]
    return bool(bound) and all(any(place.startswith(path) for path in paths) for place in bound)


@rules.predicate
def administers_post(person: Person, post: Post) -> bool:
    return reaches(person, post.unit, {Role.ADMINISTRATOR})


@rules.predicate
def oversees_person(person: Person, other: Person) -> bool:
    paths = oversight_paths(person) + paths_held(person, {Role.ADMINISTRATOR})
    return any(post.unit.path.startswith(path) for post in valid_posts(other) for path in paths)


@rules.predicate
def sees_cluster(person: Person, cluster: Cluster) -> bool:
    return any(sees_unit(person, unit) for unit in (cluster.unit, *cluster.units.all()))


@rules.predicate
def administers_cluster(person: Person, cluster: Cluster) -> bool:
    return reaches(person, cluster.unit, {Role.ADMINISTRATOR})


@rules.predicate
def began_import(person: Person, sheet_import: SheetImport) -> bool:
    return sheet_import.by_id == person.pk


@rules.predicate
def administers_import(person: Person, sheet_import: SheetImport) -> bool:
    return reaches(person, sheet_import.unit, {Role.ADMINISTRATOR})


rules.add_perm("people.view_unit", sees_unit)
rules.add_perm("people.view_staff", looks_into)
rules.add_perm("people.change_unit", administers)
rules.add_perm("people.add_unit", administers)
rules.add_perm("people.place_unit", administers_above)
rules.add_perm("people.close_unit", administers_above)
rules.add_perm("people.reopen_unit", administers_above)
rules.add_perm("people.move_unit", administers_above)
rules.add_perm("people.merge_unit", administers_above)
rules.add_perm("people.split_unit", administers_above)
rules.add_perm("people.rename_unit", administers)
rules.add_perm("people.import_people", administers)
rules.add_perm("people.export_people", administers)
rules.add_perm("people.view_import", began_import)
rules.add_perm("people.confirm_sheetimport", began_import & administers_import)
rules.add_perm("people.cancel_sheetimport", began_import)
rules.add_perm("people.view_person", is_self | sees_person)
rules.add_perm("people.view_contact", is_self | oversees_person)
rules.add_perm("people.add_person", administers)
rules.add_perm("people.change_person", administers_person)
rules.add_perm("people.change_contact", is_self | administers_person)
rules.add_perm("people.hand_link", administers_person)
rules.add_perm("people.lock_person", administers_person)
rules.add_perm("people.unlock_person", administers_person)
rules.add_perm("people.clear_second_factor", administers_person)
rules.add_perm("people.add_post", administers)
rules.add_perm("people.end_post", administers_post)
rules.add_perm("people.view_cluster", sees_cluster)
rules.add_perm("people.add_cluster", administers)
rules.add_perm("people.change_cluster", administers_cluster)
rules.add_perm("people.set_cluster_lead", administers_cluster)
