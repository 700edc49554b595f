"""Nominations before a council: brought to a meeting, and what its ballots make of them."""

from collections import Counter
from collections.abc import Iterable, Sequence

from django.core.exceptions import ValidationError
from django.db import transaction

from thidua.audit.operations import record
from thidua.awards.models import CouncilResult, Hearing, Nomination, Season
from thidua.awards.operations.nominations import refuse_closed, tell_outcome
from thidua.awards.papers import hearing_paper
from thidua.awards.queries.hearings import waiting_hearings
from thidua.councils.models import Ballot, Council, Meeting, Option
from thidua.councils.operations import add_item_file, bring_question
from thidua.councils.operations.ballots import MOST_OPTIONS
from thidua.councils.queries import seats_on
from thidua.kernel.permissions import require
from thidua.kernel.workflow import move
from thidua.people.models import Person
from thidua.people.operations.notices import notify
from thidua.people.queries import EDITORS, holders
from thidua.writing.pdf import pdf_of

Status = Nomination.Status
STEPS = {Option.Outcome.PASSED: "pass", Option.Outcome.FAILED: "fail"}
TOUCHED = "Là người được đề nghị"


@transaction.atomic
def bring_to_council(
    season: Season, award: str, nominations: Iterable[Nomination], meeting: Meeting, *, by: Person
) -> Hearing:
    """Put nominations for one award on the agenda of a meeting, with the list and its explanations as a paper to read.

    Of a single nominee who sits on the council it is noted at once that this member keeps out; in a list of several
    the members among them are named, and the chair notes who keeps out (`bring_apart` gives them items of their own).
    Raises ValidationError `season_closed`, `nobody`, `too_many`, `other_award`, `not_here`, `not_ready`,
    `heard_already`, `other_council`, `other_unit`, `meeting_over`.
    """
    require(by, "awards.bring_hearing", season)
    refuse_closed(season)
    rows = _held(nominations)
    _refuse_wrong(season, award, rows)
    _refuse_meeting(season, meeting)
    hearing = Hearing.objects.create(season=season, award=award)
    hearing.nominations.set(rows)
    members = members_among(rows, meeting)
    touched = dict.fromkeys(members, TOUCHED) if len(rows) == 1 else {}
    name = rows[0].award_name
    hearing.item = bring_question(
        meeting,
        by=by,
        kind=Hearing.KIND,
        subject=hearing.pk,
        title=_title(rows, season),
        text=_text(rows, [] if touched else list(members.values())),
        matter=award,
        nominees=labels(rows),
        touched=touched,
    )
    hearing.save(update_fields=["item"])
    paper = pdf_of(hearing_paper(hearing, rows))
    add_item_file(hearing.item, by=by, data=paper, name=f"danh-sach-{hearing.pk}-kem-ket-qua-xet-dieu-kien.pdf")
    sentence = f"Đưa {len(rows)} đề nghị {name} ra phiên họp “{meeting}”"[:500]
    for row in rows:
        record("awards.bring_hearing", row, by=by, sentence=f"Đưa ra phiên họp “{meeting}” của {meeting.council}"[:500])
    record("awards.bring_hearing", hearing, by=by, sentence=sentence)
    return hearing


@transaction.atomic
def bring_apart(
    season: Season, award: str, nominations: Iterable[Nomination], meeting: Meeting, *, by: Person
) -> list[Hearing]:
    """As `bring_to_council`, with an item of its own for each nominee who sits on the council, so that a member keeps
    out of the own case only.
    """
    rows = list(nominations)
    members = members_among(rows, meeting)
    others = [row for row in rows if row.person_id not in members]
    groups = ([others] if others else []) + [[row] for row in rows if row.person_id in members]
    return [bring_to_council(season, award, group, meeting, by=by) for group in groups or [[]]]


def members_among(rows: Iterable[Nomination], meeting: Meeting) -> dict[int, str]:
    """Nominees who sit on the council and vote, by id with their names."""
    seats = seats_on(meeting.council, meeting.day).filter(person__in=[row.person_id for row in rows if row.person_id])
    return {seat.person_id: seat.person.full_name for seat in seats.filter(may_vote=True)}


