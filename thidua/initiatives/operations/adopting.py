"""Other units apply what was recognised, tell their result, and ask the authors."""

from collections.abc import Iterable
from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse

from thidua.audit.operations import record
from thidua.documents.models import Attachment
from thidua.documents.queries import are_visible
from thidua.initiatives.models import Adoption, Initiative, Question
from thidua.initiatives.operations.initiatives import tell_authors
from thidua.initiatives.queries.library import authors_of
from thidua.initiatives.queries.places import organisation_path
from thidua.kernel.permissions import require
from thidua.kernel.text import clean_lines
from thidua.kernel.workflow import move
from thidua.people.models import Person, Unit
from thidua.people.operations.notices import notify
from thidua.people.queries import EDITORS, holders
from thidua.plans.operations.work import must_say

MOST_WORDS = 4000


@transaction.atomic
def adopt_initiative(
    initiative: Initiative, unit: Unit, *, by: Person, since: date | None = None, today: date
) -> Adoption:
    """A unit means to apply it, or does since a day. The authors are told.

    Raises ValidationError `own_unit`, `adopted_already`, `future_day`.
    """
    row = Adoption(initiative=initiative, unit=unit, by=by, since=since)
    require(by, "initiatives.adopt_initiative", row)
    if unit.path.startswith(organisation_path(initiative.unit)):
        sentence = f"Sáng kiến là của {initiative.place}. Chỉ đơn vị khác mới ghi nhận áp dụng."
        raise ValidationError(sentence, code="own_unit")
    _refuse_future(since, today)
    if Adoption.objects.filter(initiative=initiative, unit=unit).exists():
        sentence = f"{row.place} đã ghi nhận áp dụng sáng kiến này. Mở lần áp dụng đó để cập nhật."
        raise ValidationError(sentence, code="adopted_already")
    row.status = Adoption.Status.APPLIED if since else Adoption.Status.PLANNED
    row.save()
    record("initiatives.adopt_initiative", row, by=by, sentence=f"Áp dụng sáng kiến “{initiative.title}”"[:500])
    _count(initiative)
    words = "bắt đầu áp dụng" if since else "dự định áp dụng"
    _tell(row, "adopted", f"{row.place} {words} sáng kiến “{initiative.title[:200]}”", by)
    return row


def _refuse_future(since: date | None, today: date) -> None:
    if since and since > today:
        sentence = "Ngày bắt đầu áp dụng ở sau hôm nay. Để trống ngày nếu mới dự định."
        raise ValidationError(sentence, code="future_day")


def _count(initiative: Initiative) -> None:
    kept = initiative.adoptions.exclude(status=Adoption.Status.DROPPED).count()
    Initiative.objects.filter(pk=initiative.pk).update(copies=kept)
    initiative.copies = kept


def _tell(adoption: Adoption, what: str, text: str, by: Person) -> None:
    """The authors, and who answers for the unit in which it was made."""
    initiative = adoption.initiative
    url = reverse("initiatives:model", args=[initiative.pk])
    tell_authors(initiative, f"{what}:{adoption.pk}", text, but=by, url=url)
    authors = set(authors_of(initiative).values_list("person", flat=True))
    keepers = holders(initiative.unit, EDITORS, adoption.at.date()).exclude(pk__in=authors - {None}).exclude(pk=by.pk)
    notify(keepers, f"initiative:{initiative.pk}:{what}:{adoption.pk}", text, url)


@transaction.atomic
def begin_adoption(adoption: Adoption, *, by: Person, since: date, today: date) -> None:
    """What was planned is done from a day on. Raises `future_day`, `wrong_state`."""
    _refuse_future(since, today)
    move(adoption, "apply", by=by, sentence=f"Bắt đầu áp dụng từ {since:%d/%m/%Y}", since=since)


