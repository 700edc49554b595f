"""By which rule a council votes on a day: its own regulation over the law, each with its source."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Q

from thidua.councils.counting import needed
from thidua.councils.models import Council, HouseRule
from thidua.law import NotInForce, RuleSet, national_rules, quorum_of, vote_on
from thidua.law.facts import BallotKind, Denominator
from thidua.law.rules import Award, Entry, Local, Vote
from thidua.law.wording import share_words
from thidua.people.models import Unit

INITIATIVE = "initiative"
_found: list[Callable[[Unit], RuleSet]] = []


def register_rules(find: Callable[[Unit], RuleSet]) -> None:
    """Called by the room above that keeps the rules of provinces, departments and units, when it is ready."""
    _found[:] = [find]


def rules_of(council: Council) -> RuleSet:
    """Those of the State, with what was laid over them for the council's unit."""
    return _found[0](council.unit) if _found else national_rules()


@dataclass(frozen=True, slots=True)
class VoteRule:
    """A share of votes and what it is of. `must_be_secret` and `to_compare` come from the law alone."""

    share: Fraction
    is_strict: bool
    whole: str
    counts_recused: bool
    absent_in_writing: bool
    source: str
    to_compare: str = ""
    must_be_secret: bool = False

    def on_ballot(self) -> dict[str, Any]:
        """The fields of a ballot that keep it."""
        return {
            "numerator": self.share.numerator,
            "denominator": self.share.denominator,
            "is_strict": self.is_strict,
            "whole": self.whole,
            "counts_recused": self.counts_recused,
            "absent_in_writing": self.absent_in_writing,
            "source": self.source,
            "to_compare": self.to_compare,
        }


@dataclass(frozen=True, slots=True)
class QuorumRule:
    share: Fraction
    is_strict: bool
    source: str
    to_compare: str = ""

    def least(self, members: int) -> int:
        return needed(self.share, members, is_strict=self.is_strict)


def vote_rule(council: Council, matter: str, on: date, rules: RuleSet | None = None) -> VoteRule:
    """Raises ValidationError `no_rule` where neither the law nor the council's regulation fixes a share."""
    rules = rules or rules_of(council)
    own, law = own_rule(council, HouseRule.Kind.VOTE, matter, on), _law_of(matter, on, rules)
    if own and not (law and _outranks(law, own)):
        return VoteRule(
            own.share,
            own.is_strict,
            own.whole,
            own.counts_recused,
            own.absent_in_writing,
            own.source,
            must_be_secret=bool(law and law.ballot is BallotKind.SECRET),
        )
    if law is None or law.share is None:
        raise ValidationError(
            "Chưa có quy định về tỷ lệ phiếu cho nội dung này. "
            "Ghi tỷ lệ và căn cứ theo quy chế vào mục Quy định của hội đồng.",
            code="no_rule",
        )
    is_all = law.denominator is Denominator.ALL_MEMBERS
    return VoteRule(
        law.share,
        False,
        HouseRule.Whole.ALL_MEMBERS if is_all else HouseRule.Whole.PRESENT_MEMBERS,
        True,
        law.absent_in_writing,
        rules.cite(law.sources)[:300],
        doubt_of(law, rules, on),
        law.ballot is BallotKind.SECRET,
    )


def own_rule(council: Council, kind: str, matter: str, on: date) -> HouseRule | None:
    """The council's own rule of the day: one for the matter goes before one for all, a newer before an older."""
    rows = council.house_rules.filter(
        Q(valid_to=None) | Q(valid_to__gte=on), kind=kind, matter__in=[matter, ""], valid_from__lte=on
    )
    return rows.order_by("-matter", "-valid_from", "-pk").first()


def _law_of(matter: str, on: date, rules: RuleSet) -> Vote | None:
    if not matter:
        return None
    try:
        return vote_on(matter, on, rules)
    except NotInForce:
        return None


def _outranks(law: Vote, own: HouseRule) -> bool:
    """A share of the law stands unless the law leaves it to others, or the council asks for more."""
    if law.share is None or law.local is Local.FREE:
        return False
    return law.local is Local.CLOSED or own.share < law.share


def doubt_of(entry: Entry, rules: RuleSet, on: date) -> str:
    """What to compare, for a rule that nobody has read in its document yet or that a newer document has touched."""
    return " ".join(rules.doubts(entry, on))[:400]


def quorum_rule(council: Council, on: date, rules: RuleSet | None = None) -> QuorumRule | None:
    """None where neither the council's regulation nor the law fixes one."""
    rules = rules or rules_of(council)
    if own := own_rule(council, HouseRule.Kind.QUORUM, "", on):
        return QuorumRule(own.share, own.is_strict, own.source)
    law = quorum_of(council.level, "", on, rules)
    if law is None or law.share is None:
        return None
    return QuorumRule(law.share, False, rules.cite(law.sources), doubt_of(law, rules, on))


def matters(on: date, rules: RuleSet | None = None) -> list[tuple[str, str]]:
    """What votes are held on, as keys and names."""
    rules = rules or national_rules()
    awards = {award.key: award.name for award in rules.all(Award, on)}
    keys = dict.fromkeys(key for vote in rules.all(Vote, on) for key in vote.matters)
    return [(key, awards.get(key, "Sáng kiến" if key == INITIATIVE else key)) for key in keys]


def rule_words(rule: Any) -> str:
    """`từ 2/3 tổng số thành viên hội đồng`; of a VoteRule or a ballot."""
    whole = HouseRule.Whole(rule.whole).label
    less = "" if rule.counts_recused else ", không tính người không tham gia biểu quyết"
    return f"{'trên' if rule.is_strict else 'từ'} {share_words(rule.share)} {whole}{less}"
