"""Dossiers between a sender and a receiver: what goes up, comes back, is decided."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from pypdfium2 import PdfDocument

from thidua.audit.queries import history_of
from thidua.awards.models import Dossier, DossierEntry, Hearing, Nomination
from thidua.awards.operations import dossiers as operations
from thidua.awards.operations.dossiers import (
    add_entries,
    change_dossier,
    draft_dossier,
    receive_dossier,
    submit_dossier,
    take_back_dossier,
    take_out_entry,
)
from thidua.awards.queries.dossiers import piles_of, problems_of, with_nominations
from thidua.awards.submission import bases_of, doubts_of
from thidua.awards.tests import make, sitting
from thidua.councils.models import Meeting
from thidua.councils.tests import make as councils
from thidua.documents.operations import open_file
from thidua.documents.queries import documents_visible_to
from thidua.documents.tests.make import document
from thidua.people.models import Notice, Person

pytestmark = pytest.mark.django_db
DAY = date(2026, 6, 10)
WHY = "Biên bản gửi sau"


class Case:
    """A school with nominations that its council agreed to, and the department's season."""

    def __init__(self, count: int = 3, **facts) -> None:
        self.place = make.Place(teachers=count)
        self.season = make.season(self.place.school)
        self.above = make.season(self.place.department)
        self.rows = [
            make.nomination(self.season, teacher, by=self.place.officer, status="passed", **facts)
            for teacher in self.place.teachers
        ]

    @property
    def officer(self) -> Person:
        return self.place.officer

    @property
    def clerk(self) -> Person:
        return self.place.clerk

    def draft(self, **facts) -> Dossier:
        return draft_dossier(self.season, self.rows, by=self.officer, today=DAY, **facts)

    def sent(self, **facts) -> Dossier:
        made = self.draft(**facts)
        submit_dossier(made, by=self.officer, today=DAY, anyway=WHY)
        return made

    def received(self) -> Dossier:
        made = self.sent()
        receive_dossier(made, self.above, by=self.clerk, today=DAY)
        return made

    def entry(self, n: int = 0) -> DossierEntry:
        return with_nominations(DossierEntry.objects.filter(nomination=self.rows[n])).get()

    def states(self) -> list[str]:
        return list(Nomination.objects.order_by("pk").values_list("status", flat=True))


def refused(code: str, deed, *args, **facts) -> None:
    with pytest.raises(ValidationError) as refusal:
        deed(*args, **facts)
    assert refusal.value.error_list[0].code == code


def told(person: Person) -> list[str]:
    return list(Notice.objects.filter(person=person).order_by("pk").values_list("text", flat=True))


# Putting together


def test_dossier_goes_to_the_unit_that_the_law_names():
    case = Case()

    made = case.draft()

    assert (made.to_unit, made.status, made.entries.count()) == (case.place.department, "draft", 3)
    assert made.title == "Hồ sơ đề nghị khen thưởng năm học 2025-2026"


def test_receiver_can_be_named_outside_the_system():
    case = Case()

    made = case.draft(to_name="Ủy ban nhân dân tỉnh Đông Hải")

    assert (made.to_unit, made.to_name) == (None, "Ủy ban nhân dân tỉnh Đông Hải")


def test_piles_tell_what_waits_and_where_it_goes():
    case = Case()
    make.nomination(case.season, case.place.team, make.COLLECTIVE, by=case.officer, status="passed")
    make.nomination(case.season, case.place.leader, by=case.officer, status="ready")

    piles = piles_of(case.season, DAY)

    assert [(pile.name, pile.to_unit, len(pile.rows)) for pile in piles] == [
        ("Lao động tiên tiến", case.place.department, 3),
        ("Tập thể lao động tiên tiến", case.place.department, 1),
    ]


def test_only_what_was_agreed_and_is_free_goes_in():
    case = Case()
    waiting = make.nomination(case.season, case.place.leader, by=case.officer, status="ready")
    elsewhere = make.nomination(make.season(case.place.other), case.place.stranger, by=case.officer, status="passed")

    refused("not_free", draft_dossier, case.season, [waiting], by=case.officer, today=DAY)
    refused("not_free", draft_dossier, case.season, [elsewhere], by=case.officer, today=DAY)
    refused("nothing_chosen", draft_dossier, case.season, [], by=case.officer, to_name="Tỉnh")
    case.draft()
    refused("not_free", draft_dossier, case.season, case.rows[:1], by=case.officer, today=DAY)


