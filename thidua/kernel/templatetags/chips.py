"""A state in a word, with a sign beside the colour. Written here and not as a template: lists show one in every row."""

from typing import Any

from django import template
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString

register = template.Library()
SIGNS = {"ok": "✓", "warn": "◔", "late": "●", "gold": "★", "info": "◑"}


@register.simple_tag
def chip(tone: str, text: Any) -> SafeString:
    """`{% chip "ok" "Đang dùng" %}`; tone: ok, warn, late, info, mute or gold; text: what a template would print."""
    sign = SIGNS.get(tone, "○")
    shape, words = conditional_escape(tone), conditional_escape(text)
    return SafeString(f'<span class="chip c-{shape}"><span aria-hidden="true">{sign}</span>{words}</span>')
