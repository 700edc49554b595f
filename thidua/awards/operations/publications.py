"""Nominees shown before the decision; what people say of them, and the answers."""

from collections.abc import Sequence
from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from thidua.audit.operations import record
from thidua.awards.models import Nomination, Objection, Publication, Season
from thidua.awards.notice_paper import EXCERPT, result_of
from thidua.awards.operations.seasons import MOST_NOTICE_DAYS
from thidua.awards.queries.keepers import answers_instead
from thidua.awards.queries.publications import listable, notice_of, objections_to_answer
from thidua.awards.queries.workdays import last_working_day
from thidua.documents.models import DocumentType, OfficialDocument
from thidua.documents.operations import add_document, give_number, write_document
from thidua.kernel import calendar
from thidua.kernel.permissions import require
from thidua.kernel.text import clean
from thidua.kernel.workflow import move, wrong_state
from thidua.people.models import Person, Post, Unit
from thidua.people.operations.notices import notify
from thidua.people.queries import EDITORS, WORKERS, holders, under_any
from thidua.plans.operations.work import must_say

MOST_WORDS = 4000
MOST_OF_ONE = 20
"""Comments that one colleague sends about a list: each calls everybody who keeps the season."""
Status = Publication.Status


@transaction.atomic
def add_publication(
    season: Season,
    nominations: Sequence[Nomination],
    *,
    by: Person,
    title: str,
    days: int | None = None,
    is_public: bool = True,
    today: date | None = None,
) -> Publication:
    """A list to be looked over and then shown. Without `days` (working days) those of the rules.

    Raises ValidationError `season_closed`, `no_title`, `nobody`, `not_listable`, `too_short`, `too_long`, `own_case`.
    """
    require(by, "awards.add_publication", season)
    if season.status != Season.Status.OPEN:
        raise ValidationError(
            "Đợt xét đã kết thúc nên không lập danh sách công khai nữa. Mở lại đợt nếu cần.", code="season_closed"
        )
    on = today or calendar.today()
    notice = notice_of(season, {row.award for row in nominations}, on)
    row = Publication(season=season, title=_title(title), days=days or notice.days, is_public=is_public, by=by)
    _refuse_own_again(season, nominations, by)
    _check(row, nominations, on)
    row.save()
    row.nominations.set(nominations)
    record("awards.add_publication", row, by=by, sentence=f"Lập danh sách công khai {len(nominations)} đề nghị: {row}")
    return row


@transaction.atomic
def change_publication(
    publication: Publication,
    nominations: Sequence[Nomination],
    *,
    by: Person,
    title: str,
    days: int,
    is_public: bool,
    today: date,
) -> None:
    """While it is a draft. Raises `wrong_state` and what `add_publication` raises."""
    row = _held(publication)
    require(by, "awards.change_publication", row)
    if row.status != Status.DRAFT:
        raise wrong_state(row)
    row.title, row.days, row.is_public = _title(title), days, is_public
    _refuse_own_again(row.season, nominations, by)
    _check(row, nominations, today)
    row.save()
    row.nominations.set(nominations)
    record("awards.change_publication", row, by=by, sentence=f"Sửa danh sách công khai: {row}")


@transaction.atomic
def remove_publication(publication: Publication, *, by: Person) -> None:
    """Give up a draft that nobody else has seen. Raises `wrong_state`."""
    row = _held(publication)
    require(by, "awards.change_publication", row)
    if row.status != Status.DRAFT:
        raise wrong_state(row)
    record("awards.change_publication", row.season, by=by, sentence=f"Bỏ danh sách công khai đang soạn: {row}")
    row.delete()


@transaction.atomic
def open_publication(publication: Publication, *, by: Person, today: date) -> None:
    """Show it from today on for its number of working days; the first day is not counted.

    Raises `wrong_state`, `season_closed`, `not_listable` (somebody was withdrawn meanwhile), `too_short`.
    """
    row = _held(publication)
    require(by, "awards.open_publication", row)
    if row.season.status != Season.Status.OPEN:
        raise ValidationError(
            "Đợt xét đã kết thúc nên không công khai danh sách nữa. Mở lại đợt nếu cần.", code="season_closed"
        )
    _check(row, list(row.nominations.all()), today)
    ends = last_working_day(row.season.unit, today, row.days)
    sentence = f"Công khai danh sách “{row}” đến hết ngày {ends:%d/%m/%Y}"
    move(row, "open", by=by, sentence=sentence[:500], starts=today, ends=ends)
    publication.status, publication.starts, publication.ends = row.status, row.starts, row.ends
    text = f"Danh sách đề nghị khen thưởng “{row.title}” được công khai đến hết ngày {ends:%d/%m/%Y}"
    notify(_colleagues(row.season.unit, today), f"awards.publication:{row.pk}", text, row.get_absolute_url())


