"""The comparison of two plans, without a database."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from thidua.plans.coverage import Kind, SaidLine, SaidPlan, Verdict, compare
from thidua.plans.coverage.pairing import best_pairs

DUE = date(2026, 12, 10)


def target(key: str, text: str, **facts) -> SaidLine:
    return SaidLine(key, Kind.TARGET, text, **facts)


def share(key: str, text: str, value: int | str, comparator: str = ">=", **facts) -> SaidLine:
    return target(key, text, comparator=comparator, value=Decimal(value), unit="%", **facts)


def count(key: str, text: str, value: int, unit: str, comparator: str = ">=", **facts) -> SaidLine:
    return target(key, text, comparator=comparator, value=Decimal(value), unit=unit, **facts)


def duty(key: str, text: str, due: date | None = DUE, **facts) -> SaidLine:
    return SaidLine(key, Kind.DUTY, text, due=due, **facts)


def task(key: str, text: str, **facts) -> SaidLine:
    return SaidLine(key, Kind.TASK, text, **facts)


def plan(*lines: SaidLine, **facts) -> SaidPlan:
    return SaidPlan(lines, **facts)


def verdicts(parent: SaidPlan, child: SaidPlan, pairs=None) -> dict[str, tuple[str, str]]:
    """By the key of the line above: the verdict and the key of the line that answers."""
    return {
        finding.parent.key: (finding.verdict, finding.child.key if finding.child else "")
        for finding in compare(parent, child, pairs).findings
    }


def only(parent: SaidLine, child: SaidLine):
    """The finding on two lines that were derived from one another."""
    return compare(plan(parent), plan(replace(child, answers=parent.key))).findings[0]


@pytest.mark.parametrize(
    ("above", "below", "verdict"),
    [
        ((">=", 90), (">=", 90), "kept"),
        ((">=", 90), (">=", 95), "sharper"),
        ((">=", 90), (">=", "89.5"), "weaker"),
        ((">", 80), (">=", 80), "weaker"),
        ((">=", 80), (">", 80), "sharper"),
        (("=", 100), (">=", 100), "kept"),
        (("=", 100), (">=", 99), "weaker"),
        ((">=", 90), ("=", 100), "sharper"),
        (("<=", 5), ("<=", 3), "sharper"),
        (("<=", 5), ("<=", 6), "weaker"),
        (("<=", 5), ("<", 5), "sharper"),
        (("<=", 5), (">=", 5), "weaker"),
    ],
)
def test_figures_are_compared_by_what_they_allow(above, below, verdict):
    found = only(share("a", "Tỷ lệ", above[1], above[0]), share("b", "Tỷ lệ", below[1], below[0]))

    assert found.verdict == verdict


def test_share_and_count_cannot_be_compared():
    found = only(share("a", "Giáo viên giỏi", 30), count("b", "Giáo viên giỏi", 30, "giáo viên"))

    assert (found.verdict, found.why) == ("weaker", "đổi cách đo nên không so được")


def test_figure_that_became_words_is_weaker_and_words_that_became_a_figure_sharper():
    figure, words = share("a", "Tỷ lệ học bạ số", 90), target("b", "Tỷ lệ học bạ số tăng")

    assert (only(figure, words).verdict, only(words, figure).verdict) == ("weaker", "sharper")


def test_share_of_all_units_is_a_matter_of_yes_or_no_for_one_unit():
    above = share("a", "100% cơ sở giáo dục quản trị trên nền tảng số", 100, "=")

    assert only(above, target("b", "Nhà trường quản trị trên nền tảng số")).verdict == "kept"


def test_target_that_is_no_longer_mandatory_is_weaker():
    above = share("a", "Tỷ lệ học bạ số", 90)

    assert only(above, replace(above, key="b", mandatory=False)).verdict == "weaker"


def test_later_deadline_is_told_in_days_and_an_earlier_one_is_not():
    above = duty("a", "Báo cáo kết quả")

    later = only(above, duty("b", "Báo cáo kết quả", DUE + timedelta(days=6)))
    earlier = only(above, duty("b", "Báo cáo kết quả", DUE - timedelta(days=6)))

    assert (later.late, later.why, earlier.late) == (6, "hạn muộn hơn 6 ngày", 0)


def test_duty_without_a_deadline_is_weaker():
    assert only(duty("a", "Báo cáo"), duty("b", "Báo cáo", None)).verdict == "weaker"


def test_duty_to_hand_in_a_plan_is_answered_by_the_plan_itself():
    above = duty("a", "Xây dựng kế hoạch và gửi về Sở", date(2026, 3, 10), is_plan=True)

    in_time = compare(plan(above), plan(signed=date(2026, 3, 9))).findings[0]
    late = compare(plan(above), plan(signed=date(2026, 3, 12))).findings[0]

    assert (in_time.verdict, in_time.late, late.verdict, late.late) == ("kept", 0, "kept", 2)


def test_line_written_elsewhere_is_found_by_meaning_in_other_words_and_order():
    parent = plan(
        task("a1", "Tăng cường ứng dụng CNTT, chuyển đổi số trong quản lý và dạy học"),
        share("a2", "Tỷ lệ thu học phí không dùng tiền mặt đạt tối thiểu 90%", 90),
        task("a3", "Bảo đảm an toàn thông tin của nhà trường"),
    )
    child = plan(
        task("b3", "An ninh mạng được giữ vững"),
        share("b2", "Trên 85% phụ huynh nộp học phí qua thanh toán điện tử", 85, ">"),
        task("b1", "Trong giảng dạy và quản lý, đẩy mạnh chuyển đổi số, ứng dụng công nghệ thông tin"),
    )

    assert verdicts(parent, child) == {"a1": ("kept", "b1"), "a2": ("weaker", "b2"), "a3": ("kept", "b3")}


def test_same_count_of_the_same_thing_is_found_though_the_sentence_differs():
    parent = plan(count("a", "Mỗi đơn vị có ít nhất 01 mô hình đổi mới, sáng tạo", 1, "mô hình"))
    child = plan(count("b", "Phấn đấu ít nhất 02 sáng kiến được áp dụng trong thực tiễn", 2, "sáng kiến"))

    assert verdicts(parent, child) == {"a": ("sharper", "b")}


def test_lines_about_different_matters_are_not_joined():
    parent = plan(share("a", "Tỷ lệ tốt nghiệp trung học phổ thông đạt 98%", 98))
    child = plan(share("b", "Tỷ lệ giáo viên có chữ ký số đạt 98%", 98))

    answer = compare(parent, child)

    assert (answer.findings[0].verdict, [found.child.key for found in answer.added]) == ("missing", ["b"])


def test_each_line_answers_only_one_and_the_best_choice_is_made_altogether():
    assert best_pairs({(0, 0): 0.5, (0, 1): 0.45, (1, 0): 0.48}) == {0: 1, 1: 0}
    assert best_pairs({(0, 0): 0.5, (0, 1): 0.05, (1, 0): 0.05}) == {0: 0}


def test_word_of_a_person_wins_over_descent_and_likeness():
    above = share("a", "Tỷ lệ học bạ số", 90)
    child = plan(replace(above, key="b", answers="a"), share("c", "Tỷ lệ sổ điểm điện tử", 80))

    joined = compare(plan(above), child, {"a": "c"}).findings[0]
    parted = compare(plan(above), child, {"a": ""}).findings[0]

    assert (joined.child.key, joined.verdict, joined.by_person) == ("c", "weaker", True)
    assert (parted.child, parted.verdict, parted.by_person) == (None, "missing", True)


def test_second_line_derived_from_one_above_is_no_addition():
    above = task("a", "Rà soát dữ liệu")
    child = plan(
        task("b", "Rà soát dữ liệu học sinh", answers="a"), task("c", "Rà soát dữ liệu giáo viên", answers="a")
    )

    assert compare(plan(above), child).added == ()


def test_reason_of_a_dropped_line_is_told():
    child = plan(dropped=(("a", "Trường không có bếp ăn"),))

    assert compare(plan(task("a", "Kiểm tra bếp ăn bán trú")), child).findings[0].departure == "Trường không có bếp ăn"


def test_phase_beyond_the_one_above_does_not_fit():
    above = SaidLine("a", Kind.PHASE, "Đợt 1", start=date(2026, 1, 1), due=date(2026, 6, 30))
    below = replace(above, key="b", answers="a", due=date(2026, 7, 31))

    found = only(above, below)

    assert (found.verdict, found.late) == ("weaker", 31)
    assert found.why == "kết thúc 31/07/2026, muộn hơn 30/06/2026"


def test_times_outside_the_plan_above_are_named():
    phase = SaidLine("b", Kind.PHASE, "Giai đoạn 2", start=date(2027, 1, 1), due=date(2030, 12, 31))
    parent = plan(start=date(2026, 1, 1), end=date(2026, 12, 31))

    answer = compare(parent, plan(phase, start=date(2027, 2, 1)))

    assert len(answer.unfit) == 2
    assert "muộn hơn 31/12/2026" in answer.unfit[1]


SYLLABLES = "học sinh giáo viên dữ liệu báo cáo an toàn bếp ăn thư viện sách phòng cháy cây xanh sân"
WORDS = st.lists(st.sampled_from(sorted(set(SYLLABLES.split()))), min_size=1, max_size=8).map(" ".join)
LINES = st.builds(
    SaidLine,
    key=st.just(""),
    kind=st.sampled_from(list(Kind)),
    text=WORDS,
    comparator=st.sampled_from([">=", ">", "=", "<="]),
    value=st.none() | st.integers(1, 99).map(Decimal),
    unit=st.sampled_from(["%", "mô hình"]),
    mandatory=st.booleans(),
    due=st.none() | st.dates(date(2026, 1, 1), date(2026, 12, 31)),
)


def keyed(lines: list[SaidLine], letter: str) -> tuple[SaidLine, ...]:
    return tuple(replace(line, key=f"{letter}{place}") for place, line in enumerate(lines))


def distinct(lines: list[SaidLine]) -> list[SaidLine]:
    return list({(line.kind, line.text): replace(line, mandatory=True) for line in lines}.values())


@given(st.lists(LINES, max_size=12))
def test_plan_against_itself_keeps_everything(lines):
    answer = compare(SaidPlan(keyed(distinct(lines), "a")), SaidPlan(keyed(distinct(lines), "b")))

    assert all(found.verdict is Verdict.KEPT and not found.late for found in answer.findings)
    assert answer.added == ()


@given(st.lists(LINES, min_size=1, max_size=12), st.randoms())
def test_removing_a_line_makes_it_missing(lines, chance):
    lines = distinct(lines)
    gone = chance.randrange(len(lines))
    child = keyed(lines, "b")[:gone] + keyed(lines, "b")[gone + 1 :]

    found = compare(SaidPlan(keyed(lines, "a")), SaidPlan(child)).findings

    assert [finding.parent.key for finding in found if finding.verdict is Verdict.MISSING] == [f"a{gone}"]


@given(st.integers(1, 90), st.integers(1, 9), st.sampled_from([">=", ">", "="]))
def test_raising_a_figure_makes_it_sharper_and_lowering_it_weaker(value, more, comparator):
    texts = ["Tỷ lệ học bạ số", "Tỷ lệ chữ ký số của giáo viên", "Tỷ lệ thu học phí không dùng tiền mặt"]
    above = plan(*(share(f"a{n}", text, value, comparator) for n, text in enumerate(texts)))
    changed = [replace(line, key=line.key.replace("a", "b")) for line in above.lines]
    changed[0] = replace(changed[0], value=Decimal(value + more))
    changed[1] = replace(changed[1], value=Decimal(value - Decimal(more) / 10))

    found = [verdict for verdict, _ in verdicts(above, plan(*changed)).values()]

    assert found == ["sharper", "weaker", "kept"]


@given(st.dictionaries(st.tuples(st.integers(0, 4), st.integers(0, 4)), st.integers(1, 50), max_size=12))
def test_best_choice_is_as_good_as_trying_all(gains):
    def best(left: int, used: frozenset[int]) -> float:
        if left > 4:
            return 0
        options = [best(left + 1, used)]
        options += [
            gain + best(left + 1, used | {right})
            for (a, right), gain in gains.items()
            if a == left and right not in used
        ]
        return max(options)

    chosen = best_pairs(gains)

    assert len(set(chosen.values())) == len(chosen)
    assert sum(gains[edge] for edge in chosen.items()) == best(0, frozenset())
