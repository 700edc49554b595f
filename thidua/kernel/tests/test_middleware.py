import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpResponse
from django.test import Client, RequestFactory
from django.urls import path

from thidua.kernel.middleware import Refusals, announced_bytes


def refuse(request):
    raise ValidationError([ValidationError("Thiếu nơi nhận.", code="a"), ValidationError("Thiếu <hạn>.", code="b")])


urlpatterns = [path("thu/", refuse)]


@pytest.fixture
def client(settings):
    settings.ROOT_URLCONF = __name__
    settings.MIDDLEWARE = ["django_htmx.middleware.HtmxMiddleware", "thidua.kernel.middleware.Refusals"]
    return Client()


def test_refusal_becomes_a_notice_page(client):
    answer = client.get("/thu/")

    page = answer.content.decode()
    assert (answer.status_code, page.count("<html")) == (422, 1)
    assert "<li>Thiếu nơi nhận.</li>" in page
    assert "<li>Thiếu &lt;hạn&gt;.</li>" in page


def test_refusal_answers_htmx_with_the_notice_alone(client):
    answer = client.get("/thu/", headers={"hx-request": "true"})

    notice = answer.content.decode()
    assert (answer.status_code, notice.count("<html"), notice.count("<li>")) == (422, 0, 2)


def test_other_exceptions_are_left_to_django():
    refusals = Refusals(lambda request: HttpResponse())

    assert refusals.process_exception(RequestFactory().get("/"), PermissionDenied()) is None


@pytest.mark.parametrize("method", ["get", "post"])
def test_zero_character_is_refused_before_the_page(client, method):
    answer = getattr(client, method)("/thu/", {"q": "a\x00b"})

    assert answer.status_code == 400


@pytest.mark.parametrize(
    ("announced", "size"), [("", 0), ("12", 12), ("-1", 0), ("²", 0), ("9" * 5000, int("9" * 20)), ("0x10", 0)]
)
def test_announced_size_is_read_whatever_is_announced(announced, size):
    request = RequestFactory().post("/", CONTENT_LENGTH=announced)

    assert announced_bytes(request) == size
