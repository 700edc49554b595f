"""Pages of the register, of a life's awards, of statistics and of honours."""

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from thidua.awards.models import Award, HonourPage, SheetIn
from thidua.awards.operations import register_book
from thidua.awards.operations.award_sheet import AWARD_SHEET
from thidua.awards.queries.statistics import board_of, statistics_lines
from thidua.awards.tests import make
from thidua.awards.tests.test_awards import MEDAL, added, line, read
from thidua.initiatives.models import Initiative, Recognition
from thidua.kernel.models import Run
from thidua.people.tests.make import unit

pytestmark = pytest.mark.django_db


@pytest.fixture
def place():
    return make.Place()


def signed_in(client, person):
    client.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def url(name, *args):
    return reverse(f"awards:{name}", args=args)


# The register.


def test_register_lists_searches_and_goes_out_to_excel_word_and_pdf(client, place):
    added(place)
    added(place, place.teachers[1], decision_number="99/QĐ-UBND")
    signed_in(client, place.officer)

    part = client.get(url("register"), {"q": "giao vien 99/qd"}, headers={"HX-Request": "true"})
    assert ("Nguyễn Giáo Viên 1" in part.text, "Nguyễn Giáo Viên 0" in part.text) == (True, False)
    assert "<html" not in part.text
    assert client.get(url("register"), {"xuat": "excel"}).content[:2] == b"PK"
    assert client.get(url("print_register"), {"dang": "docx"}).content[:2] == b"PK"
    assert client.get(url("print_register"), {"dang": "pdf", "nam": "2019"}).content[:5] == b"%PDF-"


@pytest.mark.parametrize(("form", "head"), [("pdf", b"%PDF-"), ("docx", b"PK")])
def test_long_book_is_printed_in_the_background_for_who_asked(client, place, monkeypatch, form, head):
    monkeypatch.setattr(register_book, "AT_ONCE", {"pdf": 0, "docx": 0})
    added(place)
    signed_in(client, place.officer)

    answer = client.get(url("print_register"), {"dang": form})

    run = Run.objects.get()
    assert (answer.status_code, run.status) == (302, "done")
    assert b"".join(client.get(run.result_url).streaming_content).startswith(head)
    assert signed_in(client, place.head).get(run.result_url).status_code == 404


def test_empty_register_teaches_its_keeper(client, place):
    assert "Nhập từ Excel" in signed_in(client, place.officer).get(url("register")).text
    assert "Khi có quyết định khen thưởng" in signed_in(client, place.teachers[0]).get(url("register")).text
    assert "Không có khen thưởng nào khớp" in client.get(url("register"), {"q": "x"}).text


def test_keeper_writes_an_award_down_and_mends_it(client, place):
    signed_in(client, place.officer)
    facts = {
        "person": place.teachers[0].pk,
        "award": make.WORKER,
        "year": "2019-2020",
        "kind": "yearly",
        "decision_number": "12/QĐ-SGDĐT",
        "decision_date": "15/08/2020",
        "decided_by": "Sở Giáo dục và Đào tạo Đông Hải",
    }

    assert client.post(url("add_award"), facts | {"person": ""}).status_code == 422
    assert client.post(url("add_award"), facts | {"collective": place.team.pk}).status_code == 422
    assert client.post(url("add_award"), facts | {"year": "x"}).status_code == 422
    done = client.post(url("add_award"), facts, follow=True)
    row = Award.objects.get()
    assert ("Đã ghi vào sổ" in done.text, url("change_award", row.pk) in done.text) == (True, True)
    assert client.post(url("add_award"), facts).status_code == 422
    client.post(url("change_award", row.pk), facts | {"decision_number": "13/QĐ-SGDĐT"})
    row.refresh_from_db()
    assert row.decision_number == "13/QĐ-SGDĐT"


def test_others_write_nothing_and_strangers_find_nothing(client, place):
    row = added(place)

    signed_in(client, place.teachers[1])
    for name, args in (
        ("add_award", ()),
        ("change_award", (row.pk,)),
        ("start_awards_sheet", ()),
        ("awards_template", ()),
    ):
        assert client.get(url(name, *args)).status_code == 403
    assert client.post(url("show_honours"), {"act": "open"}).status_code == 403
    signed_in(client, place.stranger)
    assert client.get(url("change_award", row.pk)).status_code == 404