@transaction.atomic
def close_publication(publication: Publication, *, by: Person, today: date) -> None:
    """After its last day, when every comment that is told to `by` is answered; one that is not told goes on and keeps
    its nominee from being decided on. Raises `wrong_state`, `not_over`, `unanswered`.
    """
    row = _held(publication)
    require(by, "awards.close_publication", row)
    if row.status == Status.OPEN and row.ends and not row.is_over(today):
        raise ValidationError(
            f"Danh sách còn được công khai đến hết ngày {row.ends:%d/%m/%Y}. Kết thúc từ ngày hôm sau.", code="not_over"
        )
    waiting = objections_to_answer(row, by).filter(status=Objection.Status.RECEIVED).count()
    if waiting:
        raise ValidationError(
            f"Còn {waiting} ý kiến chưa được trả lời. Trả lời rồi kết thúc công khai.", code="unanswered"
        )
    move(row, "close", by=by, sentence=f"Kết thúc công khai danh sách “{row}”")
    publication.status = row.status


@transaction.atomic
def object_to(
    publication: Publication,
    *,
    text: str,
    today: date,
    by: Person | None = None,
    nomination: Nomination | None = None,
    name: str = "",
    contact: str = "",
) -> Objection:
    """A comment, by a colleague who is signed in or by anybody who has the address. The same words sent again are the
    same comment. The trail does not say who sent it: only who answers may know.

    Raises ValidationError `not_open`, `over`, `not_listed`, `no_name`, `no_reason`, `too_long`, `too_many`.
    """
    row = _held(publication)
    if by is not None:
        require(by, "awards.object_publication", row)
    if row.status != Status.OPEN or (by is None and not row.is_public):
        raise ValidationError("Danh sách này hiện không nhận ý kiến. Gửi trực tiếp đến đơn vị.", code="not_open")
    if row.is_over(today):
        sentence = f"Đã hết thời gian nhận ý kiến (hết ngày {row.ends:%d/%m/%Y}). Gửi trực tiếp đến {row.season.unit}."
        raise ValidationError(sentence, code="over")
    if nomination is not None and not row.nominations.filter(pk=nomination.pk).exists():
        raise ValidationError("Người, tập thể này không có trong danh sách. Chọn lại.", code="not_listed")
    text = must_say(text, "Ghi nội dung ý kiến.", most=MOST_WORDS)
    name = by.full_name if by else clean(name)[:120]
    if not name:
        raise ValidationError("Ghi họ tên người gửi; chỉ người trả lời xem được.", code="no_name")
    facts = {"nomination": nomination, "sender": by, "sender_name": name, "text": text}
    if same := row.objections.filter(**facts).first():
        return same
    if by is not None and row.objections.filter(sender=by).count() >= MOST_OF_ONE:
        sentence = f"Đã gửi {MOST_OF_ONE} ý kiến về danh sách này. Gửi trực tiếp đến {row.season.unit}."
        raise ValidationError(sentence, code="too_many")
    about = nomination.person if nomination else None
    above = answers_instead(row.season.unit, about, today) if about else None
    made: Objection = row.objections.create(**facts, sender_contact=clean(contact)[:120], sent_up_to=above)
    record("awards.object_publication", made, by=None, sentence=f"Nhận {str(made).lower()} về danh sách “{row}”"[:500])
    _tell_keepers(made, today)
    return made


@transaction.atomic
def answer_objection(objection: Objection, *, by: Person, upheld: bool, answer: str) -> None:
    """The answer stays as it is. Raises `no_reason`, `too_long`, `wrong_state`."""
    answer = must_say(answer, "Ghi nội dung trả lời.", most=MOST_WORDS)
    found = "có cơ sở" if upheld else "không có cơ sở"
    facts = {"upheld": upheld, "answer": answer, "answered_at": timezone.now(), "answered_by": by}
    move(objection, "answer", by=by, sentence=f"Trả lời {str(objection).lower()}: {found}", **facts)
    if objection.sender_id:
        text = f"Ý kiến về danh sách “{objection.publication.title[:200]}” đã được trả lời"
        notify([objection.sender_id], f"awards.objection:{objection.pk}", text, objection.get_absolute_url())


