"""Components that need more than an include."""

from typing import Any

from django import template
from django.core.paginator import Page
from django.forms import BoundField, CheckboxInput, Form

register = template.Library()


@register.inclusion_tag("web/components/field.html")
def field(bound: BoundField) -> dict[str, Any]:
    """`{% field form.name %}`"""
    return {"field": bound, "check": isinstance(bound.field.widget, CheckboxInput)}


@register.inclusion_tag("web/components/errors.html")
def errors(form: Form) -> dict[str, Any]:
    """`{% errors form %}`"""
    return {"form": form}


@register.inclusion_tag("web/components/paging.html", takes_context=True)
def paging(context: dict[str, Any], page: Page) -> dict[str, Any]:
    """`{% paging page_obj %}`"""
    return {"page": page, "request": context["request"]}
