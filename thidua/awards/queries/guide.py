"""The guide: every award with its standard, who decides, papers and bonus, as the rules of the day say."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from thidua.law import NotInForce, RuleSet, bonus_of, dossier_list, vote_on, who_decides
from thidua.law.conditions import All, Condition
from thidua.law.facts import Kind, Level, Scope, Subject, UnitKind
from thidua.law.refusals import Refusal
from thidua.law.rules import ALL_AWARDS, Award, Bar, BaseSalary, Entry, Principle, Standard
from thidua.law.wording import share_words

UNIT_KINDS = {
    UnitKind.UPPER_SECONDARY: "Trường thuộc Sở (THPT, trung tâm)",
    UnitKind.PRIMARY: "Trường thuộc xã, phường (mầm non, tiểu học, THCS)",
    UnitKind.COMBINED: "Trường nhiều cấp học",
    UnitKind.DEPARTMENT: "Cơ quan Sở",
    UnitKind.COMMUNE: "Cơ quan xã, phường",
}
SAME = {
    UnitKind.CENTRE: UnitKind.UPPER_SECONDARY,
    UnitKind.PRESCHOOL: UnitKind.PRIMARY,
    UnitKind.LOWER_SECONDARY: UnitKind.PRIMARY,
    UnitKind.DIVISION: UnitKind.DEPARTMENT,
}
COMMUNAL = frozenset({UnitKind.PRIMARY, UnitKind.COMMUNE})
MANY = 2
"""From so many parts on a condition is only a heading of them."""
READ = (
    "prefer_women",
    "lower_award_not_needed",
    "extraordinary_does_not_add_up",
    "one_achievement_once",
    "highest_title_once",
    "both_title_and_form_paid",
    "payer",
    "pay_bonus_apart",
)
"""Principles that everybody should know."""


@dataclass(frozen=True, slots=True)
class Said:
    """A sentence of the rules: what, at which depth, from where, and what of it must still be compared."""

    words: str
    source: str = ""
    doubts: tuple[str, ...] = ()
    depth: int = 0


@dataclass(frozen=True, slots=True)
class ForSubject:
    """What a person, or a collective, needs for the award and gets with it."""

    label: str
    standard: tuple[Said, ...]
    bonus: int | None
    at_most: bool
    bonus_said: Said


@dataclass(frozen=True, slots=True)
class Chapter:
    award: Award
    deciders: tuple[Said, ...]
    subjects: tuple[ForSubject, ...]
    papers: tuple[str, ...]
    papers_said: Said
    vote: str
    vote_said: Said
    doubts: tuple[str, ...]

    @property
    def to_compare(self) -> tuple[str, ...]:
        """Why what is said here has still to be compared with its documents, each reason once."""
        parts = [*self.deciders, self.papers_said, self.vote_said, *(each.bonus_said for each in self.subjects)]
        lines = [line for each in self.subjects for line in each.standard]
        reasons = (doubt for part in (*parts, *lines) for doubt in part.doubts)
        return tuple(dict.fromkeys([*self.doubts, *reasons]))


@dataclass(frozen=True, slots=True)
class Guide:
    kind: UnitKind
    on: date
    groups: tuple[tuple[str, tuple[Chapter, ...]], ...]
    bars: tuple[Said, ...]
    principles: tuple[Said, ...]
    registration: Said | None
    salary: Said | None
    salary_amount: int | None
    common: tuple[str, ...]
    """What has to be compared everywhere: newer documents that nobody has read yet."""


def kind_of(name: str) -> UnitKind:
    """The kind that the guide knows for a unit's kind; a school of the department where it knows none."""
    kind = next((each for each in UnitKind if each.value == name), UnitKind.UPPER_SECONDARY)
    found = SAME.get(kind, kind)
    return found if found in UNIT_KINDS else UnitKind.UPPER_SECONDARY


def guide_for(rules: RuleSet, kind: UnitKind, on: date) -> Guide:
    """For who belongs to a unit of the kind, by the rules of the day."""
    teller = Teller(rules, kind, on)
    awards = [award for award in rules.awards() if award.holds_on(on) and not award.residential]
    groups = tuple(
        (label, tuple(teller.chapter(award) for award in awards if award.kind is each)) for each, label in GROUPS
    )
    salary = rules.find(BaseSalary, on, "base_salary")
    return Guide(
        kind,
        on,
        tuple(group for group in groups if group[1]),
        tuple(teller.bars()),
        tuple(filter(None, map(teller.principle, READ))),
        teller.principle("registration"),
        teller.said("", salary) if salary else None,
        salary.amount if salary else None,
        tuple(teller.common),
    )


