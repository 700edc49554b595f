"""What waits for a person in this room, for the list of things to do."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Count, Q
from django.urls import reverse

from thidua.awards.models import Appraisal, Dossier, Nomination, Objection, Publication, Registration, Season
from thidua.awards.queries.pledges import pledges_to_sign
from thidua.awards.queries.publications import objections_told_to
from thidua.awards.queries.registrations import awards_for
from thidua.people.models import Person, Unit
from thidua.people.queries import EDITORS, LEADERS, WORKERS, organisation_paths, paths_held, valid_posts

LATE_DAYS = timedelta(days=14)
"""So long after its last day registering is still called for."""
MOST = 30
Status = Nomination.Status


@dataclass(frozen=True, slots=True)
class Due:
    day: date | None
    text: str
    about: str
    button: str
    url: str
    season_id: int | None = None
    """The season in which it waits, where there is one."""


def duties_of(person: Person, today: date) -> list[Due]:
    """In a fixed number of queries for a person of few posts; nothing is asked for roles that the person lacks."""
    rows = [*_to_register(person, today)] if paths_held(person, WORKERS) else []
    if paths_held(person, EDITORS):
        rows += [*_to_keep(person, today), *_to_answer(person, today), *_to_receive(person)]
    if paths_held(person, LEADERS):
        rows += _to_appraise(person)
    rows += [
        Due(None, f"Ký giao ước: {row.title}", row.cluster.name, "Đọc và ký", row.get_absolute_url())
        for row in pledges_to_sign(person)[:MOST]
    ]
    return rows


def _to_register(person: Person, today: date) -> Iterator[Due]:
    """Oneself and the teams that one leads, in seasons that take registrations and have a last day."""
    begun = Q(registers_from=None) | Q(registers_from__lte=today)
    seasons = Season.objects.filter(
        begun,
        unit__path__in=_offices(person),
        status=Season.Status.OPEN,
        registers_until__gte=today - LATE_DAYS,
    )
    for season in seasons.select_related("unit").order_by("registers_until", "pk")[:MOST]:
        teams = [post.unit for post in valid_posts(person) if post.role == "leader" and _is_inner(post.unit, season)]
        standing = season.registrations.filter(status=Registration.Status.REGISTERED)
        held = set(standing.filter(Q(person=person) | Q(collective__in=teams)).values_list("person", "collective"))
        url = reverse("awards:add_registration", args=[season.pk])
        if (person.pk, None) not in held and awards_for(season, person):
            yield Due(season.registers_until, "Đăng ký thi đua", season.title, "Đăng ký", url, season.pk)
        for team in teams:
            if (None, team.pk) not in held and awards_for(season, team):
                text = f"Đăng ký thi đua cho {team.label}"
                address = f"{url}?tap-the={team.pk}"
                yield Due(season.registers_until, text, season.title, "Đăng ký", address, season.pk)


def _offices(person: Person) -> set[str]:
    """One's offices and schools; of a division also the office that it belongs to."""
    above = {post.unit.path[: -Unit.steplen] for post in valid_posts(person) if post.unit.kind == Unit.Kind.DIVISION}
    return set(organisation_paths(person)) | above


def _is_inner(unit: Unit, season: Season) -> bool:
    return unit.path[: -Unit.steplen] == season.unit.path and unit.kind in {Unit.Kind.TEAM, Unit.Kind.DIVISION}


