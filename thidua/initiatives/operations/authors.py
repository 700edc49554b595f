"""Who made it, with which share; everybody named is told and agrees or declines."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import transaction

from thidua.audit.operations import record
from thidua.initiatives.models import Author, Conflict, Initiative
from thidua.initiatives.operations.checks import refuse_bad_shares
from thidua.initiatives.operations.initiatives import held, held_to_write, tell_authors
from thidua.kernel.permissions import require
from thidua.kernel.templatetags.words import number
from thidua.kernel.text import clean
from thidua.people.models import Person
from thidua.people.operations.notices import notify
from thidua.people.queries import valid_posts

MOST = 20


@dataclass(frozen=True, slots=True)
class Entry:
    """An author as named: a person of the system or somebody from outside, with the share in per cent."""

    share: Decimal
    person: Person | None = None
    outside_name: str = ""
    workplace: str = ""
    position: str = ""


def at_work(person: Person) -> tuple[str, str]:
    """Where the person works today and as what, in words."""
    posts = valid_posts(person)
    return (posts[0].unit.name, posts[0].title or posts[0].get_role_display()) if posts else ("", "")


@transaction.atomic
def set_authors(initiative: Initiative, entries: Sequence[Entry], *, by: Person, now: datetime) -> list[Author]:
    """Name all authors anew, in this order. Who is new or gets another share is told and asked again.

    Raises ValidationError `no_author`, `twice`, `share_range`, `too_many`; once it is registered also `shares`.
    """
    row = held_to_write(initiative, by)
    _refuse_misnamed(entries)
    known = {author.person_id: author for author in row.authors.all() if author.person_id}
    kept = {entry.person.pk for entry in entries if entry.person}
    _remember_removed(row, [author for pk, author in known.items() if pk not in kept], by)
    row.authors.all().delete()
    authors = [_author(row, n, entry, known, by, now) for n, entry in enumerate(entries)]
    Author.objects.bulk_create(authors)
    if row.status != Initiative.Status.DRAFT:
        refuse_bad_shares(row)
    said = "; ".join(f"{author} {number(author.share)} %" for author in authors)
    record("initiatives.change_initiative", row, by=by, sentence=f"Đặt danh sách tác giả: {said}"[:500])
    _ask(row, authors, by, now)
    return authors


def _refuse_misnamed(entries: Sequence[Entry]) -> None:
    if not entries:
        raise ValidationError("Cần ít nhất một tác giả.", code="no_author")
    if len(entries) > MOST:
        raise ValidationError(f"Ghi nhiều nhất {MOST} tác giả.", code="too_many")
    persons = [entry.person.pk for entry in entries if entry.person]
    if len(persons) != len(set(persons)):
        raise ValidationError("Có người được ghi hai lần. Bỏ bớt một dòng.", code="twice")
    if any(not 0 < entry.share <= 100 for entry in entries):
        raise ValidationError("Tỷ lệ của mỗi tác giả phải lớn hơn 0 và không quá 100 %.", code="share_range")


def _author(row: Initiative, n: int, entry: Entry, known: dict[int, Author], by: Person, now: datetime) -> Author:
    author = Author(initiative=row, person=entry.person, share=entry.share, order=n)
    if entry.person is None:
        author.outside_name = clean(entry.outside_name)[:120]
        author.workplace, author.position = clean(entry.workplace)[:300], clean(entry.position)[:120]
        return author
    before = known.get(entry.person.pk)
    author.workplace, author.position = at_work(entry.person)
    if before and not author.workplace:
        author.workplace, author.position = before.workplace, before.position
    if entry.person.pk == by.pk:
        author.agreed_at = now
    elif before and before.share == entry.share and not before.declined_at:
        author.agreed_at = before.agreed_at
    return author


def _remember_removed(row: Initiative, removed: Sequence[Author], by: Person) -> None:
    """Who was once named knows whose it is, and must not judge it unknowing."""
    firsts = [author.person for author in row.authors.all() if author.person]
    for gone in removed:
        for other in firsts:
            if gone.person and other and other.pk != gone.person_id:
                Conflict.objects.get_or_create(
                    person=gone.person,
                    author=other,
                    defaults={"by": by, "reason": "Từng được ghi là đồng tác giả"},
                )


def _ask(row: Initiative, authors: Sequence[Author], by: Person, now: datetime) -> None:
    for author in authors:
        if author.person and author.agreed_at is None:
            text = (
                f"{by} ghi {author.person} là đồng tác giả “{row.title[:150]}” với tỷ lệ {number(author.share)} %. "
                "Đồng ý hoặc từ chối"
            )
            key = f"initiative:{row.pk}:asked:{number(author.share)}:{now:%Y%m%d%H%M%S}"
            notify([author.person], key, text, row.get_absolute_url())


@transaction.atomic
def agree_author(author: Author, *, by: Person, now: datetime) -> None:
    """Say that one is an author with this share. Raises ValidationError `answered`."""
    _answer(author, by, f"Xác nhận là đồng tác giả với tỷ lệ {number(author.share)} %", agreed_at=now)


@transaction.atomic
def decline_author(author: Author, *, by: Person, now: datetime, reason: str = "") -> None:
    """Say that one is none, or not with this share. Raises ValidationError `answered`."""
    reason = clean(reason)[:300]
    _answer(author, by, "Từ chối làm đồng tác giả", declined_at=now, decline_reason=reason)
    text = f"{by} từ chối làm đồng tác giả “{author.initiative.title[:150]}”. {reason}".strip()
    tell_authors(author.initiative, f"declined:{author.pk}", text, but=by)


def _answer(author: Author, by: Person, sentence: str, **facts: object) -> None:
    require(by, "initiatives.answer_author", author)
    row = held(author.initiative)
    open_still = Author.objects.filter(pk=author.pk, agreed_at=None, declined_at=None)
    if row.status not in Initiative.WRITABLE or not open_still.update(**facts):
        raise ValidationError("Câu trả lời đã được ghi, hoặc sáng kiến không còn sửa được.", code="answered")
    for name, value in facts.items():
        setattr(author, name, value)
    record("initiatives.answer_author", row, by=by, sentence=sentence)
