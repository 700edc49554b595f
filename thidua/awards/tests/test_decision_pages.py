"""Pages of decisions: found, drafted, looked at before and after issue, entered, revoked."""

from datetime import date
from io import BytesIO

import pytest
from django.urls import reverse
from python_calamine import CalamineWorkbook

from thidua.awards.models import Award, Decision, Nomination
from thidua.awards.operations import decisions as operations
from thidua.awards.tests import make
from thidua.awards.tests.test_decisions import PAPER, TODAY, Desk, OwnSeason
from thidua.documents.models import OfficialDocument
from thidua.documents.tests import make as documents
from thidua.kernel.calendar import today
from thidua.people.tests.make import unit

pytestmark = pytest.mark.django_db


def sign_in(client, person):
    client.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")


def url(name, *args):
    return reverse(f"awards:{name}", args=args)


@pytest.fixture
def desk(client):
    made = Desk()
    sign_in(client, made.place.clerk)
    return made


def test_season_page_says_who_waits_and_to_whom_others_go(client):
    own = OwnSeason()
    own.agreed(own.place.teachers[0])
    own.agreed(own.place.teachers[0], "merit_certificate_province", award_name="Bằng khen")
    sign_in(client, own.place.officer)

    text = client.get(url("decisions", own.season.pk)).text

    assert "1 đề nghị thuộc thẩm quyền của Trường THPT Suối Mơ" in text
    assert "Chủ tịch Ủy ban nhân dân cấp tỉnh" in text
    assert "Trình Sở Giáo dục và Đào tạo Đông Hải" in text
    assert f"{url('add_dossier', own.season.pk)}?noi={own.place.department.pk}" in text


def test_teacher_sees_issued_decisions_of_the_season_and_no_drafts(client, desk):
    desk.draft(desk.rows[:1])
    issued = desk.issue(desk.draft(desk.rows[1:]))
    design = documents.design(desk.place.department, desk.place.clerk)
    sign_in(client, desk.place.teachers[0])

    answer = client.get(url("decisions", desk.season.pk))

    assert list(answer.context["decisions"]) == [issued]
    assert "Soạn quyết định" not in answer.text
    assert client.get(url("decision", issued.pk)).status_code == 200
    assert client.get(url("change_decision", issued.pk)).status_code == 403
    assert client.post(url("decision", issued.pk), {"act": "certificates", "design": design.pk}).status_code == 403
    assert client.post(url("decision", issued.pk), {"act": "issue", "on": "21/11/2026"}).status_code == 403
    assert client.get(url("add_decision", desk.season.pk)).status_code == 403
    assert client.get(url("enter_awards", desk.season.pk)).status_code == 403


def test_stranger_finds_nothing(client, desk):
    own = OwnSeason()
    row = own.issued([own.agreed(own.place.teachers[0])])
    award = Award.objects.get()
    draft = desk.draft()
    sign_in(client, desk.place.stranger)

    for name, pk in (
        ("decisions", own.season.pk),
        ("add_decision", own.season.pk),
        ("enter_awards", own.season.pk),
        ("decision", row.pk),
        ("decision", draft.pk),
        ("preview_decision", row.pk),
        ("change_lines", draft.pk),
        ("revoke_award", award.pk),
        ("note_bonus", award.pk),
    ):
        assert (name, client.get(url(name, pk)).status_code) == (name, 404)


def test_clerk_drafts_with_a_choice_of_names(client, desk):
    page = client.get(url("add_decision", desk.season.pk) + f"?danhhieu={make.WORKER}")
    chosen = [row.pk for row in desk.rows[:2]]

    answer = client.post(url("add_decision", desk.season.pk) + f"?danhhieu={make.WORKER}", {"nominations": chosen})

    row = Decision.objects.get()
    assert page.text.count(" checked") == 3
    assert answer.url == url("decision", row.pk)
    assert set(row.lines.values_list("nomination", flat=True)) == set(chosen)


def test_drafting_without_a_name_is_told_in_place(client, desk):
    answer = client.post(url("add_decision", desk.season.pk) + f"?danhhieu={make.WORKER}", {})

    assert answer.status_code == 422
    assert "Chọn ít nhất một người hoặc tập thể." in answer.text