def _held(publication: Publication) -> Publication:
    rows = Publication.objects.select_for_update(of=("self",)).select_related("season__unit")
    return rows.get(pk=publication.pk)


def _title(title: str) -> str:
    title = clean(title)
    if not title:
        raise ValidationError("Ghi tên danh sách.", code="no_title")
    return title[:200]


def _refuse_own_again(season: Season, nominations: Sequence[Nomination], by: Person) -> None:
    """A second list leaves behind what was said at the first: nobody does that for oneself."""
    own = [row for row in nominations if row.person_id == by.pk]
    if Publication.objects.filter(season=season, nominations__in=own, status=Status.CLOSED).exists():
        sentence = "Đề nghị của chính người lập đã được công khai. Muốn công khai lại thì người khác đưa vào danh sách."
        raise ValidationError(sentence, code="own_case")


def _check(row: Publication, nominations: Sequence[Nomination], on: date) -> None:
    if not nominations:
        raise ValidationError("Chọn ít nhất một người hoặc tập thể.", code="nobody")
    ids = [each.pk for each in nominations]
    list(Nomination.objects.select_for_update().filter(pk__in=ids).order_by("pk").values("pk"))  # one list at a time
    free = set(listable(row.season, on, but=row if row.pk else None).values_list("pk", flat=True))
    if wrong := [each for each in nominations if each.pk not in free]:
        names = "; ".join(str(each) for each in wrong[:3])
        raise ValidationError(
            f"Chưa đưa vào danh sách được: {names}. Chỉ công khai đề nghị đã được đồng ý và chưa ở danh sách khác.",
            code="not_listable",
        )
    notice = notice_of(row.season, {each.award for each in nominations}, on)
    if row.days < notice.least:
        source = f" ({notice.source})" if notice.source else ""
        raise ValidationError(f"Phải công khai ít nhất {notice.least} ngày làm việc{source}.", code="too_short")
    if row.days > MOST_NOTICE_DAYS:
        raise ValidationError(f"Công khai nhiều nhất {MOST_NOTICE_DAYS} ngày làm việc.", code="too_long")


def _colleagues(unit: Unit, today: date) -> set[int]:
    """Who works in the unit or in a team or division right below it."""
    below = Unit.objects.filter(under_any([unit.path]), depth=unit.depth + 1)
    own = below.filter(kind__in=(Unit.Kind.TEAM, Unit.Kind.DIVISION)).values("pk")
    posts = Post.objects.valid_on(today).filter(role__in=WORKERS, person__is_active=True)
    return set(posts.filter(unit=unit).values_list("person", flat=True)) | set(
        posts.filter(unit__in=own).values_list("person", flat=True)
    )


def _tell_keepers(objection: Objection, today: date) -> None:
    """To who answers it, without a word about who sent it or what it says."""
    publication = objection.publication
    keepers = holders(objection.sent_up_to or publication.season.unit, EDITORS, today)
    if objection.nomination and objection.nomination.person_id:
        keepers = keepers.exclude(pk=objection.nomination.person_id)
    text = f"Có ý kiến mới về danh sách công khai “{publication.title[:200]}”"
    notify(keepers, f"awards.objection.in:{objection.pk}", text, publication.get_absolute_url())


@transaction.atomic
def keep_result(publication: Publication, *, by: Person, today: date) -> OfficialDocument:
    """Give the result a number and keep it as Word and PDF among the unit's documents, for good.

    Raises `not_closed`, `written_already`.
    """
    row = _held(publication)
    require(by, "awards.change_publication", row)
    if row.status != Status.CLOSED:
        raise ValidationError("Kết thúc công khai rồi mới lưu văn bản kết quả.", code="not_closed")
    if row.result_id:
        raise ValidationError("Văn bản kết quả đã được lưu. Tải lại trang để mở.", code="written_already")
    facts = {"type": DocumentType.REPORT, "date": today, "excerpt": EXCERPT}
    official = add_document(row.season.unit, by=by, direction=OfficialDocument.Direction.OUT, **facts)
    give_number(official, by=by)
    official.refresh_from_db()
    write_document(official, result_of(row, official, today=today), by=by)
    row.result = publication.result = official
    row.save(update_fields=["result"])
    record("awards.change_publication", row, by=by, sentence=f"Lưu kết quả công khai vào văn bản {official.number}")
    return official
