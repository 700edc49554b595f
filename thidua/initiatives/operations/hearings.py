"""Initiatives before the unit's council: brought to a meeting, and what its ballots make of them."""

from collections import Counter
from collections.abc import Iterable, Sequence

from django.core.exceptions import ValidationError
from django.db import transaction

from thidua.audit.operations import record
from thidua.councils.models import Ballot, Council, Meeting, Option
from thidua.councils.operations import bring_question
from thidua.councils.operations.ballots import MOST_OPTIONS
from thidua.councils.queries import seats_on
from thidua.councils.rulebook import INITIATIVE
from thidua.initiatives.models import Author, Hearing, Initiative, Round
from thidua.initiatives.operations.rounds import keepers_of
from thidua.initiatives.queries.hearings import TO_HEAR, waiting_hearings
from thidua.initiatives.queries.reviews import verdicts_of
from thidua.kernel.permissions import require
from thidua.kernel.templatetags.words import number
from thidua.people.models import Person
from thidua.people.operations.notices import notify

AUTHOR = "Là tác giả sáng kiến"


@transaction.atomic
def bring_to_council(
    the_round: Round, initiatives: Iterable[Initiative], meeting: Meeting, *, by: Person
) -> list[Hearing]:
    """Put initiatives of a concluded round on the agenda of a meeting: one item for all, and one for each that a
    member of the council wrote, so that the member keeps out of the own case only.

    Raises ValidationError `round_not_concluded`, `nobody`, `too_many`, `not_here`, `not_to_hear`, `heard_already`,
    `other_unit`, `other_council`, `meeting_over`.
    """
    require(by, "initiatives.bring_hearing", the_round)
    if the_round.status != Round.Status.CONCLUDED:
        sentence = "Kết thúc đợt rồi đưa ra Hội đồng, để người chấm không biết tên tác giả trước."
        raise ValidationError(sentence, code="round_not_concluded")
    ids = [row.pk for row in initiatives]
    rows = list(Initiative.objects.select_for_update(of=("self",)).filter(pk__in=ids).select_related("unit"))
    _refuse_wrong(the_round, rows)
    _refuse_meeting(the_round, meeting)
    touched = _authors_seated(rows, meeting)
    others = [row for row in rows if row.pk not in touched]
    groups = ([others] if others else []) + [[row] for row in rows if row.pk in touched]
    return [_bring(the_round, group, meeting, touched.get(group[0].pk, set()), by) for group in groups]


def _bring(the_round: Round, rows: list[Initiative], meeting: Meeting, touched: set[int], by: Person) -> Hearing:
    hearing = Hearing.objects.create(round=the_round)
    hearing.initiatives.set(rows)
    whom = f"“{rows[0].title[:200]}”" if len(rows) == 1 else f"{len(rows)} sáng kiến, {the_round.name[:200]}"
    hearing.item = bring_question(
        meeting,
        by=by,
        kind=Hearing.KIND,
        subject=hearing.pk,
        title=f"Xét công nhận {whom}",
        text=_text(the_round, rows),
        matter=INITIATIVE,
        nominees=labels(rows),
        touched=dict.fromkeys(touched, AUTHOR),
    )
    hearing.save(update_fields=["item"])
    for row in rows:
        sentence = f"Đưa ra phiên họp “{meeting}” của {meeting.council}"[:500]
        record("initiatives.bring_hearing", row, by=by, sentence=sentence)
    return hearing


def _refuse_wrong(the_round: Round, rows: Sequence[Initiative]) -> None:
    if not rows:
        raise ValidationError("Chọn ít nhất một sáng kiến để đưa ra Hội đồng.", code="nobody")
    if len(rows) > MOST_OPTIONS:
        sentence = f"Một nội dung họp có nhiều nhất {MOST_OPTIONS} sáng kiến. Chia thành nhiều nội dung."
        raise ValidationError(sentence, code="too_many")
    waiting = set(waiting_hearings().filter(initiatives__in=rows).values_list("initiatives", flat=True))
    for row in rows:
        if row.round_id != the_round.pk:
            raise ValidationError(f"“{row}” không thuộc đợt này. Chọn lại.", code="not_here")
        if row.status not in TO_HEAR:
            sentence = f"“{row}” đang “{row.get_status_display().lower()}”. Chỉ đưa ra sáng kiến chưa có kết luận."
            raise ValidationError(sentence, code="not_to_hear")
        if row.pk in waiting:
            sentence = f"“{row}” đã có trong một phiên họp chưa biểu quyết. Chờ kết quả phiên đó."
            raise ValidationError(sentence, code="heard_already")


