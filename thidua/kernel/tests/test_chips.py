"""A chip says its state in a word and by a sign."""

import pytest
from django.template import Context, Template
from django.utils.safestring import SafeString

from thidua.kernel.templatetags.chips import chip


@pytest.mark.parametrize(
    ("tone", "sign"), [("ok", "✓"), ("warn", "◔"), ("late", "●"), ("gold", "★"), ("info", "◑"), ("mute", "○")]
)
def test_colour_is_never_alone(tone, sign):
    assert chip(tone, "Đang mở") == f'<span class="chip c-{tone}"><span aria-hidden="true">{sign}</span>Đang mở</span>'


def test_what_was_typed_is_escaped_once():
    said = Template('{% chip "ok" words %}').render(Context({"words": "<b>A & B</b>"}))
    assert "&lt;b&gt;A &amp; B&lt;/b&gt;" in said
    assert "<b>an</b>" in chip("ok", SafeString("<b>an</b>"))
