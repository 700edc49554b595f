"""The law of emulation and commendation as dated data, and a judge that explains itself. No Django, no database."""

from __future__ import annotations

from thidua.law.bonuses import Bonus, Grant, bonus_of, paid
from thidua.law.councils import Cap, at_least, cap_of, cap_words, quorum_needed, quorum_of, vote_on, votes_needed
from thidua.law.explaining import Explanation, explain, sources_of
from thidua.law.facts import CollectiveFacts, Facts, Outcome, PersonFacts
from thidua.law.judging import Verdict, judge, judge_all
from thidua.law.loading import Text, national_rules, rules_from, rules_over, rules_with
from thidua.law.outlook import Added, Outlook, nearly, next_year, what_if
from thidua.law.powers import (
    deadline_of,
    dossier_list,
    holidays_between,
    is_working_day,
    who_decides,
    working_day,
)
from thidua.law.records import facts_from
from thidua.law.refusals import BadFacts, BadRules, Fault, NotInForce, Refusal, Unknown
from thidua.law.rules import RuleSet
from thidua.law.years import Year

__all__ = [
    "Added",
    "BadFacts",
    "BadRules",
    "Bonus",
    "Cap",
    "CollectiveFacts",
    "Explanation",
    "Facts",
    "Fault",
    "Grant",
    "NotInForce",
    "Outcome",
    "Outlook",
    "PersonFacts",
    "Refusal",
    "RuleSet",
    "Text",
    "Unknown",
    "Verdict",
    "Year",
    "at_least",
    "bonus_of",
    "cap_of",
    "cap_words",
    "deadline_of",
    "dossier_list",
    "explain",
    "facts_from",
    "holidays_between",
    "is_working_day",
    "judge",
    "judge_all",
    "national_rules",
    "nearly",
    "next_year",
    "paid",
    "quorum_needed",
    "quorum_of",
    "rules_from",
    "rules_over",
    "rules_with",
    "sources_of",
    "vote_on",
    "votes_needed",
    "what_if",
    "who_decides",
    "working_day",
]