def test_dossier_needs_another_receiver_than_oneself_and_an_open_season():
    case = Case()

    refused("to_itself", case.draft, to_unit=case.place.school)
    case.season.status = "closed"
    refused("season_closed", case.draft)


def test_only_who_keeps_the_season_puts_together():
    case = Case()

    for person in (case.place.teachers[0], case.place.leader, case.clerk, case.place.stranger):
        with pytest.raises(PermissionDenied):
            draft_dossier(case.season, case.rows, by=person, today=DAY)


def test_draft_can_be_changed_and_loses_entries():
    case = Case()
    made = case.draft()

    change_dossier(made, by=case.officer, to_unit=None, to_name="Ủy ban tỉnh", title="Hồ sơ đợt 1", note="Kèm bản in")
    take_out_entry(case.entry(), by=case.officer)

    made.refresh_from_db()
    assert (made.to_name, made.title, made.note, made.entries.count()) == (
        "Ủy ban tỉnh",
        "Hồ sơ đợt 1",
        "Kèm bản in",
        2,
    )
    refused("no_title", change_dossier, made, by=case.officer, to_unit=None, to_name="Tỉnh", title=" ", note="")
    refused("no_receiver", change_dossier, made, by=case.officer, to_unit=None, to_name=" ", title="A", note="")


# Sending


def test_missing_papers_are_told_and_ask_for_a_reason():
    case = Case()
    made = case.draft()
    entries = list(with_nominations(made.entries.all()))

    found = problems_of(made, entries, DAY)

    asked = [each.text for each in found if each.asks]
    assert asked[0] == "Thiếu giấy tờ chung: Biên bản bình xét thi đua"
    assert len([text for text in asked if text.startswith("Thiếu báo cáo thành tích")]) == 3
    refused("incomplete", submit_dossier, made, by=case.officer, today=DAY)
    assert case.states() == ["passed"] * 3


def test_minutes_of_the_council_go_with_it_and_stand_among_the_bases():
    case = Case()
    council = councils.council(unit=case.place.school)
    meeting = councils.meeting(council)
    hearing = Hearing.objects.create(season=case.season, award=make.WORKER, item=meeting.items.first())
    hearing.nominations.set(case.rows)
    made = case.draft()
    assert any("chưa lưu biên bản" in each.text for each in problems_of(made, entries_of(made), DAY))
    minutes = document(case.place.school, case.officer, type="BB", excerpt="Họp Hội đồng Thi đua - Khen thưởng")
    Meeting.objects.filter(pk=meeting.pk).update(minutes=minutes)

    submit_dossier(made, by=case.officer, today=DAY, anyway="Báo cáo gửi sau")

    assert [(paper.key, paper.document) for paper in made.papers.all()] == [("review_minutes", minutes)]
    assert not any("iên bản" in each.text for each in problems_of(made, entries_of(made), DAY))
    assert any("Họp Hội đồng Thi đua" in basis for basis in bases_of(made, entries_of(made), DAY))
    assert documents_visible_to(case.clerk).filter(pk=minutes.pk).exists()
    assert not documents_visible_to(case.place.stranger).filter(pk=minutes.pk).exists()


def entries_of(dossier: Dossier) -> list[DossierEntry]:
    return list(with_nominations(dossier.entries.all()))


def test_doubles_exceeded_shares_and_missing_notice_are_told():
    case = Case(count=2)
    make.award(case.place.school, case.place.teachers[0], by=case.officer)
    case.season.notice_days = 5
    case.season.save()
    made = case.draft()

    found = [each.text for each in problems_of(made, entries_of(made), DAY) if not each.asks]

    assert any(text.startswith("Đã được tặng Lao động tiên tiến 2025-2026") for text in found)
    assert "Chưa công khai xong: Nguyễn Giáo Viên 0, Nguyễn Giáo Viên 1" in found


OWN_SHARE = """
[[quota]]
key = "title_emulation_fighter_unit"
name = "Chiến sĩ thi đua cơ sở"
mode = "replace"
share = "50%"
of = "số Lao động tiên tiến"
source = "QC Đ3"
verified = true
"""


