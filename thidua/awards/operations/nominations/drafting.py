"""Nominations: drafted, mended, and judged while they are being written."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse

from thidua.audit.operations import entry_of, record, record_all
from thidua.awards.findings import findings_of, refusal_of
from thidua.awards.models import Nomination, Season
from thidua.awards.queries.eligibility import COLLECTIVE, PERSON, Candidate, candidate_of, candidates
from thidua.awards.queries.warnings import used_elsewhere
from thidua.awards.rulebook import rules_for
from thidua.documents.models import Attachment
from thidua.documents.queries import are_visible
from thidua.initiatives.models import Initiative
from thidua.kernel.calendar import today as present_day
from thidua.kernel.permissions import require
from thidua.kernel.text import clean
from thidua.kernel.workflow import wrong_state
from thidua.law import Refusal, Unknown
from thidua.people.models import Person, Post, Unit
from thidua.people.operations.notices import notify
from thidua.plans.operations.work import may_say

Subject = Person | Unit
Status = Nomination.Status
WRITABLE = frozenset({Status.DRAFT, Status.RETURNED})
"""In these the sender mends it, and it is judged anew whenever something changes."""
MOST_MERIT, MOST_SUMMARY = 500, 4000


def held(nomination: Nomination) -> Nomination:
    """The row as it is now; it stays so until the transaction ends."""
    rows = Nomination.objects.select_for_update(of=("self",))
    return rows.select_related("season__unit", "desk__unit", "unit", "person", "collective").get(pk=nomination.pk)


@transaction.atomic
def draft_nomination(
    season: Season, subject: Subject, award: str, *, by: Person, today: date, **facts: Any
) -> Nomination:
    """Write down who is proposed for what, judged by the rules of today. `facts` as in `change_nomination`.

    Raises ValidationError `season_closed`, `not_in_season`, `not_of_unit`, `drafted_already`, `wrong_subject`, and
    what `change_nomination` raises.
    """
    require(by, "awards.add_nomination", season)
    name = _award_of(season, award)
    known = candidate_of(season, _kind(subject), subject.pk, today)
    row = _new(season, subject, award, name, by=by, known=known)
    _keep(row)
    _write(row, facts, by=by)
    judge(row, today)
    record("awards.add_nomination", row, by=by, sentence=_drafted(row))
    return row


def _kind(subject: Subject) -> str:
    return PERSON if isinstance(subject, Person) else COLLECTIVE


def _keep(row: Nomination) -> None:
    """Raises `drafted_already`."""
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as twice:
        sentence = f"{row.subject_name} đã có đề nghị {row.award_name} trong đợt này. Mở đề nghị đó để sửa."
        raise ValidationError(sentence, code="drafted_already") from twice


def _award_of(season: Season, award: str) -> str:
    """Its name. Raises `season_closed`, `not_in_season`."""
    refuse_closed(season)
    if award not in season.awards:
        sentence = "Đợt này không xét danh hiệu, hình thức đó. Chọn trong danh sách của đợt, hoặc sửa đợt."
        raise ValidationError(sentence, code="not_in_season")
    try:
        return rules_for(season.unit).award(award).name
    except Unknown as unknown:
        raise refusal_of(unknown) from unknown


def refuse_closed(season: Season) -> None:
    """Raises `season_closed`."""
    if season.status != Season.Status.OPEN:
        sentence = "Đợt xét đã kết thúc nên không thêm, sửa đề nghị được. Mở lại đợt nếu cần."
        raise ValidationError(sentence, code="season_closed")


def _new(season: Season, subject: Subject, award: str, name: str, *, by: Person, known: Candidate | None) -> Nomination:
    """Raises `not_of_unit`."""
    if known is None:
        whom = "không làm việc" if isinstance(subject, Person) else "không phải tập thể"
        sentence = f"{subject} {whom} ở {season.unit.label} trong năm xét. Đề nghị do đơn vị quản lý lập rồi trình lên."
        raise ValidationError(sentence, code="not_of_unit")
    facts = {_kind(subject): subject, "unit": known.home, "award": award, "award_name": name, "by": by}
    return Nomination(season=season, desk=season, **facts)


@dataclass(slots=True)
class Done:
    """What came of a deed done to many: the rows, and whom it was refused for with the sentence."""

    rows: list[Nomination] = field(default_factory=list)
    refused: list[tuple[str, str]] = field(default_factory=list)


@transaction.atomic
def draft_nominations(
    season: Season, subjects: Iterable[Subject], award: str, *, by: Person, today: date, merit: str = ""
) -> Done:
    """As `draft_nomination` for each; those refused do not hold up the others. Facts are asked once for all."""
    require(by, "awards.add_nomination", season)
    name, done = _award_of(season, award), Done()
    merit = clean(may_say(merit, most=MOST_MERIT))
    known = {(kind, one.subject.pk): one for kind in (PERSON, COLLECTIVE) for one in candidates(season, kind, today)}
    for subject in subjects:
        try:
            row = _new(season, subject, award, name, by=by, known=known.get((_kind(subject), subject.pk)))
            row.merit = merit
            _keep(row)
        except ValidationError as refusal:
            done.refused.append((str(subject), refusal.messages[0]))
        else:
            done.rows.append(row)
    _judge_new(done, today)
    record_all(
        entry_of("awards.add_nomination", row, by=by, sentence=_drafted(row), path=row.audit_path) for row in done.rows
    )
    return done


def _drafted(row: Nomination) -> str:
    return f"Lập đề nghị {row.award_name} cho {row.subject_name}"[:500]


def _judge_new(done: Done, today: date) -> None:
    """Judge what was just drafted; what the rules refuse for such a subject is taken away again."""
    found, kept = findings_of(done.rows, today=today), []
    for row in done.rows:
        one = found[row.pk]
        if isinstance(one, Refusal):
            done.refused.append((row.subject_name, one.message))
            row.delete()
        else:
            row.findings, row.outcome = one, one["outcome"]
            kept.append(row)
    Nomination.objects.bulk_update(kept, ["findings", "outcome"], batch_size=100)
    done.rows = kept


@transaction.atomic
def change_nomination(nomination: Nomination, *, by: Person, today: date, **facts: Any) -> Nomination:
    """Change `merit`, `summary`, `claims`, `initiatives`, `evidence` or `asks_report`, and judge anew.

    Raises ValidationError `wrong_state`, `not_here`, `season_closed`, `too_long`, `not_author`, `not_recognised`,
    `used_already`, `no_such_claim`, `not_seen`.
    """
    require(by, "awards.change_nomination", nomination)
    row = written(nomination)
    _write(row, facts, by=by)
    judge(row, today)
    record(
        "awards.change_nomination", row, by=by, sentence=f"Sửa đề nghị {row.award_name} cho {row.subject_name}"[:500]
    )
    nomination.refresh_from_db()
    return row


def written(nomination: Nomination) -> Nomination:
    """The row, held, in a state in which the sender writes. Raises `wrong_state`, `not_here`, `season_closed`."""
    row = held(nomination)
    if row.status not in WRITABLE:
        raise wrong_state(row)
    refuse_away(row)
    refuse_closed(row.season)
    return row


def refuse_away(row: Nomination) -> None:
    if row.desk_id != row.season_id:
        sentence = f"Đề nghị đang ở {row.desk.unit.label}. Đề nghị nơi đó trả lại rồi sửa."
        raise ValidationError(sentence, code="not_here")


def _write(row: Nomination, facts: dict[str, Any], *, by: Person) -> None:
    facts = dict(facts)
    if "merit" in facts:
        row.merit = clean(may_say(facts.pop("merit"), most=MOST_MERIT))
    if "summary" in facts:
        row.summary = may_say(facts.pop("summary"), most=MOST_SUMMARY)
    if "asks_report" in facts:
        row.asks_report = bool(facts.pop("asks_report"))
        if row.asks_report:
            _ask_for_report(row)
    if "claims" in facts:
        row.claims = _claims(row, facts.pop("claims"))
    if "initiatives" in facts:
        row.initiatives.set(_initiatives(row, list(facts.pop("initiatives"))))
    if "evidence" in facts:
        row.evidence.set(_evidence(row, list(facts.pop("evidence")), by=by))
    if facts:
        raise TypeError(f"unknown facts: {sorted(facts)}")
    row.save()


def _ask_for_report(row: Nomination) -> None:
    text = f"Nhờ viết báo cáo thành tích đề nghị {row.award_name}"
    who = [row.person_id] if row.person_id else _leaders(row)
    notify([pk for pk in who if pk], f"awards:report:{row.pk}", text, reverse("awards:report", args=[row.pk]))


def _leaders(row: Nomination) -> list[int]:
    posts = Post.objects.valid_on(present_day()).filter(unit=row.collective_id, role__in=["leader", "head"])
    return list(posts.values_list("person_id", flat=True))


def _claims(row: Nomination, keys: Iterable[str]) -> list[str]:
    chosen, known = list(dict.fromkeys(keys)), {one["key"] for one in row.findings.get("claimable", [])}
    if unknown := set(chosen) - known - set(row.claims):
        raise ValidationError(f"Tiêu chuẩn không có căn cứ “{min(unknown)}”. Chọn lại.", code="no_such_claim")
    return chosen


def _initiatives(row: Nomination, chosen: Sequence[Initiative]) -> list[Initiative]:
    """Recognised ones that the nominee wrote and that no award of this name rests on yet."""
    for one in chosen:
        if not one.is_honoured:
            sentence = f"“{one}” chưa được công nhận nên chưa dùng xét được. Bỏ chọn."
            raise ValidationError(sentence, code="not_recognised")
        if not _wrote(row, one):
            sentence = f"{row.subject_name} không phải tác giả của “{one}”. Chọn sáng kiến khác."
            raise ValidationError(sentence, code="not_author")
        if use := used_elsewhere(row, one, same_award=True):
            sentence = f"“{one}” đã dùng để xét {use.words}, không tính lần nữa cho cùng danh hiệu, hình thức. Bỏ chọn."
            raise ValidationError(sentence, code="used_already")
    return list(chosen)


def _wrote(row: Nomination, one: Initiative) -> bool:
    if row.person_id:
        return one.authors.filter(person=row.person_id, declined_at=None).exists()
    return row.collective is not None and one.unit.path.startswith(row.collective.path)


def _evidence(row: Nomination, chosen: Sequence[Attachment], *, by: Person) -> list[Attachment]:
    had = set(row.evidence.values_list("pk", flat=True))
    if not are_visible(by, [one.pk for one in chosen if one.pk not in had]):
        raise ValidationError("Có tệp không thuộc phạm vi của mình. Chọn lại.", code="not_seen")
    return list(chosen)


@transaction.atomic
def judge_nomination(nomination: Nomination, *, today: date) -> None:
    """Judge anew what is still being written: facts change. Raises ValidationError `wrong_state` for what was put
    forward: its findings are frozen.
    """
    row = held(nomination)
    if row.status not in WRITABLE:
        raise wrong_state(row)
    judge(row, today)
    nomination.findings, nomination.outcome = row.findings, row.outcome


@transaction.atomic
def judge_drafts(season: Season, *, by: Person, today: date) -> int:
    """Judge all that is being written anew, in few queries. Returns how many findings are other ones than before."""
    require(by, "awards.add_nomination", season)
    rows = Nomination.objects.select_for_update(of=("self",)).filter(desk=season, season=season, status__in=WRITABLE)
    rows = rows.select_related("season__unit", "unit", "person", "collective")
    changed = []
    for row, found in _with_findings(list(rows), today):
        if found["finding"] != row.findings.get("finding") or found["outcome"] != row.outcome:
            changed.append(row)
        row.findings, row.outcome = found, found["outcome"]
        row.save(update_fields=["findings", "outcome"])
    return len(changed)


def _with_findings(rows: list[Nomination], today: date) -> list[tuple[Nomination, dict[str, Any]]]:
    found = findings_of(rows, today=today)
    return [(row, one) for row in rows if not isinstance(one := found[row.pk], Refusal)]


def judge(row: Nomination, today: date) -> None:
    """Raises what the rules refuse: `wrong_subject`, `unknown`."""
    take_findings(row, findings_of([row], today=today)[row.pk])
    row.save(update_fields=["findings", "outcome"])


def take_findings(row: Nomination, found: dict[str, Any] | Refusal) -> None:
    if isinstance(found, Refusal):
        raise refusal_of(found)
    row.findings, row.outcome = found, found["outcome"]
