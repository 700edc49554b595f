"""Pledges of a cluster: drafted, sent, signed once by each head, printed."""

from io import BytesIO
from zipfile import ZipFile

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse

from thidua.audit.models import Entry
from thidua.awards.models import Pledge, PledgeSignature
from thidua.awards.operations.pledges import (
    add_pledge,
    change_pledge,
    close_pledge,
    open_pledge,
    recall_pledge,
    remind_pledge,
    sign_pledge,
)
from thidua.awards.queries.pledges import pledges_to_sign, pledges_visible_to
from thidua.awards.tests import make
from thidua.people.models import Cluster, Notice

pytestmark = pytest.mark.django_db
TEXT = "Các trường cùng hứa:\n1. Không để học sinh bỏ học vì khó khăn.\n- Chia sẻ bài giảng số mỗi tháng."


def sign_in(client, person):
    client.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")


def url(name, *args):
    return reverse(f"awards:{name}", args=args)


def refusal_of(deed):
    with pytest.raises(ValidationError) as refusal:
        deed()
    found = refusal.value
    errors = found.error_dict.values() if hasattr(found, "error_dict") else [[found]]
    return [error.code for each in errors for error in each]


@pytest.fixture
def place():
    place = make.Place()
    place.cluster = Cluster.objects.create(name="Cụm thi đua số 1", unit=place.department)
    place.cluster.units.set([place.school, place.other])
    place.other_head = make.person(place.other, "head", name="Tạ Văn Khác")
    return place


def drafted(place, **facts):
    facts = {"year": make.YEAR, "title": "Giao ước thi đua", "text": TEXT, **facts}
    return add_pledge(place.cluster, by=place.clerk, **facts)


def opened(place):
    pledge = drafted(place)
    open_pledge(pledge, by=place.clerk)
    return pledge


def test_pledge_is_signed_by_each_head_once_and_closed(place):
    pledge = opened(place)
    waiting = [list(pledges_to_sign(head)) for head in (place.head, place.other_head)]

    sign_pledge(pledge, place.school, by=place.head)
    again = refusal_of(lambda: sign_pledge(pledge, place.school, by=place.head))
    early = refusal_of(lambda: close_pledge(pledge, by=place.clerk))
    sign_pledge(pledge, place.other, by=place.other_head)
    close_pledge(pledge, by=place.chief)

    assert waiting == [[pledge], [pledge]]
    assert (again, early, pledge.status) == (["signed_already"], ["unsigned"], "signed")
    signed = PledgeSignature.objects.order_by("pk").values_list("unit__name", "person__full_name")
    assert list(signed) == [("Trường THPT Suối Mơ", "Đỗ Văn Hiển"), ("Trường THPT Đồi Thông", "Tạ Văn Khác")]
    assert not pledges_to_sign(place.head).exists()


def test_heads_of_the_cluster_hear_that_they_shall_sign(place):
    opened(place)

    assert set(Notice.objects.values_list("person__full_name", flat=True)) == {"Đỗ Văn Hiển", "Tạ Văn Khác"}


@pytest.mark.parametrize("who", ["officer", "leader", "chief", "stranger"])
def test_only_the_head_of_the_unit_signs(place, who):
    pledge = opened(place)

    with pytest.raises(PermissionDenied):
        sign_pledge(pledge, place.school, by=getattr(place, who))


def test_head_of_a_unit_outside_the_cluster_does_not_sign(place):
    pledge = opened(place)
    place.cluster.units.remove(place.school)

    with pytest.raises(PermissionDenied):
        sign_pledge(pledge, place.school, by=place.head)


def test_nothing_is_signed_in_a_draft_or_after_the_end(place):
    pledge = drafted(place)

    codes = [refusal_of(lambda: sign_pledge(pledge, place.school, by=place.head))]
    open_pledge(pledge, by=place.clerk)
    close_pledge(pledge, by=place.clerk, anyway=True)
    codes.append(refusal_of(lambda: sign_pledge(pledge, place.school, by=place.head)))

    assert codes == [["not_open"], ["not_open"]]


def test_what_is_being_signed_is_not_changed_until_it_is_recalled(place):
    pledge = opened(place)
    sign_pledge(pledge, place.school, by=place.head)
    early = refusal_of(lambda: change_pledge(pledge, by=place.clerk, text="Khác"))

    recall_pledge(pledge, by=place.clerk)
    change_pledge(pledge, by=place.clerk, text="Khác")

    assert early == ["wrong_state"]
    assert (PledgeSignature.objects.count(), Pledge.objects.get().text) == (0, "Khác")
    kept = Entry.objects.get(sentence="Hủy chữ ký đã có")
    assert kept.changes == [["chữ ký", "Trường THPT Suối Mơ: Đỗ Văn Hiển", ""]]


@pytest.mark.parametrize(
    ("facts", "code"),
    [({"year": "mai"}, "bad_year"), ({"title": " "}, "no_title"), ({"text": " \n "}, "no_text")],
)
def test_pledge_with_wrong_facts_is_refused(place, facts, code):
    assert refusal_of(lambda: drafted(place, **facts)) == [code]


