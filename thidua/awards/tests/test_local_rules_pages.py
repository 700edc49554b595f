"""Pages of a unit's own rules: forms, text, faults at their place, adopting, who reads them."""

from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from thidua.awards.models import LocalRules
from thidua.awards.operations import rulebook as operations
from thidua.awards.queries import rulebook as queries
from thidua.awards.rule_texts import digest_of, points_of
from thidua.awards.tests import make
from thidua.awards.tests.test_local_rules import PAPER, QUOTA, STRICT, adopt, put
from thidua.awards.tests.test_rulebook import TEXT, adopted, share_for
from thidua.documents.models import OfficialDocument

pytestmark = pytest.mark.django_db
PLACE = {"document": "25/QĐ-THPTSM", "article": "4", "clause": "2", "letter": "", "verified": "on", "note": ""}


@pytest.fixture
def place():
    return make.Place()


@pytest.fixture
def draft(place):
    return operations.add_rules(place.school, by=place.officer, name="Quy chế thi đua", paper=PAPER)


def signed_in(person) -> Client:
    client = Client()
    client.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def url(name: str, *args) -> str:
    return reverse(f"awards:{name}", args=args)


def test_head_writes_rules_from_the_first_page_to_adopting(place):
    make.season(place.school)
    client = signed_in(place.head)
    assert "Chưa có quy định riêng" in client.get(url("local_rules")).text
    made = client.post(
        url("local_rules_add"),
        {
            "name": "Quy chế thi đua",
            "number": "25/QĐ-THPTSM",
            "title": "Quy chế",
            "issued": "01/09/2025",
            "valid_from": "05/09/2025",
        },
    )
    row = LocalRules.objects.get()
    assert made["Location"] == url("local_rules_version", row.pk)
    shown = client.get(url("local_rules_version", row.pk)).text
    assert url("local_rules_add_point", row.pk, "quota", make.FIGHTER) in shown

    form = {**PLACE, "share": "15%", "of": "số người đạt LĐTT", "seen": digest_of(row.content)}
    written_point = client.post(url("local_rules_add_point", row.pk, "quota", make.FIGHTER), form)
    client.post(url("local_rules_preview", row.pk), {"received_on": "15/06/2026"})
    seen = digest_of(LocalRules.objects.get().content)
    previewed = client.get(url("local_rules_preview", row.pk)).text
    client.post(url("local_rules_version", row.pk), {"act": "adopt", "seen": seen})

    assert written_point["Location"] == url("local_rules_version", row.pk)
    assert "Không ai đổi kết quả" in previewed
    assert LocalRules.objects.get().status == "adopted"
    assert str(share_for(place.school)) == "3/20"
    assert "Căn cứ: khoản 2 Điều 4 25/QĐ-THPTSM" in client.get(url("local_rules_version", row.pk)).text


POINTS = {
    ("setting", "advanced_collective_share"): ({"value": "70%"}, {"value": "70%"}),
    ("setting", "new_recruit_months"): ({"value": "10"}, {"value": 10}),
    ("quota", make.FIGHTER): (
        {"share": "12,5%", "of": "số người", "at_least": "1"},
        {"share": "12.5%", "of": "số người", "at_least": 1},
    ),
    ("vote", make.FIGHTER): (
        {"share": "2/3", "denominator": "present_members", "ballot": "secret", "compulsory": "on"},
        {
            "share": "2/3",
            "denominator": "present_members",
            "ballot": "secret",
            "compulsory": True,
            "absent_in_writing": False,
        },
    ),
    ("quorum", "base"): ({"share": "2/3"}, {"share": "2/3"}),
    ("school_year", "school_year"): ({"begins": "05/09"}, {"begins": "09-05"}),
    ("standard", f"{make.WORKER}.person"): (
        {
            "mode": "tighten",
            "form-0-kind": "human",
            "form-0-text": "Không bị xử phạt",
            "form-1-kind": "grade",
            "form-1-grade": "good",
        },
        {
            "mode": "tighten",
            "when": {"all": [{"human": "local_khong_bi_xu_phat", "text": "Không bị xử phạt"}, {"grade": "good"}]},
        },
    ),
    ("standard", f"{make.COLLECTIVE}.collective"): (
        {"mode": "tighten", "form-0-kind": "share", "form-0-number": "80%"},
        {"mode": "tighten", "when": {"share": "advanced_workers", "among": "members", "at_least": "80%"}},
    ),
    ("standard", "commendation_certificate.person"): (
        {"mode": "replace", "form-0-kind": "in_a_row", "form-0-number": "2", "form-0-grade": "good"},
        {"mode": "replace", "when": {"in_a_row": 2, "of": {"grade": "good"}}},
    ),
}
ROWS = {"form-TOTAL_FORMS": "3", "form-INITIAL_FORMS": "0"}


