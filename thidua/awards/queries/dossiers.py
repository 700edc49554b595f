"""Dossiers as lists, what one still lacks, and what is known about those in it."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, TypedDict

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet

from thidua.awards.authority import deciders, superior_for
from thidua.awards.models import (
    Appraisal,
    AppraisalRemark,
    Dossier,
    DossierEntry,
    DossierPaper,
    Hearing,
    Nomination,
    Season,
    SentCopy,
)
from thidua.awards.queries.papers import checklists_of, dossier_list_for, missing_of
from thidua.awards.queries.publications import not_yet_published
from thidua.awards.queries.visibility import dossiers_visible_to
from thidua.awards.queries.warnings import warnings_for
from thidua.awards.queries.workdays import last_working_day
from thidua.awards.rulebook import article_of, rules_for
from thidua.documents.models import Attachment, OfficialDocument
from thidua.documents.queries import attachments_seen_through, documents_seen_through
from thidua.kernel.text import fold
from thidua.law.rules import Deadline, Paper
from thidua.people.models import Person, Unit
from thidua.people.queries import EDITORS, LEADERS, authorities, number_of, open_units, paths_held

if TYPE_CHECKING:
    from django_stubs_ext import WithAnnotations

Status, State, Stage = Dossier.Status, DossierEntry.State, Nomination.Status
DECIDED = frozenset({State.AGREED, State.REFUSED})
UNFINISHED = frozenset({Status.DRAFT, Status.SUBMITTED, Status.RECEIVED, Status.RETURNED})
MINUTES = ("review_minutes", "commendation_minutes")
MADE = {
    "submission": "Hệ thống lập và lấy số khi gửi hồ sơ",
    "electronic_copy": "Hệ thống lập khi đóng gói hồ sơ",
}
PROCESSING = {
    Unit.Kind.COMMUNE: "commune_base_titles",
    Unit.Kind.PROVINCE: "province_processing",
    Unit.Kind.MINISTRY: "province_processing",
}
AT_DEPARTMENT = "department_base_titles"
"""By when a receiver deals with a dossier: keys of the law's deadlines."""
MOST_NAMED = 5
EXCEEDED = "Vượt"
"""How the warning begins that a share is exceeded; other ones of shares ask only to compare."""


def with_nominations(rows: QuerySet[DossierEntry]) -> QuerySet[DossierEntry]:
    """With all that the moves and the pages of a nomination ask."""
    return rows.select_related(
        "nomination__person",
        "nomination__collective",
        "nomination__unit",
        "nomination__season__unit",
        "nomination__desk__unit",
    ).order_by("pk")


def free_to_send(season: Season) -> QuerySet[Nomination]:
    """On this desk, agreed there, and in no other dossier of it that is not finished. What a superior gave back lies in
    its dossier and goes up with that one.
    """
    busy = DossierEntry.objects.filter(
        nomination=OuterRef("pk"), dossier__season=season, dossier__status__in=UNFINISHED
    )
    rows = Nomination.objects.filter(~Exists(busy), desk=season, status__in=[Stage.PASSED, Stage.RETURNED])
    return rows.select_related("person", "collective", "unit", "season__unit", "desk__unit").order_by("award", "pk")


def outcome_of(entry: DossierEntry, dossier: Dossier) -> str:
    """What came of it so far for the sender: told by where the nomination is now."""
    row = entry.nomination
    if row.status == Stage.AWARDED:
        return State.AGREED
    if row.status in {Stage.REFUSED, Stage.WITHDRAWN}:
        return State.REFUSED
    if row.desk_id == dossier.season_id:
        return State.FLAGGED if entry.state == State.FLAGGED else State.INCLUDED
    if row.desk_id != dossier.to_season_id or row.status in {Stage.PASSED, Stage.SENT}:
        return State.AGREED
    return State.REFUSED if row.status == Stage.FAILED else State.INCLUDED


# Papers of the whole dossier


@dataclass(frozen=True, slots=True)
class PaperLine:
    """A paper of the list, for which awards, and what there is of it."""

    key: str
    name: str
    only_if: str
    awards: tuple[str, ...]
    files: tuple[DossierPaper, ...]

    @property
    def made(self) -> str:
        return MADE.get(self.key, "")

    @property
    def is_missing(self) -> bool:
        return not (self.files or self.made or self.only_if)


