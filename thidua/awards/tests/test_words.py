"""What people read here: a refusal says what to do next, and one thing has one name."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.template.loader import render_to_string
from django.urls import reverse

import thidua.awards
from thidua.awards.queries.eligibility import OUTCOMES
from thidua.awards.tests import make

ROOM = Path(thidua.awards.__file__).parent
DEEDS = ("Ghi ", "Chọn ", "Chỉ chọn ", "Mời ", "Ban hành ", "Kết thúc ", "Phải công khai ", "Công khai nhiều nhất ")
"""A sentence that begins so tells what to do by itself."""


def refusals(source: str) -> Iterator[str]:
    """Sentences written out in a `ValidationError`, or named `sentence` right before it; `{}` for what is put in."""
    for function in (node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.FunctionDef)):
        named = [
            node.value
            for node in ast.walk(function)
            if isinstance(node, ast.Assign) and [ast.unparse(one) for one in node.targets] == ["sentence"]
        ]
        calls = [node for node in ast.walk(function) if isinstance(node, ast.Call) and node.args]
        refused = [node for node in calls if ast.unparse(node.func) == "ValidationError"]
        by_name = any(isinstance(node.args[0], ast.Name) and node.args[0].id == "sentence" for node in refused)
        for one in [node.args[0] for node in refused] + (named if by_name else []):
            if isinstance(one, ast.Constant) and isinstance(one.value, str):
                yield one.value
            elif isinstance(one, ast.JoinedStr):
                yield "".join(part.value if isinstance(part, ast.Constant) else "{}" for part in one.values)


def says_what_to_do(sentence: str) -> bool:
    return sentence.startswith(DEEDS) or ". " in sentence


@pytest.mark.parametrize("folder", ["operations", "forms", "views"])
def test_every_refusal_says_what_to_do(folder):
    mute = {
        sentence
        for path in sorted((ROOM / folder).rglob("*.py"))
        for sentence in refusals(path.read_text("utf-8"))
        if not says_what_to_do(sentence)
    }

    assert mute == set()


def test_the_search_sees_refusals():
    source = 'def f():\n    sentence = f"Đã {x} rồi."\n    raise ValidationError(sentence, code="a")\n'

    assert list(refusals(source)) == ["Đã {} rồi."]
    assert [says_what_to_do(one) for one in ("Đã ghi rồi.", "Đã ghi rồi. Tải lại trang.", "Ghi lý do.")] == [
        False,
        True,
        True,
    ]


def chip(outcome: str, **facts: object) -> str:
    return " ".join(render_to_string("awards/_outcome.html", {"outcome": outcome, **facts}).split())


@pytest.mark.parametrize(("outcome", "words"), OUTCOMES.items())
def test_an_outcome_has_one_name_on_chips_and_in_filters(outcome, words):
    assert f">{words}<" in chip(outcome)


def test_a_wrong_row_of_a_sheet_says_what_to_do():
    calls = [
        node
        for name in ("grade_sheet.py", "award_sheet.py")
        for node in ast.walk(ast.parse((ROOM / "operations" / name).read_text("utf-8")))
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "problems.add"
    ]
    told = [call.args[2] for call in calls if isinstance(call.args[2], ast.Constant | ast.JoinedStr)]

    assert told
    assert [ast.unparse(one) for one in told if ". " not in ast.unparse(one)] == []


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["own_days", "add_award", "start_awards_sheet"])
def test_who_keeps_nothing_is_told_whose_work_it_is(client, name):
    client.force_login(make.Place().teachers[0], backend="allauth.account.auth_backends.AuthenticationBackend")

    answer = client.get(reverse(f"awards:{name}"))

    assert answer.status_code == 403
    assert "dành cho người đứng đầu và cán bộ phụ trách của đơn vị." in answer.text
