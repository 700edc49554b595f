"""Awards of the unit and of those below it: how many of each, and who was honoured."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from django.db.models import Count, Q, QuerySet
from django.urls import reverse

from thidua.awards.models import Award
from thidua.awards.queries.awards import WHOM
from thidua.kernel.calendar import Length, Period
from thidua.kernel.templatetags.words import number
from thidua.law import Year, national_rules
from thidua.law.facts import Kind
from thidua.people.queries import under_any
from thidua.reports.facts import Fact, Facts
from thidua.reports.filling.people import sector
from thidua.reports.sources import Ask, source

MOST_LISTED = 100
PERSON, COLLECTIVE = WHOM
"""As the register's address has them."""


def award_years(span: Period) -> list[str]:
    """The school years and calendar years that a time is about, as awards have them: those of which at least half lies
    in it, else of both kinds the one with most of its days.
    """
    whole = _overlaps(span, Length.YEAR) | _overlaps(span, Length.SCHOOL_YEAR)
    held = [year for year, (days, length) in whole.items() if 2 * days >= length]
    if held:
        return [year.short for year in sorted(held)]
    best = {
        kind: max((year for year in whole if year.is_school == kind), key=lambda year: whole[year][0])
        for kind in (True, False)
    }
    return [best[True].short, best[False].short]


def _overlaps(span: Period, length: Length) -> dict[Year, tuple[int, int]]:
    """By year how many of its days lie in the time, and how many it has."""
    found = {}
    for period in Period.within(span.start, span.end, length):
        year = Year(period.start.year, length is Length.SCHOOL_YEAR)
        days = (min(span.end, period.end) - max(span.start, period.start)).days + 1
        found[year] = (days, (period.end - period.start).days + 1)
    return found


def awards_in(ask: Ask) -> QuerySet[Award]:
    """Those in force that were given for the years of the report, or at a review of its own plan."""
    plan = ask.report.plan
    of_years = Q(year__in=award_years(ask.report.span))
    of_plan = Q(nomination__season__plan__family_key=plan.family_key) if plan else Q(pk__in=())
    rows = Award.objects.filter(under_any([sector(ask.report.unit)], "unit__path"))
    return rows.filter(of_years | of_plan, status=Award.Status.VALID)


def _years(ask: Ask) -> str:
    labels = [Year.of(year).label for year in award_years(ask.report.span)]
    return ", ".join(labels)


def _places() -> dict[str, int]:
    """By key of the law in which order awards are told: titles before commendations, as the data has them."""
    return {award.key: place for place, award in enumerate(national_rules().awards())}


def _page(ask: Ask, **asked: str) -> str:
    """The register, narrowed; to a year only where the report is about one."""
    first, *others = award_years(ask.report.span)
    year = {} if others else {"nam": first[:4]}
    unit = {"donvi": str(ask.report.unit_id)} if sector(ask.report.unit) == ask.report.unit.path else {}
    return f"{reverse('awards:register')}?{urlencode({**unit, **asked, **year})}"


@source(
    "awards",
    "Khen thưởng: số danh hiệu, hình thức đã tặng",
    "Số lượt cá nhân, tập thể của đơn vị và đơn vị trực thuộc được khen trong năm, hoặc khi sơ kết, tổng kết kế hoạch "
    "này; không tính khen thưởng đã hủy bỏ.",
)
def awards(ask: Ask) -> Facts:
    """One query, whatever lies below."""
    of_person, of_collective = Count("pk", filter=Q(person__isnull=False)), Count("pk", filter=Q(person=None))
    rows = awards_in(ask).order_by().values("award").annotate(persons=of_person, collectives=of_collective)
    found = {row["award"]: row for row in rows}
    if not found:
        return Facts(note=f"Chưa có khen thưởng nào được ghi vào sổ cho {_years(ask)}.")
    names, places = dict(_names(ask)), _places()
    keys = sorted(found, key=lambda key: (places.get(key, len(places)), key))
    lines = [_line(names[key], key, found[key], ask) for key in keys]
    whole = {word: sum(row[word] for row in found.values()) for word in ("persons", "collectives")}
    lines.append(_line("Cộng", "", whole, ask))
    return Facts(("Danh hiệu, hình thức", "Cá nhân", "Tập thể", "Tổng số lượt"), tuple(lines))