@pytest.mark.parametrize(("where", "case"), POINTS.items(), ids=lambda one: str(one)[:60])
def test_what_is_left_open_is_set_by_form_and_comes_back_into_it(place, draft, where, case):
    typed, facts = case
    client = signed_in(place.officer)

    answer = client.post(
        url("local_rules_add_point", draft.pk, *where), {**PLACE, **ROWS, **typed, "seen": digest_of(draft.content)}
    )

    assert answer.status_code == 302, answer.context["form"].errors
    draft.refresh_from_db()
    point = points_of(draft.content)[-1]
    assert {name: point.facts[name] for name in facts} == facts
    assert queries.faults_of(draft) == []
    again = client.get(url("local_rules_point", draft.pk, point.table, point.n))
    form = again.context["form"]
    assert form.initial["article"] == "4"
    assert client.get(url("local_rules_version", draft.pk)).status_code == 200


WRONG = [
    (("quota", make.FIGHTER), {"share": "nhiều"}, "share"),
    (("quota", make.FIGHTER), {"share": "150%", "of": "x"}, "share"),
    (("quota", make.FIGHTER), {"share": "15%"}, "of"),
    (("quota", make.FIGHTER), {"share": "1/0", "of": "x"}, "share"),
    (("quota", make.FIGHTER), {"article": "", "share": "15%", "of": "x"}, "article"),
    (("quota", make.FIGHTER), {"verified": "", "share": "15%", "of": "x"}, "note"),
    (("quorum", "base"), {"share": ""}, "share"),
    (("school_year", "school_year"), {"begins": "31/02"}, "begins"),
    (("setting", "new_recruit_months"), {"value": ""}, "value"),
    (("setting", "new_recruit_months"), {"value": "5", "document": "khác"}, "document"),
    (("standard", f"{make.WORKER}.person"), {"mode": "tighten"}, "__all__"),
    (
        ("standard", f"{make.WORKER}.person"),
        {"mode": "replace", "form-0-kind": "grade", "form-0-grade": "good"},
        "mode",
    ),
]


@pytest.mark.parametrize(("where", "typed", "field"), WRONG)
def test_wrong_input_is_told_at_its_field(place, draft, where, typed, field):
    form = {**PLACE, **ROWS, **typed, "seen": digest_of(draft.content)}
    answer = signed_in(place.officer).post(url("local_rules_add_point", draft.pk, *where), form)

    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == [field]


def test_a_condition_without_its_words_is_told_at_its_row(place, draft):
    rows = {**ROWS, "form-0-kind": "human", "form-1-kind": "initiatives", "form-2-kind": "in_a_row"}
    answer = signed_in(place.officer).post(
        url("local_rules_add_point", draft.pk, "standard", f"{make.WORKER}.person"),
        {**PLACE, **rows, "mode": "tighten"},
    )

    assert [list(row) for row in answer.context["lines"].errors] == [["text"], ["number"], ["grade", "number"]]


def test_what_is_not_left_open_has_no_form(place, draft):
    client = signed_in(place.officer)

    for table, key in (
        ("quota", "emulation_flag_government"),
        ("standard", "title_emulation_fighter_national.person"),
        ("vote", "title_emulation_fighter_national"),
        ("khong", "co"),
    ):
        assert client.get(url("local_rules_add_point", draft.pk, table, key)).status_code == 404
    assert client.get(url("local_rules_point", draft.pk, "quota", 7)).status_code == 404