def _refuse_meeting(the_round: Round, meeting: Meeting) -> None:
    if meeting.council.unit_id != the_round.unit_id:
        raise ValidationError("Phiên họp này của hội đồng đơn vị khác. Chọn phiên họp khác.", code="other_unit")
    if meeting.council.purpose == Council.Purpose.EMULATION:
        sentence = "Hội đồng Thi đua - Khen thưởng không công nhận sáng kiến. Chọn phiên họp của Hội đồng sáng kiến."
        raise ValidationError(sentence, code="other_council")
    if meeting.status in Meeting.OVER:
        sentence = "Phiên họp đã xong nên không đưa thêm nội dung được. Chọn phiên họp khác."
        raise ValidationError(sentence, code="meeting_over")


def _authors_seated(rows: Sequence[Initiative], meeting: Meeting) -> dict[int, set[int]]:
    """By initiative: its authors who sit on the council."""
    seated = seats_on(meeting.council, meeting.day).values("person")
    found: dict[int, set[int]] = {}
    written = Author.objects.filter(initiative__in=rows, person__in=seated, declined_at=None)
    for initiative, person in written.values_list("initiative", "person"):
        found.setdefault(initiative, set()).add(person or 0)
    return found


def _text(the_round: Round, rows: list[Initiative]) -> str:
    """What the review said of each."""
    for row in rows:
        row.round = the_round
    verdicts = verdicts_of(rows)
    lines = ["Nội dung, kết quả, minh chứng của từng sáng kiến: mở trang hồ sơ của nội dung này."]
    for row in rows:
        verdict = verdicts[row.pk]
        points = f", trung bình {number(verdict.average)} điểm" if verdict.average is not None else ""
        lines.append(f"{row.title[:200]} ({row.place}): {verdict.words}{points}")
    return "\n".join(lines)


def labels(rows: Iterable[Initiative]) -> list[tuple[str, int]]:
    """Titles as ballots show them, each once: of two of one title the second bears its number."""
    seen: Counter[str] = Counter()
    found = []
    for row in rows:
        label = row.title[:280]
        seen[label] += 1
        found.append((label if seen[label] == 1 else f"{label} ({row.pk})", row.pk))
    return found


@transaction.atomic
def take_results(ballot: Ballot, *, by: Person) -> None:
    """Note in the history of each initiative what a closed ballot said, and tell who keeps the round: they enter the
    decision that recognises, or the reasons why not, as the law asks for one of the two in writing.
    """
    hearing = Hearing.objects.select_related("round__unit").get(pk=ballot.item.subject or 0)
    options = {option.subject: option for option in ballot.options.all() if option.subject}
    for row in hearing.initiatives.filter(pk__in=options).select_related("unit"):
        record("initiatives.bring_hearing", row, by=by, sentence=said_of(options[row.pk], ballot)[:500])
    counts = Counter(option.outcome for option in options.values())
    said = ", ".join(f"{counts[key]} {label.lower()}" for key, label in Option.Outcome.choices if counts[key])
    text = f"Hội đồng đã biểu quyết “{hearing.item}”: {said}. Ghi quyết định công nhận hoặc lý do không công nhận"
    notify(keepers_of(hearing.round), f"hearing:{hearing.pk}:{ballot.pk}", text, hearing.get_absolute_url())


def said_of(option: Option, ballot: Ballot) -> str:
    """`Hội đồng biểu quyết: đạt, 5/7 phiếu đồng ý, cần 5`; without numbers where they are not to be told."""
    said = f"Hội đồng biểu quyết: {option.get_outcome_display().lower()}"
    return said if option.agreed is None else f"{said}, {option.agreed}/{ballot.base} phiếu đồng ý, cần {ballot.needed}"
