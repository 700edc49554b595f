"""Whoever does not keep a record and is not its person reads nothing of it at any address of this room."""

import json
import re
from datetime import date
from io import BytesIO

import pytest
from django.urls import reverse
from python_calamine import CalamineWorkbook

from thidua.awards.models import LocalRules
from thidua.awards.operations import records
from thidua.awards.operations.nominations import draft_nomination, propose_nomination
from thidua.awards.tests import make
from thidua.awards.urls import urlpatterns
from thidua.kernel.calendar import today

pytestmark = pytest.mark.django_db
SECRETS = ("77/qđ-sm", "không hoàn thành nhiệm vụ", "giáng chức", "nghỉ không hưởng lương", "đang bị điều tra")
EXPLAINED = {"guide", "local_rules_text", "local_rules_version", "start_grade_sheet"}
"""Pages that tell the rules and what may be entered, in the words of the law."""
OUTSIDERS = ("chief", "leader", "administrator")


@pytest.fixture
def place():
    return make.Place()


def outsider(place, who):
    if who != "administrator":
        return getattr(place, who)
    somebody = make.person(place.department, "administrator", name="Quản Trị Sở")
    make.post(somebody, place.department, "inspector")
    return somebody


def everything(place) -> dict[str, object]:
    """Records of every kind about the first teacher, who is put forward; what addresses of the room may ask for."""
    teacher, by = place.teachers[0], place.officer
    given = {"by": by, "today": today()}
    records.set_grade(place.school, teacher, year=make.YEAR, grade="not_completed", decision="77/QĐ-SM", by=by)
    records.set_grade(place.school, place.team, year=make.YEAR, grade="not_completed", decision="77/QĐ-SM", by=by)
    discipline = records.add_discipline(place.school, teacher, form="lowered", decided=date(2026, 1, 5), **given)
    records.add_proceeding(place.school, teacher, kind="investigation", since=date(2026, 1, 5), **given)
    records.add_absence(place.school, teacher, kind="unpaid", start=date(2026, 1, 5), by=by)
    season = make.season(place.school)
    make.season(place.department)
    make.registration(season, teacher, by=teacher)
    award = make.award(place.school, teacher, by=by, year="2024-2025")
    nomination = draft_nomination(season, teacher, make.WORKER, **given)
    propose_nomination(nomination, by=place.head, today=today(), reason="Có thành tích đột xuất")
    rules = LocalRules.objects.create(unit=place.department, n=1, name="Quy định", content="", by=place.chief)
    return {
        "season_id": season.pk,
        "nomination_id": nomination.pk,
        "person_id": teacher.pk,
        "unit_id": place.team.pk,
        "award_id": award.pk,
        "award": make.WORKER,
        "key": make.WORKER,
        "kind": "person",
        "subject_id": teacher.pk,
        "id": teacher.pk,
        "pk": teacher.pk,
        "rules_id": rules.pk,
        "record_id": discipline.pk,
        "slug": "ky-luat",
        "suffix": "pdf",
        "table": "quota",
    }


def addresses(known: dict[str, object]):
    """Every address of the room, with what is there put in; others of a kind that nothing was made of get 1."""
    for pattern in urlpatterns:
        wanted = {name: known.get(name, 1) for name in pattern.pattern.converters}
        yield pattern.name, reverse(f"awards:{pattern.name}", kwargs={**wanted, **(pattern.default_args or {})})


def words_of(response) -> str:
    if response.status_code >= 300:
        return ""
    content = b"".join(response.streaming_content) if response.streaming else response.content
    if content[:2] == b"PK":
        book = CalamineWorkbook.from_filelike(BytesIO(content))
        return json.dumps(book.get_sheet_by_index(0).to_python(), default=str, ensure_ascii=False).lower()
    text = content.decode("utf-8", "replace")
    return re.sub(r"<option (?!.*selected).*?</option>|<input[^>]*>", "", text).lower()


@pytest.mark.parametrize("who", OUTSIDERS)
def test_outsiders_read_nothing_of_a_record_at_any_address(place, client, who):
    known = everything(place)
    client.force_login(outsider(place, who), backend="allauth.account.auth_backends.AuthenticationBackend")
    told = {}

    for name, address in addresses(known):
        if name in EXPLAINED:
            continue
        answer = client.get(f"{address}?nam={make.YEAR}&q=giáo+viên+0&donvi={place.school.pk}")
        told[name] = words_of(answer)
        if answer.status_code == 200:
            told[name] += words_of(client.get(f"{address}?xuat=excel"))

    found = {name: [secret for secret in SECRETS if secret in said] for name, said in told.items()}
    assert {name: secrets for name, secrets in found.items() if secrets} == {}


def test_the_walk_meets_what_is_there(place, client):
    known = everything(place)
    client.force_login(place.officer, backend="allauth.account.auth_backends.AuthenticationBackend")

    open_ones = dict(addresses(known))
    met = {name: words_of(client.get(open_ones[name] + f"?nam={make.YEAR}")) for name in ("records", "person_records")}

    assert all(secret in met["person_records"] for secret in SECRETS)
    assert "77/qđ-sm" in met["records"]
