"""What pages of this room share: the tabs of a season, and its state as a chip."""

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django import template
from django.urls import NoReverseMatch, reverse

from thidua.awards.models import Season
from thidua.law import Unknown, national_rules

register = template.Library()


@dataclass(frozen=True, slots=True)
class Tab:
    key: str
    label: str
    view: str
    permission: str = "awards.change_season"
    """Whose tab it is; what many may read is open to who sees the season."""


TABS = (
    Tab("overview", "Tổng quan", "awards:season", "awards.view_season"),
    Tab("registrations", "Đăng ký", "awards:registrations", "awards.add_registration"),
    Tab("eligibility", "Điều kiện", "awards:eligibility"),
    Tab("nominations", "Đề nghị", "awards:nominations"),
    Tab("hearings", "Hội đồng", "awards:hearings"),
    Tab("dossiers", "Hồ sơ", "awards:dossiers"),
    Tab("publications", "Công khai", "awards:publications", "awards.view_season"),
    Tab("decisions", "Quyết định", "awards:decisions", "awards.view_season"),
)


@register.simple_tag
def season_tabs(season: Season, by: Any) -> list[tuple[str, str, str]]:
    """Key, label and address of each part of the season that the person may open."""
    allowed: dict[str, bool] = {}
    rows = []
    for tab in TABS:
        if tab.permission not in allowed:
            allowed[tab.permission] = by.has_perm(tab.permission, season)
        if not allowed[tab.permission]:
            continue
        try:
            rows.append((tab.key, tab.label, reverse(tab.view, args=[season.pk])))
        except NoReverseMatch:
            continue
    return rows


@register.filter
def award_name(key: str) -> str:
    """`title_advanced_worker` is `Lao động tiên tiến`; a key that the law does not know stays as it is."""
    return _national_name(key)


@lru_cache(maxsize=256)
def _national_name(key: str) -> str:
    try:
        return national_rules().award(key).name
    except Unknown:
        return key
