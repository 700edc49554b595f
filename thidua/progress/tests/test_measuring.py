"""Numbers as people write them, values of cells, and targets reached or not."""

from decimal import Decimal

import pytest

from thidua.progress.measuring import Parts, Unreadable, in_words, is_reached, parse_number, parse_yes_no, value_of

D = Decimal


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("", None),
        (" 12 ", D(12)),
        ("98,5", D("98.5")),
        ("98.5", D("98.5")),
        ("95 %", D(95)),
        ("1.234", D(1234)),
        ("1.234,5", D("1234.5")),
        ("1.234.567", D(1234567)),
        ("1,234.5", D("1234.5")),
        ("-3", D(-3)),
        ("12\u00a0000", D(12000)),
    ],
)
def test_numbers_are_read_as_they_are_written_in_vietnam(text, number):
    assert parse_number(text) == number


@pytest.mark.parametrize("text", ["mười", "1e9", "9" * 13, "9" * 5000, "1,23456", "1..2", "²", "NaN", "12 em"])
def test_what_is_no_number_is_refused(text):
    with pytest.raises(Unreadable):
        parse_number(text)


@pytest.mark.parametrize(("text", "value"), [("Đạt", 1), ("chưa  đạt", 0), ("có", 1), ("0", 0), ("", None)])
def test_yes_and_no_are_read(text, value):
    assert parse_yes_no(text) == value


def test_another_word_is_neither_yes_nor_no():
    with pytest.raises(Unreadable):
        parse_yes_no("gần đạt")


def test_a_ratio_is_kept_in_per_cent_to_four_decimals():
    assert value_of("ratio", Parts(D(2), D(3))) == D("66.6667")


def test_a_ratio_of_nothing_has_no_value():
    assert value_of("ratio", Parts(D(0), D(0))) is None


@pytest.mark.parametrize(
    ("comparator", "goal", "value", "reached"),
    [
        (">=", 90, 90, True),
        (">", 90, 90, False),
        ("<=", 5, 6, False),
        ("<", 5, 4, True),
        ("=", 100, 99, False),
        ("", 3, 3, True),
        (">=", None, 3, None),
    ],
)
def test_a_count_is_held_against_the_goal_by_its_comparator(comparator, goal, value, reached):
    goal = None if goal is None else D(goal)

    assert is_reached("count", comparator, goal, Parts(value=D(value))) is reached


def test_a_ratio_is_held_against_the_goal_before_it_is_rounded():
    parts = Parts(D(999_999), D(1_000_000_000))

    assert value_of("ratio", parts) == D("0.1")
    assert is_reached("ratio", ">=", D("0.1"), parts) is False


def test_words_reach_nothing_by_number():
    assert is_reached("words", ">=", D(1), Parts(words="Đã tổ chức")) is None


@pytest.mark.parametrize(
    ("measure", "parts", "words"),
    [
        ("ratio", Parts(D(27), D(31)), "27/31 (87,1 %)"),
        ("ratio", Parts(D(0), D(0)), "0/0"),
        ("ratio", Parts(D(27)), "27/…"),
        ("count", Parts(value=D("1234.5")), "1.234,5"),
        ("yes_no", Parts(value=D(0)), "Chưa đạt"),
        ("words", Parts(words="Đã làm"), "Đã làm"),
        ("count", Parts(note="chưa có"), "–"),
    ],
)
def test_a_figure_in_words(measure, parts, words):
    assert in_words(measure, parts) == words
