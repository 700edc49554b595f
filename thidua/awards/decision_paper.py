"""A decision as a description for `thidua.writing`: what it rests on, its articles, and the list that goes with it."""

import re
from collections.abc import Iterable, Sequence
from datetime import date

from thidua.awards.authority import may_decide_all
from thidua.awards.bonuses import Reckoning
from thidua.awards.models import Decision, LocalRules, Nomination, Season
from thidua.awards.queries.decisions import Line, Signer, heard_in, position_of, signers_of
from thidua.awards.rulebook import article_of, rules_for
from thidua.documents.letterheads import issuer_of, letterhead
from thidua.documents.models import OfficialDocument
from thidua.documents.operations.registry import sign_of
from thidua.kernel.templatetags.words import number
from thidua.law import RuleSet
from thidua.law.facts import Kind, Subject
from thidua.law.rules import Authority, BonusRate
from thidua.law.rules import Award as LawAward
from thidua.law.rules import Document as LawDocument
from thidua.people.models import Unit
from thidua.people.queries import authorities
from thidua.plans.models import Plan
from thidua.writing import forms
from thidua.writing.document import Appendix, Band, Cell, Column, Document, Number, Signature
from thidua.writing.wording import day_in_words

NUMBERED = re.compile(r"(?P<kind>.+?) số (?P<number>\S+)(?P<rest>.*)", re.DOTALL)
CONSTITUTIVE = "Luật"
"""Of a law only the name is cited: Nghị định 30/2020/NĐ-CP, Phụ lục I, Mục II.6.b."""


def title_for(award: LawAward, season: Season) -> str:
    """What the decision is about, as it stands under its name."""
    if season.kind == Season.Kind.MOVEMENT and season.plan:
        return f"Về việc {gift_of(award)} trong {movement_of(season.plan)}"[:300]
    of_year = "" if season.kind == Season.Kind.OCCASION else f" {season.law_year.label}"
    return f"Về việc {gift_of(award)}{of_year}"


def gift_of(award: LawAward) -> str:
    """`tặng danh hiệu “Lao động tiên tiến”`, `tặng Giấy khen`."""
    return f"tặng danh hiệu “{award.name}”" if award.kind is not Kind.COMMENDATION else f"tặng {award.name}"


def movement_of(plan: Plan) -> str:
    """`phong trào thi đua “…”`, or the plan that was carried out."""
    return f"phong trào thi đua “{plan.movement}”" if plan.movement else f"thực hiện {plan.title}"


def bases_for(season: Season, award: str, nominations: Sequence[Nomination], on: date) -> list[str]:
    """What the decision rests on: documents of the law in force on the day, the rules of the locality, the plan, and
    the minutes of the council.
    """
    rules = rules_for(season.unit)
    found = [cited(document) for document in documents_of(rules, award, season.unit, nominations, on)]
    found += [base_of(row.document) for row in _local_rules(season.unit) if row.document]
    if season.plan:
        found.append(base_of(season.plan.document))
    for meeting in heard_in(nominations, season):
        day = f"{meeting.day:%d/%m/%Y}"
        found.append(f"Căn cứ Biên bản họp {meeting.council.name} ngày {day}")
    return list(dict.fromkeys(found))


def documents_of(
    rules: RuleSet, award: str, unit: Unit, nominations: Sequence[Nomination], on: date
) -> list[LawDocument]:
    """Those that the award, the authority and the money rest on and that hold on the day, with those that have amended
    them.
    """
    homes = {row.unit_id: row.unit for row in nominations}.values()
    powers = [one for one in may_decide_all(unit, award, homes, on).values() if one is not None]
    rates = (rules.find(BonusRate, on, award, subject.value) for subject in Subject)
    entries = [*dict.fromkeys(powers), rules.award(award), *(rate for rate in rates if rate)]
    cited_keys = dict.fromkeys(source.document for entry in entries for source in entry.sources)
    cited_documents = [rules.document(key) for key in cited_keys]
    amending = [one for one in rules.all(LawDocument, on) if set(one.unsettles) & set(cited_keys)]
    held = [one for one in [*cited_documents, *amending] if one.holds_on(on)]
    return sorted(dict.fromkeys(held), key=_weight)