def test_nobody_waits_for_an_award_that_is_not_there(client, desk):
    answer = client.get(url("add_decision", desk.season.pk) + "?danhhieu=nothing")

    assert answer.url == url("decisions", desk.season.pk)


def test_draft_is_changed_on_its_page(client, desk):
    row = desk.draft()
    page = client.get(url("change_decision", row.pk))
    facts = {"title": "Về việc khen", "bases": "Căn cứ một;\n\nCăn cứ hai", "signer": "", "signer_name": "Lê Văn Ký"}

    answer = client.post(url("change_decision", row.pk), {**facts, "signer_position": "Quyền Giám đốc"})

    row.refresh_from_db()
    assert "Hoàng Văn Giám" in page.text
    assert answer.url == url("decision", row.pk)
    assert (row.title, row.bases, row.signer_name) == ("Về việc khen", ["Căn cứ một", "Căn cứ hai"], "Lê Văn Ký")


def test_signer_is_chosen_from_posts(client, desk):
    row = desk.draft(signer_name="Ai Khác")
    post = desk.place.chief.posts.get()

    client.post(url("change_decision", row.pk), {"title": row.title, "signer": post.pk})

    row.refresh_from_db()
    assert (row.signer_position, row.signer_name) == ("Giám đốc", "Hoàng Văn Giám")


def test_list_of_a_draft_is_changed(client, desk):
    row = desk.draft(desk.rows[:2])
    page = client.get(url("change_lines", row.pk))

    client.post(url("change_lines", row.pk), {"nominations": [desk.rows[1].pk, desk.rows[2].pk]})

    assert page.text.count(" checked") == 2
    assert set(row.lines.values_list("nomination", flat=True)) == {desk.rows[1].pk, desk.rows[2].pk}


def test_draft_shows_money_doubts_and_a_preview(client, desk):
    row = desk.draft()

    text = client.get(url("decision", row.pk)).text
    pdf = client.get(url("preview_decision", row.pk))
    word = client.get(url("preview_decision", row.pk) + "?dang=word")

    assert "2.280.000" in text
    assert "Cần đối chiếu văn bản" in text
    assert pdf.content.startswith(b"%PDF")
    assert word.content.startswith(b"PK")


def test_issuing_from_the_page(client, desk):
    row = desk.draft()

    answer = client.post(
        url("decision", row.pk), {"act": "issue", "on": f"{today():%d/%m/%Y}", "number": ""}, follow=True
    )

    row.refresh_from_db()
    assert row.status == "issued"
    assert f"Đã ban hành Quyết định số {row.document.number}" in answer.text
    kept = client.get(url("preview_decision", row.pk))
    assert kept.content.startswith(b"%PDF")


def test_issuing_twice_or_too_early_is_told_on_the_page(client):
    desk = Desk(notice_days=5)
    row = desk.draft()
    sign_in(client, desk.place.clerk)
    page = client.get(url("decision", row.pk))

    answer = client.post(url("decision", row.pk), {"act": "issue", "on": f"{today():%d/%m/%Y}"})

    assert "Chưa ban hành được" in page.text
    assert answer.status_code == 422
    assert "Chưa hết công khai" in answer.text
    assert Decision.objects.get().status == "draft"


def test_draft_is_thrown_away(client, desk):
    row = desk.draft()

    answer = client.post(url("decision", row.pk), {"act": "discard"})

    assert answer.url == url("decisions", desk.season.pk)
    assert not Decision.objects.exists()


def test_unknown_deed_is_not_found(client, desk):
    assert client.post(url("decision", desk.draft().pk), {"act": "burn"}).status_code == 404


def test_certificates_are_drafted_from_the_page(client, desk):
    design = documents.design(desk.place.department, desk.place.clerk)
    row = desk.issue()

    answer = client.post(url("decision", row.pk), {"act": "certificates", "design": design.pk}, follow=True)

    row.refresh_from_db()
    assert row.certificates.certificates.count() == 3
    assert "Đã lập giấy khen, giấy chứng nhận cho cả danh sách" in answer.text


