from pathlib import Path

import pytest
from django import forms
from django.test import RequestFactory
from django_htmx.middleware import HtmxDetails

from thidua.kernel.htmx import page

PAGE = '<title>Việc</title>\n<p id="errand-card">Việc</p>\n'
CARD = '<p id="errand-card">Việc</p>'


@pytest.fixture(autouse=True)
def _templates(settings):
    templates = Path(__file__).parent / "templates"
    settings.TEMPLATES = [{**settings.TEMPLATES[0], "DIRS": [templates]}]


class Wish(forms.Form):
    words = forms.CharField(max_length=4)


Wishes = forms.formset_factory(Wish, extra=1)
ONE = {"form-TOTAL_FORMS": "1", "form-INITIAL_FORMS": "0"}


def asked(**headers):
    request = RequestFactory().get("/", headers=headers)
    request.htmx = HtmxDetails(request)
    return request


def answered(request, *, part="errand-card", **context):
    answer = page(request, "kernel_tests/errand.html", {"errand": "Việc", **context}, part=part)
    assert answer["Vary"] == "HX-Request"
    return answer.status_code, answer.content.decode()


def test_page_is_whole_for_a_browser():
    assert answered(asked()) == (200, PAGE)


def test_part_alone_answers_htmx():
    assert answered(asked(hx_request="true")) == (200, CARD)


def test_page_without_parts_is_whole_for_htmx():
    assert answered(asked(hx_request="true"), part="") == (200, PAGE)


@pytest.mark.parametrize("header", ["hx_history_restore_request", "hx_boosted"])
def test_page_is_whole_for_history_and_for_followed_links(header):
    assert answered(asked(hx_request="true", **{header: "true"})) == (200, PAGE)


@pytest.mark.parametrize(
    ("form", "status"),
    [
        (Wish(), 200),
        (Wish({"words": "Xong"}), 200),
        (Wish({}), 422),
        (Wishes(), 200),
        (Wishes({**ONE, "form-0-words": "Xong"}), 200),
        (Wishes({**ONE, "form-0-words": "Chưa xong"}), 422),
    ],
)
def test_status_tells_whether_a_form_has_errors(form, status):
    assert answered(asked(), form=form)[0] == status


def test_error_added_by_an_operation_counts():
    form = Wish({"words": "Xong"})
    form.add_error(None, "Không làm được.")

    assert answered(asked(), form=form)[0] == 422


def test_status_that_the_view_gives_stays():
    assert page(asked(), "kernel_tests/errand.html", {"form": Wish({})}, status=409).status_code == 409
