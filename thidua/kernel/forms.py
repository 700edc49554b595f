"""Fields whose choices are known only when a form is made: of one unit, one season, one person."""

from collections.abc import Callable, Iterable
from typing import Any

from django.db.models import QuerySet
from django.forms import BaseForm, ChoiceField, ModelChoiceField


def offer_rows(form: BaseForm, name: str, rows: QuerySet[Any], said: Callable[[Any], str] | None = None) -> None:
    """`said` names a row where its own words are not enough."""
    field = form.fields[name]
    assert isinstance(field, ModelChoiceField), name
    field.queryset = rows
    if said:
        field.label_from_instance = said  # type: ignore[assignment]  # of this one form; django-stubs takes it for a method


def offer_choices(form: BaseForm, name: str, choices: Iterable[tuple[Any, Any]]) -> None:
    """Pairs of value and words, or of the name of a group and its pairs."""
    field = form.fields[name]
    assert isinstance(field, ChoiceField), name
    field.choices = choices