def _held(nominations: Iterable[Nomination]) -> list[Nomination]:
    ids = [row.pk for row in nominations]
    rows = Nomination.objects.select_for_update(of=("self",)).filter(pk__in=ids)
    rows = rows.select_related("season__unit", "desk__unit", "unit", "person", "collective")
    return sorted(rows, key=lambda row: (row.subject.sort_key, row.pk))


def _refuse_wrong(season: Season, award: str, rows: Sequence[Nomination]) -> None:
    if not rows:
        raise ValidationError("Chọn ít nhất một đề nghị để đưa ra Hội đồng.", code="nobody")
    if len(rows) > MOST_OPTIONS:
        sentence = f"Một nội dung họp có nhiều nhất {MOST_OPTIONS} đề nghị. Chia thành nhiều nội dung."
        raise ValidationError(sentence, code="too_many")
    waiting = set(waiting_hearings().filter(nominations__in=rows).values_list("nominations", flat=True))
    for row in rows:
        if row.award != award:
            raise ValidationError(
                "Mỗi nội dung họp chỉ xét một danh hiệu, hình thức. Đưa ra riêng từng loại.", code="other_award"
            )
        if row.desk_id != season.pk:
            sentence = f"Đề nghị cho {row.subject_name} đang ở {row.desk.unit.label}, không ở đợt này. Tải lại trang."
            raise ValidationError(sentence, code="not_here")
        if row.status != Status.READY:
            sentence = (
                f"Đề nghị cho {row.subject_name} đang “{row.get_status_display().lower()}”. "
                "Chỉ đưa ra Hội đồng đề nghị đang chờ xét."
            )
            raise ValidationError(sentence, code="not_ready")
        if row.pk in waiting:
            sentence = (
                f"Đề nghị cho {row.subject_name} đã có trong một phiên họp chưa biểu quyết. Chờ kết quả phiên đó."
            )
            raise ValidationError(sentence, code="heard_already")


def _refuse_meeting(season: Season, meeting: Meeting) -> None:
    if meeting.council.unit_id != season.unit_id:
        raise ValidationError("Phiên họp này của hội đồng đơn vị khác. Chọn phiên họp khác.", code="other_unit")
    if meeting.council.purpose == Council.Purpose.INITIATIVES:
        raise ValidationError("Hội đồng sáng kiến không xét khen thưởng. Chọn phiên họp khác.", code="other_council")
    if meeting.status in Meeting.OVER:
        raise ValidationError(
            "Phiên họp đã xong nên không đưa thêm nội dung được. Chọn phiên họp khác.", code="meeting_over"
        )


def _title(rows: Sequence[Nomination], season: Season) -> str:
    whom = f" cho {rows[0].subject_name}" if len(rows) == 1 else f" ({len(rows)} đề nghị)"
    return f"Xét {rows[0].award_name} {season.law_year.label}{whom}"[:300]


def _text(rows: Sequence[Nomination], members: Sequence[str]) -> str:
    counts = Counter(row.outcome for row in rows)
    said = {"met": "đủ điều kiện", "open": "có điều kiện chờ người xem xét", "not_met": "chưa đủ điều kiện"}
    lines = [
        "Kết quả xét điều kiện: " + "; ".join(f"{counts[key]} {words}" for key, words in said.items() if counts[key])
    ]
    for row in rows:
        if row.exception:
            lacks = "; ".join(row.findings.get("lacks", [])[:3])
            lines.append(
                f"CHƯA ĐỦ ĐIỀU KIỆN: {row.subject_name}{f' ({lacks})' if lacks else ''}. "
                f"{row.exception['by']} đưa ra xét vì: {row.exception['reason']}"
            )
    if members:
        lines.append(
            f"Thành viên Hội đồng có tên trong danh sách: {', '.join(members)}. "
            "Chủ tọa ghi người không tham gia biểu quyết, hoặc đưa từng người thành một nội dung riêng."
        )
    lines.append(
        "Điều kiện, căn cứ và tóm tắt thành tích của từng người, tập thể: xem tài liệu kèm theo và trang hồ sơ."
    )
    return "\n".join(lines)


