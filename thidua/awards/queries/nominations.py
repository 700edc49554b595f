"""Nominations as lists, and where each stands."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet

from thidua.audit.queries import history_of
from thidua.awards.models import Nomination, NominationPaper, Season
from thidua.awards.papers import OUTCOMES
from thidua.awards.queries.papers import checklist_of, missing_of, missing_papers
from thidua.awards.queries.visibility import mended_for_others, nominations_visible_to
from thidua.awards.queries.warnings import warnings_for, warnings_of
from thidua.documents.models import Attachment, OfficialDocument
from thidua.documents.queries import Use, attachment_uses, attachments_seen_through, documents_seen_through
from thidua.people.models import Person
from thidua.people.queries import matching
from thidua.writing.sheets import Column

__all__ = [
    "checklist_of",
    "chosen_nominations",
    "missing_of",
    "missing_papers",
    "steps_of",
    "warnings_for",
    "warnings_of",
]

RELATED = ("season__unit", "desk__unit", "unit", "person", "collective")
Status = Nomination.Status
PLACES = {"dang-o-day": "Đang ở đợt này", "da-trinh": "Đã trình cấp trên", "nhan-ve": "Nhận từ cấp dưới"}


def nominations_of(season: Season) -> QuerySet[Nomination]:
    """Drafted in the season, or lying on its desk."""
    return Nomination.objects.filter(Q(season=season) | Q(desk=season)).select_related(*RELATED)


def chosen_nominations(by: Person, season: Season, asked: Mapping[str, str]) -> QuerySet[Nomination]:
    """Those of the season that one may see, by award and name, narrowed by `q`, `danhhieu`, `trangthai`, `dieukien`
    (`met`, `open`, `not_met`) and `noi` (where it lies).
    """
    rows = matching(nominations_of(season).filter(pk__in=nominations_visible_to(by).values("pk")), asked.get("q", ""))
    if award := asked.get("danhhieu", ""):
        rows = rows.filter(award=award)
    if asked.get("trangthai") in Status.values:
        rows = rows.filter(status=asked["trangthai"])
    elif not asked.get("trangthai"):
        rows = rows.exclude(status=Status.WITHDRAWN)
    if asked.get("dieukien") in OUTCOMES:
        rows = rows.filter(outcome=asked["dieukien"])
    place = asked.get("noi", "")
    if place == "dang-o-day":
        rows = rows.filter(desk=season)
    elif place == "da-trinh":
        rows = rows.filter(Q(status=Status.SENT) | ~Q(desk=season))
    elif place == "nhan-ve":
        rows = rows.exclude(season=season)
    return rows.order_by("award", "collective__sort_key", "person__sort_key", "pk")


@attachments_seen_through
def files_of_nominations(person: Person) -> QuerySet[Attachment]:
    """Evidence and papers of the nominations that one may see."""
    seen = as_they_are(person).values("pk")
    return Attachment.objects.filter(Q(nominations__in=seen) | Q(nomination_papers__nomination__in=seen))


def as_they_are(person: Person) -> QuerySet[Nomination]:
    """Those that the person may see as they are now, not as they were sent."""
    mended = Nomination.objects.filter(mended_for_others(person))
    return nominations_visible_to(person).exclude(pk__in=mended.values("pk"))


@documents_seen_through
def documents_of_nominations(person: Person) -> QuerySet[OfficialDocument]:
    papers = NominationPaper.objects.filter(nomination__in=as_they_are(person).values("pk"))
    return OfficialDocument.objects.filter(pk__in=papers.values("document"))


@attachment_uses
def nominations_proved_by(ids: Collection[int], person: Person) -> Iterator[Use]:
    seen = nominations_visible_to(person).filter(Q(evidence__in=ids) | Q(papers__attachment__in=ids))
    rows = {row.pk: row for row in seen.select_related("person", "collective")}
    links: set[tuple[int, int]] = set()
    for model in (Nomination.evidence.through, NominationPaper):
        found = model.objects.filter(nomination__in=rows, attachment__in=ids)
        links |= set(found.values_list("attachment", "nomination"))
    for attachment, nomination in sorted(links):
        row = rows[nomination]
        yield Use(attachment, f"Đề nghị khen thưởng: {row}", row.get_absolute_url())


COLUMNS = (
    Column("Cá nhân, tập thể", 34),
    Column("Đơn vị", 34),
    Column("Danh hiệu, hình thức", 34),
    Column("Điều kiện", 26),
    Column("Còn thiếu", 50),
    Column("Trạng thái", 26),
    Column("Đang ở", 34),
    Column("Ngày đưa ra xét", 14),
    Column("Thành tích", 60),
)


def sheet_lines(rows: Iterable[Nomination]) -> Iterable[Sequence[Any]]:
    for row in rows:
        yield (
            row.subject_name,
            row.unit.name,
            row.award_name,
            OUTCOMES.get(row.outcome, ""),
            "; ".join(row.findings.get("lacks", [])),
            row.get_status_display(),
            row.desk.unit.name,
            row.received_on,
            row.merit,
        )


@dataclass(frozen=True, slots=True)
class Step:
    """A step of a stepper, as the component takes it."""

    label: str
    state: str
    about: tuple[str, Any] = ("", None)


ENDS = {Status.REFUSED, Status.WITHDRAWN, Status.FAILED}


def steps_of(row: Nomination) -> list[Step]:
    """Where it is between draft and award, at whose desk, and who brought it there when."""
    moved = _moves_made(row)
    path = [Status.DRAFT, Status.READY, Status.PASSED, Status.AWARDED]
    if row.status in ENDS:
        path = [one for one in path[:2] if one in moved or one == Status.DRAFT] + [Status(row.status)]
    elif row.status in {Status.SENT, Status.RETURNED} or row.desk_id != row.season_id or Status.SENT in moved:
        path = [Status.DRAFT, Status.READY, Status.PASSED, Status.SENT, Status.AWARDED]
    place = _place(row, path)
    return [
        Step(
            _label(row, one, n == place),
            "done" if n < place else "now" if n == place else "next",
            moved.get(one, ("", None)) if n <= place else ("", None),
        )
        for n, one in enumerate(path)
    ]


def _place(row: Nomination, path: list[Status]) -> int:
    """Which step is the present one; at a higher desk everything is part of the way up."""
    is_above = row.desk_id != row.season_id or row.status in {Status.SENT, Status.RETURNED}
    if is_above and row.status != Status.AWARDED and Status.SENT in path:
        return path.index(Status.SENT)
    return path.index(Status(row.status)) if Status(row.status) in path else 0


def _label(row: Nomination, one: Status, is_now: bool) -> str:
    if is_now and one == Status.SENT and row.status != Status.SENT:
        return f"{row.get_status_display()} ({row.desk.unit.label})"
    if is_now and one == Status.SENT:
        return str(one.label)
    return f"{one.label} ({row.desk.unit.label})" if is_now and row.desk_id != row.season_id else str(one.label)


TARGETS = {
    "awards.add_nomination": Status.DRAFT,
    **{f"awards.{name}_nomination": Status(step.target) for name, step in Nomination.MOVES.items()},
}


def _moves_made(row: Nomination) -> dict[str, tuple[str, Any]]:
    """The last time that each state was reached: by whom and when."""
    entries = history_of(row).filter(action__in=TARGETS)
    found: dict[str, tuple[str, Any]] = {}
    for entry in entries:
        found.setdefault(TARGETS[entry.action], (entry.by.full_name if entry.by else "hệ thống", entry.at))
    return found