def test_share_that_is_exceeded_asks_once_for_its_award():
    case = Case(count=3)
    sitting.local_rules(case.place.school, OWN_SHARE, by=case.place.head)
    fighters = [
        make.nomination(case.season, teacher, make.FIGHTER, by=case.officer, status="passed")
        for teacher in case.place.teachers
    ]
    made = draft_dossier(case.season, fighters, by=case.officer, today=DAY)

    shares = [each for each in problems_of(made, entries_of(made), DAY) if "mức trần" in each.text]

    assert [(each.asks, each.entry) for each in shares] == [(True, None)]
    assert shares[0].text.startswith("Chiến sĩ thi đua cơ sở: vượt mức trần: đang đề nghị 3/3")


def test_sending_writes_a_numbered_submission_and_tells_who_receives():
    case = Case()

    made = case.sent()

    assert (made.status, made.submitted_on, made.sent_anyway) == ("submitted", DAY, WHY)
    assert case.states() == ["sent"] * 3
    assert made.submission.number.startswith("01/TTr-")
    assert told(case.clerk) == [f"Trường THPT Suối Mơ gửi hồ sơ “{made.title}”: 3 đề nghị"]
    assert told(case.officer) == []
    assert told(case.place.teachers[0]) == ["Đề nghị Lao động tiên tiến đã được trình Sở Giáo dục và Đào tạo Đông Hải"]


def test_submission_says_on_what_for_whom_and_why():
    case = Case(merit="Hoàn thành tốt nhiệm vụ năm học")

    made = case.sent(note="Đề nghị xét trước ngày 20/6.")

    with open_file(made.submission.files.get(made="pdf").file) as content, PdfDocument(content.read()) as book:
        words = " ".join(" ".join(page.get_textpage().get_text_range() for page in book).split())
    for said in (
        "TỜ TRÌNH",
        "Kính gửi: Sở Giáo dục và Đào tạo Đông Hải",
        "Căn cứ Luật Thi đua, khen thưởng số 06/2022/QH15",
        "3 cá nhân",
        "Đề nghị xét trước ngày 20/6.",
        "biên bản gửi sau",
        "Nguyễn Giáo Viên 2",
        "Hoàn thành tốt nhiệm vụ năm học",
    ):
        assert said in words


def test_bases_that_a_newer_law_has_touched_are_to_be_compared():
    case = Case(count=1)
    made = case.draft()

    assert doubts_of(made, entries_of(made), DAY) == ()
    assert any("06/2026/QH16" in doubt for doubt in doubts_of(made, entries_of(made), date(2026, 11, 16)))


def test_empty_dossier_and_what_is_no_longer_agreed_do_not_go_up():
    case = Case()
    made = case.draft()
    Nomination.objects.filter(pk=case.rows[0].pk).update(status="withdrawn")

    refused("not_passed", submit_dossier, made, by=case.officer, today=DAY, anyway=WHY)
    for entry in made.entries.all():
        take_out_entry(entry, by=case.officer)
    refused("nothing_in_it", submit_dossier, made, by=case.officer, today=DAY, anyway=WHY)


def test_sent_dossier_is_closed_to_its_sender_until_it_is_taken_back():
    case = Case()
    made = case.sent()

    refused("wrong_state", take_out_entry, case.entry(), by=case.officer)
    refused("wrong_state", add_entries, made, [], by=case.officer)
    refused("wrong_state", submit_dossier, made, by=case.officer, today=DAY, anyway=WHY)
    take_back_dossier(made, by=case.officer, today=DAY)
    assert (made.status, case.states()) == ("draft", ["passed"] * 3)
    submit_dossier(made, by=case.officer, today=DAY, anyway=WHY)
    assert made.submission.number.startswith("01/TTr-")


def test_received_dossier_is_not_taken_back():
    case = Case()
    made = case.received()

    refused("wrong_state", take_back_dossier, made, by=case.officer)


def test_each_step_leaves_its_trace():
    case = Case()
    made = case.received()

    assert [entry.action for entry in history_of(made)][::-1] == [
        "awards.add_dossier",
        "awards.change_dossier",
        "awards.submit_dossier",
        "awards.receive_dossier",
    ]
    assert operations.receiver_name(made) == "Sở Giáo dục và Đào tạo Đông Hải"
