"""The pages as a browser gets them."""

from io import BytesIO

import pytest
from django.urls import reverse
from python_calamine import CalamineWorkbook

from thidua.councils.models import Ballot, Council, Meeting, Paper
from thidua.councils.operations import add_item_file, close_ballot
from thidua.councils.tests import make
from thidua.people.tests import make as people

pytestmark = pytest.mark.django_db


def sign_in(client, person):
    client.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")


def url(name, row):
    return reverse(f"councils:{name}", args=[row.pk])


def chair_of(ballot):
    return make.chair(ballot.item.meeting.council)


def test_member_votes_by_a_plain_form_and_sees_that_it_is_noted(client):
    ballot = make.ballot()
    sign_in(client, make.voters(ballot)[3])

    before = client.get(url("ballot", ballot))
    answer = client.post(url("ballot", ballot), {"option_0": "1"}, follow=True)

    assert "Bỏ phiếu</button>" in before.text
    assert ("Phiếu đã được ghi nhận" in answer.text, "Bỏ phiếu</button>" in answer.text) == (True, False)
    assert Paper.objects.get(seat__person=make.voters(ballot)[3]).state == "cast"


def test_vote_sent_again_after_a_lost_connection_is_told_to_be_there(client):
    ballot = make.ballot()
    sign_in(client, make.voters(ballot)[3])
    client.post(url("ballot", ballot), {"option_0": "1"})

    again = client.post(url("ballot", ballot), {"option_0": "2"}, follow=True)

    assert (again.status_code, "đã được ghi nhận" in again.text) == (200, True)


def test_unfinished_paper_comes_back_with_what_is_missing(client):
    ballot = make.ballot()
    sign_in(client, make.voters(ballot)[3])

    answer = client.post(url("ballot", ballot), {})

    assert (answer.status_code, "Chọn một ô." in answer.text) == (422, True)


def test_vote_after_the_closing_is_refused_in_words(client):
    ballot = make.ballot()
    member = make.voters(ballot)[3]
    close_ballot(ballot, by=chair_of(ballot))
    sign_in(client, member)

    answer = client.post(url("ballot", ballot), {"option_0": "1"})

    assert (answer.status_code, "đã đóng bỏ phiếu" in answer.context["form"].errors["__all__"][0]) == (422, True)


def test_count_of_who_has_voted_comes_alone_and_never_what(client):
    ballot = make.ballot()
    make.vote(ballot, ["+", "-"])
    sign_in(client, make.voters(ballot)[3])

    answer = client.get(url("ballot", ballot), {"luc": "open"}, headers={"HX-Request": "true"})

    assert ("<html" in answer.text, "Đã bỏ phiếu 2/5" in answer.text) == (False, True)


def test_page_is_drawn_anew_when_the_vote_was_closed_meanwhile(client):
    ballot = make.ballot()
    sign_in(client, make.voters(ballot)[3])
    close_ballot(ballot, by=chair_of(ballot))

    answer = client.get(url("ballot", ballot), {"luc": "open"}, headers={"HX-Request": "true"})

    assert answer["HX-Refresh"] == "true"


def test_result_is_shown_with_its_source_and_not_before(client):
    ballot = make.ballot(options=["Lê An"])
    make.vote(ballot, ["+", "+", "+", "-"])
    sign_in(client, make.voters(ballot)[3])
    before = client.get(url("ballot", ballot)).text
    close_ballot(ballot, by=chair_of(ballot))

    after = client.get(url("ballot", ballot)).text

    assert ("3/5" in before, "Kết quả</h2>" in before) == (False, False)
    assert all(part in after for part in ("3/5", "Đạt", "Quy chế hoạt động của hội đồng, Điều 5"))


@pytest.mark.parametrize("name", ["ballot", "run_ballot", "count_papers", "count_minutes"])
def test_stranger_does_not_find_the_ballot(client, name):
    ballot = make.ballot()
    sign_in(client, people.person(ballot.item.meeting.council.unit, "administrator"))

    assert client.get(url(name, ballot)).status_code == 404


