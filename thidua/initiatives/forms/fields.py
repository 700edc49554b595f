"""Fields that several forms share."""

import re
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils import timezone

from thidua.initiatives.queries.people import found_by
from thidua.people.forms.fields import SearchField, SearchSelect, SearchSeveralField
from thidua.people.models import Person

NUMBER = re.compile(r"-?(?:\d{1,3}(?:\.\d{3})+|\d+)(?:,\d+)?|-?\d+\.\d{1,2}")
MOST_DIGITS = 12


class NumberField(forms.CharField):
    """A number as it is written in Vietnam: `1.234,5`. A single point before one or two digits is a decimal point."""

    def __init__(self, *, places: int = 2, **kwargs: Any) -> None:
        self.places = places
        super().__init__(max_length=40, widget=forms.TextInput({"inputmode": "decimal", "class": "num"}), **kwargs)

    def clean(self, value: Any) -> Any:
        bare = "".join((super().clean(value) or "").split()).removesuffix("%")
        if not bare:
            return None
        if not bare.isascii() or not NUMBER.fullmatch(bare):
            raise ValidationError("Ghi một số, ví dụ 98,5.", code="not_a_number")
        is_point = re.fullmatch(r"-?\d+\.\d{1,2}", bare)
        found = Decimal(bare if is_point else bare.replace(".", "").replace(",", "."))
        if found.adjusted() >= MOST_DIGITS:
            raise ValidationError("Số quá lớn. Kiểm tra lại.", code="too_large")
        if found != round(found, self.places):
            raise ValidationError(f"Ghi nhiều nhất {self.places} chữ số sau dấu phẩy.", code="too_fine")
        return found


def first_moment(day: date | None) -> datetime | None:
    """0:00 of the day here."""
    return timezone.make_aware(datetime.combine(day, datetime.min.time())) if day else None


def moment_after(day: date | None) -> datetime | None:
    """The first moment after the day: what is due on it is in time until then."""
    return first_moment(day + timedelta(days=1)) if day else None


def last_day(moment: datetime | None) -> date | None:
    """The day whose end `moment_after` gave."""
    return timezone.localtime(moment - timedelta(seconds=1)).date() if moment else None


class ColleagueSelect(SearchSelect):
    """Without scripts it finds by the whole name only: the page knows not for whom it searches."""

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        known = set(found_by(None, self.words).values_list("pk", flat=True))
        options = context["widget"]["options"]
        context["widget"]["options"] = [
            (each, is_chosen) for each, is_chosen in options if is_chosen or each.pk in known
        ]
        return context


def colleague_field(persons: QuerySet[Person], *, several: bool = False, **kwargs: Any) -> Any:
    """One or several of these persons, found among all who work in any unit."""
    widget = ColleagueSelect("initiatives:colleague_choices", several=several)
    return (SearchSeveralField if several else SearchField)(queryset=persons, widget=widget, **kwargs)
