"""Reviewers are assigned, score independently, hand in, discuss."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Count, Max, Q
from django.utils import timezone

from thidua.audit.operations import record
from thidua.initiatives.models import Conflict, Criterion, Initiative, Remark, Review, Round, Score
from thidua.initiatives.operations.rounds import keepers_of, last_day_of
from thidua.initiatives.queries.conflicts import conflicts_among
from thidua.initiatives.queries.reach import standing
from thidua.kernel.permissions import require
from thidua.kernel.templatetags.words import number
from thidua.kernel.text import clean, clean_lines
from thidua.kernel.workflow import move, wrong_state
from thidua.people.models import Person
from thidua.people.operations.notices import notify
from thidua.plans.operations.work import must_say

LIST = "/sang-kien/phieu-cham/"
MOST_LETTERS = 4000


@transaction.atomic
def assign_reviewers(initiative: Initiative, persons: Iterable[Person], *, by: Person) -> list[Review]:
    """Give one initiative to these persons, who are told once scoring is open.

    Raises ValidationError `conflict` (who, and why), `not_to_review`, `nobody`.
    """
    the_round = _assignable(initiative, by)
    chosen = list(persons)
    if not chosen:
        raise ValidationError("Chọn ít nhất một người chấm.", code="nobody")
    barred = conflicts_among(the_round, [initiative], chosen)
    if refused := [
        f"{person} {barred[initiative.pk, person.pk]}" for person in chosen if (initiative.pk, person.pk) in barred
    ]:
        raise ValidationError(f"Không phân công được: {'; '.join(refused)}.", code="conflict")
    made = _assign(initiative, chosen, by)
    record("initiatives.assign_review", initiative, by=by, sentence=f"Phân công {len(made)} người chấm")
    _tell(the_round, made)
    return made


def _assignable(initiative: Initiative, by: Person) -> Round:
    the_round = initiative.round
    if the_round is None or the_round.status == Round.Status.CONCLUDED:
        raise ValidationError("Đợt đã kết thúc nên không phân công chấm nữa.", code="not_to_review")
    require(by, "initiatives.assign_review", the_round)
    if initiative.status not in _TO_JUDGE:
        raise ValidationError("Sáng kiến chưa đăng ký hoặc đã có kết luận.", code="not_to_review")
    return the_round


_TO_JUDGE = (
    Initiative.Status.REGISTERED,
    Initiative.Status.UNDER_WAY,
    Initiative.Status.REPORTED,
    Initiative.Status.UNDER_REVIEW,
)


def _assign(initiative: Initiative, persons: Iterable[Person], by: Person) -> list[Review]:
    """New reviews; who was excused comes back. The number of a reviewer is drawn by order of assigning."""
    there = {review.reviewer_id: review for review in initiative.reviews.all()}
    last = initiative.reviews.aggregate(last=Max("number"))["last"] or 0
    made = []
    for person in persons:
        review = there.get(person.pk)
        if review is None:
            last += 1
            review = Review.objects.create(initiative=initiative, reviewer=person, number=last, assigned_by=by)
        elif review.status == Review.Status.EXCUSED:
            review.status, review.reason = Review.Status.ASSIGNED, ""
            review.save(update_fields=["status", "reason"])
        else:
            continue
        made.append(review)
    return made


@transaction.atomic
def assign_evenly(
    the_round: Round, persons: Sequence[Person], *, each: int, by: Person, field: str = ""
) -> tuple[int, list[Initiative]]:
    """Give every initiative (of the field, if named) as many of these persons as it lacks of `each`, those with the
    least work first. Returns how many were assigned, and the initiatives for which nobody without a conflict was left.

    Raises ValidationError `nobody`, `nothing`, `concluded`.
    """
    require(by, "initiatives.assign_review", the_round)
    if the_round.status == Round.Status.CONCLUDED:
        raise ValidationError("Đợt đã kết thúc nên không phân công chấm nữa.", code="concluded")
    if not persons or each < 1:
        raise ValidationError("Chọn người chấm và số người cho mỗi sáng kiến.", code="nobody")
    rows = standing(the_round).filter(status__in=_TO_JUDGE)
    rows = rows.filter(field=field) if field else rows
    initiatives = list(rows.prefetch_related("reviews").order_by("pk"))
    if not initiatives:
        raise ValidationError("Chưa có sáng kiến nào để phân công.", code="nothing")
    made, lacking = _spread(the_round, initiatives, persons, each, by)
    sentence = f"Phân công đều: {len(made)} lượt chấm cho {len(initiatives)} sáng kiến"
    record("initiatives.assign_review", the_round, by=by, sentence=sentence)
    _tell(the_round, made)
    return len(made), lacking


def _spread(
    the_round: Round, initiatives: Sequence[Initiative], persons: Sequence[Person], each: int, by: Person
) -> tuple[list[Review], list[Initiative]]:
    barred = conflicts_among(the_round, initiatives, persons)
    load = {person.pk: 0 for person in persons}
    counts = Review.objects.filter(initiative__round=the_round, reviewer__in=load).exclude(status="excused")
    load |= dict(counts.values_list("reviewer").annotate(Count("pk")).order_by())
    free = {row.pk: [person for person in persons if (row.pk, person.pk) not in barred] for row in initiatives}
    made, lacking = [], []
    waiting = sorted(initiatives, key=lambda one: len(free[one.pk]))
    for place, row in enumerate(waiting):
        chances = Counter(person.pk for later in waiting[place:] for person in free[later.pk])
        wanted, able = _able(row, free[row.pk], each)
        able.sort(key=lambda one: (load[one.pk], chances[one.pk]))
        chosen = able[:wanted]
        for person in chosen:
            load[person.pk] += 1
        made += _assign(row, chosen, by)
        if len(chosen) < wanted:
            lacking.append(row)
    return made, lacking


def _able(row: Initiative, free: Sequence[Person], each: int) -> tuple[int, list[Person]]:
    """How many reviewers it lacks, and who was not asked yet."""
    reviews = list(row.reviews.all())
    asked = {review.reviewer_id for review in reviews}
    live = sum(review.status != Review.Status.EXCUSED for review in reviews)
    return max(each - live, 0), [person for person in free if person.pk not in asked]


def _tell(the_round: Round, made: Iterable[Review]) -> None:
    """Only once there is something to read; before, opening the scoring tells all."""
    told = {review.reviewer_id for review in made if review.initiative.status == Initiative.Status.UNDER_REVIEW}
    if told and the_round.status in Round.REVIEWING:
        text = f"Có thêm phiếu chấm sáng kiến, đợt “{the_round.name[:200]}”"
        notify(told, f"round:{the_round.pk}:more:{timezone.now():%Y%m%d%H%M%S}", text, LIST)


@transaction.atomic
def release_review(review: Review, *, by: Person) -> None:
    """Take back an assignment that was not scored yet. Raises `wrong_state`."""
    require(by, "initiatives.release_review", review)
    if not Review.objects.filter(pk=review.pk, status=Review.Status.ASSIGNED, first_total=None).exists():
        raise wrong_state(review)
    record("initiatives.release_review", review, by=by, sentence="Bỏ một người chấm khỏi một sáng kiến")
    review.scores.all().delete()
    review.delete()


@transaction.atomic
def excuse_review(review: Review, *, by: Person, reason: str) -> None:
    """Decline to judge: one recognises whose it is, or is related. Nobody assigns the person to these authors again;
    who keeps the round is told. Raises `no_reason`, `wrong_state`.
    """
    reason = must_say(reason, "Ghi lý do để đơn vị tổ chức phân công người khác.")[:300]
    move(review, "excuse", by=by, sentence="Từ chối chấm một sáng kiến", reason=reason)
    for author in review.initiative.authors.filter(person__isnull=False).select_related("person"):
        if author.person and author.person_id != review.reviewer_id:
            Conflict.objects.get_or_create(
                person=review.reviewer, author=author.person, defaults={"by": by, "reason": reason}
            )
    the_round = review.initiative.round
    if the_round:
        text = f"{review.reviewer} không chấm phiếu {review.initiative.blind_code}: {reason}"
        url = f"{the_round.get_absolute_url()}phan-cong/"
        notify(keepers_of(the_round), f"review:{review.pk}:excused", text, url)


@transaction.atomic
def declare_conflict(person: Person, author: Person, *, by: Person, reason: str = "") -> Conflict:
    """Say that the one must not judge what the other wrote: for oneself, or by who keeps a round.

    Raises ValidationError `oneself`.
    """
    if by.pk != person.pk:
        require(by, "initiatives.declare_conflict", person)
    if person.pk == author.pk:
        raise ValidationError("Tác giả không bao giờ chấm sáng kiến của mình, không cần khai.", code="oneself")
    row, is_new = Conflict.objects.get_or_create(
        person=person, author=author, defaults={"by": by, "reason": clean(reason)[:300]}
    )
    if is_new:
        record("initiatives.declare_conflict", person, by=by, sentence="Khai không chấm sáng kiến của một người")
    return row


@dataclass(frozen=True, slots=True)
class Entry:
    """What is given for a criterion: points, or whether the condition is met, and words."""

    points: Decimal | None = None
    met: bool | None = None
    comment: str = ""


@transaction.atomic
def save_scores(
    review: Review, entries: Mapping[int, Entry], *, by: Person, comment: str, seen_edition: int = 0
) -> Review:
    """Write down as far as one has come; `entries` by criterion. Nobody else sees it before it is handed in.

    Raises ValidationError `not_scoring`, `points_range`, `wrong_state`; `changed_meanwhile` when it was saved from
    another window since `seen_edition` (0 asks not).
    """
    row = _held(review, by)
    if seen_edition and row.edition != seen_edition:
        sentence = "Phiếu đã được sửa ở cửa sổ khác. Tải lại trang để thấy bản mới nhất."
        raise ValidationError(sentence, code="changed_meanwhile")
    criteria = {each.pk: each for each in criteria_of(row)}
    for pk, entry in entries.items():
        if pk in criteria:
            _write(row, criteria[pk], entry)
    row.comment = clean_lines(comment)[:MOST_LETTERS]
    row.total = _total(row)
    row.edition += 1
    row.save(update_fields=["comment", "total", "edition"])
    return row


def _held(review: Review, by: Person) -> Review:
    rows = Review.objects.select_for_update(of=("self",)).select_related("initiative__round__rubric")
    row = rows.get(pk=review.pk)
    require(by, "initiatives.score_review", row)
    the_round = row.initiative.round
    if not the_round or the_round.status not in Round.REVIEWING or row.initiative.status != "under_review":
        raise ValidationError("Phiếu này hiện không nhận điểm: đợt chưa mở chấm hoặc đã kết thúc.", code="not_scoring")
    if row.status != Review.Status.ASSIGNED:
        raise wrong_state(row)
    return row


def criteria_of(review: Review) -> list[Criterion]:
    the_round = review.initiative.round
    return list(the_round.rubric.criteria.all()) if the_round and the_round.rubric else []


def _write(row: Review, criterion: Criterion, entry: Entry) -> None:
    points = entry.points if criterion.kind == Criterion.Kind.POINTS else None
    if points is not None and not 0 <= points <= criterion.most:
        sentence = f"Điểm của “{criterion}” phải từ 0 đến {number(criterion.most)}."
        raise ValidationError(sentence, code="points_range")
    met = entry.met if criterion.kind == Criterion.Kind.CONDITION else None
    facts = {"points": points, "met": met, "comment": clean_lines(entry.comment)[:MOST_LETTERS]}
    Score.objects.update_or_create(review=row, criterion=criterion, defaults=facts)


def _total(row: Review) -> Decimal:
    return sum((score.points for score in row.scores.all() if score.points is not None), Decimal(0))


@transaction.atomic
def submit_review(review: Review, *, by: Person) -> None:
    """Hand it in. Raises ValidationError `incomplete`, `not_scoring`, `wrong_state`."""
    row = _held(review, by)
    if lacking := _lacking(row):
        raise ValidationError(f"Còn {len(lacking)} tiêu chí chưa chấm: {'; '.join(lacking)}.", code="incomplete")
    total, the_round = _total(row), row.initiative.round
    first = total if the_round and the_round.status == Round.Status.SCORING else row.first_total or total
    move(
        row,
        "submit",
        by=by,
        sentence="Nộp một phiếu chấm",
        total=total,
        first_total=first,
        submitted_at=timezone.now(),
    )
    review.status = row.status
    _tell_all_in(row)


def _lacking(row: Review) -> list[str]:
    given = {score.criterion_id: score for score in row.scores.all()}
    asked = {str(Criterion.Kind.POINTS): "points", str(Criterion.Kind.CONDITION): "met"}
    return [
        each.name
        for each in criteria_of(row)
        if each.kind in asked and (each.pk not in given or getattr(given[each.pk], asked[each.kind]) is None)
    ]


def _tell_all_in(row: Review) -> None:
    """Who keeps the round hears when the last one came in."""
    the_round = row.initiative.round
    waiting = Review.objects.filter(initiative__round=the_round, status=Review.Status.ASSIGNED)
    if the_round and not waiting.filter(initiative__status=Initiative.Status.UNDER_REVIEW).exists():
        text = f"Đợt “{the_round.name[:200]}”: mọi phiếu chấm đã nộp"
        notify(
            keepers_of(the_round), f"round:{the_round.pk}:all-in:{the_round.status}", text, the_round.get_absolute_url()
        )


@transaction.atomic
def reopen_review(review: Review, *, by: Person) -> None:
    """Change one's scores: until the others are seen freely, in the discussion with the first total kept.

    Raises `not_scoring`, `wrong_state`.
    """
    the_round = Round.objects.filter(initiatives=review.initiative_id).first()
    if the_round is None or the_round.status not in Round.REVIEWING:
        raise ValidationError("Đợt đã kết thúc nên không mở lại phiếu được.", code="not_scoring")
    move(review, "reopen", by=by, sentence="Mở lại một phiếu chấm")


@transaction.atomic
def discuss(review: Review, *, by: Person, text: str) -> Remark:
    """Say a word to the other reviewers of the initiative. Raises `no_words`, `not_discussing`."""
    review = Review.objects.select_related("initiative__round").get(pk=review.pk)
    require(by, "initiatives.discuss_review", review)
    the_round = review.initiative.round
    if the_round is None or the_round.status != Round.Status.DISCUSSION:
        raise ValidationError("Đợt chưa mở thảo luận hoặc đã kết thúc.", code="not_discussing")
    text = clean_lines(text)[:2000]
    if not text:
        raise ValidationError("Ghi ý kiến rồi gửi.", code="no_words")
    remark = Remark.objects.create(review=review, text=text)
    others = review.initiative.reviews.exclude(pk=review.pk).exclude(status=Review.Status.EXCUSED)
    for other in others:
        told = f"Người chấm {review.number} có ý kiến về phiếu {review.initiative.blind_code}"
        notify([other.reviewer_id], f"remark:{remark.pk}", told, other.get_absolute_url())
    return remark


@transaction.atomic
def remind_reviewers(the_round: Round, *, by: Person, today: date) -> int:
    """Tell who has reviews to do, once a day. Returns how many were told; raises ValidationError `nobody`."""
    require(by, "initiatives.assign_review", the_round)
    waiting = Q(initiative__round=the_round, initiative__status=Initiative.Status.UNDER_REVIEW, status="assigned")
    counts = dict(Review.objects.filter(waiting).values_list("reviewer").annotate(Count("pk")).order_by())
    if not counts or the_round.status not in Round.REVIEWING:
        raise ValidationError("Không còn ai chưa chấm xong.", code="nobody")
    until = f", chấm xong trước hết ngày {last_day_of(the_round.score_by)}" if the_round.score_by else ""
    for person, count in counts.items():
        text = f"Còn {count} phiếu chấm chưa nộp, đợt “{the_round.name[:200]}”{until}"
        notify([person], f"round:{the_round.pk}:remind:{today}", text, LIST)
    record("initiatives.remind_reviewers", the_round, by=by, sentence=f"Nhắc {len(counts)} người chấm")
    return len(counts)
