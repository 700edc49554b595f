"""What posts give, and that lists and predicates agree."""

from datetime import timedelta

import pytest
from django.db import connection

from thidua.kernel.calendar import today
from thidua.people import rules
from thidua.people.models import Person, Post, Unit
from thidua.people.queries import (
    OVERSEERS,
    acts_in,
    clusters_visible_to,
    holders,
    lineage,
    organisation_paths,
    paths_held,
    persons_visible_to,
    reaches,
    shortest,
    under_any,
    units_visible_to,
    valid_posts,
)
from thidua.people.tests import make

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def again(person: Person) -> Person:
    """The same person as the next request finds it."""
    return Person.objects.get(pk=person.pk)


def test_post_gives_rights_on_its_first_and_last_day():
    school = make.unit()
    person = make.person(school, "head", valid_from=today(), valid_to=today())

    assert [post.unit for post in valid_posts(person)] == [school]


def test_person_whose_post_ended_yesterday_sees_nothing_of_the_unit():
    school = make.unit()
    colleague = make.person(school, "member")
    person = make.person(school, "head", valid_to=today() - DAY)

    assert valid_posts(person) == ()
    assert not rules.sees_unit(person, school)
    assert not rules.sees_person(person, colleague)
    assert list(units_visible_to(person)) == []
    assert list(persons_visible_to(person)) == [person]


def test_post_that_starts_tomorrow_gives_nothing_today():
    school = make.unit()
    person = make.person(school, "head", valid_from=today() + DAY)

    assert valid_posts(person) == ()
    assert [post.unit for post in valid_posts(person, today() + DAY)] == [school]


def test_post_in_a_closed_unit_gives_nothing():
    school = make.unit(valid_to=today() - DAY)
    still_open = make.unit(valid_to=today())
    person = make.person(school, "head")
    make.post(person, still_open, "member")

    assert [post.unit for post in valid_posts(person)] == [still_open]


def test_locked_person_has_no_posts():
    person = make.person(make.unit(), "head", is_active=False)

    assert valid_posts(person) == ()
    assert not person.has_perm("people.view_person", person)


def test_posts_are_asked_once(django_assert_num_queries):
    person = make.person(make.unit(), "head")

    with django_assert_num_queries(1):
        valid_posts(person)
        paths_held(person, OVERSEERS)


def test_head_reaches_down_and_acts_only_in_the_own_unit():
    place = make.province()
    head = make.person(place["commune"], "head")

    assert reaches(head, place["team"], OVERSEERS)
    assert not reaches(head, place["top"], OVERSEERS)
    assert not reaches(head, place["division"], OVERSEERS)
    assert acts_in(head, place["commune"], OVERSEERS)
    assert not acts_in(head, place["school"], OVERSEERS)


def test_member_reaches_nothing_by_a_role_not_held():
    place = make.province()
    member = make.person(place["commune"], "member")

    assert paths_held(member, OVERSEERS) == ()
    assert not reaches(member, place["school"], OVERSEERS)


def test_member_of_a_team_works_in_the_school():
    place = make.province()
    member = make.person(place["team"], "member")

    assert organisation_paths(member) == (place["school"].path,)
    visible = set(units_visible_to(member))
    assert visible == {place["top"], place["commune"], place["school"], place["team"]}


def test_path_that_only_starts_alike_is_not_below():
    """Ten siblings and more: the eleventh's path must not pass for a child of the first."""
    top = make.unit(kind="department")
    first, *rest = [make.unit(f"Trường {n}", parent=top) for n in range(40)]

    below = Unit.objects.filter(under_any([first.path]))

    assert list(below) == [first]
    assert Unit.objects.filter(under_any([top.path])).count() == len(rest) + 2


def test_under_any_of_no_paths_is_nothing():
    make.unit()

    assert not Unit.objects.filter(under_any([])).exists()


def test_subtree_is_found_by_an_index():
    place = make.province()
    if connection.vendor == "postgresql":
        connection.cursor().execute("SET LOCAL enable_seqscan = off")  # a table this small is read as a whole

    plan = Unit.objects.filter(under_any([place["commune"].path])).explain()

    assert any(word in plan for word in ("USING INDEX", "USING COVERING INDEX", "Index Scan", "Index Only Scan")), plan


def test_shortest_drops_what_lies_below():
    assert shortest(["00010001", "0001", "0002", "00020005"]) == ["0001", "0002"]


def test_lineage_goes_from_the_top():
    assert lineage("000100020003") == ["0001", "00010002", "000100020003"]


def test_holders_are_of_exactly_the_unit_and_the_day():
    place = make.province()
    head = make.person(place["school"], "head")
    make.person(place["school"], "head", valid_to=today() - DAY)
    make.person(place["school"], "member")
    make.person(place["team"], "head")
    make.person(place["school"], "head", is_active=False)

    assert list(holders(place["school"], {"head"}, today())) == [head]


def everyone(place: dict[str, Unit]) -> list[Person]:
    """One person for each role in each unit, some past, some to come, one without a post."""
    people = [make.person(unit, role) for unit in place.values() for role in Post.Role.values]
    people.append(make.person(place["school"], "head", valid_to=today() - DAY))
    people.append(make.person(place["team"], "leader", valid_from=today() + DAY))
    return [*people, make.person()]


def test_lists_and_predicates_agree():
    place = make.province()
    make.unit("Sở khác", kind="department")
    people, units = everyone(place), list(Unit.objects.all())

    for person in people:
        listed = set(units_visible_to(person))
        assert listed == {unit for unit in units if person.has_perm("people.view_unit", unit)}, person.posts.get()
        known = set(persons_visible_to(person))
        assert known == {other for other in people if person.has_perm("people.view_person", other)}


def test_clusters_of_foreign_units_are_not_listed():
    place = make.province()
    far = make.unit("Sở khác", kind="department")
    ours = make.cluster(place["top"], [place["school"], place["other"]])
    make.cluster(far, [make.unit(parent=far)])

    person = make.person(place["school"], "member")

    assert list(clusters_visible_to(person)) == [ours]
