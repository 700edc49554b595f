"""Posts that go on in another unit, as part of a merging or splitting."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet

from thidua.audit.models import Entry
from thidua.audit.operations import entry_of, record_all
from thidua.people.models import Person, Post, Unit
from thidua.people.operations.spans import DAY


@dataclass(frozen=True)
class Handed:
    """A post that ended, or never began, and the one that goes on in its place; None where there is one already."""

    old: Post
    new: Post | None


def lasting(posts: QuerySet[Post], first_day: date) -> QuerySet[Post]:
    return posts.filter(Q(valid_to__isnull=True) | Q(valid_to__gte=first_day))


def hand_posts(posts: QuerySet[Post], to: Unit, *, by: Person, first_day: date, role: str = "") -> None:
    """Those of the posts that last to `first_day` or longer go on in the unit `to`, in their role or as `role`.

    What begins later begins there at once. Who has the role there already keeps that.
    """
    rows = list(lasting(posts, first_day).select_related("person", "unit").order_by("valid_from", "pk"))
    covered = {(post.person_id, post.role) for post in lasting(to.posts.all(), first_day) if post not in rows}
    handed = [_handed(post, to, first_day, role or post.role, covered) for post in rows]
    for each in handed:
        if each.old.valid_from < first_day:
            each.old.valid_to = first_day - DAY
    ended = [each.old for each in handed if each.old.valid_from < first_day]
    Post.objects.bulk_update(ended, ["valid_to"], batch_size=200)
    replaced = [each.old.pk for each in handed if each.old.valid_from >= first_day and each.new]
    Post.objects.filter(pk__in=replaced).delete()
    Post.objects.bulk_create([each.new for each in handed if each.new], batch_size=500)
    record_all(_entries(handed, to, by, first_day))


def _handed(post: Post, to: Unit, first_day: date, role: str, covered: set[tuple[int, str]]) -> Handed:
    key = (post.person_id, role)
    if key in covered:
        return Handed(post, None)
    covered.add(key)
    begins = max(first_day, post.valid_from)
    new = Post(person=post.person, unit=to, role=role, title=post.title, valid_from=begins, valid_to=post.valid_to)
    return Handed(post, new)


def _entries(handed: Iterable[Handed], to: Unit, by: Person, first_day: date) -> Iterator[Entry]:
    for each in handed:
        post = each.old
        goes_on = each.new.get_role_display() if each.new else "vị trí đã có"
        sentence = f"Vị trí {post.get_role_display()} tại “{post.unit}” tiếp tục tại “{to}”: {goes_on}"
        changes = [("từ ngày", "–", f"{first_day:%d/%m/%Y}")]
        yield entry_of("people.hand_post", post.person, by=by, sentence=sentence, changes=changes, path=to.path)


def as_officers(units: list[Unit], to: Unit, head: Person, *, by: Person, first_day: date) -> None:
    """One of the heads stays head; the others go on as officers. Raises `not_head`."""
    heads = lasting(Post.objects.filter(unit__in=[unit.pk for unit in units], role=Post.Role.HEAD), first_day)
    if not heads.filter(person=head).exists():
        sentence = f"{head} không đứng đầu đơn vị nào trong số này. Chọn người khác."
        raise ValidationError({"head": ValidationError(sentence, code="not_head")})
    hand_posts(heads.exclude(person=head), to, by=by, first_day=first_day, role=Post.Role.OFFICER)