def test_text_is_saved_with_its_faults_told_in_vietnamese(place, draft):
    client = signed_in(place.officer)
    content = draft.content + TEXT.split("[[quota]]")[0].split("[[document]]")[0].replace("[layer]", "[[quotas]]")
    broken = draft.content + "\n[[quota]\n"

    client.post(url("local_rules_text", draft.pk), {"content": content, "seen": digest_of(draft.content)})
    told = client.get(url("local_rules_text", draft.pk)).text
    draft.refresh_from_db()
    client.post(url("local_rules_text", draft.pk), {"content": broken, "seen": digest_of(draft.content)})
    unread = client.get(url("local_rules_text", draft.pk)).text

    assert "Bảng lạ “quotas”" in told
    assert "dòng" in unread
    assert "at line" not in unread
    assert "[[quota]" in unread
    assert client.get(url("local_rules_version", draft.pk)).status_code == 200


BOMBS = {
    "lists": f"a = {'[' * 50_000}{']' * 50_000}",
    "tables": f"a = {'{ a = ' * 20_000}1{' }' * 20_000}",
    "parts of a key": f"a{'.a' * 40_000} = 1",
    "digits": f"a = {'1' * 5000}",
}


@pytest.mark.parametrize("bomb", BOMBS.values(), ids=BOMBS)
def test_text_that_nobody_could_read_is_told_and_can_be_mended(place, draft, bomb):
    client, sound = signed_in(place.officer), draft.content
    content = f"{bomb}\n{sound}"

    client.post(url("local_rules_text", draft.pk), {"content": content, "seen": digest_of(sound)})
    draft.refresh_from_db()
    told, version = client.get(url("local_rules_text", draft.pk)), client.get(url("local_rules_version", draft.pk))
    client.post(url("local_rules_text", draft.pk), {"content": sound, "seen": digest_of(draft.content)})
    draft.refresh_from_db()

    assert ("lồng quá sâu" in told.text, version.status_code, draft.content) == (True, 200, sound)


def test_faults_stand_at_their_point(place, draft):
    put(draft, "quota", {**QUOTA, "source": "LẠ Đ1"}, by=place.officer)
    put(
        draft,
        "quorum",
        {"mode": "replace", "council": "base", "share": "2/3", "source": "25/QĐ-THPTSM", "verified": True},
        by=place.officer,
    )

    answer = signed_in(place.officer).get(url("local_rules_version", draft.pk))

    faults = {row["point"].table: row["faults"] for _, rows in answer.context["groups"] for row in rows}
    assert faults["quorum"] == []
    assert "Dẫn văn bản “LẠ” chưa khai báo" in faults["quota"][0]
    assert "Chưa áp dụng được: 1 chỗ cần sửa" in answer.text


def test_point_that_says_more_than_the_form_is_left_to_the_text(place, draft):
    put(
        draft,
        "standard",
        {**STRICT, "when": {"any": [{"grade": "excellent"}, {"claim": "x", "text": "X"}]}},
        by=place.officer,
    )

    answer = signed_in(place.officer).get(url("local_rules_point", draft.pk, "standard", 0))

    assert "Mở phần mã để sửa" in answer.text


def test_point_is_removed_and_changed_on_its_page(place, draft):
    put(draft, "quota", QUOTA, by=place.officer)
    client, address = signed_in(place.officer), url("local_rules_point", draft.pk, "quota", 0)

    changed = client.post(
        address, {**PLACE, "share": "18%", "of": "số người", "seen": digest_of(draft.content), "clause": ""}
    )
    draft.refresh_from_db()
    facts = points_of(draft.content)[1].facts
    removed = client.post(address, {"act": "remove", "seen": digest_of(draft.content)})

    draft.refresh_from_db()
    assert (changed.status_code, removed.status_code) == (302, 302)
    assert (facts["share"], facts["source"]) == ("18%", "25/QĐ-THPTSM Đ4")
    assert [point.table for point in points_of(draft.content)] == ["document"]