def test_money_is_taken_out_as_excel_with_its_sum(client, desk):
    row = desk.issue()

    answer = client.get(url("decision", row.pk) + "?xuat=excel")

    sheet = CalamineWorkbook.from_filelike(BytesIO(answer.content)).get_sheet_by_index(0).to_python()
    assert [line[5] for line in sheet[1:]] == [760_000, 760_000, 760_000, 2_280_000]
    assert "0,3 × 2.530.000 đồng" in sheet[1][6]


def test_unit_page_finds_by_words_award_state_and_year(client, desk):
    worker = desk.issue(desk.draft(desk.rows[:1]))
    paper = desk.draft([desk.agreed(desk.place.leader, PAPER)], PAPER)

    found = {
        query: list(client.get(url("unit_decisions") + query).context["decisions"])
        for query in ("", "?q=lao dong", f"?danhhieu={PAPER}", "?trangthai=issued", "?nam=2025", "?nam=1999")
    }

    assert found == {
        "": [paper, worker],
        "?q=lao dong": [worker],
        f"?danhhieu={PAPER}": [paper],
        "?trangthai=issued": [worker],
        "?nam=2025": [paper, worker],
        "?nam=1999": [],
    }
    sheet = client.get(url("unit_decisions") + "?xuat=excel").content
    assert len(CalamineWorkbook.from_filelike(BytesIO(sheet)).get_sheet_by_index(0).to_python()) == 3
    sheet = client.get(url("decisions", desk.season.pk) + "?xuat=excel&trangthai=issued").content
    assert len(CalamineWorkbook.from_filelike(BytesIO(sheet)).get_sheet_by_index(0).to_python()) == 2


def test_lists_hold_their_queries(client, desk, django_assert_max_num_queries):
    def add(many):
        for _ in range(many):
            row = Decision.objects.create(
                season=desk.season, title="Về việc khen", award=make.WORKER, by=desk.place.clerk
            )
            row.lines.create(nomination=desk.rows[0])

    add(3)
    client.get(url("unit_decisions"))
    with django_assert_max_num_queries(40) as few:
        client.get(url("unit_decisions"))
    add(22)
    with django_assert_max_num_queries(len(few)):
        client.get(url("unit_decisions"))


def test_waiting_nominations_of_many_schools_ask_no_more(client, django_assert_max_num_queries):
    desk = Desk(count=2)
    sign_in(client, desk.place.clerk)
    addresses = (url("decisions", desk.season.pk), url("add_decision", desk.season.pk) + f"?danhhieu={make.WORKER}")
    counts = {}
    for address in addresses:
        client.get(address)
        with django_assert_max_num_queries(60) as few:
            client.get(address)
        counts[address] = len(few)
    for n in range(20):
        school = unit(f"Trường THPT {n}", parent=desk.place.department, kind="upper_secondary")
        desk.agreed(make.person(school, "member", name=f"Nguyễn Giáo Viên {n}"), unit=school)

    for address in addresses:
        with django_assert_max_num_queries(counts[address]):
            assert "22" in client.get(address).text


def test_decision_page_holds_its_queries(client, django_assert_max_num_queries):
    counts = []
    for many in (3, 30):
        desk = Desk(count=many)
        row = desk.issue()
        sign_in(client, desk.place.clerk)
        client.get(url("decision", row.pk))
        with django_assert_max_num_queries(60) as seen:
            client.get(url("decision", row.pk))
        counts.append(len(seen))

    assert counts[0] == counts[1]


def test_list_comes_alone_when_it_is_filtered(client, desk):
    for address in (url("unit_decisions"), url("decisions", desk.season.pk)):
        answer = client.get(address, headers={"HX-Request": "true"})
        assert ("<html" in answer.text, 'id="decision-rows"' in answer.text) == (False, True)


