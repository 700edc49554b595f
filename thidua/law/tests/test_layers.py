from datetime import date
from pathlib import Path

from thidua.law import Outcome, explain, judge, rules_with
from thidua.law.facts import Grade
from thidua.law.tests import make

SAMPLE = Path(__file__).parent / "layers" / "tinh-song-ha.toml"
TIGHTER = """
[[standard]]
mode = "tighten"
award = "title"
subject = "person"
source = "Q Đ1"
verified = true
when.grade = "excellent"
"""


def judged(rules, grade, on=make.ON):
    return judge("title", make.person({2025: grade}), on=on, period=make.PERIOD, rules=rules)


def test_layer_asks_for_more_and_says_by_which_article():
    rules = make.small(make.STANDARD, layers=[make.LAYER + TIGHTER])

    good, best = judged(rules, Grade.GOOD), judged(rules, Grade.EXCELLENT)

    assert (good.outcome, best.outcome) == (Outcome.NOT_MET, Outcome.MET)
    assert "Điều 1 Quyết định mẫu" in str(explain(good))
    assert explain(good).tree["layers"] == ["Quy định của Nhà nước", "Tỉnh mẫu"]


def test_layer_holds_only_on_its_days():
    rules = make.small(make.STANDARD, layers=[make.LAYER + TIGHTER])

    assert judged(rules, Grade.GOOD, on=date(2020, 12, 31)).outcome is Outcome.MET
    assert judged(rules, Grade.GOOD, on=date(2021, 1, 1)).outcome is Outcome.NOT_MET


def test_each_layer_asks_for_more_than_the_one_below():
    school = make.LAYER.replace('"province"', '"unit"').replace('"Q"', '"S"')
    more = TIGHTER.replace("Q Đ1", "S Đ2").replace('when.grade = "excellent"', 'when.claim = "c"\nwhen.text = "Có c"')
    rules = make.small(make.STANDARD, layers=[make.LAYER + TIGHTER, school + more])

    assert judged(rules, Grade.EXCELLENT).lacks == ("chưa nêu thành tích: Có c",)
    assert len(judged(rules, Grade.GOOD).lacks) == 2


def test_what_is_free_is_replaced():
    free = make.STANDARD.replace('"tighten"', '"free"')
    easier = TIGHTER.replace('"tighten"', '"replace"').replace("excellent", "completed")

    rules = make.small(free, layers=[make.LAYER + easier])

    assert judged(rules, Grade.COMPLETED).outcome is Outcome.MET
    assert judged(make.small(free), Grade.COMPLETED).outcome is Outcome.NOT_MET


def test_sample_of_a_province_lies_over_the_nation():
    rules = rules_with([SAMPLE])

    assert [layer.name for layer in rules.layers] == ["Quy định của Nhà nước", "Tỉnh Sông Hà"]