@transaction.atomic
def report_adoption(
    adoption: Adoption,
    *,
    by: Person,
    result: str,
    attachments: Iterable[Attachment],
    since: date | None,
    beneficiary_count: int | None = None,
    today: date,
) -> None:
    """Tell the result with its evidence: from then on it proves the influence of the initiative.

    Raises ValidationError `no_reason` (no result in words), `no_evidence`, `no_day`, `future_day`, `foreign_evidence`,
    `wrong_state`.
    """
    result = must_say(result, "Ghi kết quả áp dụng tại đơn vị.")[:MOST_WORDS]
    pieces = {piece.pk: piece for piece in attachments}
    since = since or adoption.since
    if since is None:
        raise ValidationError("Ghi ngày bắt đầu áp dụng.", code="no_day")
    _refuse_future(since, today)
    if not pieces and not adoption.evidence.exists():
        raise ValidationError("Thêm ít nhất một minh chứng (tệp hoặc đường dẫn).", code="no_evidence")
    if not are_visible(by, pieces.keys()):
        raise ValidationError("Có minh chứng không dùng được. Chọn lại tệp của mình.", code="foreign_evidence")
    facts = {"result": result, "beneficiary_count": beneficiary_count, "since": since}
    move(adoption, "report", by=by, sentence=f"Báo kết quả áp dụng với {len(pieces)} minh chứng", **facts)
    adoption.evidence.add(*pieces.values())
    text = f"{adoption.place} có kết quả áp dụng sáng kiến “{adoption.initiative.title[:200]}”"
    _tell(adoption, "copied", text, by)


@transaction.atomic
def drop_adoption(adoption: Adoption, *, by: Person, reason: str) -> None:
    """Raises `no_reason`, `wrong_state`."""
    reason = must_say(reason, "Ghi lý do thôi áp dụng.")
    move(adoption, "drop", by=by, sentence=f"Thôi áp dụng: {reason}"[:500], result=reason[:MOST_WORDS])
    _count(adoption.initiative)


@transaction.atomic
def resume_adoption(adoption: Adoption, *, by: Person) -> None:
    """Raises `wrong_state`."""
    move(adoption, "resume", by=by, sentence="Áp dụng lại", result="")
    _count(adoption.initiative)


@transaction.atomic
def ask_question(initiative: Initiative, *, by: Person, text: str) -> Question:
    """Ask the authors; nobody's address is given away. Raises ValidationError `no_reason`."""
    require(by, "initiatives.ask_question", initiative)
    text = must_say(text, "Ghi câu hỏi rồi gửi.")[:1000]
    row = Question.objects.create(initiative=initiative, by=by, text=text)
    record("initiatives.ask_question", row, by=by, sentence=f"Hỏi tác giả: {text}"[:500])
    words = f"{by} hỏi về sáng kiến “{initiative.title[:150]}”: {text[:200]}"
    url = reverse("initiatives:model", args=[initiative.pk]) + f"#cau-hoi-{row.pk}"
    told = set(authors_of(initiative).exclude(person=None).values_list("person", flat=True))
    told |= set(holders(initiative.unit, EDITORS, row.at.date()).values_list("pk", flat=True))
    notify({pk for pk in told if pk}, f"question:{row.pk}", words, url)
    return row


@transaction.atomic
def answer_question(question: Question, *, by: Person, text: str, now: datetime) -> None:
    """The answer stands on the page; who asked is told. Raises ValidationError `no_reason`."""
    require(by, "initiatives.answer_question", question)
    question.answer = must_say(text, "Ghi câu trả lời rồi gửi.")[:2000]
    question.answered_by, question.answered_at = by, now
    question.save(update_fields=["answer", "answered_by", "answered_at"])
    record("initiatives.answer_question", question, by=by, sentence=f"Trả lời: {clean_lines(text)}"[:500])
    words = f"Đã có trả lời về sáng kiến “{question.initiative.title[:150]}”: {question.answer[:200]}"
    url = reverse("initiatives:model", args=[question.initiative_id]) + f"#cau-hoi-{question.pk}"
    notify([question.by_id], f"answer:{question.pk}:{int(now.timestamp())}", words, url)


@transaction.atomic
def publish_initiative(initiative: Initiative, *, by: Person, is_public: bool) -> None:
    """Let everybody read it without signing in, or end that. Raises ValidationError `not_honoured`."""
    require(by, "initiatives.publish_initiative", initiative)
    if is_public and not initiative.is_honoured:
        sentence = "Chỉ công khai được sáng kiến đã được công nhận."
        raise ValidationError(sentence, code="not_honoured")
    if initiative.is_public == is_public:
        return
    Initiative.objects.filter(pk=initiative.pk).update(is_public=is_public)
    initiative.is_public = is_public
    sentence = "Công khai trên trang không cần đăng nhập" if is_public else "Thôi công khai"
    record("initiatives.publish_initiative", initiative, by=by, sentence=sentence)
