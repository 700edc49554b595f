"""Rules of units for their pages: who sees them, what may be set, what is wrong with a text, whom a draft affects."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, fields, replace
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet

from thidua.awards.models import LocalRules, Season
from thidua.awards.queries import eligibility
from thidua.awards.rule_texts import LAYER, Point, layer_for, points_of, read
from thidua.awards.rulebook import adopted_around, binds, bound_by, built, file_of, layers_of, rank_of, rules_of
from thidua.councils.models import Council
from thidua.law import BadRules, Fault, RuleSet, Verdict, judge
from thidua.law.citing import Citation, citations
from thidua.law.conditions import All, Basis, Condition, Finding, Unread
from thidua.law.conditions.parsing import condition_from
from thidua.law.facts import Denominator, Subject
from thidua.law.rules import (
    Award,
    Deadline,
    Entry,
    Local,
    Quorum,
    Quota,
    SchoolYear,
    Setting,
    SettingRef,
    Standard,
    Vote,
)
from thidua.law.tables import Table
from thidua.law.wording import grouped, share_words
from thidua.law.years import span_words
from thidua.people.models import Person, Unit
from thidua.people.queries import EDITORS, authorities, organisation_paths, oversight_paths, paths_held, under_any

WORDS = {
    "document": "Văn bản làm căn cứ",
    "setting": "Mức do địa phương quy định",
    "quota": "Tỷ lệ tối đa",
    "vote": "Tỷ lệ phiếu của hội đồng",
    "quorum": "Số thành viên tối thiểu của hội đồng",
    "standard": "Tiêu chuẩn",
    "deadline": "Thời hạn",
    "school_year": "Ngày bắt đầu năm học",
    "dossier": "Thành phần hồ sơ",
    "bar": "Điều kiện chung",
    "authority": "Thẩm quyền",
    "bonus": "Mức tiền thưởng",
}
"""What kinds of rule are called; others stand by their name in the text."""
IN_FORM = {
    "mục [[document]]": "văn bản làm căn cứ",
    "“valid_from”, “valid_to”": "ngày bắt đầu, ngày kết thúc",
    "“valid_from”": "ngày bắt đầu",
    "“valid_to”": "ngày kết thúc",
    "“source”": "căn cứ",
    "“note”": "điều cần đối chiếu",
    "“share”": "tỷ lệ",
    "“value”": "mức áp dụng",
}
"""What the text calls things, and what forms call them."""
SUBJECTS = {Subject.PERSON: "cá nhân", Subject.COLLECTIVE: "tập thể"}
MATTERS = {"initiative": "sáng kiến"}


def local_rules_visible_to(person: Person) -> QuerySet[LocalRules]:
    """Those that one writes, and, once adopted, those that bind one's own office or school or that one oversees."""
    kept = Q(unit__path__in=paths_held(person, EDITORS))
    bound = under_any(oversight_paths(person), "unit__path")
    for home in Unit.objects.filter(path__in=organisation_paths(person)):
        bound |= Q(unit__in=authorities(home))
    return LocalRules.objects.filter(kept | bound & ~Q(status=LocalRules.Status.DRAFT))


@dataclass(frozen=True, slots=True)
class Opening:
    """Something that a layer may settle for itself: what holds below it now, and by which place in which document."""

    table: str
    key: str
    title: str
    current: str
    source: str
    layer: str
    to_check: bool
    entry: Entry


def openings(rules: RuleSet, on: date) -> dict[str, list[Opening]]:
    """What is left open to a layer over these rules, by kind of rule."""
    return {
        "setting": [_opening("setting", one.key, one.name, rules, one, on) for one in _free(rules, Setting, on)],
        "quota": [_opening("quota", one.key, one.name, rules, one, on) for one in _free(rules, Quota, on)],
        "vote": list(_votes(rules, on)),
        "quorum": list(_quorums(rules, on)),
        "standard": list(_standards(rules, on)),
        "deadline": [_opening("deadline", one.key, one.name, rules, one, on) for one in _free(rules, Deadline, on)],
        "school_year": [
            _opening("school_year", "school_year", "Ngày bắt đầu năm học", rules, one, on)
            for one in _free(rules, SchoolYear, on)
        ],
    }


def opening_of(rules: RuleSet, on: date, table: str, key: str) -> Opening | None:
    return next((one for one in openings(rules, on).get(table, ()) if one.key == key), None)


def _free(rules: RuleSet, table: type[Any], on: date) -> list[Any]:
    return [one for one in rules.all(table, on) if one.local is Local.FREE]


