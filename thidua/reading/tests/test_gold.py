"""Invented plans of every kind, with what a careful clerk reads out of each."""

import json
import subprocess
import sys
from collections import Counter
from fractions import Fraction
from pathlib import Path

import pytest

from thidua.reading import as_schema, read_text

PLANS = Path(__file__).parent / "plans"
NAMES = sorted(path.stem for path in (PLANS / "gold").glob("*.json"))
BESIDE = Path(__file__).resolve().parents[4] / "shared" / "plans"
"""Plans that are not ours to publish, where a developer keeps some beside the repository."""

LEAST = {
    # The share of entries that are read exactly as the clerk wrote them, never to fall again.
    "header.issuer": Fraction(47, 48),
    "header.number": Fraction(1),
    "header.place": Fraction(1),
    "header.date": Fraction(1),
    "title": Fraction(1),
    "movement": Fraction(1),
    "period.start": Fraction(1),
    "period.end": Fraction(1),
    "bases": Fraction(1),
    "outline": Fraction(1),
    "indicators": Fraction(87, 100),
    "deadlines": Fraction(86, 100),
    "phases": Fraction(1),
    "assignments": Fraction(1),
    "recipients": Fraction(1),
    "signer.capacity": Fraction(1),
    "signer.position": Fraction(1),
    "signer.name": Fraction(1),
}


def gold_of(name):
    return json.loads((PLANS / "gold" / f"{name}.json").read_text("utf-8"))


@pytest.fixture(scope="module")
def answers():
    return {name: as_schema(read_text((PLANS / "text" / f"{name}.txt").read_text("utf-8")).plan) for name in NAMES}


def entries(plan, field):
    """The entries of a field, countable; a single value is a list of one."""
    for key in field.split("."):
        plan = plan[key]
    return Counter(json.dumps(entry, sort_keys=True) for entry in (plan if isinstance(plan, list) else [plan]))


def test_every_text_has_its_gold_and_every_field_its_share():
    assert sorted(path.stem for path in (PLANS / "text").glob("*.txt")) == NAMES
    assert len(NAMES) >= 48
    for name in NAMES:
        assert {field.split(".")[0] for field in LEAST} == set(gold_of(name))


@pytest.mark.parametrize("field", LEAST)
def test_field_is_read_as_the_clerk_read_it(answers, field):
    right = there = 0
    for name in NAMES:
        gold, answer = entries(gold_of(name), field), entries(answers[name], field)
        right += 2 * (gold & answer).total()
        there += gold.total() + answer.total()

    assert Fraction(right, there) >= LEAST[field]


def test_dates_and_figures_are_right_also_where_the_words_are_cut_otherwise(answers):
    for name in NAMES:
        gold = gold_of(name)
        dates = Counter(deadline["date"] for deadline in gold["deadlines"])

        assert Counter(deadline["date"] for deadline in answers[name]["deadlines"]) == dates


def test_plans_beside_the_repository_are_read_well():
    command = [sys.executable, "-c", "import sys; from thidua.reading.cli import main; sys.exit(main(sys.argv[1:]))"]

    for score in BESIDE.glob("score.py"):
        done = subprocess.run(
            [sys.executable, score, "--min", "0.95", "--", *command], capture_output=True, text=True, check=False
        )

        assert done.returncode == 0, done.stdout