def test_sheet_is_read_and_confirmed_on_the_page(client, place):
    signed_in(client, place.officer)
    file = SimpleUploadedFile("cu.xlsx", AWARD_SHEET.workbook([line()]))

    assert client.get(url("awards_template")).content[:2] == b"PK"
    assert client.post(url("start_awards_sheet"), {"file": SimpleUploadedFile("x.xlsx", b"x")}).status_code == 422
    shown = client.post(url("start_awards_sheet"), {"file": file}, follow=True)
    row = SheetIn.objects.get()
    assert ("Nguyễn Giáo Viên 0" in shown.text, Award.objects.count()) == (True, 0)
    client.post(url("sheet_step", row.pk), {"act": "confirm"})
    assert Award.objects.count() == 1
    assert row.name in client.get(url("start_awards_sheet")).text


@pytest.mark.parametrize("count", [3, 30])
def test_register_asks_the_same_queries_for_many(client, count, django_assert_max_num_queries):
    place = make.Place(teachers=count)
    for each in place.teachers:
        added(place, each)
    signed_in(client, place.officer)

    with django_assert_max_num_queries(18):
        assert client.get(url("register")).status_code == 200


# A life's awards.


def recognised(place, person) -> Recognition:
    row = Initiative.objects.create(
        unit=place.team, scope="unit", title="Góc sách hành lang", year=2024, status="recognised",
        created_by=place.officer, changed_by=place.officer,
    )  # fmt: skip
    row.authors.create(person=person, share=100)
    return Recognition.objects.create(
        initiative=row, scope="unit", decided_by="Trường THPT Suối Mơ", decision_number="5/QĐ-THPT",
        decision_date=date(2024, 5, 20), by=place.officer,
    )  # fmt: skip


def test_passport_tells_awards_by_year_initiatives_and_revoked_ones_struck(client, place):
    teacher = place.teachers[0]
    first, second = added(place, teacher), added(place, teacher, year="2020-2021")
    Award.objects.filter(pk=second.pk).update(
        status="revoked", reason="Kê khai sai", revoked_on=date(2022, 1, 2), revoked_by_paper="7/QĐ-SGDĐT"
    )
    recognised(place, teacher)

    page = signed_in(client, teacher).get(url("passport", teacher.pk))

    assert [year.year for year in page.context["years"]] == ["2020-2021", "2019-2020"]
    for words in ("Góc sách hành lang", f"<del>{second.award_name}</del>", "Kê khai sai", "02/01/2022", "7/QĐ-SGDĐT"):
        assert words in page.text
    assert page.context["counts"] == [(first.award_name, 1)]
    assert client.get(url("own_passport"))["Location"] == url("passport", teacher.pk)
    assert "Quá trình khen thưởng" in client.get(reverse("people:profile")).text


def test_passport_offers_revoking_to_who_may_and_never_of_ones_own(client, place):
    row, own = added(place), added(place, place.officer, by=place.head)

    page = signed_in(client, place.officer).get(url("passport", row.person_id))
    assert url("revoke_award", row.pk) in page.text
    assert url("revoke_award", own.pk) not in client.get(url("passport", place.officer.pk)).text
    assert (
        url("revoke_award", row.pk) not in signed_in(client, place.teachers[0]).get(url("passport", row.person_id)).text
    )


def test_register_leads_to_mending_of_others_and_never_of_the_own(client, place):
    row, own = added(place), added(place, place.officer, by=place.head)

    page = signed_in(client, place.officer).get(url("register"))
    refused = client.get(url("change_award", own.pk))
    told = [client.get(url(name)).text for name in ("add_award", "add_other_award")]

    assert url("change_award", row.pk) in page.text
    assert url("change_award", own.pk) not in page.text
    assert (refused.status_code, place.head.full_name in refused.text) == (403, True)
    assert ["Khen thưởng của chính mình do người phụ trách khác ghi." in text for text in told] == [True, True]


def test_passport_is_printed(client, place):
    added(place)
    added(place, place.team, award=make.COLLECTIVE)
    signed_in(client, place.officer)

    for name, pk in (("passport_file", place.teachers[0].pk), ("collective_passport_file", place.team.pk)):
        assert client.get(url(name, pk, "docx")).content[:2] == b"PK"
        assert client.get(url(name, pk, "pdf")).content[:5] == b"%PDF-"
        assert client.get(url(name, pk, "zip")).status_code == 404


