"""Fields of this room and of those above: a day, and a unit or person chosen by searching."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Case, QuerySet, When
from django.urls import reverse
from django.utils.datastructures import MultiValueDict

from thidua.kernel.calendar import today
from thidua.kernel.text import fold
from thidua.people.models import Person, Post, Unit
from thidua.people.queries import matching, number_of, units_above, with_posts
from thidua.people.queries.directory import Above

if TYPE_CHECKING:
    from django_stubs_ext import WithAnnotations

MOST_FOUND = 20


class DayField(forms.DateField):
    """A day as dd/mm/yyyy, of the years that a calendar of work knows: one can count on from any of them."""

    FIRST, LAST = date(1900, 1, 1), date(2199, 12, 31)

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.DateInput(format="%d/%m/%Y", attrs={"placeholder": "dd/mm/yyyy", "inputmode": "numeric"})
        super().__init__(widget=widget, error_messages={"invalid": "Ghi ngày dạng dd/mm/yyyy."}, **kwargs)

    def validate(self, value: date | None) -> None:
        super().validate(value)
        if value and not self.FIRST <= value <= self.LAST:
            raise ValidationError(f"Ghi năm từ {self.FIRST.year} đến {self.LAST.year}.", code="far_year")


class SeveralField(forms.ModelMultipleChoiceField):
    """Rows; a number beyond the database's is no choice."""

    def clean(self, value: Any) -> Any:
        return super().clean([number_of(str(chosen)) for chosen in value or []])


class TicksField(SeveralField):
    """Rows to tick, for a short list."""

    widget = forms.CheckboxSelectMultiple


@dataclass(frozen=True, slots=True)
class Option:
    """A row that may be chosen: its number, what it is called, and what tells it from others of that name."""

    pk: int
    label: str
    about: str


def unit_options(rows: QuerySet[Unit]) -> list[Option]:
    """With the names of the units above, without a query for each."""
    units = list(rows)
    above = units_above(units)
    return [Option(unit.pk, unit.name, " › ".join(each.label for each in above[unit.pk][-2:])) for unit in units]


def where(post: "WithAnnotations[Post, Above]") -> str:
    """A post with the school of a team: `post` comes from `with_posts`."""
    return f"{post}, {post.above}" if post.above else str(post)


def person_options(rows: QuerySet[Person]) -> list[Option]:
    """With the posts of today, without a query for each."""
    return [
        Option(person.pk, person.full_name, "; ".join(where(post) for post in person.current_posts))
        for person in with_posts(rows, today())
    ]


def options_of(rows: QuerySet) -> list[Option]:
    return unit_options(rows) if rows.model is Unit else person_options(rows)


def found_options(rows: QuerySet, words: str, chosen: Iterable[str]) -> list[tuple[Option, bool]]:
    """What is chosen already, marked, then up to twenty rows that match, those that begin with the words first."""
    ids = [int(value) for value in chosen if value.isascii() and value.isdecimal() and len(value) < 19]
    picked = options_of(rows.filter(pk__in=ids).order_by("sort_key", "pk"))
    found = matching(rows, words).exclude(pk__in=ids) if words.strip() else rows.none()
    begins = Case(When(search_text__startswith=fold(words), then=0), default=1)
    found = found.order_by(begins, "sort_key", "pk")
    return [(option, True) for option in picked] + [(option, False) for option in options_of(found[:MOST_FOUND])]


class SearchSelect(forms.Widget):
    """Words to search for, and what was found as radio buttons (check boxes for several).

    `address` names the URL that answers while one types (with `query` behind it). Without scripts the button “Tìm”
    sends the form, which comes back with what was found.
    """

    template_name = "web/components/choice.html"
    choices: Any

    def __init__(self, address: str, *, query: str = "", several: bool = False) -> None:
        super().__init__()
        self.address, self.query, self.several = address, query, several
        self.words, self.is_search = "", False

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        self.words = data.get(f"{name}_tim", "")[:200]
        self.is_search = data.get("tim") == name
        values = data.getlist(name) if isinstance(data, MultiValueDict) else data.get(name, [])
        return values if self.several else next(iter(values), None)

    def id_for_label(self, id_: str) -> str:
        return id_

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        values = value if isinstance(value, list | tuple | set | QuerySet) else [value]
        chosen = [str(getattr(each, "pk", each)) for each in values if each not in (None, "")]
        context["widget"] |= {
            "address": reverse(self.address) + (f"?{self.query}" if self.query else ""),
            "described_by": context["widget"]["attrs"].get("aria-describedby", ""),
            "words": self.words,
            "several": self.several,
            "options": found_options(self.choices.queryset, self.words, chosen),
            "searched": bool(self.words.strip()),
        }
        return context


class Searching(forms.Field):
    """Refuses a form that was sent only to search (code `search`)."""

    widget: SearchSelect

    def clean(self, value: Any) -> Any:
        if self.widget.is_search:
            raise ValidationError("Chọn trong danh sách vừa tìm.", code="search")
        return super().clean(value)


class SearchField(Searching, forms.ModelChoiceField):
    """One row of `queryset`, chosen by searching."""

    default_error_messages = {"required": "Tìm rồi chọn một mục.", "invalid_choice": "Chọn một mục trong danh sách."}


class SearchSeveralField(Searching, SeveralField):
    """Rows of `queryset`, chosen by searching."""

    default_error_messages = {"required": "Tìm rồi chọn ít nhất một mục.", "invalid_choice": "Chọn trong danh sách."}


def unit_field(units: QuerySet[Unit], *, query: str = "", several: bool = False, **kwargs: Any) -> Any:
    """A field for one of these units (or several). `query` narrows what is found while typing, as the units are."""
    widget = SearchSelect("people:unit_choices", query=query, several=several)
    return (SearchSeveralField if several else SearchField)(queryset=units, widget=widget, **kwargs)


def person_field(persons: QuerySet[Person], *, several: bool = False, **kwargs: Any) -> Any:
    """A field for one of these persons (or several)."""
    widget = SearchSelect("people:person_choices", several=several)
    return (SearchSeveralField if several else SearchField)(queryset=persons, widget=widget, **kwargs)