def _weight(document: LawDocument) -> tuple[int, date]:
    """Laws before decrees, decrees before circulars; of one kind the older first."""
    order = ("Luật", "Nghị định", "Thông tư", "Quyết định")
    place = next((n for n, word in enumerate(order) if document.title.startswith(word)), len(order))
    return place, document.issued or date.min


def cited(document: LawDocument) -> str:
    found = NUMBERED.fullmatch(document.title)
    if found is None or document.title.startswith(CONSTITUTIVE) or document.issued is None:
        return f"Căn cứ {document.title}"
    return f"Căn cứ {found['kind']} số {found['number']} {day_in_words(document.issued)}{found['rest']}"


def base_of(document: OfficialDocument) -> str:
    """`Căn cứ Kế hoạch số 12/KH-THPTSM ngày 05 tháng 9 năm 2026 của Trường … về …`."""
    day = document.date
    words = [f"Căn cứ {document.get_type_display()}"]
    words += [f"số {document.number}"] if document.number else []
    words += [day_in_words(day)] if day else []
    words.append(f"của {document.issuer_name or document.unit.name}")
    excerpt = document.excerpt.strip().rstrip(".;")
    if excerpt:
        words.append(excerpt if excerpt.lower().startswith("về ") else f"về {excerpt[:1].lower()}{excerpt[1:]}")
    return " ".join(words)


def _local_rules(unit: Unit) -> list[LocalRules]:
    rows = LocalRules.objects.filter(unit__in=authorities(unit), status=LocalRules.Status.ADOPTED)
    return list(rows.select_related("document__unit").order_by("unit__depth", "pk"))


def proposal_for(season: Season, nominations: Sequence[Nomination]) -> str:
    """Who proposes: the council that heard them, else the units that sent them; empty where nobody is known."""
    meetings = heard_in(nominations, season)
    if meetings:
        return f"Theo đề nghị của {meetings[-1].council.name}"
    senders = {row.season.unit_id: row.season.unit.name for row in nominations if row.season_id != season.pk}
    if len(senders) == 1:
        return f"Theo đề nghị của {next(iter(senders.values()))}"
    return "Theo đề nghị của các đơn vị" if senders else ""


def signer_for(unit: Unit, on: date) -> Signer:
    """The head; who decides is the office, so a chair signs without the committee standing over it."""
    heads = [signer for signer in signers_of(unit, on) if not signer.standing]
    return heads[0] if heads else Signer("", position_of(unit), "", "")


def enacting_of(unit: Unit) -> str:
    return f"{position_of(unit)} {letterhead(unit)}".upper()


def described_decision(
    decision: Decision, lines: Sequence[Line], pay: Reckoning, on: date, official: OfficialDocument | None = None
) -> Document:
    """`official` bears number and date; without it the paper is a draft."""
    unit = decision.season.unit
    rules = rules_for(unit)
    award = rules.award(decision.award)
    bases = [*decision.bases, *([decision.proposal] if decision.proposal else [])]
    return forms.decision(
        issuer_of(unit),
        decision.title,
        enacting_of(unit),
        articles_of(decision, award, lines, pay),
        number=_number(official, unit),
        place=unit.place,
        day=official.date if official else None,
        bases=tuple(bases),
        recipients=("Như Điều 3",),
        signatures=(
            Signature(
                decision.signer_position,
                decision.signer_name,
                (decision.signer_standing,) if decision.signer_standing else (),
            ),
        ),
        appendices=(roster_of(decision, award, lines, pay),),
    )


def _number(official: OfficialDocument | None, unit: Unit) -> Number:
    if official is None or not official.number:
        return Number(sign_of(official) if official else f"QĐ-{unit.sign or unit.code}")
    value, _, sign = official.number.partition("/")
    return Number(sign, int(value) if value.isascii() and value.isdigit() else value) if sign else Number(value)