def test_decision_of_another_body_is_entered_with_its_file(client):
    own = OwnSeason()
    row = own.agreed(own.place.teachers[0], "merit_certificate_province", award_name="Bằng khen", status="sent")
    sign_in(client, own.place.officer)
    facts = {
        "decided_by": "Chủ tịch Ủy ban nhân dân tỉnh",
        "decision_number": "310/QĐ-UBND",
        "decision_date": f"{today():%d/%m/%Y}",
        "nominations": [row.pk],
        "file": documents.upload("quyet-dinh.pdf"),
    }

    page = client.get(url("enter_awards", own.season.pk))
    answer = client.post(url("enter_awards", own.season.pk), facts)

    assert own.place.teachers[0].full_name in page.text
    assert answer.url == url("decisions", own.season.pk)
    assert Award.objects.get().paper == OfficialDocument.objects.get(direction="in")
    assert Nomination.objects.get().status == "awarded"


def test_page_for_entering_teaches_when_nobody_waits(client, desk):
    Nomination.objects.update(status="ready")

    assert "Không có đề nghị nào chờ kết quả" in client.get(url("enter_awards", desk.season.pk)).text


def test_revoking_tells_what_happens_and_by_when(client, desk):
    desk.issue()
    award = Award.objects.first()
    page = client.get(url("revoke_award", award.pk))
    facts = {
        "ground": "fault_found",
        "reason": "Kết luận thanh tra",
        "paper": "99/QĐ-SGDĐT",
        "on": f"{today():%d/%m/%Y}",
    }

    answer = client.post(url("revoke_award", award.pk), facts)

    award.refresh_from_db()
    assert "760.000 đồng" in page.text
    assert "nộp lại cho Sở Giáo dục và Đào tạo Đông Hải" in page.text
    assert (answer.url, award.status) == (url("decision", award.decision_id), "revoked")
    again = client.get(url("revoke_award", award.pk)).text
    assert "đã bị hủy bỏ" in again
    assert "<del>" in client.get(url("decision", award.decision_id)).text


def test_revoking_without_a_reason_is_told_in_place(client, desk):
    desk.issue()
    award = Award.objects.first()

    answer = client.post(url("revoke_award", award.pk), {"ground": "fault_found", "paper": "1", "on": "21/11/2026"})

    assert answer.status_code == 422
    assert Award.objects.get(pk=award.pk).status == "valid"


def test_who_was_honoured_does_not_revoke(client, desk):
    desk.issue()
    award = Award.objects.get(person=desk.place.teachers[0])
    sign_in(client, desk.place.teachers[0])

    assert client.get(url("revoke_award", award.pk)).status_code == 403
    assert client.get(url("note_bonus", award.pk)).status_code == 403


def test_other_pay_is_noted_from_the_page(client, desk):
    desk.issue()
    award = Award.objects.first()
    page = client.get(url("note_bonus", award.pk))

    client.post(url("note_bonus", award.pk), {"amount": "500000", "note": "Quy chế chi tiêu nội bộ"})

    award.refresh_from_db()
    assert "760.000 đồng" in page.text
    assert award.bonus == 500_000


def test_day_before_the_own_words_of_money_stand_on_the_paper(desk):
    row = desk.draft(bonus_words="Mỗi cá nhân được thưởng 500.000 đồng từ quỹ của nhà trường.")

    issued = operations.issue_decision(row, by=desk.place.clerk, today=TODAY, on=date(2026, 11, 20))

    assert issued.bonus_words.startswith("Mỗi cá nhân")


def test_revoking_page_says_what_goes_back_and_what_is_due_instead(client, desk):
    desk.issue()
    desk.issue(desk.draft([desk.agreed(desk.place.teachers[0], make.FIGHTER)], make.FIGHTER))
    higher = Award.objects.get(award=make.FIGHTER)

    before = client.get(url("revoke_award", higher.pk)).content.decode()
    facts = {"ground": "dishonest", "reason": "Kê khai sai", "on": TODAY, "paper": "99/QĐ-SGDĐT"}
    client.post(url("revoke_award", higher.pk), facts)
    after = client.get(url("revoke_award", higher.pk)).content.decode()

    for page in (before, after):
        assert "Tiền thưởng đã nhận phải nộp lại: 2.530.000 đồng; được nhận 760.000 đồng" in page
        assert "bù trừ thì còn nộp lại 1.770.000 đồng" in page
