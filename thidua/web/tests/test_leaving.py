"""A form is left by one word in every room; only what opened inside a page is closed by another."""

import re
from pathlib import Path

import thidua

ROOM = Path(thidua.__file__).parent
LEAVING = re.compile(
    r"<a\b((?:[^>%]|%(?!})|%})*)>(Quay lại|Thôi|Bỏ qua|Trở lại|Trở về|Để sau|Hủy|Huỷ|Hủy bỏ|Không \w+)\s*</a>"
)
INSIDE_A_PAGE = {"plan_coverage.html", "departure.html", "line_form.html"}


def links():
    """The name of the template, the attributes and the word of each link that says to go no further."""
    for path in sorted(ROOM.glob("*/templates/**/*.html")):
        for attributes, word in LEAVING.findall(path.read_text()):
            if 'class="btn' in attributes:
                yield path.name, attributes, word


def test_form_is_left_by_quay_lai_and_a_line_is_closed_by_thoi():
    found = {(word, name in INSIDE_A_PAGE) for name, _, word in links()}

    assert found == {("Quay lại", False), ("Thôi", True)}


def test_leaving_looks_alike_and_throws_nothing_typed_away():
    others = [
        (name, attributes)
        for name, attributes, word in links()
        if word == "Quay lại" and ('class="btn q"' not in attributes or "data-forget" in attributes)
    ]

    assert others == []
