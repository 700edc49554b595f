"""Adopting: from an issued plan to the draft of a unit that it is addressed to, in one step."""

import re
from collections.abc import Callable, Iterable
from datetime import date, timedelta
from typing import Any, TypeVar

from django.core.exceptions import ValidationError
from django.db import transaction

from thidua.audit.operations import record
from thidua.documents.models import OfficialDocument
from thidua.documents.operations import add_document
from thidua.kernel.permissions import require
from thidua.kernel.text import fold, sentence
from thidua.people.models import Person, Unit
from thidua.plans.coverage.strictness import is_of_units
from thidua.plans.matching import inner_units, units_named
from thidua.plans.models import (
    Addressee,
    Basis,
    Duty,
    ForUnits,
    Found,
    Level,
    Line,
    Obligation,
    Phase,
    Plan,
    Section,
    Target,
    Task,
)
from thidua.plans.operations.lines import require_draft
from thidua.plans.operations.papers import start_obligation, submit_obligation
from thidua.plans.queries import (
    answer_of,
    asked_lines,
    lines_of,
    parents_for,
    plan_owed,
    plans_visible_to,
    prose_of,
    said_line,
)
from thidua.plans.rewording import DOUBT_MENTION, Reworded, Rewording, names_of

AnyLine = TypeVar("AnyLine", bound=Line)
DAYS_TO_MERGE = timedelta(days=5)
"""So many days before the unit's own deadline its teams hand in, so that it can put theirs together."""
TEAMS = "Các tổ"
HEADS = re.compile(r"\b(?:thu truong|hieu truong|nguoi dung dau|giam doc)\b")
OF_THE_ISSUER = re.compile(r"chuc nang, nhiem vu|co cau to chuc")
"""What a basis says of its issuer alone, folded."""
PAST = "Hạn của cấp trên ({due:%d/%m/%Y}) đã qua: ghi hạn mới."
EARLIER = "Hạn của các tổ, sớm hơn hạn {due:%d/%m/%Y} của cấp trên để kịp tổng hợp: xem lại ngày và cách ghi."


@transaction.atomic
def adopt_plan(parent: Plan, unit: Unit, *, by: Person, today: date) -> Plan:
    """The unit's own draft of a plan that was addressed to it: document, bases, sections, lines with their origin.

    Raises ValidationError `not_addressed`, `not_issued`, `adopted_already`.
    """
    require(by, "plans.adopt_plan", unit)
    require(by, "plans.view_plan", parent)
    _refuse_others(parent, unit)
    rewording = rewording_for(parent, unit)
    plan = _draft(parent, unit, rewording, by)
    inner = list(inner_units(unit))
    _copy_bases(parent, plan, by)
    _copy_sections(parent, plan, rewording)
    lines = _Carrying(plan, rewording, inner, today)
    lines.carry(asked_lines(parent))
    plan.addressees.bulk_create([Addressee(plan=plan, unit=each) for each in inner or [unit]])
    record("plans.adopt_plan", plan, by=by, sentence=f"Lập kế hoạch của đơn vị từ {parent.document}: {parent}")
    owed = plan_owed(parent, unit)
    if owed and owed.status == Obligation.Status.NOT_STARTED:
        start_obligation(owed, by=by)
    return plan


def _refuse_others(parent: Plan, unit: Unit) -> None:
    """Of two who adopt at once the second waits here, then finds the first one's draft."""
    if parent.status != Plan.Status.ISSUED:
        raise ValidationError("Kế hoạch cấp trên không còn được thực hiện nên không lập theo được.", code="not_issued")
    if not Addressee.objects.select_for_update().filter(plan=parent, unit=unit).exists():
        words = f"Kế hoạch này không gửi tới {unit.label}. Liên hệ {parent.unit.label} nếu đơn vị phải thực hiện."
        raise ValidationError(words, code="not_addressed")
    if own := answer_of(parent, unit):
        words = (
            f"{unit.label} đã có “{own}” lập theo kế hoạch này. Mở bản đó để sửa tiếp, hoặc bỏ bản nháp rồi lập lại."
        )
        raise ValidationError(words, code="adopted_already")


def rewording_for(parent: Plan, unit: Unit) -> Rewording:
    """How the words of the plan become the unit's."""
    issuer = parent.unit
    nouns = {Unit.Kind.TEAM: "tổ", Unit.Kind.CENTRE: "trung tâm", Unit.Kind.DIVISION: "phòng"}
    noun = nouns.get(Unit.Kind(unit.kind)) or ("nhà trường" if unit.is_school else "đơn vị")
    is_single = unit.is_school or unit.kind in {Unit.Kind.TEAM, Unit.Kind.DIVISION}
    names = names_of(issuer.name, issuer.short_name, parent.document.issuer_name)
    return Rewording(names, unit.name, noun, is_single)