def articles_of(decision: Decision, award: LawAward, lines: Sequence[Line], pay: Reckoning) -> tuple[str, ...]:
    season = decision.season
    whom = _counted(lines)
    reason = "" if award.kind is not Kind.COMMENDATION else _reason(season)
    of_year = "" if award.kind is Kind.COMMENDATION else f" {season.law_year.label}"
    gift = gift_of(award)
    first = f"{gift[:1].upper()}{gift[1:]}{of_year} cho {whom}{reason} (có danh sách kèm theo)."
    last = (
        "Quyết định này có hiệu lực kể từ ngày ký. Thủ trưởng các đơn vị, bộ phận liên quan và các tập thể, cá nhân có "
        "tên tại Điều 1 chịu trách nhiệm thi hành Quyết định này./."
    )
    return first, bonus_words_of(decision, pay), last


def _reason(season: Season) -> str:
    if season.kind == Season.Kind.MOVEMENT and season.plan:
        return f" có thành tích trong {movement_of(season.plan)}"
    if season.kind == Season.Kind.OCCASION:
        return " có thành tích đột xuất"
    return f" có thành tích trong {season.law_year.label}"


def _counted(lines: Sequence[Line]) -> str:
    collectives = sum(1 for line in lines if line.nomination.collective_id)
    counts = ((collectives, "tập thể"), (len(lines) - collectives, "cá nhân"))
    return " và ".join(f"{count:02} {word}" for count, word in counts if count)


def bonus_words_of(decision: Decision, pay: Reckoning) -> str:
    """What the decision says of money: the unit's own words, else the sum by the rates of the State."""
    if decision.bonus_words:
        return decision.bonus_words
    payer = decision.season.unit.name
    fund = f"từ Quỹ thi đua, khen thưởng của {payer}"
    if not pay.total:
        return f"Tiền thưởng kèm theo thực hiện theo quy định hiện hành, {fund}."
    return (
        "Các tập thể, cá nhân có tên tại Điều 1 được thưởng tiền theo quy định hiện hành, tổng số tiền "
        f"{number(pay.total)} đồng, {fund}."
    )


def roster_of(decision: Decision, award: LawAward, lines: Sequence[Line], pay: Reckoning) -> Appendix:
    """Collectives before persons, with a band over each where there are both: Nghị định 152/2025/NĐ-CP, Điều 29."""
    with_money = not decision.bonus_words and pay.total > 0
    with_merit = any(line.nomination.merit for line in lines)
    columns = [Column("Họ và tên, tên tập thể", 3), Column("Chức vụ", 2), Column("Đơn vị", 3)]
    columns += [Column("Thành tích", 4)] if with_merit else []
    columns += [Column("Tiền thưởng (đồng)", 1.6)] if with_money else []
    groups = {Subject.COLLECTIVE: "Tập thể", Subject.PERSON: "Cá nhân"}
    of_kind = {kind: [line for line in lines if line.subject is kind] for kind in groups}
    rows: list[tuple[Cell, ...] | Band] = []
    for kind, words in groups.items():
        if all(of_kind.values()):
            rows.append(Band(words))
        rows += [_row(line, pay, with_merit=with_merit, with_money=with_money) for line in of_kind[kind]]
    title = decision.title.removeprefix("Về việc ")
    return forms.roster(
        f"Danh sách {title}",
        tuple(columns),
        rows,
        is_landscape=with_merit and with_money,
    )


def _row(line: Line, pay: Reckoning, *, with_merit: bool, with_money: bool) -> tuple[Cell, ...]:
    cells: list[Cell] = [line.name, line.position, line.workplace]
    cells += [line.nomination.merit] if with_merit else []
    if with_money:
        amount = pay.by_nomination[line.nomination.pk].amount
        cells.append(amount)
    return tuple(cells)


def authority_words(authorities_found: Iterable[Authority], rules: RuleSet, on: date) -> str:
    """`Giám đốc Sở (khoản 1 Điều 80 Luật …; cần đối chiếu văn bản)`."""
    return "; ".join(dict.fromkeys(f"{one.name} ({article_of(one, rules, on)})" for one in authorities_found))
