from thidua.writing import decree
from thidua.writing.decree import COPIES, LOOKS, TYPES


def test_decree_names_29_types_and_no_abbreviation_twice():
    abbreviations = [kind.abbreviation for kind in (*TYPES.values(), *COPIES.values()) if kind.abbreviation]

    assert len(TYPES) == 29
    assert len(abbreviations) == len(set(abbreviations)) == 30
    assert {key for key, kind in TYPES.items() if not kind.abbreviation} == {"letter", "public_letter"}
    assert TYPES["submission"].abbreviation == "TTr"
    assert TYPES["rules"].abbreviation == "QyĐ"


def test_every_size_set_is_one_the_decree_allows():
    outside = {role for role, look in LOOKS.items() if not look.sizes.holds(look.size)}

    assert outside == set()
    assert all(look.source for look in LOOKS.values())


def test_margins_set_are_allowed():
    allowed = {"top": decree.TOP, "bottom": decree.BOTTOM, "left": decree.LEFT, "right": decree.RIGHT}

    assert all(allowed[edge].holds(width) for edge, width in decree.MARGINS.items())
    assert sum(decree.HEAD_COLUMNS) == sum(decree.FOOT_COLUMNS) == decree.TEXT_WIDTH
