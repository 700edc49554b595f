"""Initiatives that everybody may read."""

import pytest
from django.urls import reverse

from thidua.initiatives.models import Initiative
from thidua.initiatives.tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture
def school():
    return make.School(teams=1)


def past(school, **facts) -> Initiative:
    facts = {"title": "Góc sách hành lang", "year": 2025, "status": "recognised", "is_public": True, **facts}
    return Initiative.objects.create(
        unit=school.teams[0], scope="unit", created_by=school.officer, changed_by=school.officer, **facts
    )


def test_anybody_finds_what_a_unit_made_public_and_nothing_else(client, school):
    shown = past(school)
    past(school, title="Góc sách kín", is_public=False)
    past(school, title="Góc sách bị hủy", status="not_recognised")

    answer = client.get(reverse("portal:library"), {"q": "goc sach"})

    assert [row.title for row in answer.context["models"].object_list] == [shown.title]


@pytest.mark.parametrize("name", ["library", "honours"])
def test_list_without_scripts_is_narrowed_by_a_button_for_every_browser(client, school, name):
    text = client.get(reverse(f"portal:{name}")).text

    assert ("htmx" in text.partition("<body>")[0], "<noscript>" in text) == (False, False)
    assert '<button type="submit" class="btn">Lọc</button>' in text


def test_page_tells_it_without_secrets_names_of_helpers_and_files(client, school):
    parts = {"solution": "Ba bước làm.", "secret": "MẬT", "first_users": "Bùi Thị Sen"}
    row = past(school, parts=parts)
    row.authors.create(outside_name="Đinh Văn Khoa", share=100)
    piece = make.attachment(school.teams[0], school.teachers[0], name="huong-dan.txt")
    row.enclosures.create(attachment=piece)

    page = client.get(reverse("portal:model", args=[row.pk]))

    assert ("Ba bước làm." in page.text, "Đinh Văn Khoa" in page.text) == (True, True)
    assert [word for word in ("MẬT", "Bùi Thị Sen", "huong-dan.txt", "/minh-chung/") if word in page.text] == []


@pytest.mark.parametrize("facts", [{"is_public": False}, {"status": "not_recognised"}])
def test_what_is_not_public_is_not_found(client, school, facts):
    row = past(school, **facts)

    assert client.get(reverse("portal:model", args=[row.pk])).status_code == 404


def test_taken_back_is_gone_at_once(client, school):
    row = past(school)
    before = client.get(reverse("portal:model", args=[row.pk]))

    Initiative.objects.filter(pk=row.pk).update(is_public=False)

    after = client.get(reverse("portal:model", args=[row.pk]))
    assert (before.status_code, before["Cache-Control"], after.status_code) == (200, "private, no-store", 404)


def test_page_only_reads(client, school):
    row = past(school)

    assert client.post(reverse("portal:model", args=[row.pk])).status_code == 405


@pytest.mark.parametrize("count", [3, 30])
def test_list_asks_few_queries(client, school, django_assert_max_num_queries, count):
    for n in range(count):
        past(school, title=f"Sáng kiến {n}").authors.create(person=school.teachers[0], share=100)

    with django_assert_max_num_queries(6):
        assert client.get(reverse("portal:library")).status_code == 200
