"""What a dossier must hold for a nominee, and what is there."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date

from thidua.awards.authority import deciders
from thidua.awards.models import Nomination, NominationPaper
from thidua.awards.queries.sent import held_beforehand
from thidua.awards.rulebook import rules_for
from thidua.initiatives.models import Initiative, Recognition
from thidua.kernel.calendar import today as present_day
from thidua.law import NotInForce, RuleSet, Unknown, dossier_list
from thidua.law.facts import Level
from thidua.law.rules import DossierList, Paper
from thidua.people.models import Unit

LEVELS = {
    "principal": Level.BASE,
    "department_head": Level.BASE,
    "commune_chair": Level.COMMUNE,
    "district_chair": Level.COMMUNE,
    "province_chair": Level.PROVINCE,
    "minister": Level.PROVINCE,
    "prime_minister": Level.STATE,
    "president": Level.STATE,
}
"""Where dossiers are handed in for what these offices decide."""
SHARED = frozenset({"submission", "review_minutes", "commendation_minutes", "concurrence", "electronic_copy"})
"""Papers of the whole dossier; every other belongs to one nominee."""
REPORT = "achievement_report"
INITIATIVE = "initiative_proof"
ACHIEVEMENT = "achievement_proof"
BLANK = "…………"
"""What a report drafted from data leaves for people to fill in."""


@dataclass(frozen=True, slots=True)
class Line:
    """A paper of the checklist: there (with what shows it), missing, or not asked for here and why."""

    paper: Paper
    state: str
    """`there`, `missing`, `not_needed`, `shared`."""
    rows: tuple[NominationPaper, ...] = ()
    told: tuple[str, ...] = ()
    """What the system itself knows: a report that was written, recognitions of initiatives."""
    why: str = ""

    @property
    def tone(self) -> str:
        return {"there": "ok", "missing": "late"}.get(self.state, "mute")

    @property
    def words(self) -> str:
        words = {"there": "Đã có", "missing": "Còn thiếu", "not_needed": "Không áp dụng", "shared": "Kèm cả hồ sơ"}
        return words[self.state]


@dataclass(slots=True)
class _Known:
    """What was asked once for many nominations."""

    lists: dict[tuple[str, int, date], DossierList | None] = field(default_factory=dict)
    rules: dict[int, RuleSet] = field(default_factory=dict)


def dossier_list_for(nomination: Nomination, on: date | None = None) -> DossierList | None:
    """The papers that the place which decides asks for, by the rules of the day of receipt; None where no rule says."""
    return _list_of(nomination, _Known(), on)


def _list_of(nomination: Nomination, known: _Known, on: date | None = None) -> DossierList | None:
    day = on or nomination.received_on or present_day()
    key = (nomination.award, nomination.unit_id, day)
    if key not in known.lists:
        rules = known.rules.setdefault(nomination.unit_id, rules_for(nomination.unit))
        known.lists[key] = _first_list(nomination.award, nomination.unit, day, rules)
    return known.lists[key]


def _first_list(award: str, unit: Unit, day: date, rules: RuleSet) -> DossierList | None:
    for level in [*_levels(award, unit, day), *Level]:
        try:
            return dossier_list(award, level, day, rules)
        except (NotInForce, Unknown):
            continue
    return None


def _levels(award: str, unit: Unit, day: date) -> list[Level]:
    try:
        return [LEVELS[one.office] for one in deciders(award, unit, day) if one.office in LEVELS]
    except Unknown:
        return []


def checklist_of(nomination: Nomination) -> list[Line]:
    return checklists_of([nomination])[nomination.pk]


def checklists_of(nominations: Sequence[Nomination]) -> dict[int, list[Line]]:
    """By id; in a fixed number of queries for many nominations of one award and unit."""
    rows, known = list(nominations), _Known()
    papers = _papers(rows)
    proofs = _proofs(rows)
    asked = {row.pk: found.papers if (found := _list_of(row, known)) else () for row in rows}
    return {
        row.pk: [_line(row, paper, papers.get(row.pk, []), proofs.get(row.pk, [])) for paper in asked[row.pk]]
        for row in rows
    }


def missing_papers(nomination: Nomination) -> list[Paper]:
    """Papers of the nominee, not of the whole dossier, that are asked for and not there."""
    return missing_of([nomination])[nomination.pk]


def missing_of(nominations: Sequence[Nomination]) -> dict[int, list[Paper]]:
    """As `missing_papers`, for many."""
    return {
        pk: [line.paper for line in lines if line.state == "missing"]
        for pk, lines in checklists_of(nominations).items()
    }


def _papers(rows: Iterable[Nomination]) -> dict[int, list[NominationPaper]]:
    found: dict[int, list[NominationPaper]] = {}
    asked = []
    for row in rows:
        held = held_beforehand(row, "papers")
        if held is None:
            asked.append(row.pk)
        else:
            found[row.pk] = held
    papers = NominationPaper.objects.filter(nomination__in=asked)
    for one in papers.select_related("attachment__file", "document").order_by("pk"):
        found.setdefault(one.nomination_id, []).append(one)
    return found


def _proofs(rows: Iterable[Nomination]) -> dict[int, list[tuple[Initiative, list[Recognition]]]]:
    """The initiatives chosen for each, with their valid recognitions."""
    held = {row.pk: ones for row in rows if (ones := held_beforehand(row, "initiatives")) is not None}
    links = Nomination.initiatives.through.objects.filter(nomination__in=[row.pk for row in rows if row.pk not in held])
    pairs = list(links.values_list("nomination_id", "initiative_id"))
    pairs += [(pk, one.pk) for pk, ones in held.items() for one in ones]
    chosen = Initiative.objects.in_bulk({one for _, one in pairs}) if pairs else {}
    valid: dict[int, list[Recognition]] = {}
    for one in Recognition.objects.filter(initiative__in=chosen, status=Recognition.Status.VALID) if chosen else ():
        valid.setdefault(one.initiative_id, []).append(one)
    found: dict[int, list[tuple[Initiative, list[Recognition]]]] = {}
    for nomination, initiative in sorted(pairs):
        found.setdefault(nomination, []).append((chosen[initiative], valid.get(initiative, [])))
    return found


def _line(
    row: Nomination,
    paper: Paper,
    papers: list[NominationPaper],
    proofs: list[tuple[Initiative, list[Recognition]]],
) -> Line:
    if paper.key in SHARED:
        return Line(paper, "shared")
    own = tuple(one for one in papers if one.key == paper.key)
    told = _told(row, paper.key, proofs)
    if own or told:
        return Line(paper, "there", own, told)
    if said := row.waived.get(paper.key):
        return Line(paper, "not_needed", why=f"{said['reason']} ({said['by']}, {said['at']})")
    if paper.only_if and paper.key in {INITIATIVE, ACHIEVEMENT} and not proofs:
        return Line(paper, "not_needed", why=f"chỉ khi {paper.only_if}; chưa chọn sáng kiến làm căn cứ")
    return Line(paper, "missing")


def _told(row: Nomination, key: str, proofs: list[tuple[Initiative, list[Recognition]]]) -> tuple[str, ...]:
    if key == REPORT and has_report(row):
        left = sum(part["text"].count(BLANK) for part in row.report)
        return (f"Báo cáo soạn trong hệ thống{f', còn {left} chỗ để trống' if left else ''}",)
    if key in {INITIATIVE, ACHIEVEMENT}:
        return tuple(f"“{one.title}”: {recognition}" for one, valid in proofs for recognition in valid)
    return ()


def has_report(nomination: Nomination) -> bool:
    """Whether every part of the report says something."""
    return bool(nomination.report) and all(part.get("text", "").strip() for part in nomination.report)