def test_member_does_not_run_the_vote(client):
    ballot = make.ballot()
    sign_in(client, make.voters(ballot)[3])

    assert [client.post(url(name, ballot)).status_code for name in ("run_ballot", "count_papers")] == [403, 403]


def test_chair_opens_with_a_code_and_closes_with_it(client):
    ballot = make.ballot(status="draft", needs_code=True)
    sign_in(client, chair_of(ballot))

    opened = client.post(url("run_ballot", ballot), {"act": "open"})
    first, second = opened.context["code"]
    again = client.get(url("run_ballot", ballot))
    wrong = client.post(url("run_ballot", ballot), {"act": "close", "code": first})
    closed = client.post(url("run_ballot", ballot), {"act": "close", "code": f"{first} {second}"})

    assert (first in opened.text, first in again.text) == (True, False)
    assert (wrong.status_code, closed.status_code) == (422, 302)
    assert Ballot.objects.get().status == "closed"


def test_counting_team_hands_out_and_enters(client):
    ballot = make.ballot(make.meeting(counters=2))
    one, two = [seat.person for seat in ballot.item.meeting.counters.order_by("pk")]
    paper = ballot.papers.order_by("seat")[2]
    sign_in(client, one)

    client.post(url("count_papers", ballot), {"act": "hand", "paper": paper.pk})
    found = {"act": "count", "papers": 1, "invalid": 0, "agreed_0": 1, "against_0": 0, "abstained_0": 0}
    entered = client.post(url("count_papers", ballot), found)
    wrong = client.post(url("count_papers", ballot), found | {"papers": 9})
    sign_in(client, two)
    client.post(url("count_papers", ballot), found)

    assert (entered.status_code, wrong.status_code) == (302, 422)
    assert ballot.sheets.count() == 2


def test_secretary_prepares_and_the_chair_leads_to_the_minutes(client):
    council = make.council()
    sign_in(client, make.secretary(council))
    facts = {"title": "Họp tháng 11", "day": "20/11/2026", "hour": "08:00", "venue": "Phòng họp"}
    seats = {"presiding": make.seats(council)[0].pk, "secretary": make.seats(council)[1].pk}
    client.post(url("add_meeting", council), facts | seats)
    meeting = Meeting.objects.get()
    client.post(url("add_item", meeting), {"title": "Xét tặng Giấy khen", "nominees": "Lê An\nTrần Bình"})
    client.post(
        url("add_ballot", meeting.items.get()),
        {"question": "Tặng Giấy khen", "form": "approve", "most": 1, "places": 1, "is_secret": "on"},
    )
    client.post(url("meeting", meeting), {"act": "invite"})
    client.post(url("mark_attendance", meeting), {f"seat_{seat.pk}": "present" for seat in make.seats(council)})
    sign_in(client, make.chair(council))
    client.post(url("meeting", meeting), {"act": "begin"})
    ballot = Ballot.objects.get()
    client.post(url("run_ballot", ballot), {"act": "open"})
    for seat in make.seats(council):
        sign_in(client, seat.person)
        client.post(url("ballot", ballot), {"option_0": "1", "option_1": "2"})
    sign_in(client, make.chair(council))
    client.post(url("run_ballot", ballot), {"act": "close"})
    client.post(url("meeting", meeting), {"act": "end", "conclusion": "Thống nhất."})

    meeting.refresh_from_db()
    assert (meeting.status, make.counts(ballot)) == (
        "ended",
        [("Lê An", 5, 0, 0, "passed"), ("Trần Bình", 0, 5, 0, "failed")],
    )
    pdf, word = client.get(url("minutes", meeting)), client.get(url("minutes", meeting), {"dang": "word"})
    assert (pdf.content[:4], word.content[:2]) == (b"%PDF", b"PK")


