"""Posts: begun and ended by dates."""

from datetime import date, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q

from thidua.audit.operations import record
from thidua.kernel.permissions import require
from thidua.kernel.text import clean
from thidua.people.models import Person, Post, Unit
from thidua.people.operations.units import lock_trees, refuse_closed
from thidua.people.queries import lineage, valid_posts


@transaction.atomic
def add_post(  # one argument a fact of the post
    person: Person,
    unit: Unit,
    *,
    by: Person,
    role: str,
    valid_from: date,
    valid_to: date | None = None,
    title: str = "",
) -> Post:
    """Give a person a role in a unit. The person must be one whom `by` administers.

    Raises `overlapping` when the same role in the same unit covers some of the days already, `closed`, and what
    `full_clean` finds.
    """
    require(by, "people.change_person", person)
    return begin_post(person, unit, by=by, role=role, valid_from=valid_from, valid_to=valid_to, title=title)


@transaction.atomic
def begin_post(
    person: Person, unit: Unit, *, by: Person, role: str, valid_from: date, valid_to: date | None, title: str
) -> Post:
    """The post itself, for a person whose own permission is checked by the caller."""
    require(by, "people.add_post", unit)
    refuse_closed(unit)
    Person.objects.select_for_update().get(pk=person.pk)
    post = Post(person=person, unit=unit, role=role, title=clean(title), valid_from=valid_from, valid_to=valid_to)
    post.full_clean(validate_unique=False, validate_constraints=False)
    refuse_dates(post)
    refuse_overlap(post)
    post.save()
    record("people.add_post", person, by=by, sentence=f"Giao vị trí: {told(post)}")
    return post


def told(post: Post) -> str:
    """`Tổ trưởng (Tổ trưởng chuyên môn) tại Tổ Toán, từ ngày 01/09/2026`."""
    title = f" ({post.title})" if post.title else ""
    end = f" đến hết ngày {post.valid_to:%d/%m/%Y}" if post.valid_to else ""
    return f"{post.get_role_display()}{title} tại “{post.unit}”, từ ngày {post.valid_from:%d/%m/%Y}{end}"


def refuse_dates(post: Post) -> None:
    if post.valid_to and post.valid_to < post.valid_from:
        sentence = "Ngày kết thúc phải từ ngày bắt đầu trở đi."
        raise ValidationError({"valid_to": ValidationError(sentence, code="before_start")})


def refuse_overlap(post: Post) -> None:
    others = post.person.posts.filter(unit=post.unit, role=post.role).exclude(pk=post.pk)
    others = others.filter(Q(valid_to__isnull=True) | Q(valid_to__gte=post.valid_from))
    if post.valid_to:
        others = others.filter(valid_from__lte=post.valid_to)
    if other := others.first():
        sentence = f"Đã có vị trí trùng thời gian: {told(other)}. Kết thúc vị trí đó trước, hoặc chọn ngày khác."
        raise ValidationError(sentence, code="overlapping")


@transaction.atomic
def end_post(post: Post, *, by: Person, last_day: date) -> None:
    """The post lasts until `last_day`, that day included.

    Raises `before_start`, `ended` when it has already ended before that day, and `last_administrator` when nobody would
    be left to administer the unit.
    """
    lock_trees([post.unit])
    post = Post.objects.select_for_update(of=("self",)).select_related("unit", "person").get(pk=post.pk)
    require(by, "people.end_post", post)
    if last_day < post.valid_from:
        sentence = f"Vị trí bắt đầu từ ngày {post.valid_from:%d/%m/%Y}. Chọn ngày kết thúc từ ngày đó trở đi."
        raise ValidationError({"last_day": ValidationError(sentence, code="before_start")})
    if post.valid_to and post.valid_to <= last_day:
        raise ValidationError(f"Vị trí này đã kết thúc ngày {post.valid_to:%d/%m/%Y}.", code="ended")
    refuse_last_administrator([post], last_day + timedelta(days=1))
    before = f"{post.valid_to:%d/%m/%Y}" if post.valid_to else "–"
    post.valid_to = last_day
    post.save()
    changes = [("đến hết ngày", before, f"{last_day:%d/%m/%Y}")]
    sentence = f"Kết thúc vị trí {post.get_role_display()} tại “{post.unit}”"
    record("people.end_post", post.person, by=by, sentence=sentence, changes=changes)


def refuse_last_administrator(ending: list[Post], day: date) -> None:
    """On that day someone else must still administer each unit, there or above (call under the lock of the tree)."""
    administrators = Post.objects.valid_on(day).filter(role=Post.Role.ADMINISTRATOR, person__is_active=True)
    for post in ending:
        others = administrators.exclude(pk__in=[each.pk for each in ending])
        if post.role == Post.Role.ADMINISTRATOR and not others.filter(unit__path__in=lineage(post.unit.path)).exists():
            sentence = f"Đây là quản trị viên cuối cùng của “{post.unit}”. Giao người khác làm quản trị viên trước."
            raise ValidationError(sentence, code="last_administrator")


def chosen_post(person: Person, post_id: int) -> Post:
    """The person's own valid post to act from. Raises `not_held`."""
    post = next((post for post in valid_posts(person) if post.pk == post_id), None)
    if post is None:
        raise ValidationError("Vị trí này không còn hiệu lực. Chọn vị trí khác.", code="not_held")
    return post
