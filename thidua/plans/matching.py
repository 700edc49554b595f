"""Bodies as a plan names them, found among the units below the issuer."""

import re
from collections.abc import Iterable
from datetime import date

from django.db.models import Q, QuerySet

from thidua.kernel.text import fold
from thidua.people.models import Person, Post, Unit
from thidua.people.queries import WORKERS

ALL_TEAMS = re.compile(r"\b(?:cac to|tung to|moi to|to,? bo phan|cac bo phan)\b(?! chuc)")
SUBJECT_TEAMS = re.compile(r"\bto (?:chuyen mon|cm|bo mon)\b")
OFFICE_TEAM = re.compile(r"\bto (?:van phong|vp|hanh chinh)\b")


def inner_units(unit: Unit) -> QuerySet[Unit]:
    """The teams and divisions of the unit itself, in the order of the tree."""
    inner = {Unit.Kind.TEAM, Unit.Kind.DIVISION}
    below = Unit.objects.filter(path__under=unit.path, depth=unit.depth + 1, kind__in=inner, valid_to=None)
    return below.order_by("path")


def staff_of(unit: Unit, today: date) -> QuerySet[Person]:
    """Who works in the unit or in one of its teams and divisions on the day."""
    places = Unit.objects.filter(Q(pk=unit.pk) | Q(pk__in=inner_units(unit)))
    posts = Post.objects.valid_on(today).filter(unit__in=places, role__in=WORKERS)
    return Person.objects.filter(pk__in=posts.values("person"), is_active=True).order_by("sort_key")


def units_named(bodies: Iterable[str], inner: Iterable[Unit]) -> list[Unit]:
    """The inner units that the words name one by one or as a group ("các tổ chuyên môn"). None when they name none."""
    said = fold(" ; ".join(bodies))
    return [unit for unit in inner if _is_meant(unit, said)]


def _is_meant(unit: Unit, said: str) -> bool:
    names = {fold(name) for name in (unit.name, unit.short_name) if name}
    if any(re.search(rf"\b{re.escape(name)}\b", said) for name in names):
        return True
    if unit.kind != Unit.Kind.TEAM:
        return False
    is_office = any(OFFICE_TEAM.search(name) for name in names)
    if ALL_TEAMS.search(said) and not SUBJECT_TEAMS.search(said):
        return True
    return bool((OFFICE_TEAM if is_office else SUBJECT_TEAMS).search(said))


GROUPS = (
    # Kinds of units by the words of a line of recipients, folded.
    (
        re.compile(r"\bco so giao duc\b|\bcac truong(?: hoc)?(?: truc thuoc| tren dia ban)?$|\bnha truong\b"),
        Unit.SCHOOLS,
    ),
    (re.compile(r"\bmam non\b|\bmau giao\b"), {Unit.Kind.PRESCHOOL}),
    (re.compile(r"\btieu hoc\b"), {Unit.Kind.PRIMARY}),
    (re.compile(r"\bthcs\b|\btrung hoc co so\b"), {Unit.Kind.LOWER_SECONDARY}),
    (re.compile(r"\bthpt\b|\btrung hoc pho thong\b"), {Unit.Kind.UPPER_SECONDARY}),
    (re.compile(r"\bgdtx\b|\bgiao duc thuong xuyen\b|\bgdnn\b"), {Unit.Kind.CENTRE}),
    (re.compile(r"\bubnd (?:cac )?(?:xa|phuong)\b|\bcac (?:xa|phuong)\b"), {Unit.Kind.COMMUNE}),
    (re.compile(r"\bcac phong\b|\bphong, ban\b"), {Unit.Kind.DIVISION}),
    (ALL_TEAMS, {Unit.Kind.TEAM}),
    (SUBJECT_TEAMS, {Unit.Kind.TEAM}),
)
MANY = re.compile(r"\b(?:cac|tat ca|moi|truong)\b")


def units_received(recipients: Iterable[str], candidates: Iterable[Unit]) -> list[Unit]:
    """The candidates that the lines under “Nơi nhận” name, one by one or as a kind ("Các trường THPT")."""
    lines = [fold(line) for line in recipients]
    kinds = {kind for line in lines if MANY.search(line) for words, of in GROUPS if words.search(line) for kind in of}
    said = " ; ".join(lines)
    return [unit for unit in candidates if unit.kind in kinds or re.search(rf"\b{re.escape(fold(unit.name))}\b", said)]