def _opening(table: str, key: str, title: str, rules: RuleSet, entry: Entry, on: date) -> Opening:
    words = current_words(entry)
    return Opening(
        table,
        key,
        title[:1].upper() + title[1:],
        words,
        rules.cite(entry.sources),
        entry.layer.name,
        bool(rules.doubts(entry, on)),
        entry,
    )


def _votes(rules: RuleSet, on: date) -> Iterator[Opening]:
    for (matter,) in rules.tables.get(Vote, {}):
        entry = rules.find(Vote, on, matter)
        if entry and entry.local is Local.FREE:
            yield _opening("vote", matter, name_of(rules, matter), rules, entry, on)


def _quorums(rules: RuleSet, on: date) -> Iterator[Opening]:
    for council, matter in rules.tables.get(Quorum, {}):
        entry = rules.find(Quorum, on, council, matter)
        if entry and entry.local is Local.FREE and not matter:
            yield _opening("quorum", council, f"Hội đồng: {council_words(council)}", rules, entry, on)


def _standards(rules: RuleSet, on: date) -> Iterator[Opening]:
    for award, subject in rules.tables.get(Standard, {}):
        entry = rules.find(Standard, on, award, subject)
        if entry and entry.local is not Local.CLOSED and not rules.award(award).residential:
            title = f"{rules.award(award).name} ({SUBJECTS[Subject(subject)]})"
            yield _opening("standard", f"{award}.{subject}", title, rules, entry, on)


def name_of(rules: RuleSet, key: str) -> str:
    """An award, or another matter that councils vote on."""
    held = rules.versions(Award, key)
    return held[0].name if held else MATTERS.get(key, key)


def council_words(council: str) -> str:
    known = dict(Council.Level.choices)
    return known[council].lower() if council in known else council


def current_words(entry: Entry) -> str:
    """What an entry says, in a line."""
    words = ""
    match entry:
        case Setting():
            words = number_words(entry.value) if entry.value is not None else "chưa quy định"
        case Quota():
            words = f"không quá {share_words(entry.share)} {entry.of}" if entry.share else "không có mức trần"
        case Vote():
            words = (
                f"từ {share_words(entry.share)} {entry.denominator.words}" if entry.share else "không quy định tỷ lệ"
            )
        case Quorum():
            words = f"có mặt từ {share_words(entry.share)} thành viên" if entry.share else "chưa quy định"
        case Deadline():
            words = _deadline_words(entry)
        case SchoolYear():
            words = f"ngày {entry.begins.day:02d}/{entry.begins.month:02d}"
        case Standard():
            is_unread = isinstance(entry.when, Unread)
            words = "chưa có tiêu chuẩn, phải quy định riêng" if is_unread else "có tiêu chuẩn chung"
    return words


def _deadline_words(entry: Deadline) -> str:
    if entry.days is not None:
        return f"{entry.days} ngày làm việc" if entry.working else f"{entry.days} ngày"
    return f"ngày {entry.day:02d}/{entry.month:02d}"


def number_words(value: Any) -> str:
    """`50%` of a share, `10` of a whole number."""
    return grouped(int(value)) if value.denominator == 1 and value > 1 else share_words(value)


def title_of(point: Point, rules: RuleSet) -> str:
    """What a point of a text is about, in words."""
    facts = point.facts
    if point.table == "document":
        return str(facts.get("short") or facts.get("title") or point.name)
    if point.table == "standard":
        subject = {kind.value: words for kind, words in SUBJECTS.items()}.get(str(facts.get("subject")), "")
        return f"{name_of(rules, str(facts.get('award', '')))} ({subject})"
    if point.table == "vote":
        return ", ".join(name_of(rules, str(one)) for one in _listed(facts.get("matters")))
    if point.table == "quorum":
        return f"Hội đồng: {council_words(str(facts.get('council', '')))}"
    name = str(facts.get("name") or point.name or WORDS.get(point.table, point.table))
    return name[:1].upper() + name[1:]


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value] if value else []


def lines_of(point: Point, rules: RuleSet, content: str) -> list[str]:
    """What a point says, a line each: the rule, its place in a document, its days, what has to be compared."""
    facts = point.facts
    days = [facts.get(name) for name in ("valid_from", "valid_to")]
    span = span_words(*[day if isinstance(day, date) else None for day in days])
    source = _source_words(str(facts.get("source", "")), content)
    note = str(facts.get("note") or "chưa đối chiếu với văn bản")
    return [
        *_rule_lines(point, rules),
        *([f"Căn cứ: {source}"] if source else []),
        *([f"Áp dụng {span}"] if span else []),
        *([f"Cần đối chiếu: {note}"] if facts.get("verified") is False else []),
    ]