def _draft(parent: Plan, unit: Unit, rewording: Rewording, by: Person) -> Plan:
    title = rewording.of_title(parent.title)[:1000]
    document = add_document(
        unit,
        by=by,
        direction=OfficialDocument.Direction.OUT,
        excerpt=title,
        issuer_name=unit.name[:300],
        place=unit.place or parent.document.place,
    )
    facts = {name: getattr(parent, name) for name in ("kind", "movement", "start", "end")}
    return Plan.objects.create(unit=unit, document=document, parent=parent, title=title, created_by=by, **facts)


def _copy_bases(parent: Plan, plan: Plan, by: Person) -> None:
    """First the plan above, then what it is built on; not what only says what its issuer is for."""
    document = parent.document
    rows = [Basis(number=document.number[:80], date=document.date, text=_citation(parent), cited=parent)]
    seen = {document.number}
    visible = set(plans_visible_to(by).filter(cited_by__plan=parent).values_list("pk", flat=True))
    for basis in lines_of(parent, Basis):
        words = basis.text or _sentence_of(basis)
        if basis.number in seen or OF_THE_ISSUER.search(fold(words)):
            continue
        seen.add(basis.number)
        cited = basis.cited_id if basis.cited_id in visible else None
        rows.append(Basis(number=basis.number, date=basis.date, text=words, cited_id=cited, parent_line=basis))
    for order, row in enumerate(rows, start=1):
        row.plan, row.order = plan, order
    Basis.objects.bulk_create(rows)


def _citation(parent: Plan) -> str:
    said = parent.document.issuer_name
    issuer = parent.unit.name if not said or said.isupper() else said
    return f"{parent.document} của {issuer} về việc {parent.title[:1].lower()}{parent.title[1:]}"


def _sentence_of(line: Line) -> str:
    return line.block.text.strip() if line.block else ""


def _copy_sections(parent: Plan, plan: Plan, rewording: Rewording) -> None:
    """Headings with their prose; what was read as lines under them is in the lines."""
    sections = list(lines_of(parent, Section))
    bodies = prose_of(parent, sections)
    rows = []
    for section in sections:
        title = rewording.of_line(section.title)
        body = rewording.of_line(section.body or bodies.get(section.pk, ""))
        row = Section(plan=plan, order=section.order, parent_line=section, title=title.text[:1000], body=body.text)
        row.label, row.level, row.kind = section.label, section.level, section.kind
        if title.text != section.title or title.doubt or body.doubt:
            row.certainty, row.doubt = Line.Certainty.CHECK, title.doubt or body.doubt or DOUBT_MENTION
        rows.append(row)
    Section.objects.bulk_create(rows, batch_size=500)