def test_officer_founds_a_council_seats_members_and_notes_its_rule(client):
    unit = people.unit()
    officer = people.person(unit, "officer")
    sign_in(client, officer)
    facts = {"name": "Hội đồng Sáng kiến", "purpose": "initiatives", "level": "base", "least_shown": 3}
    dates = {"decision_number": "9/QĐ", "decision_date": "01/09/2026", "valid_from": "01/09/2026"}
    client.post(reverse("councils:add_council"), facts | dates)
    council = Council.objects.get()
    client.post(
        url("add_seat", council),
        {"person": officer.pk, "office": "chair", "may_vote": "on", "valid_from": "01/09/2026"},
    )
    rule = {
        "kind": "vote",
        "matter": "",
        "share": "2/3",
        "whole": "all_members",
        "source": "Quy chế, Điều 3",
        "valid_from": "01/09/2026",
    }
    wrong = client.post(url("add_house_rule", council), rule | {"share": "3/2"})
    client.post(url("add_house_rule", council), rule)

    page = client.get(url("council", council)).text
    assert (wrong.status_code, council.seats.count(), "từ 2/3 tổng số thành viên" in page) == (422, 1, True)


def test_item_tells_rule_papers_and_who_keeps_out(client):
    meeting = make.meeting()
    member = make.seats(meeting.council)[4].person
    add_item_file(meeting.items.get(), by=make.chair(meeting.council), data=b"to trinh", name="to-trinh.txt")
    sign_in(client, member)

    client.post(url("item", meeting.items.get()), {"act": "conflict", "own-reason": "Là người được xét"})
    page = client.get(url("item", meeting.items.get())).text
    paper = client.get(reverse("councils:item_file", args=[meeting.items.get().files.get().pk]))

    assert all(part in page for part in ("trên 50%", "to-trinh.txt", "Là người được xét"))
    assert b"".join(paper.streaming_content) == b"to trinh"


def test_list_is_found_without_diacritics_and_goes_out_as_excel(client):
    council = make.council(name="Hội đồng Sáng kiến")
    sign_in(client, make.chair(council))

    found = client.get(reverse("councils:councils"), {"q": "sang kien"})
    none = client.get(reverse("councils:councils"), {"q": "khen thuong"})
    sheet = client.get(reverse("councils:councils"), {"xuat": "excel"})

    assert ([row.pk for row in found.context["councils"]], list(none.context["councils"])) == ([council.pk], [])
    rows = CalamineWorkbook.from_filelike(BytesIO(sheet.content)).get_sheet_by_index(0).to_python()
    assert rows[1][0] == "Hội đồng Sáng kiến"


def test_list_asks_as_much_with_thirty_rows_as_with_three(client, django_assert_max_num_queries):
    unit = people.unit()
    council = make.council(2, unit=unit)
    sign_in(client, make.chair(council))
    asked = []
    for rows in (3, 30):
        for n in range(Council.objects.count(), rows):
            Council.objects.create(
                unit=unit, name=f"Hội đồng {n}", decision_number=str(n), decision_date=make.SINCE, valid_from=make.SINCE
            )
        client.get(reverse("councils:councils"))
        with django_assert_max_num_queries(20) as captured:
            client.get(reverse("councils:councils"))
        asked.append(len(captured))

    assert asked[1] <= asked[0]


@pytest.mark.parametrize("name", ["meeting", "ballot"])
def test_page_asks_as_much_for_thirty_members_as_for_three(client, name, django_assert_max_num_queries):
    asked = []
    for members in (3, 30):
        ballot = make.ballot(make.meeting(make.council(members, unit=people.unit(f"Trường {members}"))))
        sign_in(client, chair_of(ballot))
        path = url(name, ballot if name == "ballot" else ballot.item.meeting)
        client.get(path)
        with django_assert_max_num_queries(35) as captured:
            assert client.get(path).status_code == 200
        asked.append(len(captured))

    assert asked[1] <= asked[0]


def test_first_page_leads_to_the_vote_until_it_is_cast(client):
    ballot = make.ballot()
    member = make.voters(ballot)[3]
    sign_in(client, member)
    before = client.get(reverse("web:home")).text

    client.post(url("ballot", ballot), {"option_0": "1"})

    after = client.get(reverse("web:home")).text
    assert (url("ballot", ballot) in before, url("ballot", ballot) in after) == (True, False)
