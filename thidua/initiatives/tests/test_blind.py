"""A reviewer of a blind review tries every way to learn who wrote what."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from thidua.audit.models import Entry as Trail
from thidua.documents.models import Attachment
from thidua.documents.operations import add_attachment, add_link
from thidua.documents.queries import attachments_visible_to, uses_of
from thidua.initiatives.models import Enclosure, Initiative, Review
from thidua.initiatives.operations.blind import clear_enclosure, prepare_copies
from thidua.initiatives.operations.initiatives import report_initiative
from thidua.initiatives.operations.results import enclose
from thidua.initiatives.operations.reviews import (
    assign_evenly,
    assign_reviewers,
    declare_conflict,
    discuss,
    excuse_review,
    remind_reviewers,
)
from thidua.initiatives.operations.rounds import conclude_round, open_discussion, open_scoring
from thidua.initiatives.queries.blind import waiting_for_a_look
from thidua.initiatives.queries.conflicts import conflicts_among
from thidua.initiatives.queries.visibility import initiatives_visible_to
from thidua.initiatives.tests import files, make
from thidua.initiatives.tests.test_registering import refusal_of
from thidua.kernel.calendar import today
from thidua.kernel.text import fold
from thidua.people.models import Person

pytestmark = pytest.mark.django_db

NAMES = ("hoai lan", "khoa hoc tu nhien", "hoailan")
"""The author's name and team, folded, and the name as part of paths."""
TEXT = f"Do cô Hoài Lan và {files.AUTHOR} (Tổ Khoa học tự nhiên, {files.SCHOOL}) viết, thư lan@x.vn"


