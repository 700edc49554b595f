"""Words about accounts, for templates: `{% load people %}`."""

from django import template

from thidua.people.models import Person
from thidua.people.queries import needs_second_factor

register = template.Library()
BROWSERS = {"Edg": "Edge", "coc_coc": "Cốc Cốc", "OPR": "Opera", "Firefox": "Firefox", "Chrome": "Chrome"}
BROWSERS |= {"Safari": "Safari"}
SYSTEMS = {"Android": "Android", "iPhone": "iPhone", "iPad": "iPad", "Windows": "Windows", "Mac OS": "macOS"}
SYSTEMS |= {"Linux": "Linux"}


@register.filter
def browser(user_agent: str) -> str:
    """`Chrome trên Windows`, as far as the browser tells."""
    name = next((label for mark, label in BROWSERS.items() if mark in user_agent), "Trình duyệt khác")
    system = next((label for mark, label in SYSTEMS.items() if mark in user_agent), "")
    return f"{name} trên {system}" if system else name


@register.filter
def must_have_factor(person: Person) -> bool:
    return needs_second_factor(person)