class _Carrying:
    """The lines of a draft in the making, and what they are turned by."""

    def __init__(self, plan: Plan, rewording: Rewording, inner: list[Unit], today: date) -> None:
        self.plan, self.rewording, self.inner, self.today = plan, rewording, inner, today

    def carry(self, asked: dict[type[Line], list[Line]]) -> None:
        turns: dict[type[Line], Callable[[Any], Any]] = {
            Target: self._target,
            Duty: self._duty,
            Task: self._task,
            Phase: self._phase,
        }
        for kind, lines in asked.items():
            fresh = [turns[kind](line) for line in lines]
            for line, above in zip(fresh, lines, strict=True):
                line.plan, line.parent_line, line.order = self.plan, above, above.order
                if isinstance(line, Found):
                    line.fold_text()
            kind._default_manager.bulk_create(fresh, batch_size=500)
            if issubclass(kind, ForUnits):
                self._give(kind, fresh)

    def _give(self, kind: type[ForUnits], lines: Iterable[Line]) -> None:
        """What names teams of the unit is theirs."""
        column = f"{kind._meta.model_name}_id"
        rows = [
            kind.units.through(**{column: line.pk, "unit_id": unit.pk})
            for line in lines
            if not isinstance(line, Target)
            for unit in units_named([_named_teams(line)], self.inner)
        ]
        kind.units.through._default_manager.bulk_create(rows, batch_size=500)

    def _handed_down(self, level: str) -> str:
        """What is asked of the units is asked of the unit's teams; where there are none, it is the unit's own."""
        return Level.OWN if level == Level.SUBORDINATE and not self.inner else level

    def _target(self, above: Target) -> Target:
        said = self.rewording.of_line(above.text)
        names = ("comparator", "value", "unit_of_count", "measure", "frequency", "mandatory")
        line = Target(text=said.text, **{name: getattr(above, name) for name in names})
        is_shared = above.measure == Target.Measure.RATIO and not is_of_units(said_line(above))
        is_own = above.level == Level.SUBORDINATE and not is_shared
        line.level = Level.OWN if is_own else self._handed_down(above.level)
        return _doubting(line, said)

    def _duty(self, above: Duty) -> Duty:
        """What the unit owes becomes what its teams owe it, some days earlier."""
        said = self.rewording.of_line(above.text, reports_here=bool(self.inner))
        line = Duty(text=said.text, kind=above.kind, recurrence=above.recurrence, due=above.due)
        line.level = self._handed_down(Level.SUBORDINATE)
        if above.due and above.due < self.today:
            line.due = None
            return _doubting(line, said, PAST.format(due=above.due))
        if above.due and self.inner:
            line.due = max(above.due - DAYS_TO_MERGE, min(self.today, above.due))
            return _doubting(line, said, EARLIER.format(due=above.due))
        return _doubting(line, said)

    def _task(self, above: Task) -> Task:
        said = self.rewording.of_line(above.text)
        line = Task(text=said.text, product=above.product, recurrence=above.recurrence, due=above.due)
        line.cooperating = self.rewording.of_line(above.cooperating).text[:500]
        line.level, line.body, doubt = self._doer(above)
        if above.due and above.due < self.today:
            line.due, doubt = None, PAST.format(due=above.due)
        return _doubting(line, said, doubt)

    def _doer(self, above: Task) -> tuple[str, str, str]:
        """Level, body and a doubt."""
        if above.level != Level.SUBORDINATE:
            return above.level, above.body, ""
        body = fold(above.body)
        if HEADS.search(body):
            return Level.OWN, "Hiệu trưởng" if self.plan.unit.is_school else "Thủ trưởng đơn vị", ""
        if "doan the" in body or "cong doan" in body:
            return Level.OWN, above.body, f"Nhiệm vụ của “{above.body}”: chọn tổ hoặc người làm ở đơn vị mình."
        return (Level.SUBORDINATE, TEAMS, "") if self.inner else (Level.OWN, "", "")

    def _phase(self, above: Phase) -> Phase:
        return Phase(label=above.label, start=above.start, end=above.end)


def _named_teams(line: Line) -> str:
    """The words in which teams of the unit may be named: not the group that was put there for everybody."""
    body = getattr(line, "body", "")
    return f"{line} ; {body}" if body != TEAMS else str(line)


def _doubting(line: AnyLine, said: Reworded, doubt: str = "") -> AnyLine:
    if doubt := doubt or said.doubt:
        line.certainty, line.doubt = Line.Certainty.CHECK, doubt[:500]
    return line


@transaction.atomic
def hand_in_plan(plan: Plan, *, by: Person) -> Obligation:
    """Hand in an issued plan where the plan above asks for one. Raises `nothing_owed`, `not_issued`."""
    owed = plan_owed(plan.parent, plan.unit) if plan.parent else None
    if owed is None:
        raise ValidationError(
            "Kế hoạch cấp trên không còn chờ kế hoạch của đơn vị. Không phải nộp nữa.", code="nothing_owed"
        )
    if plan.status != Plan.Status.ISSUED:
        raise ValidationError("Ban hành kế hoạch trước rồi mới nộp được.", code="not_issued")
    submit_obligation(owed, by=by, note=f"{sentence(str(plan.document))}: {plan.title}")
    return owed


@transaction.atomic
def choose_parent(plan: Plan, parent: Plan | None, *, by: Person) -> Plan:
    """Say which plan above a draft answers; None for none. Raises ValidationError `not_draft`, `foreign_parent`."""
    require(by, "plans.change_plan", plan)
    require_draft(plan)
    if parent and not parents_for(plan, by).filter(pk=parent.pk).exists():
        words = "Chỉ nối được với kế hoạch đã ban hành của cấp trên mà đơn vị được xem. Chọn kế hoạch khác."
        raise ValidationError(words, code="foreign_parent")
    before, plan.parent = plan.parent, parent
    changes = [("kế hoạch cấp trên", str(before or "–"), str(parent or "–"))]
    if before != parent:
        plan.save(update_fields=["parent", "changed"])
        record("plans.choose_parent", plan, by=by, sentence="Chọn kế hoạch cấp trên", changes=changes)
    return plan
