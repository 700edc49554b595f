"""Units, persons and clusters as lists."""

from collections.abc import Callable, Iterable
from datetime import date
from typing import TYPE_CHECKING, Any, TypedDict

from allauth.usersessions.models import UserSession
from django.db.models import Case, OuterRef, Prefetch, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce, Length, NullIf, Substr

from thidua.kernel.text import fold
from thidua.people.models import Cluster, Contact, Person, Post, Unit
from thidua.people.queries.rights import Role, lineage, organisation_paths, oversight_paths, paths_held, under_any

if TYPE_CHECKING:
    from django_stubs_ext import WithAnnotations

MOST_LETTERS, MOST_WORDS = 200, 10
"""Of what somebody looks for: a thousand words are more than a database takes in one question."""


def lookup_paths(person: Person) -> tuple[str, ...]:
    """Subtrees whose units and persons one may look up: one's own office or school, and what one oversees."""
    return paths_held(person, {Role.ADMINISTRATOR}) + oversight_paths(person) + organisation_paths(person)


def units_visible_to(person: Person) -> QuerySet[Unit]:
    """Units of the subtrees one may look up, and the units above them by name."""
    paths = lookup_paths(person)
    above = {upper for path in paths for upper in lineage(path)}
    return Unit.objects.filter(under_any(paths) | Q(path__in=above))


def units_administered_by(person: Person) -> QuerySet[Unit]:
    return Unit.objects.filter(under_any(paths_held(person, {Role.ADMINISTRATOR})))


def persons_visible_to(person: Person) -> QuerySet[Person]:
    """Persons who hold or held a post in a subtree that one may look up, and oneself."""
    posts = Post.objects.filter(under_any(lookup_paths(person), "unit__path"))
    return Person.objects.filter(Q(pk=person.pk) | Q(pk__in=posts.values("person")))


def clusters_visible_to(person: Person) -> QuerySet[Cluster]:
    """Clusters run by, or having a member among, the units one may look up."""
    units = units_visible_to(person).values("pk")
    return Cluster.objects.filter(Q(unit__in=units) | Q(units__in=units)).distinct()


def open_units(units: QuerySet[Unit], today: date) -> QuerySet[Unit]:
    """Without those that are closed on the day or not yet open."""
    return units.filter(Q(valid_to__isnull=True) | Q(valid_to__gte=today)).exclude(valid_from__gt=today)


def matching(rows: QuerySet, words: str) -> QuerySet:
    """Rows whose `search_text` holds every word, without regard to diacritics and case; ten words are looked for."""
    for word in fold(words[:MOST_LETTERS]).split()[:MOST_WORDS]:
        rows = rows.filter(search_text__contains=word)
    return rows


def holders(unit: Unit, roles: Iterable[str], today: date) -> QuerySet[Person]:
    """Who holds one of the roles in exactly this unit on the day."""
    posts = Post.objects.valid_on(today).filter(unit=unit, role__in=roles)
    return Person.objects.filter(pk__in=posts.values("person"), is_active=True).order_by("sort_key")


class Above(TypedDict):
    above: str


class Placed(TypedDict):
    current_posts: "list[WithAnnotations[Post, Above]]"


def with_schools(posts: QuerySet[Post]) -> "QuerySet[WithAnnotations[Post, Above]]":
    """In the order of the tree, each with `above`: whose team it is, for one Tổ Toán is like another; else empty."""
    path = Substr(OuterRef("unit__path"), 1, Length(OuterRef("unit__path")) - Unit.steplen)
    school = Unit.objects.filter(path=path).values(shown=Coalesce(NullIf("short_name", Value("")), "name"))
    above = Case(When(unit__kind=Unit.Kind.TEAM, then=Subquery(school)), default=Value(""))
    return posts.annotate(above=Coalesce(above, Value(""))).select_related("unit").order_by("unit__path", "pk")


def with_posts(persons: QuerySet[Person], today: date) -> "QuerySet[WithAnnotations[Person, Placed]]":
    """Persons with their posts of the day in `current_posts`, without a query for each."""
    posts = with_schools(Post.objects.valid_on(today))
    return persons.prefetch_related(Prefetch("posts", posts, to_attr="current_posts"))


_held_elsewhere: list[Callable[[Person], dict[str, Any]]] = []


def held_about(query: Callable[[Person], dict[str, Any]]) -> Callable[[Person], dict[str, Any]]:
    """Register what another room holds about a person, by its name in words."""
    _held_elsewhere.append(query)
    return query


def record_of(person: Person) -> dict[str, Any]:
    """What is held about a person, here and in the rooms that registered theirs, for that person's own eyes."""
    return {**_held_here(person), **{name: held for query in _held_elsewhere for name, held in query(person).items()}}


def _held_here(person: Person) -> dict[str, Any]:
    contact = Contact.objects.filter(person=person).first()
    sessions = UserSession.objects.filter(user=person).order_by("pk")
    posts = person.posts.select_related("unit").order_by("valid_from", "pk")
    return {
        "họ và tên": person.full_name,
        "tên đăng nhập": person.username,
        "thư điện tử": person.email,
        "mã cán bộ": person.code,
        "điện thoại": contact.phone if contact else "",
        "đăng nhập lần cuối": person.last_login,
        "vị trí công tác": [
            {
                "đơn vị": post.unit.name,
                "vai trò": post.get_role_display(),
                "chức danh": post.title,
                "từ ngày": post.valid_from,
                "đến hết ngày": post.valid_to,
            }
            for post in posts
        ],
        "thông báo đã nhận": list(person.notices.values("at", "text")[:5000]),
        "nơi đăng nhập": list(sessions.values("ip", "user_agent", "created_at", "last_seen_at")),
    }