def _names(ask: Ask) -> list[tuple[str, str]]:
    """As decisions wrote them; the law's name where it knows the award."""
    known = {award.key: award.name for award in national_rules().awards()}
    written = awards_in(ask).order_by().values_list("award", "award_name").distinct()
    return [(key, known.get(key, name)) for key, name in written]


def _line(name: str, key: str, counts: Mapping[str, Any], ask: Ask) -> tuple[Fact, ...]:
    stem = f"kt.{key.replace('_', '-')}" if key else "kt"
    where = f"{_years(ask)}, {ask.report.unit.label} và đơn vị trực thuộc"
    asked = {"danhhieu": key} if key else {}
    cells: tuple[tuple[str, int, str, dict[str, str]], ...] = (
        ("ca-nhan", counts["persons"], "Lượt cá nhân", {"doituong": PERSON}),
        ("tap-the", counts["collectives"], "Lượt tập thể", {"doituong": COLLECTIVE}),
        ("tong", counts["persons"] + counts["collectives"], "Lượt cá nhân và tập thể", {}),
    )
    what = f"được tặng {name}" if key else "được khen thưởng"
    return (
        Fact(name),
        *(
            Fact(
                number(count),
                str(count),
                f"{stem}.{word}"[:60],
                f"{told} {what}, {where}; không tính đã hủy bỏ",
                _page(ask, **asked, **whom, trangthai=Award.Status.VALID),
            )
            for word, count, told, whom in cells
        ),
    )


def _ranks() -> dict[str, tuple[bool, int, int]]:
    """By key in which order awards are handed over: titles before commendations, of each the higher first: Nghị định
    152/2025/NĐ-CP, Điều 29.
    """
    known = enumerate(national_rules().awards())
    return {one.key: (one.kind is Kind.COMMENDATION, -one.scope, -place) for place, one in known}


@source(
    "honoured",
    "Danh sách tập thể, cá nhân được khen thưởng",
    f"Tên, đơn vị, danh hiệu, quyết định; nhiều nhất {MOST_LISTED} lượt, danh hiệu trước hình thức, mức cao trước, tập "
    "thể trước cá nhân.",
)
def honoured(ask: Ask) -> Facts:
    """Three queries, however many there are."""
    rows = awards_in(ask).values_list("pk", "award", "person__sort_key", "collective__sort_key")
    ranks = _ranks()
    last = max(ranks.values())

    def place(row: tuple[int, str, str | None, str | None]) -> tuple[Any, ...]:
        pk, award, person, collective = row
        return ranks.get(award, last), award, person is not None, person or collective or "", pk

    in_order = sorted(rows, key=place)
    if not in_order:
        return Facts(note=f"Chưa có khen thưởng nào được ghi vào sổ cho {_years(ask)}.")
    first = [row[0] for row in in_order[:MOST_LISTED]]
    shown = Award.objects.filter(pk__in=first).select_related("person", "collective", "unit").in_bulk()
    more = len(in_order) - len(first)
    note = f"Và {number(more)} lượt khen thưởng khác trong sổ." if more else ""
    columns = ("Tập thể, cá nhân", "Đơn vị", "Danh hiệu, hình thức", "Quyết định")
    return Facts(columns, tuple(_named(shown[pk]) for pk in first), note=note)


def _named(award: Award) -> tuple[Fact, ...]:
    paper = f"số {award.decision_number} ngày {award.decision_date:%d/%m/%Y} của {award.decided_by}"
    place = "" if award.collective_id == award.unit_id else award.unit.label
    return Fact(award.subject_name), Fact(place), Fact(f"{award.award_name} {award.year}"), Fact(paper)
