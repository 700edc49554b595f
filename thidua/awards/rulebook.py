"""By which rules a unit's people are judged: those of the State, with the layers of the units above and its own."""

from collections.abc import Iterable, Sequence
from datetime import date
from functools import lru_cache

from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet

from thidua.awards.models import LocalRules
from thidua.law import BadRules, RuleSet, Text, national_rules, rules_over
from thidua.law.explaining import TO_CHECK
from thidua.law.rules import Entry, Rank
from thidua.people.models import Unit
from thidua.people.queries import authorities

STEP = Unit.steplen
RANKS = {
    Unit.Kind.MINISTRY: Rank.MINISTRY,
    Unit.Kind.PROVINCE: Rank.PROVINCE,
    Unit.Kind.DEPARTMENT: Rank.DEPARTMENT,
    Unit.Kind.COMMUNE: Rank.COMMUNE,
}


def rules_for(unit: Unit) -> RuleSet:
    """The rule set for who belongs to the unit; entries carry their own dates, so one set serves every day. Raises
    ValidationError `bad_rules` where rules adopted earlier no longer go with those of the State.
    """
    rows = LocalRules.objects.filter(unit__in=authorities(unit), status=LocalRules.Status.ADOPTED)
    return rules_of(laid(rows.select_related("unit")))


def rules_of(rows: Iterable[LocalRules]) -> RuleSet:
    """The national rules with these over them, the lowest first. Raises ValidationError `bad_rules`."""
    try:
        return built(rows)
    except BadRules as bad:
        names = ", ".join(dict.fromkeys(f"“{fault.file}”" for fault in bad.faults))
        sentence = f"Quy định riêng {names} không còn khớp với quy định cấp trên nên chưa xét được."
        raise ValidationError(f"{sentence} Mở mục Quy định riêng để sửa.", code="bad_rules") from bad


def built(rows: Iterable[LocalRules]) -> RuleSet:
    """As `rules_of`, with every fault. Raises BadRules."""
    return _built(tuple(Text(file_of(row), row.content) for row in rows))


def file_of(row: LocalRules) -> str:
    """What faults call its text: the regulations of a hundred schools bear one name."""
    return f"{row.unit.label}: {row.name}"


@lru_cache(maxsize=256)
def _built(texts: tuple[Text, ...]) -> RuleSet:
    """By the texts themselves: whichever process adopts rules, the next question here is about other texts."""
    return rules_over(texts) if texts else national_rules()


def laid(rows: Iterable[LocalRules]) -> list[LocalRules]:
    """In the order in which they lie over each other: a department's below a commune's beside it."""
    return sorted(rows, key=lambda row: (rank_of(row.unit), row.unit.depth, row.unit.path))


def rank_of(unit: Unit) -> Rank:
    return RANKS.get(Unit.Kind(unit.kind), Rank.UNIT)


def binds(above: Unit, unit: Unit) -> bool:
    """Whether the one's rules hold for the other, as `people.queries.authorities` finds them: for itself and all
    below; a department's also for what lies below the unit above it.
    """
    return unit.path.startswith(above.path) or (unit.path != _reach(above) and unit.path.startswith(_reach(above)))


def bound_by(unit: Unit, field: str = "path") -> Q:
    """A condition: the path in `field` is that of a unit for which this one's rules hold."""
    reach = _reach(unit)
    if reach == unit.path:
        return Q(**{f"{field}__under": reach})
    return Q(**{f"{field}__under": reach}) & ~Q(**{field: reach})


def _reach(unit: Unit) -> str:
    path: str = unit.path
    return path[:-STEP] if unit.kind == Unit.Kind.DEPARTMENT and unit.depth > 1 else path


def adopted_around(unit: Unit) -> list[LocalRules]:
    """What holds for the unit or for a unit that it binds: for asking about many units without a query for each."""
    rows: QuerySet[LocalRules] = LocalRules.objects.filter(status=LocalRules.Status.ADOPTED)
    rows = rows.filter(Q(unit__in=authorities(unit)) | bound_by(unit, "unit__path"))
    return list(rows.select_related("unit"))


def layers_of(unit: Unit, rows: Sequence[LocalRules], instead: LocalRules | None = None) -> list[LocalRules]:
    """Of these adopted rules those that hold for the unit, in order; `instead` takes the place of its unit's own."""
    held = [row for row in rows if binds(row.unit, unit) and not (instead and row.unit_id == instead.unit_id)]
    return laid([*held, instead] if instead and binds(instead.unit, unit) else held)


def article_of(entry: Entry, rules: RuleSet, on: date) -> str:
    """The article that an entry rests on, and that it has still to be compared with its document where it has."""
    return rules.cite(entry.sources) + (f"; {TO_CHECK}" if rules.doubts(entry, on) else "")


def award_choices(unit: Unit, on: date) -> list[tuple[str, str]]:
    """Awards of schools and offices that the rules know on the day, as keys and names."""
    rules = rules_for(unit)
    return [(award.key, award.name) for award in rules.awards() if award.holds_on(on) and not award.residential]