GROUPS = (
    (Kind.TITLE, "Danh hiệu thi đua"),
    (Kind.COMMENDATION, "Hình thức khen thưởng"),
    (Kind.HONOUR, "Danh hiệu vinh dự nhà nước"),
)


class Teller:
    """Puts entries into words, and keeps aside what has to be compared everywhere."""

    def __init__(self, rules: RuleSet, kind: UnitKind, on: date) -> None:
        self.rules, self.kind, self.on = rules, kind, on
        self.common: dict[str, None] = {}

    def said(self, words: str, entry: Entry, depth: int = 0) -> Said:
        return Said(words, self.rules.cite(entry.sources), self.own_doubts(entry), depth)

    def own_doubts(self, entry: Entry) -> tuple[str, ...]:
        newer = self.rules.unsettled(entry.sources, self.on)
        self.common.update(dict.fromkeys(newer))
        return tuple(doubt for doubt in self.rules.doubts(entry, self.on) if doubt not in newer)

    def chapter(self, award: Award) -> Chapter:
        deciders = tuple(
            self.said(f"{one.name}{f', do {one.proposer} trình' if one.proposer else ''}", one)
            for one in who_decides(award.key, self.kind, self.on, self.rules)
        )
        papers, papers_said = self.papers(award)
        vote, vote_said = self.vote(award)
        subjects = tuple(self.for_subject(award, subject) for subject in award.subjects)
        return Chapter(award, deciders, subjects, papers, papers_said, vote, vote_said, self.own_doubts(award))

    def for_subject(self, award: Award, subject: Subject) -> ForSubject:
        label = "Cá nhân" if subject is Subject.PERSON else "Tập thể"
        if award.learners:
            label = "Học sinh" if subject is Subject.PERSON else "Lớp"
        standard = self.rules.find_standing(Standard, self.on, award.key, subject.value)
        lines = tuple(self.lines(standard.when)) if standard else (Said("Tiêu chuẩn chưa nhập vào dữ liệu."),)
        try:
            bonus = bonus_of(award.key, self.on, self.rules, subject)
        except NotInForce as missing:
            return ForSubject(label, lines, None, False, Said(str(missing)))
        return ForSubject(label, lines, bonus.amount, bonus.at_most, self.said("", bonus.rate))

    def lines(self, condition: Condition, depth: int = 0) -> Iterator[Said]:
        """A line a condition, its parts one step in. What only joins all of a standard has no line, and the one part
        of a condition that asks for years has none either: the condition has said it.
        """
        parts = condition.children()
        is_bare = depth == 0 and isinstance(condition, All) and not condition.text
        if not is_bare:
            says = parts[0] if len(parts) == 1 else condition
            basis = (says.basis if len(parts) < MANY else None) or condition.basis
            source = self.rules.cite(basis.sources) if basis and len(parts) < MANY else ""
            note = (basis.note or "Chưa đọc được nguyên văn.",) if basis and not basis.verified else ()
            yield Said(condition.words(self.rules, self.on), source, note, depth)
        for part in parts if len(parts) != 1 else parts[0].children():
            yield from self.lines(part, depth + (not is_bare))

    def papers(self, award: Award) -> tuple[tuple[str, ...], Said]:
        """Where it is handed in: at the base, the commune, the province or the State."""
        base = Level.COMMUNE if self.kind in COMMUNAL else Level.BASE
        level = {Scope.UNIT: base, Scope.PROVINCE: Level.PROVINCE, Scope.NATION: Level.STATE}[award.scope]
        for each in (level, Level.STATE, Level.PROVINCE, base):
            try:
                found = dossier_list(award.key, each, self.on, self.rules)
            except NotInForce:
                continue
            names = tuple(f"{one.name}{f' ({one.only_if})' if one.only_if else ''}" for one in found.papers)
            return names, self.said(f"nộp ở {each.words}", found)
        return (), Said("Chưa có danh mục hồ sơ trong dữ liệu; theo quy định của nơi nhận.")

    def vote(self, award: Award) -> tuple[str, Said]:
        try:
            rule = vote_on(award.key, self.on, self.rules)
        except Refusal:
            return "", Said("")
        if rule is None or rule.share is None:
            return "", Said("")
        words = f"{rule.ballot.words}, từ {share_words(rule.share)} {rule.denominator.words} trở lên đồng ý"
        return words, self.said(words, rule)

    def bars(self) -> Iterator[Said]:
        """What stands before every award."""
        held = (bar for bar in self.rules.all_standing(Bar, self.on) if ALL_AWARDS in bar.awards)
        yield from dict.fromkeys(self.said(bar.when.words(self.rules, self.on), bar) for bar in held)

    def principle(self, key: str) -> Said | None:
        found = self.rules.find_standing(Principle, self.on, key)
        return self.said(found.text[:1].upper() + found.text[1:], found) if found else None
