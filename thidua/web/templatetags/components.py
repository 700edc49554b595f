"""Components that need more than an include."""

from collections.abc import Iterable
from typing import Any

from django import template
from django.core.paginator import Page
from django.forms import BoundField, CheckboxInput, Form
from django.utils.html import format_html

register = template.Library()


@register.inclusion_tag("web/components/field.html")
def field(bound: BoundField) -> dict[str, Any]:
    """`{% field form.name %}`"""
    return {"field": bound, "check": isinstance(bound.field.widget, CheckboxInput)}


@register.simple_tag(takes_context=True)
def live_filter(context: dict[str, Any], target: str) -> str:
    """`<form class="filters" {% live_filter "plan-rows" %}>`: the list of this id follows what is typed."""
    return format_html(
        'method="get" role="search" hx-get="{}" hx-target="#{}" hx-swap="outerHTML" hx-push-url="true" '
        'hx-trigger="submit, change, input changed delay:300ms from:find input"',
        context["request"].path,
        target,
    )


@register.inclusion_tag("web/components/filter_words.html", takes_context=True)
def filter_words(context: dict[str, Any], label: str) -> dict[str, Any]:
    """`{% filter_words "Tìm theo tên" %}`: the words looked for, `q` in the address."""
    return {"label": label, "words": context["request"].GET.get("q", "")}


@register.inclusion_tag("web/components/filter_choice.html", takes_context=True)
def filter_choice(
    context: dict[str, Any], name: str, label: str, options: Iterable[tuple[Any, str]], *, every: str = "Tất cả"
) -> dict[str, Any]:
    """`{% filter_choice "loai" "Loại" kinds %}`; an empty `every` for options that name the whole themselves."""
    chosen = context["request"].GET.get(name, "")
    rows = [(str(value), words) for value, words in ([("", every)] if every else []) + list(options)]
    return {"name": name, "label": label, "options": rows, "chosen": chosen}


@register.inclusion_tag("web/components/filter_year.html", takes_context=True)
def filter_year(context: dict[str, Any]) -> dict[str, Any]:
    """`{% filter_year %}`: `nam` in the address."""
    return {"year": context["request"].GET.get("nam", "")}


@register.inclusion_tag("web/components/errors.html")
def errors(form: Form) -> dict[str, Any]:
    """`{% errors form %}`"""
    return {"form": form}


@register.inclusion_tag("web/components/paging.html", takes_context=True)
def paging(context: dict[str, Any], page: Page) -> dict[str, Any]:
    """`{% paging page_obj %}`"""
    return {"page": page, "request": context["request"]}