def checklist_of(
    dossier: Dossier, entries: Sequence[DossierEntry], papers: Sequence[DossierPaper] | None = None
) -> list[PaperLine]:
    """The papers that belong to the dossier as a whole, in the order of the law's lists; `papers` where they are others
    than it has now.
    """
    asked: dict[str, Paper] = {}
    awards: dict[str, dict[str, None]] = defaultdict(dict)
    lines = checklists_of([each.nomination for each in entries])
    for each in entries:
        for line in lines[each.nomination_id]:
            if line.state == "shared":
                asked.setdefault(line.paper.key, line.paper)
                awards[line.paper.key][each.nomination.award_name] = None
    files: dict[str, list[DossierPaper]] = defaultdict(list)
    if papers is None:
        papers = list(dossier.papers.select_related("attachment__file", "document").order_by("pk"))
    for row in papers:
        files[row.key].append(row)
    found = [
        PaperLine(key, paper.name, paper.only_if, tuple(awards[key]), tuple(files.pop(key, ())))
        for key, paper in asked.items()
    ]
    return found + [PaperLine(key, "Giấy tờ khác", "nếu có", (), tuple(rows)) for key, rows in files.items()]


def minutes_of(dossier: Dossier) -> set[tuple[str, int]]:
    """Kept minutes of the meetings at this desk that heard its nominations: key of the paper, id of the document."""
    heard = Hearing.objects.filter(season=dossier.season, nominations__entries__dossier=dossier)
    rows = heard.exclude(item__meeting__minutes=None).values_list("award", "item__meeting__minutes").distinct()
    keys = _minutes_keys(dossier)
    return {(keys.get(award, MINUTES[0]), document) for award, document in rows}


def _minutes_keys(dossier: Dossier) -> dict[str, str]:
    """By award: what the law's list calls the minutes."""
    found = {}
    for each in with_nominations(dossier.entries.all()):
        row = each.nomination
        if row.award not in found:
            papers = asked.papers if (asked := dossier_list_for(row)) else ()
            known = {paper.key for paper in papers}
            found[row.award] = next((key for key in MINUTES if key in known), MINUTES[0])
    return found


def unkept_minutes(dossier: Dossier) -> list[tuple[int, str]]:
    """Meetings that heard its nominations and whose minutes are not kept yet: id and title."""
    heard = Hearing.objects.filter(season=dossier.season, nominations__entries__dossier=dossier, item__isnull=False)
    rows = heard.filter(item__meeting__minutes=None).values_list("item__meeting", "item__meeting__title")
    return sorted(set(rows))


# What is shown before sending


@dataclass(frozen=True, slots=True)
class Problem:
    """Something to see to before sending. One that `asks` needs a reason to be sent all the same."""

    text: str
    asks: bool
    entry: DossierEntry | None = None


def problems_of(
    dossier: Dossier, entries: Sequence[DossierEntry], today: date, reader: Person | None = None
) -> list[Problem]:
    """Missing papers first, of the whole and of each nominee, then what is over a share, then what is only to know: as
    told to the `reader`.
    """
    found = [
        Problem(f"Thiếu giấy tờ chung: {line.name}", asks=True)
        for line in checklist_of(dossier, entries)
        if line.is_missing
    ]
    found += [
        Problem(f"Phiên họp “{title}” chưa lưu biên bản vào văn bản của đơn vị", asks=False)
        for _pk, title in unkept_minutes(dossier)
    ]
    if waiting := not_yet_published(dossier.season, [each.nomination for each in entries], today, reader=reader):
        names = ", ".join(row.subject_name for row in waiting[:MOST_NAMED])
        more = f" và {len(waiting) - MOST_NAMED} đề nghị khác" if len(waiting) > MOST_NAMED else ""
        found.append(Problem(f"Chưa công khai xong: {names}{more}", asks=False))
    found += _problems_of_nominees(entries)
    return sorted(found, key=lambda each: not each.asks)


def _problems_of_nominees(entries: Sequence[DossierEntry]) -> Iterator[Problem]:
    """A share is told once for its award, not at each nominee."""
    rows = [each.nomination for each in entries]
    missing, warnings = missing_of(rows), warnings_for(rows)
    for each in entries:
        if papers := missing[each.nomination_id]:
            yield Problem(f"Thiếu {', '.join(_lower(paper.name) for paper in papers)}", asks=True, entry=each)
    shares: set[tuple[str, str]] = set()
    for each in entries:
        for warning in warnings[each.nomination_id]:
            if warning.code != "over_quota":
                yield Problem(warning.text, asks=False, entry=each)
            elif (each.nomination.award, warning.text) not in shares:
                shares.add((each.nomination.award, warning.text))
                text = f"{each.nomination.award_name}: {_lower(warning.text)}"
                yield Problem(text, asks=warning.text.startswith(EXCEEDED))


def _lower(text: str) -> str:
    return text[:1].lower() + text[1:]


# Where it goes, and by when