def test_pledge_of_the_same_name_or_without_units_is_refused(place):
    pledge = drafted(place)
    place.cluster.units.clear()

    assert refusal_of(lambda: drafted(place)) == ["taken"]
    assert refusal_of(lambda: open_pledge(pledge, by=place.clerk)) == ["no_units"]


def test_only_who_runs_the_cluster_writes(place):
    with pytest.raises(PermissionDenied):
        add_pledge(place.cluster, by=place.officer, year=make.YEAR, title="Giao ước", text=TEXT)


def test_heads_who_have_not_signed_are_reminded_once_a_day(place):
    pledge = opened(place)
    sign_pledge(pledge, place.school, by=place.head)
    Notice.objects.all().delete()

    counts = [remind_pledge(pledge, by=place.clerk), remind_pledge(pledge, by=place.clerk)]

    assert counts == [1, 1]
    assert [notice.person for notice in Notice.objects.all()] == [place.other_head]


def test_drafts_are_for_who_writes_them_and_lists_agree_with_pages(place):
    draft, pledge = drafted(place, title="Nháp"), opened(place)
    people = (place.clerk, place.officer, place.teachers[0], place.stranger, place.other_head)
    outsider = make.person(make.unit("Trường THCS Ngoài"), "officer", name="Người Ngoài")

    assert [len(pledges_visible_to(who)) for who in (*people, outsider)] == [2, 1, 1, 1, 1, 0]
    for who in (*people, outsider):
        for row in (draft, pledge):
            assert who.has_perm("awards.view_pledge", row) == (row in pledges_visible_to(who))


def test_pages_take_a_pledge_from_its_draft_to_the_signatures(client, place):
    sign_in(client, place.clerk)
    facts = {"cluster": place.cluster.pk, "year": make.YEAR, "title": "Giao ước", "text": TEXT}
    client.post(url("add_pledge"), facts)
    pledge = Pledge.objects.get()
    client.post(url("change_pledge", pledge.pk), {**facts, "title": "Giao ước mới"})
    client.post(url("pledge", pledge.pk), {"act": "open"})
    sign_in(client, place.head)
    before = client.get(url("pledge", pledge.pk))
    client.post(url("pledge", pledge.pk), {"act": "sign", "unit": place.school.pk})
    after = client.get(url("pledge", pledge.pk))

    pledge.refresh_from_db()
    assert (pledge.title, pledge.status) == ("Giao ước mới", "open")
    assert ("Ký thay mặt Trường THPT Suối Mơ" in before.text, "Ký thay mặt" in after.text) == (True, False)
    assert after.context["signed"] == 1
    assert client.post(url("pledge", pledge.pk), {"act": "sign", "unit": place.team.pk}).status_code == 404
    assert client.post(url("pledge", pledge.pk), {"act": "close"}).status_code == 403


def test_pledge_is_refused_and_unknown_to_whom_it_is_not_for(client, place):
    draft = drafted(place)
    sign_in(client, place.officer)

    assert [client.get(url(name, draft.pk)).status_code for name in ("pledge", "change_pledge", "pledge_paper")] == [
        404,
        404,
        404,
    ]
    assert client.get(url("add_pledge")).status_code == 403
    open_pledge(draft, by=place.clerk)
    assert client.get(url("change_pledge", draft.pk)).status_code == 403


def test_list_finds_and_holds_its_queries(client, place, django_assert_max_num_queries):
    opened(place)
    sign_in(client, place.head)
    with django_assert_max_num_queries(40) as few:
        found = client.get(url("pledges") + "?q=giao uoc")
    for n in range(30):
        Pledge.objects.create(
            cluster=place.cluster, year=make.YEAR, title=f"Giao ước {n}", text="x", status="open", by=place.clerk
        )

    assert [(row.signed, row.asked_for) for row in found.context["pledges"]] == [(0, 2)]
    with django_assert_max_num_queries(len(few)):
        client.get(url("pledges") + "?q=giao uoc")


def test_pledge_is_printed_with_who_signed(client, place):
    pledge = opened(place)
    sign_pledge(pledge, place.school, by=place.head)
    sign_in(client, place.head)

    word = client.get(url("pledge_paper", pledge.pk) + "?dang=word")
    pdf = client.get(url("pledge_paper", pledge.pk))

    text = ZipFile(BytesIO(word.content)).read("word/document.xml").decode()
    assert [words in text for words in ("Đỗ Văn Hiển", "chưa ký", "Không để học sinh bỏ học")] == [True] * 3
    assert pdf.content.startswith(b"%PDF")


def test_list_goes_out_as_a_workbook(client, place):
    opened(place)
    sign_in(client, place.head)

    answer = client.get(url("pledges") + "?xuat=excel")

    assert answer["Content-Disposition"] == 'attachment; filename="giao-uoc.xlsx"'
