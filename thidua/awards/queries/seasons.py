"""Seasons as lists, and how far one has come."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, TypedDict

from django.db.models import Count, IntegerField, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from thidua.awards.models import Award, Nomination, Registration, Season
from thidua.awards.queries.visibility import organisations, seasons_visible_to
from thidua.awards.rulebook import rules_for
from thidua.kernel.exports import Export, export_kind
from thidua.law import Unknown
from thidua.law.rules import Award as AwardRule
from thidua.people.models import Person
from thidua.people.queries import matching
from thidua.writing.sheets import Column

if TYPE_CHECKING:
    from django_stubs_ext import WithAnnotations

WHOSE = {"don-vi": "Đơn vị của tôi", "noi-khac": "Cấp trên và nơi khác"}


class Counts(TypedDict):
    registered: int
    nominated: int


def chosen_seasons(by: Person, asked: Mapping[str, str]) -> "QuerySet[WithAnnotations[Season, Counts]]":
    """Those that one may see, newest first, narrowed by `q`, `cua` (whose), `loai`, `trangthai`, `nam`; each with
    how many stand registered and how many nominations lie on its desk.
    """
    rows = matching(seasons_visible_to(by), asked.get("q", ""))
    if asked.get("cua") in WHOSE:
        own = organisations(by)
        rows = rows.filter(unit__in=own) if asked["cua"] == "don-vi" else rows.exclude(unit__in=own)
    if asked.get("loai") in Season.Kind.values:
        rows = rows.filter(kind=asked["loai"])
    if asked.get("trangthai") in Season.Status.values:
        rows = rows.filter(status=asked["trangthai"])
    year = asked.get("nam", "")
    if len(year) == 4 and year.isascii() and year.isdecimal():
        rows = rows.filter(year__contains=year)
    return counted(rows).select_related("unit").order_by("-year", "-pk")


def counted(rows: QuerySet[Season]) -> "QuerySet[WithAnnotations[Season, Counts]]":
    standing = Registration.objects.filter(season=OuterRef("pk"), status=Registration.Status.REGISTERED)
    live = Nomination.objects.filter(desk=OuterRef("pk"), status__in=Nomination.LIVE)
    return rows.annotate(registered=_count(standing, "season"), nominated=_count(live, "desk"))


def _count(rows: QuerySet, of: str) -> Coalesce:
    counts = rows.order_by().values(of).annotate(n=Count("pk")).values("n")
    return Coalesce(Subquery(counts, output_field=IntegerField()), 0)


@export_kind("awards.home")
def seasons_export(by: Person, asked: Mapping[str, str], today: date) -> Export:
    rows = chosen_seasons(by, asked)
    columns = [Column("Tên đợt", 50), Column("Đơn vị", 36), Column("Loại", 26), Column("Năm", 12)]
    columns += [Column("Đăng ký từ ngày", 14), Column("Đăng ký đến hết ngày", 14), Column("Gửi hồ sơ đến hết ngày", 14)]
    columns += [Column("Số đăng ký", 10), Column("Số đề nghị", 10), Column("Trạng thái", 16)]
    lines = (
        (
            row.title,
            row.unit.name,
            row.get_kind_display(),
            row.year,
            row.registers_from,
            row.registers_until,
            row.send_by,
            row.registered,
            row.nominated,
            row.get_status_display(),
        )
        for row in rows.iterator(chunk_size=500)
    )
    return Export("Đợt xét khen thưởng", "dot-xet", columns, lines, rows.count())


def award_rules(season: Season) -> list[AwardRule]:
    """What the rules say of the season's awards, in its order; keys that no rule knows any more are left out."""
    rules, found = rules_for(season.unit), []
    for key in season.awards:
        try:
            found.append(rules.award(key))
        except Unknown:
            continue
    return found


def awards_of(season: Season) -> list[tuple[str, list[AwardRule]]]:
    """The awards of a season by kind, for titles and commendations are two things."""
    rows = award_rules(season)
    groups = {kind: [one for one in rows if one.kind is kind] for kind in dict.fromkeys(one.kind for one in rows)}
    return [(kind.words[:1].upper() + kind.words[1:], awards) for kind, awards in groups.items()]


def counts_of(season: Season) -> list[tuple[str, int]]:
    """How many nominations on the season's desk stand where, in the order of their way."""
    rows = Nomination.objects.filter(desk=season).order_by().values("status").annotate(n=Count("pk"))
    found = {row["status"]: row["n"] for row in rows}
    return [(str(status.label), found[status.value]) for status in Nomination.Status if found.get(status.value)]


@dataclass(frozen=True, slots=True)
class Step:
    """A step of a stepper, as the component takes it."""

    label: str
    state: str
    about: tuple[str, datetime | None] = ("", None)


def steps_of(season: Season, today: date) -> list[Step]:
    """Where the season is: registering, proposing, the council, decisions, the end; told from what is there."""
    found = {status for status, n in _statuses(season)}
    place = 0
    if season.registers_until is None or today > season.registers_until:
        place = 1
    if found & {Nomination.Status.READY, Nomination.Status.RETURNED}:
        place = 2
    if found & {Nomination.Status.PASSED, Nomination.Status.SENT} and Nomination.Status.READY not in found:
        place = 3
    given = Award.objects.filter(nomination__desk=season).exists()
    if given and not found & {Nomination.Status.READY, Nomination.Status.PASSED, Nomination.Status.SENT}:
        place = 4
    if season.status == Season.Status.CLOSED:
        place = 5
    until = f"đến hết {season.registers_until:%d/%m/%Y}" if season.registers_until else ""
    send = f"hạn {season.send_by:%d/%m/%Y}" if season.send_by else ""
    labels = (
        ("Đăng ký", until),
        ("Lập đề nghị", ""),
        ("Xét, hội đồng", ""),
        ("Quyết định, gửi hồ sơ", send),
        ("Trao thưởng", ""),
    )
    return [
        Step(label, "done" if n < place else "now" if n == place else "next", (about, None))
        for n, (label, about) in enumerate(labels)
    ]


def _statuses(season: Season) -> list[tuple[str, int]]:
    rows = Nomination.objects.filter(desk=season).order_by().values_list("status")
    return list(rows.annotate(n=Count("pk")))