@dataclass(frozen=True, slots=True)
class Pile:
    """Nominations for one award that can be sent, and where to."""

    award: str
    name: str
    to_unit: Unit | None
    office: str
    """Who decides, where that is no unit of the tree."""
    rows: tuple[Nomination, ...]


def piles_of(season: Season, today: date) -> list[Pile]:
    """What was agreed on this desk and waits to be sent, by award, with the receiver that the law names."""
    found: dict[str, list[Nomination]] = defaultdict(list)
    for row in free_to_send(season):
        found[row.award].append(row)
    piles = []
    for award, held in found.items():
        above = superior_for(season.unit, award, today)
        offices = [] if above else deciders(award, held[0].unit, today)
        piles.append(Pile(award, held[0].award_name, above, offices[0].name if offices else "", tuple(held)))
    return sorted(piles, key=lambda pile: (pile.to_unit.name if pile.to_unit else "~", pile.name))


def receivers_for(unit: Unit) -> QuerySet[Unit]:
    """Units to which one may send: those above and the departments beside them."""
    return authorities(unit).exclude(pk=unit.pk).order_by("depth", "path")


def deadline_for(dossier: Dossier, received: date) -> tuple[date | None, str]:
    """By when the receiver has to have dealt with it, and by what rule; None where no rule is known."""
    if dossier.to_unit is None:
        return None, ""
    rules = rules_for(dossier.to_unit)
    rule = rules.find(Deadline, received, PROCESSING.get(Unit.Kind(dossier.to_unit.kind), AT_DEPARTMENT))
    if rule is None or rule.days is None:
        return None, ""
    due = last_working_day(dossier.to_unit, received, rule.days)
    return due, f"{rule.days} ngày làm việc, {article_of(rule, rules, received)}"


# Lists


def as_listed(
    rows: "Iterable[WithAnnotations[Dossier, Counts]]", by: Person
) -> "Iterator[WithAnnotations[Dossier, Counts]]":
    """With words and count as they were sent, where another office mends them; never saved."""
    kept = set(paths_held(by, EDITORS))
    for row in rows:
        if row.sent is not None and row.season.unit.path not in kept:
            row.title, row.size = row.sent["title"], row.sent["size"]
        yield row


INBOX_STATES = {
    "cho": "Chờ tiếp nhận",
    "tham-dinh": "Đang chờ ý kiến thẩm định",
    "xet": "Đang xét",
    "tra": "Đã trả lại",
    "xong": "Đã xét xong",
}


class Counts(TypedDict):
    size: int
    flagged: int
    waited: int


def with_counts(rows: QuerySet[Dossier]) -> "QuerySet[WithAnnotations[Dossier, Counts]]":
    """With how many entries, how many flagged, how many opinions are waited for; no query for each."""
    flagged = Count("entries", filter=Q(entries__state=State.FLAGGED), distinct=True)
    waited = Count("appraisals", filter=Q(appraisals__status=Appraisal.Status.ASKED), distinct=True)
    rows = rows.select_related("season__unit", "to_unit", "to_season")
    return rows.annotate(size=Count("entries", distinct=True), flagged=flagged, waited=waited)


def _searched(rows: QuerySet[Dossier], words: str) -> QuerySet[Dossier]:
    """By title, sender, receiver and who is in it, without regard to diacritics."""
    for word in fold(words[:200]).split()[:10]:
        inside = DossierEntry.objects.filter(dossier=OuterRef("pk"), nomination__search_text__contains=word)
        rows = rows.filter(
            Q(search_text__contains=word)
            | Q(season__unit__search_text__contains=word)
            | Q(to_unit__search_text__contains=word)
            | Exists(inside)
        )
    return rows


def inbox_of(person: Person) -> QuerySet[Dossier]:
    """What was sent to the offices that the person keeps; a draft has not come yet."""
    return Dossier.objects.filter(to_unit__path__in=paths_held(person, EDITORS)).exclude(status=Status.DRAFT)


def chosen_inbox(person: Person, asked: Mapping[str, str]) -> "QuerySet[WithAnnotations[Dossier, Counts]]":
    """Narrowed by `q`, `donvi` (the sender), `danhhieu` and `trangthai`; what has to be done first comes first."""
    rows = with_counts(_searched(inbox_of(person), asked.get("q", "")))
    if unit := number_of(asked.get("donvi", "")):
        rows = rows.filter(season__unit=unit)
    if award := asked.get("danhhieu", "")[:60]:
        rows = rows.filter(Exists(DossierEntry.objects.filter(dossier=OuterRef("pk"), nomination__award=award)))
    state = asked.get("trangthai", "")
    if state == "cho":
        rows = rows.filter(status=Status.SUBMITTED)
    elif state == "tham-dinh":
        asked_for = Appraisal.objects.filter(dossier=OuterRef("pk"), status=Appraisal.Status.ASKED)
        rows = rows.filter(Exists(asked_for), status=Status.RECEIVED)
    elif state == "xet":
        rows = rows.filter(status=Status.RECEIVED)
    elif state == "tra":
        rows = rows.filter(status=Status.RETURNED)
    elif state == "xong":
        rows = rows.filter(status=Status.CONCLUDED)
    return rows.order_by(
        F("concluded_on").asc(nulls_first=True), F("due").asc(nulls_first=True), "-submitted_on", "-pk"
    )


