"""Whether a council must vote before somebody is proposed or honoured."""

from datetime import date

from thidua.awards.rulebook import article_of, rules_for
from thidua.councils.models import Council, HouseRule
from thidua.councils.rulebook import own_rule
from thidua.law import NotInForce, vote_on
from thidua.people.models import Unit


def councils_for(unit: Unit, on: date) -> list[Council]:
    """The unit's councils for emulation whose term runs on the day."""
    rows = unit.councils.filter(purpose=Council.Purpose.EMULATION, valid_from__lte=on).order_by("-valid_from", "-pk")
    return [row for row in rows if row.is_running(on)]


def vote_prescribed(desk: Unit, award: str, unit: Unit, on: date) -> str:
    """By which rule a council of the desk must vote on the award for who belongs to `unit`: the law, or a rule of the
    council's own that names this award. Empty where none does.
    """
    rules = rules_for(unit)
    try:
        vote = vote_on(award, on, rules)
    except NotInForce:
        vote = None
    if vote and vote.compulsory:
        return article_of(vote, rules, on)
    for council in councils_for(desk, on):
        own = own_rule(council, HouseRule.Kind.VOTE, award, on)
        if own and own.matter == award:
            return own.source
    return ""
