"""Conditions over one year: its grade, its titles, its members, its standing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from thidua.law.conditions.absence import counted_out_months, months_between
from thidua.law.conditions.base import Condition, Finding, View
from thidua.law.facts import FIGURES, DisciplineForm, Grade, LeadKind, Outcome, Scope, Subject
from thidua.law.rules import Number, RuleSet
from thidua.law.wording import first_upper, grouped, share_words
from thidua.law.years import Year

PARTS = {
    "members": "tỷ lệ thành viên",
    "completed": "tỷ lệ thành viên hoàn thành nhiệm vụ trở lên",
    "advanced_workers": "tỷ lệ thành viên đạt Lao động tiên tiến",
    "fighters": "tỷ lệ thành viên đạt Chiến sĩ thi đua cơ sở",
}
COLLECTIVE = frozenset({Subject.COLLECTIVE})
PERSON = frozenset({Subject.PERSON})


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class GradeAtLeast(Condition):
    grade: Grade

    def find(self, view: View, year: Year) -> Finding:
        held = view.facts.grade_by_year.get(year)
        if held is None:
            return Finding(self, Outcome.NOT_MET, steps=1, lack=f"chưa có kết quả xếp loại {year.label}")
        if held.grade >= self.grade:
            return Finding(self, Outcome.MET, (held,))
        lack = f"{year.label} xếp loại {held.grade.words}, cần {self.grade.words}"
        return Finding(self, Outcome.NOT_MET, (held,), steps=1, lack=lack)

    def own_words(self, rules: RuleSet, on: date) -> str:
        higher = "" if self.grade is max(Grade) else " trở lên"
        return f"Được xếp loại {self.grade.words}{higher}"


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Held(Condition):
    """Has the award for the year; one asked for in the same round waits for its decision."""

    award: str

    def find(self, view: View, year: Year) -> Finding:
        record = view.facts.award_by_year.get((self.award, year))
        if record is None:
            lack = f"chưa có {view.name_of(self.award)} {year.label}"
            return Finding(self, Outcome.NOT_MET, steps=1, lack=lack)
        if record.proposed:
            ask = f"chờ quyết định {view.name_of(self.award)} {year.label}, đang đề nghị"
            return Finding(self, Outcome.OPEN, (record,), ask=ask)
        return Finding(self, Outcome.MET, (record,))

    def own_words(self, rules: RuleSet, on: date) -> str:
        return f"Được tặng {rules.award(self.award).short}"


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Meets(Condition):
    """Has another award for the year, or meets its standard."""

    award: str

    def find(self, view: View, year: Year) -> Finding:
        from thidua.law.judging import standard_of

        record = view.facts.award_by_year.get((self.award, year))
        if record is not None and not record.proposed:
            return Finding(self, Outcome.MET, (record,))
        standard = standard_of(self.award, view.subject, view.on, view.rules)
        if standard is None:
            return self.by_person(view, f"không xét tự động được: chưa có tiêu chuẩn {view.name_of(self.award)}")
        found = standard.judge(view, year)
        return Finding(self, found.outcome, (), (found,), found.steps)

    def own_words(self, rules: RuleSet, on: date) -> str:
        return f"Đạt tiêu chuẩn {rules.award(self.award).short}"


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Share(Condition):
    """A share of the members of a collective: `part` out of `whole`, both counted."""

    part: str
    whole: str
    at_least: Number

    subjects = COLLECTIVE

    def find(self, view: View, year: Year) -> Finding:
        wanted = view.number(self.at_least)
        count = view.collective.members_by_year.get(year)
        part, whole = (getattr(count, self.part, None), getattr(count, self.whole, None))
        if part is None or not whole:
            return self.by_person(view, f"chưa có số liệu thành viên {year.label}")
        counted = (Counted(year.label, part, whole),)
        if part >= wanted * whole:
            return Finding(self, Outcome.MET, counted)
        needed = -((-wanted * whole) // 1)
        held = f"{PARTS[self.part]}: {grouped(part)}/{grouped(whole)} thành viên"
        lack = f"{held}, cần ít nhất {grouped(needed)} ({share_words(wanted)})"
        return Finding(self, Outcome.NOT_MET, counted, steps=int(needed) - part, lack=lack)

    def own_words(self, rules: RuleSet, on: date) -> str:
        wanted = rules.number(self.at_least, on)
        share = share_words(wanted) if wanted is not None else "tỷ lệ do địa phương quy định"
        return f"{first_upper(PARTS[self.part])}: {share}{'' if wanted == 1 else ' trở lên'}"


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Figure(Condition):
    """A figure that is known of the person, or of the collective in the year, is at least so much."""

    figure: str
    at_least: Number

    def find(self, view: View, year: Year) -> Finding:
        wanted, held = view.whole(self.at_least), self._held(view, year)
        name = FIGURES[view.subject][self.figure]
        if held is None:
            return self.by_person(view, f"chưa có số liệu: {name}")
        if held >= wanted:
            return Finding(self, Outcome.MET, (Counted(name, held),))
        lack = f"{name}: {grouped(held)}, cần ít nhất {grouped(wanted)}"
        return Finding(self, Outcome.NOT_MET, (Counted(name, held),), steps=wanted - held, lack=lack)

    def _held(self, view: View, year: Year) -> int | None:
        held: int | None
        if view.subject is Subject.PERSON:
            held = getattr(view.facts, self.figure)
        else:
            held = getattr(view.collective.members_by_year.get(year), self.figure, None)
        return held

    def own_words(self, rules: RuleSet, on: date) -> str:
        wanted = rules.number(self.at_least, on)
        names = FIGURES[Subject.PERSON] | FIGURES[Subject.COLLECTIVE]
        amount = grouped(-((-wanted) // 1)) if wanted is not None else "mức do địa phương quy định"
        return f"Có {names[self.figure]} ít nhất {amount}"


@dataclass(frozen=True, slots=True)
class Counted:
    """A figure with its name, as a fact to show."""

    name: str
    number: int
    out_of: int = 0

    @property
    def words(self) -> str:
        whole = f"/{grouped(self.out_of)}" if self.out_of else ""
        return f"{self.name}: {grouped(self.number)}{whole}"


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Leads(Condition):
    """Came first in a cluster, or in a movement that lasted so many years."""

    kind: LeadKind
    scope: Scope
    lasting: Number | None = None

    subjects = COLLECTIVE

    def find(self, view: View, year: Year) -> Finding:
        lasting = view.whole(self.lasting) if self.lasting is not None else 0
        for lead in view.collective.leads:
            if (lead.year, lead.kind) == (year, self.kind) and lead.scope >= self.scope and lead.lasting >= lasting:
                return Finding(self, Outcome.MET, (lead,))
        lack = f"chưa dẫn đầu {self.kind.words} phạm vi {self.scope.words} {year.label}"
        return Finding(self, Outcome.NOT_MET, steps=1, lack=lack)

    def own_words(self, rules: RuleSet, on: date) -> str:
        lasting = rules.number(self.lasting, on) if self.lasting else None
        years = f" từ {grouped(-((-lasting) // 1))} năm trở lên" if lasting else ""
        return f"Dẫn đầu {self.kind.words} phạm vi {self.scope.words}{years}"


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class NoDiscipline(Condition):
    """No discipline decided within the year, of this form or a harder one."""

    form: DisciplineForm

    def find(self, view: View, year: Year) -> Finding:
        for discipline in view.facts.disciplines:
            if discipline.form >= self.form and view.calendar.holds(year, discipline.decided):
                lack = f"{discipline.words} trong {year.label}"
                return Finding(self, Outcome.NOT_MET, (discipline,), lack=lack)
        return Finding(self, Outcome.MET)

    def own_words(self, rules: RuleSet, on: date) -> str:
        harder = "" if self.form is min(DisciplineForm) else f" từ {self.form.words} trở lên"
        return f"Không bị kỷ luật{harder} trong năm"


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class NoMemberDiscipline(Condition):
    form: DisciplineForm

    subjects = COLLECTIVE

    def find(self, view: View, year: Year) -> Finding:
        count = view.collective.members_by_year.get(year)
        if count is None:
            return self.by_person(view, f"chưa có số liệu thành viên {year.label}")
        if count.worst_discipline is None or count.worst_discipline < self.form:
            return Finding(self, Outcome.MET, (count,))
        lack = f"{year.label} có thành viên bị kỷ luật {count.worst_discipline.words}"
        return Finding(self, Outcome.NOT_MET, (count,), lack=lack)

    def own_words(self, rules: RuleSet, on: date) -> str:
        return f"Không có cá nhân bị kỷ luật từ {self.form.words} trở lên"


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class NoProceedings(Condition):
    """Nothing pending on the day: discipline, investigation, inspection, denunciation."""

    def find(self, view: View, year: Year) -> Finding:
        for pending in view.facts.proceedings:
            if pending.since <= view.stand and (pending.cleared is None or view.stand < pending.cleared):
                return Finding(self, Outcome.NOT_MET, (pending,), lack=f"{pending.words}, chưa có kết luận")
        return Finding(self, Outcome.MET)

    def own_words(self, rules: RuleSet, on: date) -> str:
        return "Không đang bị xem xét kỷ luật, điều tra, thanh tra, xác minh khiếu nại, tố cáo"


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class StandsAlone(Condition):
    """A collective that was not dissolved before the day."""

    subjects = COLLECTIVE

    def find(self, view: View, year: Year) -> Finding:
        dissolved = view.collective.dissolved
        if dissolved is None or view.stand < dissolved:
            return Finding(self, Outcome.MET)
        return Finding(self, Outcome.NOT_MET, lack="đơn vị đã giải thể, kết thúc hoạt động khi sắp xếp tổ chức")

    def own_words(self, rules: RuleSet, on: date) -> str:
        return "Đơn vị còn hoạt động"


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class MonthsWorked(Condition):
    """Who was hired in the year has worked so many months of it; others have."""

    at_least: Number

    subjects = PERSON

    def find(self, view: View, year: Year) -> Finding:
        hired = view.person.hired
        if hired is None or hired <= view.calendar.first_day(year):
            return Finding(self, Outcome.MET, idle=True)
        wanted = view.whole(self.at_least)
        worked = months_between(hired, view.calendar.last_day(year))
        if worked >= wanted:
            return Finding(self, Outcome.MET)
        lack = f"tuyển dụng trong {year.label}, làm việc {worked} tháng, cần {grouped(wanted)} tháng"
        return Finding(self, Outcome.NOT_MET, steps=1, lack=lack)

    def own_words(self, rules: RuleSet, on: date) -> str:
        return "Người mới tuyển dụng có đủ số tháng làm việc"


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class MonthsAway(Condition):
    """Away for less than so many months of the year, kinds of leave that count as work left out; else a person
    looks at the grade again.
    """

    below: Number

    subjects = PERSON

    def find(self, view: View, year: Year) -> Finding:
        if not view.person.absences:
            return Finding(self, Outcome.MET, idle=True)
        limit = view.whole(self.below)
        away, months = counted_out_months(view, year)
        if months < limit:
            return Finding(self, Outcome.MET)
        ask = f"{'; '.join(absence.words for absence in away)}: xem lại xếp loại {year.label}"
        return self.by_person(view, ask, away)

    def own_words(self, rules: RuleSet, on: date) -> str:
        limit = rules.number(self.below, on)
        months = grouped(-((-limit) // 1)) if limit is not None else "số tháng do địa phương quy định"
        return f"Thời gian nghỉ không tính là thời gian làm việc dưới {months} tháng trong năm"
