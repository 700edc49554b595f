from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from thidua.reading.recurrence import Every, Recurrence, find_recurrences, last_day

NEW_YEAR, YEAR_END = date(2026, 1, 1), date(2026, 12, 31)

SENTENCES = [
    ("Sơ kết định kỳ hằng quý", [("định kỳ hằng quý", "quarterly")]),
    ("gửi về trước ngày 15 của tháng cuối quý", [("ngày 15 của tháng cuối quý", "quarterly:3-15")]),
    ("trước ngày 10 của tháng đầu quý sau", [("ngày 10 của tháng đầu quý", "quarterly:1-10")]),
    ("vào ngày cuối cùng của tháng cuối quý", [("ngày cuối cùng của tháng cuối quý", "quarterly:3-end")]),
    ("Trước ngày 25 hằng tháng, tổ gửi số liệu", [("ngày 25 hằng tháng", "monthly:25")]),
    ("Hàng tháng, chậm nhất vào ngày 25, tổ gửi số liệu", [("Hàng tháng, chậm nhất vào ngày 25", "monthly:25")]),
    ("từ ngày 20 đến ngày 25 hằng tháng", [("ngày 25 hằng tháng", "monthly:25")]),
    ("ngày 10 và ngày 25 hằng tháng", [("ngày 10 và ngày 25 hằng tháng", "monthly:10,25")]),
    ("gửi trước ngày 05 tháng sau", [("ngày 05 tháng sau", "monthly:5")]),
    ("chiều thứ sáu hằng tuần", [("thứ sáu hằng tuần", "weekly:5")]),
    (
        "trước ngày 20 tháng 6 và 20 tháng 12 hằng năm",
        [("ngày 20 tháng 6 và 20 tháng 12 hằng năm", "yearly:6-20,12-20")],
    ),
    ("trước 20/6 và 20/12 hàng năm", [("20/6 và 20/12 hàng năm", "yearly:6-20,12-20")]),
    ("Hằng năm, trước ngày 15 tháng 11", [("Hằng năm, trước ngày 15 tháng 11", "yearly:11-15")]),
    (
        "báo cáo hằng tháng, quý, 6 tháng và năm",
        [("hằng tháng", "monthly"), ("quý", "quarterly"), ("6 tháng", "half_yearly"), ("năm", "yearly")],
    ),
    (
        "hằng tháng (trước ngày 25), hằng quý (trước ngày 15 tháng cuối quý), 6 tháng (trước ngày 15/6)",
        [
            ("hằng tháng (trước ngày 25", "monthly:25"),
            ("hằng quý (trước ngày 15 tháng cuối quý", "quarterly:3-15"),
            ("6 tháng (trước ngày 15/6", "yearly:6-15"),
        ],
    ),
    ("định kỳ 9 tháng", [("định kỳ 9 tháng", "yearly:9-end")]),
    ("ít nhất 01 lần/tháng", [("01 lần/tháng", "monthly")]),
    ("kiểm tra 6 tháng một lần", [("6 tháng một lần", "half_yearly")]),
    ("cuối mỗi học kỳ", [("cuối mỗi học kỳ", "termly")]),
    ("hằng năm học", [("hằng năm học", "yearly:5-31")]),
    ("Hoàn thành trong Quý III/2026.", [("Quý III/2026", "once:2026-Q3")]),
    ("quý III, IV năm 2026", [("quý III, IV năm 2026", "once:2026-Q4")]),
    ("trong tháng 10/2026", [("tháng 10/2026", "once:2026-10")]),
    ("từ tháng 9 đến tháng 12/2026", [("tháng 12/2026", "once:2026-12")]),
    ("6 tháng đầu năm 2026", [("6 tháng đầu năm 2026", "once:2026-H1")]),
    ("cuối năm 2026", [("cuối năm 2026", "once:2026")]),
    ("trong năm học 2026-2027", [("trong năm học 2026-2027", "once:NH2026-2027")]),
    ("học kỳ II năm học 2026-2027", [("học kỳ II năm học 2026-2027", "once:NH2026-2027-HK2")]),
    ("trong năm học 2026-2029", []),
    ("thực hiện thường xuyên, liên tục", [("thường xuyên", "continuous")]),
    ("lớp giáo dục thường xuyên, nguồn chi thường xuyên", []),
    ("báo cáo khi có yêu cầu", [("khi có yêu cầu", "on_demand")]),
    ("ban hành ngày 12 tháng 10 năm 2026", []),
    ("hoàn thành trong tháng 10", []),
    ("trước ngày 25 phải xong", []),
]


