"""Lists as files: at once, or in the background with a notice; kept for a week."""

from datetime import date, timedelta
from io import BytesIO

import pytest
from django.core.files.storage import default_storage
from django.test import Client
from django.utils import timezone
from python_calamine import CalamineWorkbook

from thidua.documents.tests import make
from thidua.kernel import exports
from thidua.kernel.models import Run
from thidua.people.tests import make as people

pytestmark = pytest.mark.django_db
URL = "/van-ban/"


@pytest.fixture
def officer():
    return people.person(people.unit("Trường THCS Suối Mơ"))


@pytest.fixture
def client(officer):
    return signed_in(officer)


def signed_in(person):
    client = Client()
    client.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def excerpts(content):
    lines = CalamineWorkbook.from_filelike(BytesIO(content)).get_sheet_by_index(0).to_python()
    return [line[5] for line in lines[1:]]


@pytest.fixture
def three(officer):
    unit = officer.posts.get().unit
    for excerpt in ("Dạy tốt", "Học tốt", "Dạy giỏi"):
        make.document(unit, officer, excerpt=excerpt, date=date(2026, 11, 21))


def test_short_list_is_a_file_at_once(client, three):
    answer = client.get(URL, {"xuat": "excel", "q": "day"})

    assert excerpts(answer.content) == ["Dạy giỏi", "Dạy tốt"]
    assert Run.objects.count() == 0


def test_long_list_is_written_in_the_background_as_it_was_filtered(client, officer, three, monkeypatch):
    monkeypatch.setattr(exports, "MOST_AT_ONCE", 1)

    answer = client.get(URL, {"xuat": "excel", "q": "day", "trang": "9"})

    run = Run.objects.get()
    assert answer["Location"] == f"/viec-nen/{run.pk}/"
    assert (run.status, run.done, run.total, run.by) == ("done", 2, 2, officer)
    assert officer.notices.get().url == run.result_url
    file = client.get(run.result_url)
    assert excerpts(b"".join(file)) == ["Dạy giỏi", "Dạy tốt"]
    assert 'filename="van-ban.xlsx"' in file["Content-Disposition"]


def test_file_of_another_person_is_not_found(client, three, monkeypatch):
    monkeypatch.setattr(exports, "MOST_AT_ONCE", 1)
    client.get(URL, {"xuat": "excel"})
    stranger = signed_in(people.person(people.unit("Trường Đồi Thông")))

    assert stranger.get(Run.objects.get().result_url).status_code == 404


def test_file_is_forgotten_after_a_week(client, three, monkeypatch):
    monkeypatch.setattr(exports, "MOST_AT_ONCE", 1)
    client.get(URL, {"xuat": "excel"})
    run, now = Run.objects.get(), timezone.now()
    url, key = run.result_url, run.parameters["file"]

    soon = exports.forget_exports(now=now + timedelta(days=6))
    late = exports.forget_exports(now=now + timedelta(days=8))

    assert (soon, late, exports.forget_exports(now=now + timedelta(days=9))) == (0, 1, 0)
    assert not default_storage.exists(key)
    assert client.get(url).status_code == 404
    run.refresh_from_db()
    assert (run.result_url, run.message) == ("", exports.GONE)