def _rule_lines(point: Point, rules: RuleSet) -> list[str]:
    facts = point.facts
    share = facts.get("share")
    match point.table:
        case "document":
            return [str(facts.get("title", ""))]
        case "setting":
            return [f"Mức: {_shown(facts.get('value', 'chưa ghi'))}"]
        case "quota":
            return [f"Không quá {_shown(share)} {facts.get('of', '')}" if share else "Không có mức trần"]
        case "vote" | "quorum":
            whole = {one.value: one.words for one in Denominator}.get(str(facts.get("denominator")), "số thành viên")
            return [f"Từ {_shown(share)} {whole}" if share else "Không quy định tỷ lệ"]
        case "standard":
            return condition_lines(facts.get("when"), rules)
        case _:
            told = {
                key: facts[key] for key in ("working_days", "calendar_days", "day", "begins", "text") if key in facts
            }
            return [_shown(value) for value in told.values()]


def _shown(value: Any) -> str:
    return str(value).replace(".", ",")


def condition_lines(when: Any, rules: RuleSet) -> list[str]:
    """The conditions of a standard in words, as verdicts will show them."""
    faults: list[Fault] = []
    condition = condition_from(Table(when, file="", place="", faults=faults), Basis((), True, ""))
    if faults:
        return ["Điều kiện đang viết sai, xem lỗi bên dưới"]
    inner = condition.children() if isinstance(condition, All) and not condition.text else (condition,)
    day = date.max
    return [f"Điều kiện: {one.words(rules, day)}" for one in inner]


def _source_words(source: str, content: str) -> str:
    """A place in a document, with the name that the text gives the document."""
    documents = documents_by_key(content)
    try:
        cited = citations(source)
    except ValueError:
        return source
    names = (str(documents.get(one.document, {}).get("short", one.document)) for one in cited)
    return "; ".join(f"{one.place} {name}".strip() for one, name in zip(cited, names, strict=True))


# --- What is wrong with a text


def rules_below(unit: Unit) -> RuleSet:
    """What a unit's own rules lie over. Raises ValidationError `bad_rules`."""
    rows = [row for row in layers_of(unit, adopted_around(unit)) if row.unit_id != unit.pk]
    return rules_of(rows)


def faults_of(draft: LocalRules) -> list[Fault]:
    """What keeps the text from holding: its own faults, or those that it makes in the rules of units below."""
    adopted = adopted_around(draft.unit)
    own = _misnamed(draft) + _faults(layers_of(draft.unit, adopted, draft))
    if own:
        return own
    below = [row.unit for row in adopted if row.unit_id != draft.unit_id and binds(draft.unit, row.unit)]
    return [fault for unit in below for fault in _faults(layers_of(unit, adopted, draft))]


def _faults(rows: Sequence[LocalRules]) -> list[Fault]:
    try:
        built(rows)
    except BadRules as bad:
        return list(bad.faults)
    return []


def _misnamed(draft: LocalRules) -> list[Fault]:
    """The layer is the unit's own: nobody writes rules in the name of another, or of a higher rank."""
    wanted, found = layer_for(draft.unit, rank_of(draft.unit)), read(draft.content).get(LAYER)
    if not read(draft.content) or found == wanted:
        return []
    sentence = f'Ghi đúng hai dòng name = "{wanted["name"]}" và rank = "{wanted["rank"]}" dưới dòng [layer].'
    return [Fault(file_of(draft), LAYER, "wrong_layer", sentence)]


def told_faults(draft: LocalRules, faults: Sequence[Fault]) -> list[Fault]:
    """As they are shown beside the draft: those of other texts name the unit in which they would come up."""
    own = file_of(draft)
    return [
        fault if fault.file == own else replace(fault, place=f"Trong “{fault.file}”", sentence=str_of(fault))
        for fault in faults
    ]


def plain_words(sentence: str) -> str:
    """A fault's sentence for who writes by form: the names that the text uses in the words of the form."""
    for name, words in IN_FORM.items():
        sentence = sentence.replace(name, words)
    return sentence


def str_of(fault: Fault) -> str:
    return ": ".join(part for part in (fault.place, fault.sentence) if part)


# --- Whom a draft affects


@dataclass(frozen=True, slots=True)
class Change:
    """A verdict that would be another. `why` says what private facts lead to only where the draft's own unit keeps
    them; of others it names the places in documents that make the difference.
    """

    season: int
    unit: str
    kind: str
    id: int
    name: str
    award: str
    before: str
    after: str
    why: str
    is_own: bool

    def written(self) -> dict[str, Any]:
        return asdict(self)