def test_collective_has_its_own_page(client, place):
    added(place, place.team, award=make.COLLECTIVE)

    page = signed_in(client, place.teachers[0]).get(url("collective_passport", place.team.pk))

    assert ("Tổ Toán - Tin" in page.text, "Tập thể lao động tiên tiến" in page.text) == (True, True)


def test_passport_of_a_new_colleague_shows_what_was_earned_elsewhere(client, place):
    moved = make.person(place.other, "member", name="Giáo Viên Mới")
    make.award(place.other, moved, by=place.stranger)
    assert signed_in(client, place.head).get(url("passport", moved.pk)).status_code == 404

    make.post(moved, place.team, "member")

    assert "Lao động tiên tiến" in signed_in(client, place.head).get(url("passport", moved.pk)).text


def test_pages_of_people_and_units_lead_to_the_passports_that_one_may_read(client, place):
    teacher, administrator = place.teachers[0], make.person(place.school, "administrator", name="Quản Trị")
    pages = {
        reverse("people:person", args=[teacher.pk]): url("passport", teacher.pk),
        reverse("people:unit", args=[place.team.pk]): url("collective_passport", place.team.pk),
    }

    for page, passport in pages.items():
        assert passport in signed_in(client, place.officer).get(page).text
        assert passport not in signed_in(client, administrator).get(page).text


def test_strangers_find_no_passport(client, place):
    signed_in(client, place.stranger)

    for name, pk in (("passport", place.teachers[0].pk), ("collective_passport", place.team.pk)):
        assert client.get(url(name, pk)).status_code == 404
        assert client.get(url(f"{name}_file", pk, "pdf")).status_code == 404


@pytest.mark.parametrize("count", [3, 30])
def test_passport_asks_the_same_queries_for_many(client, place, count, django_assert_max_num_queries):
    for n in range(count):
        added(place, award=MEDAL, decision_number=f"{n}/QĐ", year=f"{1990 + n}")
        recognised(place, place.teachers[0])
    signed_in(client, place.officer)

    with django_assert_max_num_queries(18):
        assert client.get(url("passport", place.teachers[0].pk)).status_code == 200


# Statistics.


def test_statistics_count_valid_awards_by_award_team_and_year(place):
    titled, other = place.teachers[:2]
    titled.posts.update(title="Giáo viên Toán")
    other.posts.update(title="Nhân viên thư viện")
    added(place, titled)
    added(place, other)
    added(place, place.head)
    added(place, place.team, award=make.COLLECTIVE)
    revoked = added(place, place.teachers[2])
    Award.objects.filter(pk=revoked.pk).update(status="revoked")
    added(place, titled, year="2018-2019")

    board = board_of(place.officer, {})

    assert (board.node, board.year, board.by_team) == (place.school, "2019-2020", True)
    assert (board.whole.persons, board.whole.collectives) == (3, 1)
    assert [(line.label, line.total) for line in board.years] == [("2018-2019", 1), ("2019-2020", 4)]
    assert [(line.label, line.persons, line.collectives) for line in board.awards] == [
        ("Lao động tiên tiến", 3, 0), ("Tập thể lao động tiên tiến", 0, 1),
    ]  # fmt: skip
    assert [(line.label, line.persons, line.collectives) for line in board.units] == [
        ("Tổ Toán - Tin", 2, 1), ("Trường THPT Suối Mơ (không thuộc tổ nào)", 1, 0),
    ]  # fmt: skip
    assert (board.teaching.teaching, board.teaching.known, board.teaching.persons) == (1, 2, 3)
    assert [n for _, n in board.comparison[0][1]] == [1, 3]
    assert board_of(place.officer, {"nam": "2018-2019"}).whole.total == 1


def test_statistics_go_down_the_tree_and_stay_within_what_one_sees(place):
    added(place)
    make.award(place.other, place.stranger, by=place.stranger, year="2019-2020")

    whole = board_of(place.chief, {})
    assert sorted((line.label, line.total) for line in whole.units) == [
        ("Trường THPT Suối Mơ", 1), ("Trường THPT Đồi Thông", 1),
    ]  # fmt: skip
    assert board_of(place.chief, {"donvi": str(place.school.pk)}).by_team
    assert board_of(place.officer, {"donvi": str(place.other.pk)}).whole.total == 1
    assert board_of(place.officer, {}).whole.total == 1
    assert len(statistics_lines(place.chief, {})) == 2