def labels(rows: Sequence[Nomination]) -> list[tuple[str, int]]:
    """Names as ballots show them, each once: of two of one name the second bears its number."""
    seen: Counter[str] = Counter()
    found = []
    for row in rows:
        is_whole = row.collective_id == row.unit_id
        label = row.subject_name if is_whole else f"{row.subject_name} – {row.unit.label}"
        seen[label] += 1
        found.append((label if seen[label] == 1 else f"{label} ({row.pk})", row.pk))
    return found


@transaction.atomic
def take_results(ballot: Ballot, *, by: Person) -> None:
    """What a closed ballot says of each nomination. Those that wait for review follow it; a nomination that was
    withdrawn or given back meanwhile keeps its state, and the result stands in its history. Who failed before the same
    council and is voted on again follows the later ballot.
    """
    hearing = Hearing.objects.select_related("season__unit").get(pk=ballot.item.subject or 0)
    options = {option.subject: option for option in ballot.options.all() if option.subject}
    rows = _held(hearing.nominations.filter(pk__in=options))
    CouncilResult.objects.bulk_create(_result(row, hearing, ballot, options[row.pk]) for row in rows)
    for row in rows:
        _follow(row, hearing, ballot, options[row.pk], by=by)
    counts = Counter(options[row.pk].outcome for row in rows)
    said = ", ".join(f"{counts[key]} {label.lower()}" for key, label in Option.Outcome.choices if counts[key])
    record("awards.bring_hearing", hearing, by=by, sentence=f"Hội đồng biểu quyết: {said}"[:500])
    text = f"Hội đồng đã biểu quyết “{hearing.item}”: {said}"
    keepers = holders(hearing.season.unit, EDITORS, ballot.item.meeting.day)
    notify(keepers, f"awards:hearing:{hearing.pk}:{ballot.pk}", text, hearing.get_absolute_url())


def _result(row: Nomination, hearing: Hearing, ballot: Ballot, option: Option) -> CouncilResult:
    return CouncilResult(nomination=row, hearing=hearing, ballot=ballot, outcome=option.outcome, agreed=option.agreed)


def _follow(row: Nomination, hearing: Hearing, ballot: Ballot, option: Option, *, by: Person) -> None:
    said = f"Hội đồng biểu quyết lần {ballot.round}: {option.get_outcome_display().lower()}"
    if option.agreed is not None:
        said += f", {option.agreed}/{ballot.base} phiếu đồng ý, cần {ballot.needed}"
    step = STEPS.get(Option.Outcome(option.outcome))
    if row.status == Status.FAILED and step != "fail" and _failed_here(row, hearing, ballot):
        move(row, "reopen", by=by, sentence="Hội đồng bỏ phiếu lại")
    if row.desk_id != hearing.season_id or row.status != Status.READY:
        kept = f"{said}. Trạng thái “{row.get_status_display()}” không đổi vì đề nghị không còn chờ xét"
        record("awards.bring_hearing", row, by=by, sentence=kept[:500])
    elif step is None:
        record("awards.bring_hearing", row, by=by, sentence=f"{said}. Vẫn chờ xét"[:500])
    else:
        move(row, step, by=by, sentence=said[:500], reason="")
        tell_outcome(row, "Hội đồng biểu quyết")


def _failed_here(row: Nomination, hearing: Hearing, ballot: Ballot) -> bool:
    last = row.results.exclude(ballot=ballot).order_by("-pk").first()
    return row.desk_id == hearing.season_id and last is not None and last.hearing_id == hearing.pk


@transaction.atomic
def take_void(ballot: Ballot, *, by: Person) -> None:
    """A ballot that was called off leaves the nominations waiting."""
    hearing = Hearing.objects.select_related("season__unit").get(pk=ballot.item.subject or 0)
    record("awards.bring_hearing", hearing, by=by, sentence="Cuộc bỏ phiếu bị hủy, các đề nghị vẫn chờ xét")