def inbox_senders(person: Person) -> list[tuple[str, str]]:
    rows = inbox_of(person).values_list("season__unit", "season__unit__name", "season__unit__sort_key")
    return [(str(pk), name) for pk, name, _ in sorted(set(rows), key=lambda row: row[2])]


def inbox_awards(person: Person) -> list[tuple[str, str]]:
    rows = DossierEntry.objects.filter(dossier__in=inbox_of(person)).order_by("nomination__award_name")
    return list(rows.values_list("nomination__award", "nomination__award_name").distinct())


def chosen_dossiers(
    person: Person, season: Season, asked: Mapping[str, str]
) -> "QuerySet[WithAnnotations[Dossier, Counts]]":
    """Of one season: sent from it (`chieu=di`), taken into it (`chieu=den`) or both; narrowed by `q`, `trangthai`."""
    here = Q(season=season) | Q(to_season=season)
    if asked.get("chieu") == "di":
        here = Q(season=season)
    elif asked.get("chieu") == "den":
        here = Q(to_season=season)
    seen = dossiers_visible_to(person).filter(here).values("pk")
    rows = with_counts(_searched(Dossier.objects.filter(pk__in=seen), asked.get("q", "")))
    if asked.get("trangthai") in Status.values:
        rows = rows.filter(status=asked["trangthai"])
    return rows.order_by("-pk")


def remarks_on(entries: Sequence[DossierEntry]) -> dict[int, list[AppraisalRemark]]:
    """By entry: what divisions have said of it."""
    given = AppraisalRemark.objects.filter(
        entry__in=[each.pk for each in entries], appraisal__status=Appraisal.Status.GIVEN
    )
    found: dict[int, list[AppraisalRemark]] = defaultdict(list)
    for row in given.select_related("appraisal__division").order_by("appraisal__division__path", "pk"):
        found[row.entry_id].append(row)
    return found


def divisions_of(unit: Unit, today: date) -> QuerySet[Unit]:
    """Who may be asked for an opinion: the divisions and teams right below the receiver."""
    below = Unit.objects.filter(path__under=unit.path, depth=unit.depth + 1)
    return open_units(below.filter(kind__in=[Unit.Kind.DIVISION, Unit.Kind.TEAM, Unit.Kind.OTHER]), today)


def appraisals_of(person: Person) -> QuerySet[Appraisal]:
    """Asked of divisions that the person leads, while the dossier is there and they are still asked; what is waited for
    first.
    """
    rows = Appraisal.objects.filter(division__path__in=paths_held(person, LEADERS))
    rows = rows.exclude(dossier__status__in=[Status.DRAFT, Status.RETURNED])
    rows = rows.exclude(status=Appraisal.Status.WITHDRAWN)
    return rows.select_related("dossier__season__unit", "dossier__to_unit", "division", "by").order_by(
        "status", "due", "-pk"
    )


# What one may open because one sees the dossier


@attachments_seen_through
def attachments_of_dossiers(person: Person) -> QuerySet[Attachment]:
    seen = dossiers_visible_to(person)
    return Attachment.objects.filter(Q(dossier_papers__dossier__in=as_it_is(person)) | Q(sent_copies__dossier__in=seen))


def as_it_is(person: Person) -> QuerySet[Dossier]:
    """Those seen that the person reads as they are now, not as they were sent."""
    ours = Q(season__unit__path__in=paths_held(person, EDITORS))
    return dossiers_visible_to(person).filter(ours | Q(sent__isnull=True))


@documents_seen_through
def documents_of_dossiers(person: Person) -> QuerySet[OfficialDocument]:
    """The tờ trình and the minutes that went with it."""
    seen = dossiers_visible_to(person)
    papers = DossierPaper.objects.filter(dossier__in=as_it_is(person), document__isnull=False).values("document")
    copies = SentCopy.objects.filter(dossier__in=seen, documents__isnull=False).values("documents")
    submissions = seen.exclude(submission=None).values("submission")
    return OfficialDocument.objects.filter(Q(pk__in=papers) | Q(pk__in=submissions) | Q(pk__in=copies))
