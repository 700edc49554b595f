"""Reports of achievements: drafted from data, written by several people, printed."""

import pytest
from django.core.exceptions import ValidationError

from thidua.awards.models import Nomination
from thidua.awards.operations import nominations as operations
from thidua.awards.operations.achievements import mark_of, write_report
from thidua.awards.queries.achievements import drafted_parts
from thidua.awards.queries.papers import checklist_of
from thidua.awards.tests import make
from thidua.awards.tests.test_nomination_pages import TODAY, case, sign_in, url
from thidua.progress.tests import make as figures

pytestmark = pytest.mark.django_db


def test_report_is_drafted_from_data_in_three_parts():
    place, _, row = case()
    make.award(place.school, place.teachers[0], by=place.officer, year="2024-2025")

    parts = drafted_parts(row)

    assert "- Họ và tên: Nguyễn Giáo Viên 0" in parts["origin"]
    assert "Tổ Toán - Tin, Trường THPT Suối Mơ" in parts["origin"]
    assert "- Năm học 2025-2026: hoàn thành tốt nhiệm vụ" in parts["achievements"].replace("Hoàn", "hoàn")
    assert "2024-2025: Lao động tiên tiến (Quyết định số 12/QĐ-SGDĐT-2024-2025 ngày 15/08/2024" in parts["awards"]


def test_report_that_was_saved_is_there_and_says_what_is_left_blank(client):
    place, _, row = case()
    sign_in(client, place.officer)
    sections = client.get(url("report", row.pk)).context["sections"]
    typed = {one["key"]: one["shown"] for one in sections} | {f"seen_{one['key']}": one["seen"] for one in sections}

    client.post(url("report", row.pk), typed)

    row.refresh_from_db()
    line = next(line for line in checklist_of(row) if line.paper.key == "achievement_report")
    assert (line.state, line.told) == ("there", ("Báo cáo soạn trong hệ thống, còn 3 chỗ để trống",))
    again = client.get(url("report", row.pk)).context["sections"]
    assert [one["drafted"] == one["text"] for one in again] == [True] * 4
    client.post(url("report", row.pk), {"origin": "Tự viết", "seen_origin": mark_of(again[0]["text"])})
    taken = {"origin": "Đang gõ dở", "seen_origin": mark_of("Tự viết"), "take": "origin"}
    client.post(url("report", row.pk), taken)
    row.refresh_from_db()
    assert row.report[0]["text"] == again[0]["drafted"]


def test_report_of_a_collective_tells_how_many_it_has():
    place, season, _ = case()
    row = operations.draft_nomination(season, place.team, make.COLLECTIVE, by=place.officer, today=TODAY)

    parts = drafted_parts(row)

    assert "- Tên tập thể: Tổ Toán - Tin, Trường THPT Suối Mơ" in parts["origin"]
    assert "- Tổng số cán bộ, giáo viên, nhân viên: 4" in parts["origin"]


def test_two_who_write_different_parts_lose_nothing_and_at_one_part_the_second_is_told():
    place, _, row = case()
    seen = {key: mark_of("") for key in ("origin", "achievements", "awards", "summary")}

    write_report(row, {"origin": "Lý lịch"}, by=place.officer, seen=seen)
    write_report(row, {"achievements": "Thành tích"}, by=place.head, seen=seen)
    with pytest.raises(ValidationError) as refusal:
        write_report(row, {"origin": "Lý lịch khác"}, by=place.head, seen=seen)

    assert refusal.value.code == "changed_meanwhile"
    row.refresh_from_db()
    assert [part["text"] for part in row.report] == ["Lý lịch", "Thành tích", ""]


def test_page_of_the_report_keeps_what_was_typed_when_somebody_else_was_quicker(client):
    place, _, row = case()
    sign_in(client, place.officer)
    address = url("report", row.pk)
    first = client.get(address).context["sections"]
    typed = {one["key"]: one["shown"] for one in first} | {f"seen_{one['key']}": one["seen"] for one in first}
    write_report(row, {"origin": "Bản của người khác"}, by=place.head, seen={"origin": mark_of("")})

    answer = client.post(address, {**typed, "origin": "Bản của mình"})

    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Bản của mình" in page
    assert "Bản của người khác" in page
    again = {f"seen_{one['key']}": one["seen"] for one in answer.context["sections"]}
    assert client.post(address, {**typed, **again, "origin": "Bản gộp"}).status_code == 302
    row.refresh_from_db()
    assert row.report[0]["text"] == "Bản gộp"


def test_nominee_writes_the_own_report_once_asked(client):
    place, _, row = case()
    address = url("report", row.pk)
    sign_in(client, place.teachers[0])
    assert client.get(address).status_code == 404

    operations.change_nomination(row, by=place.officer, today=TODAY, asks_report=True)
    answer = client.get(address)
    assert answer.status_code == 200
    assert client.post(address, {"origin": "Tự viết", "seen_origin": mark_of("")}).status_code == 302
    assert client.get(url("nomination", row.pk)).status_code == 404
    sign_in(client, place.teachers[1])
    assert client.get(address).status_code == 404
    operations.propose_nomination(row, by=place.officer, today=TODAY)
    sign_in(client, place.teachers[0])
    assert client.get(address).status_code == 403


def test_leader_writes_the_report_of_the_team_once_asked(client):
    place, season, _ = case()
    row = operations.draft_nomination(
        season, place.team, make.COLLECTIVE, by=place.officer, today=TODAY, asks_report=True
    )
    sign_in(client, place.leader)

    assert client.post(url("report", row.pk), {"origin": "Tổ", "seen_origin": mark_of("")}).status_code == 302


def test_report_and_summary_are_printed(client):
    place, _, row = case("ready")
    sign_in(client, place.officer)

    files = [
        client.get(url(name, row.pk) + way) for name in ("report_file", "summary_file") for way in ("", "?dang=word")
    ]

    assert [file.content[:4] for file in files] == [b"%PDF", b"PK\x03\x04"] * 2
    sign_in(client, place.stranger)
    assert client.get(url("report_file", row.pk)).status_code == 404
    assert client.get(url("summary_file", row.pk)).status_code == 404


def test_report_of_a_school_tells_the_figures_that_were_accepted_in_the_year():
    place = figures.Province(communes=1, schools=1)
    school = place.schools[0]
    plan = place.issued({"text": "Tỷ lệ học sinh hoàn thành chương trình."}, {"text": "Số sách mượn", "value": None})
    done, open_one = plan.targets.order_by("pk")
    keeper = make.person(school, "officer", name="Cán Bộ Trường")
    figures.cell(figures.owed(plan, school), done, keeper, 95, 100, status="accepted")
    figures.cell(figures.owed(plan, school, "2026-Q2"), done, keeper, 97, 100, status="accepted")
    figures.cell(figures.owed(plan, school), open_one, keeper, status="submitted")
    season = make.season(school)
    row = Nomination(season=season, desk=season, unit=school, collective=school, award=make.COLLECTIVE, by=keeper)
    row.save()

    told = drafted_parts(row)["achievements"].splitlines()

    assert told[-2:] == [
        "2. Chỉ tiêu được giao",
        "- Tỷ lệ học sinh hoàn thành chương trình: 97/100 (97 %) – đạt",
    ]