@pytest.mark.parametrize(("sentence", "expected"), SENTENCES)
def test_sentence_gives_its_rules(sentence, expected):
    found = [(sentence[start:end], rule.key) for start, end, rule in find_recurrences(sentence)]

    assert found == expected


def test_period_without_a_year_takes_the_year_of_the_plan():
    found = find_recurrences("hoàn thành trong tháng 10, tổng kết quý IV", year=2026)

    assert [rule.key for _, _, rule in found] == ["once:2026-10", "once:2026-Q4"]


@pytest.mark.parametrize(
    ("key", "expected"),
    [
        ("monthly:31", [date(2026, 1, 31), date(2026, 2, 28), date(2026, 3, 31)]),
        ("quarterly:3-15", [date(2026, 3, 15), date(2026, 6, 15), date(2026, 9, 15)]),
        ("quarterly:1-5", [date(2026, 1, 5), date(2026, 4, 5), date(2026, 7, 5)]),
        ("half_yearly", [date(2026, 6, 30), date(2026, 12, 31)]),
        ("termly", [date(2026, 1, 15), date(2026, 5, 31)]),
        ("yearly:6-20,12-20", [date(2026, 6, 20), date(2026, 12, 20)]),
        ("weekly", [date(2026, 1, 2), date(2026, 1, 9), date(2026, 1, 16)]),
        ("weekly:7", [date(2026, 1, 4), date(2026, 1, 11), date(2026, 1, 18)]),
        ("once:2026-Q3", [date(2026, 9, 30)]),
        ("once:NH2025-2026", [date(2026, 8, 31)]),
        ("continuous", []),
        ("on_demand", []),
    ],
)
def test_rule_reckons_its_next_dates(key, expected):
    rule = Recurrence.from_key(key)

    dates = rule.next_dates(after=date(2026, 1, 1), until=YEAR_END, count=3)

    assert dates == expected


def test_window_leaves_its_first_day_out_and_its_last_in():
    rule = Recurrence.from_key("monthly:1")

    assert rule.next_dates(NEW_YEAR, date(2026, 2, 1)) == [date(2026, 2, 1)]


@pytest.mark.parametrize(
    ("key", "words"),
    [
        ("monthly:25", "Hằng tháng, ngày 25"),
        ("monthly:end", "Hằng tháng, ngày cuối tháng"),
        ("quarterly:3-15", "Hằng quý, ngày 15 của tháng thứ 3"),
        ("yearly:6-20,12-end", "Hằng năm, ngày 20 tháng 6, ngày cuối tháng 12"),
        ("weekly:5", "Hằng tuần, thứ sáu"),
        ("once:2026-10", "Trước ngày 31/10/2026"),
        ("continuous", "Thường xuyên"),
    ],
)
def test_rule_reads_in_words(key, words):
    assert Recurrence.from_key(key).words == words


RULES_IN_ORDER = (
    "weekly weekly:1 weekly:1,7 monthly monthly:25 monthly:10,25 monthly:10,end quarterly quarterly:3-15 quarterly:1-10 "
    "quarterly:2-end quarterly:1-10,3-15 half_yearly half_yearly:6-15 half_yearly:3-10,6-end half_yearly:1-5 termly "
    "termly:1-15,5-31 yearly yearly:6-20 yearly:6-20,12-end yearly:2-end,6-1 yearly:9-end continuous on_demand"
)


@pytest.mark.parametrize("key", RULES_IN_ORDER.split(" "))
def test_words_of_a_rule_are_found_as_that_rule(key):
    words = Recurrence.from_key(key).words

    assert [rule.key for _, _, rule in find_recurrences(words)] == [key]