@dataclass(frozen=True, slots=True)
class Judging:
    """What is judged twice: one award of one season, for these."""

    season: Season
    award: str
    kind: str
    whom: list[eligibility.Candidate]


def judgings(draft: LocalRules, today: date) -> list[Judging]:
    """Everybody of every open season that the rules bind, by award. Who belongs to a lower unit with a season of its
    own is judged there, once.
    """
    seasons = Season.objects.filter(bound_by(draft.unit, "unit__path"), status=Season.Status.OPEN)
    found = []
    for season in seasons.select_related("unit").order_by("unit__path", "pk"):
        whom: dict[str, list[eligibility.Candidate]] = {}
        for award in eligibility.awards_of(season):
            for kind in eligibility.kinds_of(award):
                if kind not in whom:
                    own = eligibility.candidates(season, kind, today)
                    whom[kind] = [one for one in own if one.home.pk == season.unit_id]
                found.append(Judging(season, award.key, kind, whom[kind]))
    return found


def changes_in(judging: Judging, draft: LocalRules, adopted: Sequence[LocalRules], on: date) -> Iterator[Change]:
    """Verdicts on a dossier received on the day, by the rules as they are and as they would be."""
    unit, period = judging.season.unit, judging.season.law_year
    now = rules_of(layers_of(unit, adopted))
    then = rules_of(layers_of(unit, adopted, draft))
    if now is then or not judging.whom or not then.versions(Award, judging.award):
        return
    facts = eligibility.facts_of(judging.whom, judging.kind, judging.season, on)
    for one in judging.whom:
        known = facts[one.subject.pk]
        before = judge(judging.award, known, on=on, period=period, rules=now)
        after = judge(judging.award, known, on=on, period=period, rules=then)
        if before.outcome is not after.outcome:
            yield _change(judging, one, before, after, is_own=unit.pk == draft.unit_id)


def _change(judging: Judging, one: eligibility.Candidate, before: Verdict, after: Verdict, *, is_own: bool) -> Change:
    line = eligibility.line_of(one, after)
    why = _why(after) or _why(before) if is_own else ""
    return Change(
        judging.season.pk,
        judging.season.unit.label,
        judging.kind,
        line.id,
        line.name,
        after.award.name,
        before.outcome.name.lower(),
        line.outcome,
        why or _places(before, after),
        is_own,
    )


def _why(verdict: Verdict) -> str:
    """What is lacking or has to be looked at."""
    return "; ".join(verdict.lacks or verdict.asks)


def _places(before: Verdict, after: Verdict) -> str:
    """The places in the documents of layers that stand behind the one verdict and not behind the other."""
    old, new = _local_sources(before), _local_sources(after)
    changed = [source for source in (*new, *old) if source not in old or source not in new] or [*new, *old]
    rules = after.rules if new else before.rules
    return rules.cite(dict.fromkeys(changed)) if changed else "Quy định riêng thay đổi mức áp dụng"


def _local_sources(verdict: Verdict) -> list[Citation]:
    """Where conditions cite documents of a layer, and settings that they ask for stand in one."""
    national = verdict.rules.layers[0]
    found = []
    for condition in _conditions(verdict.finding):
        entries = [verdict.rules.find(Setting, verdict.on, value.key) for value in _settings(condition)]
        found += [source for entry in entries if entry and entry.layer != national for source in entry.sources]
        found += [
            source
            for source in (condition.basis.sources if condition.basis else ())
            if verdict.rules.document(source.document).layer != national
        ]
    return found


def _conditions(finding: Finding) -> Iterator[Condition]:
    yield finding.condition
    for part in finding.parts:
        yield from _conditions(part)


def _settings(condition: Condition) -> list[Any]:
    values = [getattr(condition, each.name) for each in fields(condition)]
    return [value for value in values if isinstance(value, SettingRef)]


def count_of(judged: Sequence[Judging]) -> int:
    return sum(len(judging.whom) for judging in judged)


def first_day_of(point: Point, documents: Mapping[str, Any]) -> date | None:
    """From when a point holds: its own day, else that of the document that it cites first."""
    own = point.facts.get("valid_from")
    if isinstance(own, date):
        return own
    cited = str(point.facts.get("source", "")).split(" ")[0].strip(";")
    held = documents.get(cited, {}).get("valid_from")
    return held if isinstance(held, date) else None


def documents_by_key(content: str) -> dict[str, Mapping[str, Any]]:
    return {str(point.facts.get("key")): point.facts for point in points_of(content) if point.table == "document"}
