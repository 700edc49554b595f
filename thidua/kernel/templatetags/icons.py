"""Icons of the package lucide, each drawn once: it parses and writes XML, and a page has a dozen of them."""

from functools import lru_cache

from django import template
from lucide.templatetags.lucide import lucide as drawn

register = template.Library()


@register.simple_tag
@lru_cache(maxsize=1024)
def lucide(name: str, *, size: int | None = 24, **attributes: str) -> str:
    """The icon as inline SVG, `size` in pixels."""
    return drawn(name, size=size, **attributes)