def test_document_of_the_registry_is_attached_and_declared(place, draft):
    document = OfficialDocument.objects.create(
        unit=place.school, number="30/QĐ-THPTSM", date=date(2026, 1, 5), excerpt="Sửa quy chế"
    )
    client = signed_in(place.officer)

    client.post(url("local_rules_change", draft.pk), {"name": "Quy chế mới", "document": document.pk})
    offered = client.get(url("local_rules_paper", draft.pk)).context["form"].initial
    draft.refresh_from_db()
    form = {
        "number": "30/QĐ-THPTSM",
        "title": "Sửa quy chế",
        "valid_from": "05/01/2026",
        "seen": digest_of(draft.content),
    }
    client.post(url("local_rules_paper", draft.pk), form)

    draft.refresh_from_db()
    assert (draft.name, draft.document) == ("Quy chế mới", document)
    assert offered["number"] == "30/QĐ-THPTSM"
    assert [point.facts["short"] for point in points_of(draft.content)] == ["25/QĐ-THPTSM", "30/QĐ-THPTSM"]
    other = OfficialDocument.objects.create(unit=place.other, number="1", date=date(2026, 1, 5))
    assert client.post(url("local_rules_change", draft.pk), {"name": "X", "document": other.pk}).status_code == 422


PAGES = ["local_rules_version", "local_rules_change", "local_rules_paper", "local_rules_text", "local_rules_preview"]


@pytest.mark.parametrize("name", PAGES)
def test_pages_of_a_draft_are_for_who_writes_it(place, draft, name):
    address = url(name, draft.pk)

    assert signed_in(place.head).get(address).status_code == 200
    for other in (place.stranger, place.teachers[0], place.chief):
        assert signed_in(other).get(address).status_code == 404


def test_adopted_rules_are_read_by_whom_they_bind_and_written_by_nobody(place, draft):
    put(draft, "quota", QUOTA, by=place.officer)
    adopt(draft, by=place.head)
    teacher = signed_in(place.teachers[0])

    assert teacher.get(url("local_rules")).status_code == 200
    assert "Không quá 15% số người đạt Lao động tiên tiến" in teacher.get(url("local_rules_version", draft.pk)).text
    assert teacher.get(url("local_rules_text", draft.pk)).status_code == 200
    assert teacher.post(url("local_rules_text", draft.pk), {"content": "x"}).status_code == 403
    assert teacher.get(url("local_rules_preview", draft.pk)).status_code == 403
    assert teacher.get(url("local_rules_add")).status_code == 403
    assert teacher.post(url("local_rules_version", draft.pk), {"act": "x"}).status_code == 404
    assert signed_in(place.stranger).get(url("local_rules_version", draft.pk)).status_code == 404


def test_discarding_and_refusals_are_said(place, draft):
    client = signed_in(place.officer)
    put(draft, "quota", {**QUOTA, "source": "LẠ Đ1"}, by=place.officer)

    refused = client.post(url("local_rules_version", draft.pk), {"act": "adopt"}, follow=True)
    refused_preview = client.post(url("local_rules_preview", draft.pk), {"received_on": "15/06/2026"})
    gone = client.post(url("local_rules_version", draft.pk), {"act": "discard"}, follow=True)

    assert "chưa khai báo" in refused.text
    assert refused_preview.status_code == 422
    assert gone.redirect_chain[-1][0] == url("local_rules")


def test_page_of_rules_keeps_its_number_of_queries(place, draft):
    def asked(many: int) -> int:
        deadline = (
            '\n[[deadline]]\nmode = "add"\nkey = "k{0}"\nname = "hạn {0}"\nday = "07-10"\nsource = "25/QĐ-THPTSM"\n'
        )
        content = draft.content + "".join(deadline.format(n) + "verified = true\n" for n in range(many))
        LocalRules.objects.filter(pk=draft.pk).update(content=content)
        client = signed_in(place.officer)
        with CaptureQueriesContext(connection) as queries_of_page:
            assert client.get(url("local_rules_version", draft.pk)).status_code == 200
        return len(queries_of_page)

    assert asked(30) <= asked(3)


def test_rules_above_that_no_longer_load_say_so_and_can_still_be_mended(place, draft):
    adopted(place.school, rank="unit", share="15%", by=place.head, n=7)
    LocalRules.objects.filter(n=7).update(content="[layer]\nname = 1")
    client = signed_in(place.officer)

    told = client.get(url("eligibility", make.season(place.school).pk))
    adopted_page = client.post(url("local_rules_version", draft.pk), {"act": "adopt"})

    assert told.status_code == 422
    assert "không còn khớp với quy định cấp trên" in told.text
    assert adopted_page.status_code == 302
    assert client.get(url("eligibility", make.season(place.school, title="Khác").pk)).status_code == 200