def _to_keep(person: Person, today: date) -> Iterator[Due]:
    """Nominations to draft, put forward, judge, mend and send, of each open season that one keeps."""
    kept = Season.objects.filter(unit__path__in=paths_held(person, EDITORS), status=Season.Status.OPEN)
    seasons = list(kept.select_related("unit", "parent__unit").order_by("-pk")[:MOST])
    tallied = Nomination.objects.filter(desk__in=seasons).order_by().values_list("desk", "status")
    counts = {(desk, status): n for desk, status, n in tallied.annotate(n=Count("pk"))}
    for season in seasons:
        found = {status: counts.get((season.pk, status.value), 0) for status in Status}
        due = season.parent.send_by if season.parent and season.parent.send_by else season.send_by
        nominations = reverse("awards:nominations", args=[season.pk])
        over = season.registers_until is not None and season.registers_until < today
        if over and not sum(found.values()):
            url = reverse("awards:eligibility", args=[season.pk])
            text = "Lập danh sách đề nghị khen thưởng"
            yield Due(due, text, season.title, "Xem ai đủ điều kiện", url, season.pk)
        if n := found[Status.DRAFT]:
            text, address = f"Đưa ra xét {n} đề nghị đang lập", f"{nominations}?trangthai={Status.DRAFT}"
            yield Due(due, text, season.title, "Mở đề nghị", address, season.pk)
        if n := found[Status.READY]:
            text = f"{n} đề nghị chờ Hội đồng hoặc người đứng đầu xét"
            yield Due(due, text, season.title, "Mở đề nghị", f"{nominations}?trangthai={Status.READY}", season.pk)
        if n := found[Status.RETURNED]:
            text, address = f"Bổ sung {n} đề nghị bị trả lại", f"{nominations}?trangthai={Status.RETURNED}"
            yield Due(due, text, season.title, "Bổ sung", address, season.pk)
        if n := found[Status.PASSED]:
            text = f"Ra quyết định hoặc gửi hồ sơ {n} đề nghị được đồng ý"
            url = reverse("awards:decisions", args=[season.pk])
            yield Due(due, text, season.title, "Quyết định", url, season.pk)


def _to_answer(person: Person, today: date) -> Iterator[Due]:
    """Comments on lists that are told to the person, and kept lists whose days of notice are over."""
    told = objections_told_to(person).filter(status=Objection.Status.RECEIVED)
    shown = Publication.objects.exclude(status=Publication.Status.DRAFT)
    rows = shown.annotate(waiting=Count("objections", filter=Q(objections__in=told)))
    kept = Q(season__unit__path__in=paths_held(person, EDITORS))
    over = kept & Q(status=Publication.Status.OPEN, ends__lt=today)
    for row in rows.filter(Q(waiting__gt=0) | over).order_by("ends")[:MOST]:
        url = reverse("awards:publication", args=[row.pk])
        if row.waiting:
            yield Due(row.ends, f"Trả lời {row.waiting} ý kiến về danh sách công khai", row.title, "Trả lời", url)
        else:
            yield Due(row.ends, "Kết thúc công khai", row.title, "Kết thúc", url)


def _to_receive(person: Person) -> Iterator[Due]:
    """Dossiers that came in, and own ones that came back."""
    kept = paths_held(person, EDITORS)
    arrived = Q(to_unit__path__in=kept, status__in=[Dossier.Status.SUBMITTED, Dossier.Status.RECEIVED])
    back = Q(season__unit__path__in=kept, status=Dossier.Status.RETURNED)
    for row in Dossier.objects.filter(arrived | back).select_related("season__unit").order_by("due", "pk")[:MOST]:
        url = reverse("awards:dossier", args=[row.pk])
        if row.status == Dossier.Status.RETURNED:
            yield Due(None, f"Bổ sung hồ sơ bị trả lại: {row.title}", row.reason, "Bổ sung", url)
        elif row.status == Dossier.Status.SUBMITTED:
            yield Due(row.due, f"Tiếp nhận hồ sơ: {row.title}", row.season.unit.label, "Xem và nhận", url)
        else:
            yield Due(row.due, f"Xét hồ sơ: {row.title}", row.season.unit.label, "Xét", url)


def _to_appraise(person: Person) -> list[Due]:
    asked = Appraisal.objects.filter(division__path__in=paths_held(person, LEADERS), status=Appraisal.Status.ASKED)
    arrived = asked.filter(dossier__status=Dossier.Status.RECEIVED).select_related("dossier__season__unit")
    return [
        Due(
            row.due,
            f"Thẩm định hồ sơ: {row.dossier.title}",
            row.dossier.season.unit.label,
            "Thẩm định",
            reverse("awards:appraisal", args=[row.pk]),
        )
        for row in arrived.order_by("due", "pk")[:MOST]
    ]
