"""The guide for officers says what is true."""

import json
import re
from pathlib import Path

from thidua.law import facts_from
from thidua.law.conditions.parsing import OPERATORS
from thidua.law.tests import make

GUIDE = (Path(__file__).parents[3] / "docs" / "luat.md").read_text("utf-8")


def example(language):
    return re.search(rf"```{language}\n(.*?)```", GUIDE, re.DOTALL)[1]


def test_sample_of_local_rules_is_sound():
    assert [layer.name for layer in make.over(example("toml")).layers][1:] == ["Tỉnh Sông Hà"]


def test_sample_of_facts_is_sound():
    facts = facts_from(
        {key: value for key, value in json.loads(example("json")).items() if key not in ("on", "period")}
    )

    assert facts.name == "Trần Thị Mẫu"


def test_every_operator_is_told():
    assert [operator for operator in OPERATORS if f"`{operator}`" not in GUIDE] == []