def signed_in(person: Person) -> Client:
    client = Client()
    client.force_login(Person.objects.get(pk=person.pk), backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


class Blind:
    """A round under review: one initiative with files of all kinds by `author`, to be judged by `reviewer`."""

    def __init__(self) -> None:
        self.school = make.School()
        self.officer = self.school.officer
        self.author, self.reviewer, self.third = self.school.teachers
        self.round = make.round_of(self.school)
        self.initiative = make.initiative(self.round, self.author, title=f"Tủ sách của {files.AUTHOR}", solution=TEXT)
        self.initiative.parts = {**self.initiative.parts, "first_users": TEXT}
        self.initiative.save()
        self.enclose()
        make.report(self.initiative, self.author)
        (self.review,) = assign_reviewers(self.initiative, [self.reviewer], by=self.officer)
        open_scoring(self.round, by=self.officer)
        for piece in self.initiative.enclosures.filter(blind_unread=True):
            clear_enclosure(piece, by=self.officer)
        self.client = signed_in(self.reviewer)

    def enclose(self) -> None:
        team = self.school.teams[0]
        made = (("docx", files.word()), ("xlsx", files.sheet()), ("pdf", files.pdf()), ("jpg", files.jpeg()))
        for kind, data in made:
            name = f"HoaiLan-sang-kien.{kind}"
            piece = add_attachment(team, by=self.author, data=data, name=name, caption=f"Của {files.AUTHOR}")
            enclose(self.initiative, [piece], purpose=Enclosure.Purpose.DESCRIPTION, by=self.author)
        link = add_link(team, by=self.author, link="https://drive.example/hoailan", caption="Ảnh")
        enclose(self.initiative, [link], purpose=Enclosure.Purpose.DESCRIPTION, by=self.author)

    def url(self, name: str, *args: object) -> str:
        return reverse(f"initiatives:{name}", args=args)


@pytest.fixture
def blind() -> Blind:
    return Blind()


def names_in(text: str) -> list[str]:
    return [name for name in NAMES if name in fold(text)]


def test_there_is_something_to_hide(blind):
    page = signed_in(blind.officer).get(blind.url("initiative", blind.initiative.pk)).text

    assert names_in(page) == ["hoai lan", "khoa hoc tu nhien"]


def test_sheet_shows_the_text_and_not_the_author(blind):
    page = blind.client.get(blind.url("review", blind.review.pk)).text

    assert names_in(page) == []
    assert "Học sinh ngại đọc sách" in page
    assert "▇▇▇" in page


def test_list_of_sheets_tells_no_author(blind):
    page = blind.client.get(blind.url("reviews")).text

    assert names_in(page) == []
    assert "Tủ sách của ▇▇▇" in page


def test_files_are_named_neutrally_and_tell_nothing(blind):
    page = blind.client.get(blind.url("review", blind.review.pk)).text
    told = []
    for n in range(1, 20):
        answer = blind.client.get(blind.url("review_file", blind.review.pk, n))
        if answer.status_code == 404:
            break
        content = b"".join(answer.streaming_content)
        name = answer["Content-Disposition"]
        ending = name.rsplit(".", 1)[1].strip('"')
        kind = {"jpg": "jpeg", "txt": "text"}.get(ending, ending)
        told.append((ending, names_in(files.told_by(content, kind)), names_in(str(answer.headers))))

    assert sorted(told) == [(ending, [], []) for ending in ("docx", "jpg", "pdf", "txt", "xlsx")]
    assert f"{blind.initiative.blind_code or Initiative.objects.get().blind_code}-tep-1" in page


def test_scan_waits_until_somebody_looked_at_it():
    blind = Blind.__new__(Blind)
    blind.school = make.School()
    one, two = blind.school.teachers[:2]
    wave = make.round_of(blind.school)
    row = make.initiative(wave, one)
    picture = add_attachment(blind.school.teams[0], by=one, data=files.png(), name="anh.png")
    enclose(row, [picture], purpose=Enclosure.Purpose.EVIDENCE, by=one)
    make.report(row, one)
    (review,) = assign_reviewers(row, [two], by=blind.school.officer)
    open_scoring(wave, by=blind.school.officer)
    client, place = signed_in(two), reverse("initiatives:review", args=[review.pk])
    before = client.get(place).text

    clear_enclosure(row.enclosures.get(attachment=picture), by=blind.school.officer)

    assert (".png" in before, ".png" in client.get(place).text) == (False, True)


def test_who_keeps_the_round_is_told_of_pictures_to_look_at(blind):
    blind.initiative.enclosures.update(cleared_by=None)
    keeper, place = signed_in(blind.officer), blind.url("round", blind.round.pk)
    unread = blind.initiative.enclosures.filter(blind_unread=True)

    told = {
        "round": blind.url("blind", blind.initiative.pk) in keeper.get(place).text,
        "home": [job.button for job in keeper.get("/").context["jobs"] if job.url == place],
        "reviewer": waiting_for_a_look(blind.reviewer),
        "author": waiting_for_a_look(blind.author),
    }
    assert told == {"round": True, "home": ["Xem tệp"], "reviewer": [], "author": []}
    assert [row.pieces for row in waiting_for_a_look(blind.officer)] == [unread.count()]

    for piece in unread:
        clear_enclosure(piece, by=blind.officer)

    assert waiting_for_a_look(blind.officer) == []
    assert "Xem tệp" not in keeper.get("/").text


def test_officer_who_reviews_another_unit_s_round_blind_gets_no_hint_of_it(blind):
    blind.initiative.enclosures.update(cleared_by=None)
    Review.objects.create(initiative=blind.initiative, reviewer=blind.officer, assigned_by=blind.officer)

    assert waiting_for_a_look(blind.officer) == []


def test_run_says_how_many_pictures_wait(blind):
    blind.initiative.enclosures.update(blind_file=None, blind_problem="", blind_unread=False)

    run = prepare_copies(blind.round, by=blind.officer)

    run.refresh_from_db()
    assert "có ảnh hoặc bản quét chờ xem" in run.message


@pytest.mark.parametrize(
    "name", ["initiative", "change_initiative", "authors", "results", "recognise_initiative", "certificate", "blind"]
)
def test_pages_of_the_initiative_are_not_found(blind, name):
    answer = blind.client.get(blind.url(name, blind.initiative.pk))

    assert answer.status_code == 404


def test_attachments_are_out_of_reach(blind):
    pieces = list(Attachment.objects.all())

    assert attachments_visible_to(Person.objects.get(pk=blind.reviewer.pk)).count() == 0
    assert not any(uses_of(pieces, blind.reviewer).values())
    for piece in pieces:
        assert blind.client.get(reverse("documents:attachment", args=[piece.pk])).status_code == 404


@pytest.mark.parametrize(
    "place",
    ["initiatives:initiatives", "initiatives:rounds", "initiatives:library", "web:home", "web:notices", "web:search"],
)
@pytest.mark.parametrize("words", ["", "tủ sách", "Hoài Lan"])
def test_lists_search_and_exports_tell_nothing(blind, place, words):
    client = blind.client
    pages = [client.get(reverse(place), {"q": words}), client.get(reverse(place), {"q": words, "xuat": "excel"})]

    for page in pages:
        content = b"".join(page) if page.streaming else page.content
        kind = "xlsx" if content[:2] == b"PK" else "text"
        shown = files.told_by(content, kind).replace('value="hoai lan"', "").replace("“hoai lan”", "")
        assert "tu sach" not in shown.replace('value="tu sach"', "").replace("“tu sach”", "")
        assert "khoa hoc tu nhien" not in shown


def test_search_of_the_shell_finds_nothing_of_it(blind):
    page = blind.client.get(reverse("web:search"), {"q": "tủ sách"})

    assert [kind for kind, _ in page.context["groups"]] == []


def test_round_tells_its_reviewer_no_count_by_author_or_unit(blind):
    page = blind.client.get(blind.url("round", blind.round.pk)).text

    assert names_in(page) == []
    codes = [blind.client.get(blind.url(name, blind.round.pk)).status_code for name in ("assign_review", "scores")]
    assert codes == [403, 403]


def test_notices_of_the_whole_review_name_nobody(blind):
    remind_reviewers(blind.round, by=blind.officer, today=today())
    make.score(blind.review, 80)
    open_discussion(blind.round, by=blind.officer)

    told = "\n".join(f"{row.text} {row.url} {row.key}" for row in blind.reviewer.notices.all())

    assert names_in(told) == []
    assert blind.reviewer.notices.count() >= 3
    assert f"/sang-kien/{blind.initiative.pk}/" not in told


def test_trail_is_closed_to_a_reviewer_who_administers(blind):
    assert Trail.objects.filter(subject_type="initiatives.initiative", by=blind.author).exists()
    make.post(blind.reviewer, blind.school.unit, "administrator")
    person = Person.objects.get(pk=blind.reviewer.pk)

    page = signed_in(person).get(reverse("web:audit"))

    kinds = {entry.subject_type for entry in page.context["entries"]}
    assert not kinds & {"initiatives.initiative", "initiatives.enclosure", "documents.attachment"}
    assert names_in(page.text) == []


@pytest.mark.parametrize("role", ["officer", "head", "leader", "inspector"])
def test_role_gained_during_the_review_opens_nothing(blind, role):
    make.post(blind.reviewer, blind.school.unit, role)
    person = Person.objects.get(pk=blind.reviewer.pk)

    assert not initiatives_visible_to(person).filter(pk=blind.initiative.pk).exists()
    assert signed_in(person).get(blind.url("initiative", blind.initiative.pk)).status_code == 404
    listed = signed_in(person).get(blind.url("assign_review", blind.round.pk))
    assert names_in(listed.text if listed.status_code == 200 else "") == []


def test_another_reviewer_s_sheet_is_not_found(blind):
    outsider = make.person(blind.school.unit, "member", name="Hồ Văn Nam")

    assert signed_in(outsider).get(blind.url("review", blind.review.pk)).status_code == 404
    assert signed_in(outsider).get(blind.url("review_file", blind.review.pk, 1)).status_code == 404


def test_discussion_goes_by_numbers(blind):
    (other,) = assign_reviewers(blind.initiative, [blind.third], by=blind.officer)
    make.score(blind.review, 80)
    make.score(other, 60)
    open_discussion(blind.round, by=blind.officer)

    discuss(other, by=blind.third, text="Hiệu quả chưa rõ")

    page = blind.client.get(blind.url("review", blind.review.pk)).text
    assert ("Hiệu quả chưa rõ" in page, str(blind.third) in page, names_in(page)) == (True, False, [])


def test_author_is_told_no_reviewer(blind):
    make.score(blind.review, 80)
    conclude_round(blind.round, by=blind.officer)

    page = signed_in(blind.author).get(blind.url("initiative", blind.initiative.pk)).text

    assert str(blind.reviewer) not in page


def test_concluded_round_tells_who_wrote_it(blind):
    make.score(blind.review, 80)
    conclude_round(blind.round, by=blind.officer)

    page = blind.client.get(blind.url("review", blind.review.pk)).text

    assert files.AUTHOR in page


def reasons(blind: Blind) -> dict[str, str]:
    people = list(Person.objects.filter(pk__in=[blind.officer.pk, blind.school.head.pk, blind.author.pk]))
    found_reasons = conflicts_among(blind.round, [blind.initiative], people)
    return {str(person): found_reasons.get((blind.initiative.pk, person.pk), "") for person in people}


def test_who_knows_the_author_cannot_be_asked(blind):
    found_reasons = reasons(blind)

    assert found_reasons[str(blind.author)] == "là tác giả"
    assert all(reason.startswith("xem được tên") for name, reason in found_reasons.items() if name != str(blind.author))


def test_administrator_knows_by_the_trail(blind):
    clerk = make.person(blind.school.unit, "administrator", name="Tạ Quang Khôi")

    assert refusal_of(assign_reviewers, blind.initiative, [clerk], by=blind.officer) == ["conflict"]


def test_same_team_is_a_conflict_in_any_review(blind):
    mate = make.person(blind.school.teams[0], "member", name="Mai Thu Cúc")

    assert refusal_of(assign_reviewers, blind.initiative, [mate], by=blind.officer) == ["conflict"]


def test_declared_conflict_holds_both_ways(blind):
    declare_conflict(blind.author, blind.third, by=blind.author, reason="Vợ chồng")

    assert refusal_of(assign_reviewers, blind.initiative, [blind.third], by=blind.officer) == ["conflict"]


def test_reviewer_who_recognises_the_author_is_excused_for_good(blind):
    excuse_review(blind.review, by=blind.reviewer, reason="Nhận ra người viết")

    assert refusal_of(assign_reviewers, blind.initiative, [blind.reviewer], by=blind.officer) == ["conflict"]
    assert blind.officer.notices.filter(text__contains="Nhận ra người viết").exists()
    assert blind.client.get(blind.url("initiative", blind.initiative.pk)).status_code == 404


def test_sheets_are_spread_evenly_past_conflicts():
    school = make.School(teams=4)
    wave = make.round_of(school)
    rows = [make.initiative(wave, teacher, title=f"Sáng kiến {n}") for n, teacher in enumerate(school.teachers)]

    made, lacking = assign_evenly(wave, school.teachers, each=2, by=school.officer)

    loads = [Review.objects.filter(reviewer=teacher).count() for teacher in school.teachers]
    assert (made, lacking) == (8, [])
    assert max(loads) - min(loads) <= 1
    assert not any(row.reviews.filter(reviewer=row.created_by).exists() for row in rows)


def test_one_without_anybody_free_is_named():
    school = make.School(teams=2)
    wave = make.round_of(school)
    one, two = school.teachers
    joint = make.initiative(wave, one, authors=[(one, 50), (two, 50)])

    assert assign_evenly(wave, [one, two], each=1, by=school.officer) == (0, [joint])


def test_late_report_joins_the_review_under_a_code_of_its_own(blind):
    row = make.initiative_later(blind.round, blind.third, blind.school)
    assign_reviewers(row, [blind.reviewer], by=blind.officer)
    report_initiative(row, by=blind.third, now=make.NOW + timedelta(days=1))

    from thidua.initiatives.operations.initiatives import open_review

    open_review(row, by=blind.officer)

    codes = set(Initiative.objects.values_list("blind_code", flat=True))
    assert (row.status, len(codes), "" in codes) == ("under_review", 2, False)