def test_statistics_of_one_season(place):
    season = make.season(place.school)
    row = make.nomination(season, place.teachers[0], by=place.officer, status="awarded")
    make.award(place.school, place.teachers[0], by=place.officer, nomination=row)
    make.award(place.school, place.teachers[1], by=place.officer)

    assert board_of(place.officer, {"dot": str(season.pk)}).whole.total == 1


def test_statistics_page_has_its_chart_table_and_sheet(client, place):
    added(place)
    added(place, year="2018-2019")
    signed_in(client, place.officer)

    page = client.get(url("statistics"))
    assert ("<svg" in page.text, "So sánh các năm" in page.text) == (True, True)
    assert client.get(url("statistics"), {"xuat": "excel"}).content[:2] == b"PK"
    assert "Chưa có gì để đếm" in signed_in(client, place.stranger).get(url("statistics")).text


@pytest.mark.parametrize("count", [3, 30])
def test_statistics_ask_the_same_queries_for_many(client, count, django_assert_max_num_queries):
    place = make.Place(teachers=count)
    for n, each in enumerate(place.teachers):
        school = unit(f"Trường {n}", parent=place.department, kind="primary")
        make.award(school, each, by=place.chief, year=f"{1990 + n}")
        make.award(place.school, each, by=place.chief)
    signed_in(client, place.chief)

    with django_assert_max_num_queries(22):
        assert client.get(url("statistics")).status_code == 200
    with django_assert_max_num_queries(24):
        assert client.get(url("statistics"), {"donvi": place.school.pk}).status_code == 200


# Honours for everybody.


def test_honours_are_shown_only_by_units_that_wish_it_and_only_valid_ones(client, place):
    added(place)
    revoked = added(place, place.teachers[1])
    Award.objects.filter(pk=revoked.pk).update(status="revoked", reason="MẬT")
    make.award(place.other, place.stranger, by=place.stranger, achievement="THÀNH TÍCH")
    board = reverse("portal:honours")
    assert "Nguyễn Giáo Viên" not in client.get(board).text

    signed_in(client, place.officer).post(url("show_honours"), {"act": "open"})
    client.logout()

    page = client.get(board)
    assert ("Nguyễn Giáo Viên 0" in page.text, page["Cache-Control"]) == (True, "private, no-store")
    hidden = ("Nguyễn Giáo Viên 1", "MẬT", "Người Trường Khác", "12/QĐ")
    assert [words for words in hidden if words in page.text] == []
    assert "Nguyễn Giáo Viên 0" in client.get(board, {"donvi": place.school.pk, "q": "giao vien"}).text
    assert "Nguyễn Giáo Viên 0" not in client.get(board, {"donvi": place.other.pk}).text
    signed_in(client, place.officer).post(url("show_honours"), {"act": "close"})
    client.logout()
    assert "Nguyễn Giáo Viên 0" not in client.get(board).text


@pytest.mark.parametrize("count", [3, 30])
def test_honours_ask_the_same_queries_for_many(client, count, django_assert_max_num_queries):
    place = make.Place(teachers=count)
    for each in place.teachers:
        make.award(place.school, each, by=place.officer)
    HonourPage.objects.create(unit=place.school, is_public=True, by=place.officer)

    with django_assert_max_num_queries(6):
        assert client.get(reverse("portal:honours")).status_code == 200


def test_preview_lets_one_choose_among_namesakes_and_keeps_it(client, place):
    make.person(place.school, "officer", name="Nguyễn Giáo Viên 0", code="CB7")
    row = read(place, line(), line(name="Nguyễn Giáo Viên 1"))
    address, step = reverse("awards:sheet_in", args=[row.pk]), reverse("awards:sheet_step", args=[row.pk])
    signed_in(client, place.officer)

    before = client.get(address).content.decode()
    client.post(step, {"act": "choose", "c_2": place.teachers[0].pk})
    after = client.get(address).content.decode()

    assert ("Nhập 1 dòng" in before, "mã CB7" in before, "Chọn người trùng họ tên" in before) == (True, True, True)
    assert "Nhập 2 dòng" in after
    assert f'<option value="{place.teachers[0].pk}" selected>' in after
    client.post(step, {"act": "confirm"})
    assert Award.objects.filter(person=place.teachers[0]).exists()
