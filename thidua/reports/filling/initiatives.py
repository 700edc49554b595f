"""Initiatives of the unit and of those below it: sums, and by name only what was recognised."""

from datetime import date
from urllib.parse import urlencode

from django.db.models import Case, Count, IntegerField, Prefetch, Q, QuerySet, Sum, Value, When
from django.urls import reverse

from thidua.initiatives.models import Author, Initiative, Round, Scope
from thidua.initiatives.queries.visibility import library
from thidua.kernel.calendar import Period
from thidua.kernel.templatetags.words import number
from thidua.people.models import Unit
from thidua.people.queries import under_any, units_above
from thidua.reports.facts import Fact, Facts
from thidua.reports.filling.people import sector
from thidua.reports.sources import Ask, source

MOST_LISTED = 60
HALF_A_YEAR = 182


def blind_still() -> QuerySet[Round]:
    """Rounds judged blind and not concluded: readers of a report may be among the reviewers, so nothing of these is
    told but how many registered.
    """
    return Round.objects.filter(blind=True).exclude(status=Round.Status.CONCLUDED)


def years_of(span: Period) -> list[int]:
    """The years that a time is about: those of which at least half lies in it, else the one with most of its days."""
    days = {
        year: (min(span.end, date(year, 12, 31)) - max(span.start, date(year, 1, 1))).days + 1
        for year in range(span.start.year, span.end.year + 1)
    }
    return [year for year, count in days.items() if count >= HALF_A_YEAR] or [max(days, key=lambda year: days[year])]


def registered_in(ask: Ask) -> QuerySet[Initiative]:
    """What was registered by the unit and those that it answers for, in the years that the report is about."""
    away = [Initiative.Status.DRAFT, Initiative.Status.WITHDRAWN]
    rows = Initiative.objects.filter(under_any([sector(ask.report.unit)], "unit__path"))
    return rows.filter(year__in=years_of(ask.report.span)).exclude(status__in=away)


def recognised_in(ask: Ask) -> QuerySet[Initiative]:
    """Of these the recognised ones that may be told; one that goes on in a blind round is still being judged."""
    hidden = blind_still().values("pk")
    judged = Initiative.objects.filter(round__in=hidden, handed_from__isnull=False).values("handed_from")
    listed = registered_in(ask).filter(pk__in=library().values("pk")).exclude(pk__in=judged)
    return listed.filter(Q(round=None) | ~Q(round__in=hidden))


def _years(ask: Ask) -> str:
    first, *others = years_of(ask.report.span)
    return f"năm {first}–{others[-1]}" if others else f"năm {first}"


def _page(name: str, ask: Ask, **asked: str) -> str:
    """A list narrowed to the report's year; to none where it is about several."""
    first, *others = years_of(ask.report.span)
    year = {} if others else {"nam": str(first)}
    return f"{reverse(name)}?{urlencode({**asked, **year})}"


@source(
    "initiatives",
    "Sáng kiến: số đăng ký, được công nhận, nhân rộng",
    "Số sáng kiến trong năm của đơn vị và đơn vị trực thuộc; đợt chấm kín chưa kết thúc chỉ được đếm ở số đăng ký.",
)
def initiatives(ask: Ask) -> Facts:
    """Two queries, whatever lies below."""
    registered = registered_in(ask).count()
    if not registered:
        return Facts(note=f"Chưa có sáng kiến nào được đăng ký {_years(ask)}.")
    each = {f"of_{scope}": Count("pk", filter=Q(scope=scope)) for scope in Scope.values}
    spread = Count("pk", filter=Q(status=Initiative.Status.SPREAD))
    found = recognised_in(ask).aggregate(all=Count("pk"), spread=spread, places=Sum("copies"), **each)
    library_page = _page("initiatives:library", ask)
    listed = _page("initiatives:initiatives", ask, cua="don-vi")
    where = f"{_years(ask)}, {ask.report.unit.label} và đơn vị trực thuộc"
    lines = [
        ("Đã đăng ký", registered, "dang-ky", "Sáng kiến đã gửi đăng ký, không kể đã rút", listed),
        ("Được công nhận", found["all"], "cong-nhan", "Sáng kiến được công nhận", library_page),
        *(
            (
                f"Phạm vi công nhận: {scope.label.lower()}",
                found[f"of_{scope}"],
                f"cong-nhan.{scope}",
                f"Sáng kiến có phạm vi công nhận rộng nhất là {scope.label.lower()}",
                _page("initiatives:library", ask, capdo=scope),
            )
            for scope in Scope
        ),
        ("Đã nhân rộng", found["spread"], "nhan-rong", "Sáng kiến được ghi nhận đã nhân rộng", library_page),
        (
            "Lượt đơn vị áp dụng",
            found["places"] or 0,
            "ap-dung",
            "Lượt đơn vị áp dụng hoặc dự định áp dụng sáng kiến được công nhận",
            library_page,
        ),
    ]
    rows = tuple(
        (Fact(name), Fact(number(count), str(count), f"sk.{word}", f"{told}, {where}", url))
        for name, count, word, told, url in lines
    )
    return Facts(("Sáng kiến", "Số lượng"), rows)


@source(
    "recognised",
    "Danh sách sáng kiến được công nhận",
    f"Tên, đơn vị của tác giả, phạm vi, số nơi áp dụng; nhiều nhất {MOST_LISTED} sáng kiến, phạm vi rộng trước.",
)
def recognised(ask: Ask) -> Facts:
    """Five queries at most, however many there are."""
    rows = recognised_in(ask)
    width = Case(
        *(When(scope=scope, then=Value(place)) for place, scope in enumerate(Scope.values)),
        default=Value(-1),
        output_field=IntegerField(),
    )
    authors = Prefetch("authors", Author.objects.filter(declined_at=None).order_by("order", "pk"))
    shown = rows.select_related("unit").prefetch_related(authors).defer("parts", "search_text")
    listed = list(shown.order_by(width.desc(), "-copies", "pk")[:MOST_LISTED])
    if not listed:
        return Facts(note=f"Chưa có sáng kiến nào được công nhận {_years(ask)}.")
    more = rows.count() - len(listed) if len(listed) == MOST_LISTED else 0
    note = f"Và {number(more)} sáng kiến khác được công nhận." if more else ""
    columns = ("Tên sáng kiến", "Đơn vị của tác giả", "Phạm vi công nhận", "Nơi áp dụng")
    above = units_above({row.unit for row in listed})
    return Facts(columns, tuple(_recognised_row(row, _home(row.unit, above[row.unit_id])) for row in listed), note=note)


def _home(unit: Unit, above: list[Unit]) -> str:
    """Of a team with the school that it belongs to: one Tổ Toán is like another."""
    return f"{unit.label}, {above[-1].label}" if unit.kind == Unit.Kind.TEAM and above else unit.label


def _recognised_row(row: Initiative, home: str) -> tuple[Fact, ...]:
    here = {"", row.unit.name}
    places = dict.fromkeys(home if author.workplace in here else author.workplace for author in row.authors.all())
    told = f"Đơn vị áp dụng sáng kiến “{row.title}”, kể cả dự định áp dụng"
    return (
        Fact(row.title),
        Fact("; ".join(places) or home),
        Fact(row.get_scope_display()),
        Fact(
            number(row.copies),
            str(row.copies),
            f"sk{row.pk}.ap-dung",
            told,
            reverse("initiatives:model", args=[row.pk]),
        ),
    )