@pytest.mark.parametrize(
    ("key", "after", "expected"),
    [
        ("monthly:end", date(2027, 12, 31), [date(2028, 1, 31), date(2028, 2, 29), date(2028, 3, 31)]),
        ("monthly:30", date(2026, 1, 30), [date(2026, 2, 28), date(2026, 3, 30), date(2026, 4, 30)]),
        ("monthly:30,end", date(2026, 2, 1), [date(2026, 2, 28), date(2026, 3, 30), date(2026, 3, 31)]),
        ("yearly:2-29", date(2026, 1, 1), [date(2026, 2, 28), date(2027, 2, 28), date(2028, 2, 29)]),
        ("yearly:2-end", date(2027, 2, 28), [date(2028, 2, 29), date(2029, 2, 28), date(2030, 2, 28)]),
        ("quarterly", date(2026, 12, 31), [date(2027, 3, 31), date(2027, 6, 30), date(2027, 9, 30)]),
        ("quarterly:2-end", date(2028, 1, 1), [date(2028, 2, 29), date(2028, 5, 31), date(2028, 8, 31)]),
        ("half_yearly:2-30", date(2026, 6, 30), [date(2026, 8, 30), date(2027, 2, 28), date(2027, 8, 30)]),
        ("weekly:1", date(2026, 12, 28), [date(2027, 1, 4), date(2027, 1, 11), date(2027, 1, 18)]),
        ("once:2028-02", date(2026, 1, 1), [date(2028, 2, 29)]),
        ("once:NH2026-2027-HK1", date(2026, 1, 1), [date(2027, 1, 15)]),
    ],
)
def test_next_dates_keep_to_the_ends_of_months_quarters_and_leap_years(key, after, expected):
    assert Recurrence.from_key(key).next_dates(after, date(2031, 12, 31), count=3) == expected


def test_last_dates_of_the_calendar_are_reckoned():
    rule = Recurrence.from_key("yearly:12-end")

    assert rule.next_dates(date(9998, 12, 31), date.max) == [date.max]


WRONG_KEYS = (
    " daily monthly:32 monthly:3-15 quarterly:15 quarterly:4-1 weekly:8 weekly:end continuous:1 once: once:2026-Q5 "
    "once:2026-02-30 once:NH2026-2028 yearly:13-1"
)


@pytest.mark.parametrize("key", WRONG_KEYS.split(" "))
def test_wrong_key_is_refused(key):
    with pytest.raises(ValueError, match=r"^"):
        Recurrence.from_key(key)


days = st.dates()
month_days = st.tuples(st.integers(1, 12), st.integers(0, 31))
rules_by_days = st.one_of(
    st.builds(Recurrence, st.just(Every.YEAR), st.lists(month_days, max_size=8).map(tuple)),
    st.builds(Recurrence, st.just(Every.MONTH), st.lists(st.tuples(st.just(1), st.integers(0, 31))).map(tuple)),
    st.builds(Recurrence, st.just(Every.WEEK), st.lists(st.tuples(st.just(1), st.integers(1, 7))).map(tuple)),
    st.builds(Recurrence, st.sampled_from([Every.QUARTER, Every.HALF_YEAR, Every.TERM, Every.ALWAYS, Every.ON_DEMAND])),
    st.builds(Recurrence, st.just(Every.ONCE), period=st.dates(date(1000, 1, 1)).map(date.isoformat)),
)


@given(rules_by_days, days, days, st.integers(-1, 50))
def test_next_dates_lie_in_the_window_in_order(rule, after, until, count):
    dates = rule.next_dates(after, until, count)

    assert dates == sorted(set(dates))
    assert all(after < day <= until for day in dates)
    assert len(dates) <= max(count, 0)


@given(rules_by_days)
def test_key_brings_the_rule_back(rule):
    assert Recurrence.from_key(rule.key) == rule
    assert rule.words


TIME_WORDS = (
    "hằng,hàng,mỗi,định kỳ,tháng,quý,năm,học kỳ,tuần,ngày,15,31/2,6,III,2026,trước,cuối,đầu,sau,và,(,),;,"
    "từ,đến,trong,lần,/,thứ hai,của,\n"
)
words_of_time = st.sampled_from([*TIME_WORDS.split(","), ","])


@given(st.one_of(st.text(), st.lists(words_of_time, max_size=40).map(" ".join)), st.none() | st.just(2026))
def test_any_text_gives_rules_in_order_that_reckon_and_fit_a_column(text, year):
    found = find_recurrences(text, year=year)

    ends = [place for start, end, _ in found for place in (start, end)]
    assert ends == sorted(ends)
    for _, _, rule in found:
        assert Recurrence.from_key(rule.key) == rule
        assert len(rule.key) <= 80
        rule.next_dates(NEW_YEAR, YEAR_END)


@pytest.mark.parametrize("period", ["2026-00", "26", "2026-Q0", "x"])
def test_unknown_period_is_refused(period):
    with pytest.raises(ValueError, match=period):
        last_day(period)
