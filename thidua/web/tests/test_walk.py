"""Every address of the rooms, with every role, inside and outside the scope of what it names."""

from collections.abc import Iterator
from datetime import date, timedelta
from functools import cached_property

import pytest
from django.core.signals import request_finished
from django.db import close_old_connections
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from thidua.audit.models import Entry
from thidua.awards.models import Award, Decision, Dossier, Nomination, Publication, Season, YearGrade
from thidua.awards.tests import walked
from thidua.councils.operations import add_item_file, add_seat
from thidua.councils.tests import make as councils
from thidua.documents.operations import add_attachment, add_document, keep_file
from thidua.documents.tests import make as documents
from thidua.documents.tests import signed
from thidua.initiatives.tests import make as initiatives
from thidua.kernel.calendar import today
from thidua.kernel.models import Run
from thidua.people.models import Cluster, Notice, Person, Post, SheetImport, Unit
from thidua.people.operations import lock_person
from thidua.people.tests import make as people
from thidua.plans.models import Assignment, Duty, Obligation, Phase, Plan, Section, Target, Task
from thidua.plans.tests import make
from thidua.progress.operations.figures import give_cell
from thidua.reports.models import FormSection, Report, ReportForm, ReportSection
from thidua.reports.operations import make_report, new_form

pytestmark = pytest.mark.django_db

ROLES = [role.value for role in Post.Role]
SECRET = "Bí mật Suối Mơ"
OURS = ("web", "portal", "reports", "awards", "progress", "initiatives", "plans", "councils", "documents", "people")
PUBLIC = {
    "people:set_up",
    "portal:check",
    "portal:check_code",
    "portal:library",
    "portal:model",
    "portal:nominees",
    "portal:objection",
    "portal:checked_file",
    "portal:honours",
}
"""Open without signing in; the first is closed for good once there is an account."""

OWN_PAST = {"people:profile", "people:own_record"}
"""Here one reads of one's own posts, the ended ones too."""


def patterns(resolver: URLResolver, space: str = "") -> Iterator[tuple[str, URLPattern]]:
    for found in resolver.url_patterns:
        if isinstance(found, URLResolver):
            yield from patterns(found, found.namespace or space)
        elif space in OURS:
            yield f"{space}:{found.name}", found


ADDRESSES = dict(patterns(get_resolver()))


ROWS = (Plan, Target, Task, Duty, Phase, Section, Assignment, Obligation, Post, Person, SheetImport, Cluster, Unit)
ROWS += (Report, ReportForm, ReportSection, FormSection)
ROWS += (Season, Nomination, Dossier, Publication, Decision, Award, YearGrade)


class World:
    """A school with one of everything, and another school beside it under the same department."""

    def __init__(self) -> None:
        self.department = people.unit("Sở Giáo dục và Đào tạo Sơn Hà", kind="department")
        self.school = people.unit(f"Trường {SECRET}", parent=self.department)
        self.team = people.unit(f"Tổ {SECRET}", parent=self.school, kind="team")
        self.other = people.unit("Trường Đồi Thông", parent=self.department)
        self.other_team = people.unit("Tổ Đồi Thông", parent=self.other, kind="team")
        self.officer = people.person(self.school, "officer", name=f"Lê {SECRET}")
        self.plan = make.issued(self.school, self.officer, [self.team], title=f"Kế hoạch {SECRET}")
        self.draft = make.draft(self.school, self.officer, title=f"Bản nháp {SECRET}")
        self.line = make.line(self.draft, Target, self.officer, text=f"Chỉ tiêu {SECRET}")
        self.document = add_document(self.school, by=self.officer, direction="in", excerpt=f"Công văn {SECRET}")
        self.file = keep_file(self.document, b"noi dung", "cong-van.txt", 1)
        self.attachment = add_attachment(self.school, by=self.officer, data=b"anh", name=f"{SECRET}.txt")
        self.batch = documents.batch(self.school, self.officer, title=f"Đợt {SECRET}", names=[SECRET])
        self.certificate = self.batch.certificates.get()
        self.anchor, self.seal = signed.trust_and_seal(self.school, self.department, self.officer)
        self.template = documents.template(self.school, self.officer, name=f"{SECRET}.docx")
        self.cluster = Cluster.objects.create(unit=self.school, name=f"Cụm {SECRET}")
        self.run = Run.objects.create(kind="x", title=f"Việc {SECRET}", by=self.officer)
        self.sheet = SheetImport.objects.create(subject="persons", unit=self.school, by=self.officer, name="nguoi.xlsx")
        self.figures = Obligation.objects.exclude(period="").get(duty__plan=self.plan)
        self.cell = give_cell(self.figures, self.plan.targets.get(), self.officer, by=self.officer)
        self.ballot = self.council()
        self.notice = Notice.objects.create(person=self.officer, key="x", text=SECRET)
        self.round, self.initiative, self.review = initiatives.judged(self.school, self.team, self.officer, SECRET)
        spread = initiatives.spread_rows(self.initiative, self.officer, SECRET)
        self.past, self.adoption, self.question, self.past_import, self.bundle = spread
        self.heard = self.round.hearings.create(item=self.ballot.item)
        self.heard.initiatives.set([self.initiative])
        self.report = make_report(self.school, self.plan, by=self.officer, kind="final", today=today())
        self.honours = walked.rows(self.school, self.cluster, self.ballot.item, by=self.officer, secret=SECRET)
        self.form = new_form(self.school, by=self.officer, kind="final", title=f"Mẫu {SECRET}", after="final")

    def council(self):
        """A council with an open ballot on an item with a paper, of which the officer is vice chair."""
        council = councils.council(3, unit=self.school, name=f"Hội đồng {SECRET}")
        chair = councils.chair(council)
        add_seat(council, by=chair, person=self.officer, office="vice_chair", valid_from=councils.SINCE)
        ballot = councils.ballot(councils.meeting(council, title=f"Phiên họp {SECRET}", counters=2))
        self.paper = add_item_file(ballot.item, by=chair, data=b"to trinh", name=f"{SECRET}.txt")
        return ballot

    def values(self, name: str) -> dict[str, object]:
        """What to put for each parameter of an address."""
        known = self.known | ({"plan_id": self.draft.pk} if self.is_of_draft(name) else {})
        if name == "plans:step":
            known["word"] = "lay-lai"
        if name == "reports:quote_passages":
            known["section_id"] = self.report.sections.filter(source="quotes")[0].pk
        if name.startswith("progress:"):
            known["obligation_id"] = self.figures.pk
        if name == "initiatives:hearing":
            known["hearing_id"] = self.heard.pk
        if name.startswith("awards:"):
            known |= {"kind": "person", "n": 0}
        return known

    @cached_property
    def known(self) -> dict[str, object]:
        return {
            "plan_id": self.plan.pk,
            "line_id": self.line.pk,
            "target_id": self.plan.targets.get().pk,
            "word": "chi-tieu",
            "act": "xem-xong",
            "assignment_id": make.assignment(self.plan, self.team).pk,
            "obligation_id": make.obligation(self.plan, self.team).pk,
            "measurement_id": self.cell.pk,
            "document_id": self.document.pk,
            "number_id": self.plan.document.registry_number.pk,
            "file_id": self.file.pk,
            "attachment_id": self.attachment.pk,
            "design_id": self.batch.version.design_id,
            "batch_id": self.batch.pk,
            "certificate_id": self.certificate.pk,
            "kind": "pdf",
            "unit_id": self.school.pk,
            "person_id": self.officer.pk,
            "post_id": self.officer.posts.order_by("pk")[0].pk,
            "cluster_id": self.cluster.pk,
            "run_id": self.run.pk,
            "import_id": self.sheet.pk,
            "notice_id": self.notice.pk,
            "round_id": self.round.pk,
            "initiative_id": self.initiative.pk,
            "review_id": self.review.pk,
            "rubric_id": self.round.rubric_id,
            "other_id": self.past.pk,
            "adoption_id": self.adoption.pk,
            "question_id": self.question.pk,
            "past_id": self.past_import.pk,
            "bundle_id": self.bundle.pk,
            "n": 1,
            "council_id": self.ballot.item.meeting.council_id,
            "seat_id": self.ballot.item.meeting.presiding_id,
            "meeting_id": self.ballot.item.meeting_id,
            "item_id": self.ballot.item_id,
            "ballot_id": self.ballot.pk,
            "paper_id": self.paper.pk,
            "report_id": self.report.pk,
            "section_id": self.report.sections.filter(source="")[0].pk,
            "suffix": "docx",
            "form_id": self.form.pk,
            "part_id": self.form.sections.all()[0].pk,
            "token": "khong-co",
            "code": "K7QM-3ZPA-X9",
            "anchor_id": self.anchor.pk,
            "seal_id": self.seal.pk,
            "template_id": self.template.pk,
            "type_name": "bao-cao",
            **self.honours,
        }

    @staticmethod
    def is_of_draft(name: str) -> bool:
        return "/ban-doc/" in str(ADDRESSES[name].pattern) or name in {"plans:issue_plan", "plans:step"}

    def url(self, name: str) -> str:
        known = self.values(name)
        return reverse(name, kwargs={key: known[key] for key in ADDRESSES[name].pattern.regex.groupindex})

    def names_a_row(self, name: str) -> bool:
        return any(key.endswith("_id") for key in ADDRESSES[name].pattern.regex.groupindex)


def in_every_role(unit: Unit, *, name: str, **facts: date) -> Person:
    """Rights add up over posts: what is out of reach of all roles together is out of reach of each."""
    person = people.person(unit, ROLES[0], name=name, **facts)
    for role in ROLES[1:]:
        people.post(person, unit, role, **facts)
    return person


@pytest.fixture
def world(monkeypatch) -> World:
    """Without the optional programs, which take a second for each page that asks them."""
    monkeypatch.setenv("PATH", "")
    return World()


def signed_in(person) -> Client:
    client = Client(raise_request_exception=True)
    client.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def statuses(world: World, client: Client, names: Iterator[str]) -> dict[str, set[int]]:
    """By address: what reading and an empty form give."""
    return {name: {code_of(client.get(world.url(name))), code_of(client.post(world.url(name)))} for name in names}


def code_of(answer) -> int:
    """Closed as a server does, or a file that was to be sent stays open; but the connection is the test's, as for the
    test client.
    """
    request_finished.disconnect(close_old_connections)
    answer.close()
    request_finished.connect(close_old_connections)
    return answer.status_code


def test_every_parameter_of_an_address_is_known(world):
    for name in ADDRESSES:
        assert world.url(name).startswith("/")


def test_nobody_signed_in_is_led_to_the_sign_in(world):
    client = Client()

    for name in ADDRESSES.keys() - PUBLIC:
        for answer in (client.get(world.url(name)), client.post(world.url(name))):
            assert (name, answer.status_code) == (name, 302)
            assert answer["Location"].startswith("/tai-khoan/dang-nhap/")


def test_locked_person_is_outside_at_once(world):
    client = signed_in(world.officer)
    locking = people.person(world.school, "administrator", name="Quản Trị")
    lock_person(world.officer, by=locking, today=today())

    for name in ADDRESSES.keys() - PUBLIC:
        for answer in (client.get(world.url(name)), client.post(world.url(name))):
            assert (name, answer.status_code) == (name, 302)
            assert answer["Location"].startswith("/tai-khoan/dang-nhap/")


ACCOUNT = (
    "account_login",
    "account_logout",
    "account_change_password",
    "account_reauthenticate",
    "account_reset_password",
    "mfa_activate_totp",
    "mfa_deactivate_totp",
    "mfa_generate_recovery_codes",
    "usersessions_list",
)


def test_form_of_another_site_is_refused_everywhere(world):
    client = Client(enforce_csrf_checks=True)
    client.force_login(world.officer, backend="allauth.account.auth_backends.AuthenticationBackend")
    urls = [world.url(name) for name in ADDRESSES] + [reverse(name) for name in ACCOUNT]

    found = {url: client.post(url, {"text": "x"}).status_code for url in urls}

    assert {url: code for url, code in found.items() if code != 403} == {}
    assert Entry.objects.filter(action__contains="password").count() == 0


def test_form_from_before_the_sign_in_is_answered_with_what_to_do(world):
    client = Client(enforce_csrf_checks=True)

    answer = client.post(reverse("account_login"), {"login": "x", "password": "x"})

    assert (answer.status_code, "Tải lại trang" in answer.text) == (403, True)


def test_other_methods_do_what_reading_does(world):
    client = signed_in(world.officer)
    for name in ADDRESSES:
        code_of(client.get(world.url(name)))  # opening a page notes that it was opened
    before = [list(model.objects.order_by("pk").values()) for model in ROWS]

    for name in ADDRESSES:
        override = {"x-http-method-override": "POST", "x-method-override": "POST"}
        code_of(client.get(world.url(name), {"_method": "POST", "act": "confirm", "upload": "1"}, headers=override))
        for method in (client.put, client.patch, client.delete):
            code_of(method(world.url(name), b"act=confirm&text=x&title=x", "application/x-www-form-urlencoded"))
        code_of(client.post(world.url(name), b'{"act": "confirm", "text": "x", "title": "x"}', "application/json"))

    after = [list(model.objects.order_by("pk").values()) for model in ROWS]
    assert after == before


def test_private_pages_are_kept_by_no_cache(world):
    client = signed_in(world.officer)

    answers = ((name, client.get(world.url(name))) for name in ADDRESSES)
    found = {name: answer.get("Cache-Control", "") for name, answer in answers if code_of(answer)}

    assert {name: words for name, words in found.items() if not {"private", "no-store"} <= set(words.split(", "))} == {}


@pytest.mark.parametrize("name", ["people:profile", "account_login"])
def test_stranger_brings_little_and_nobody_too_much(world, name, settings):
    stranger, officer = Client(), signed_in(world.officer)
    little, much = settings.MAX_STRANGER_BYTES + 1, settings.MAX_BODY_BYTES + 1

    codes = [
        client.post(reverse(name), {"q": "x"}, CONTENT_LENGTH=str(size)).status_code
        for client, size in ((stranger, little), (officer, much))
    ]

    assert codes == [413, 413]


def test_first_start_is_closed_once_there_is_an_account(world):
    answer = Client().get(reverse("people:set_up"))

    assert answer.status_code in {302, 404}
    assert SECRET not in answer.content.decode()


@pytest.mark.parametrize("place", ["other", "other_team"])
def test_ids_of_another_unit_are_not_found(world, place):
    stranger = in_every_role(getattr(world, place), name="Người Ngoài")
    client = signed_in(stranger)
    rows = [name for name in ADDRESSES if world.names_a_row(name)]

    found = statuses(world, client, rows)

    assert {name: codes for name, codes in found.items() if not codes <= {404, 405}} == {}
    assert Entry.objects.filter(by=stranger).count() == 0


def test_lists_and_search_hide_another_unit(world):
    stranger = in_every_role(world.other, name="Người Ngoài")
    client = signed_in(stranger)

    for name in ADDRESSES:
        if not world.names_a_row(name):
            answer = client.get(world.url(name), {"q": SECRET})
            text = b"".join(answer) if answer.streaming else answer.content
            shown = text.decode("utf-8", "replace").replace(f'value="{SECRET}"', "").replace(f"“{SECRET}”", "")
            assert (name, SECRET in shown) == (name, False)


YESTERDAY, TOMORROW = today() - timedelta(days=1), today() + timedelta(days=1)
NOT_NOW = {
    "ended yesterday": {"valid_from": date(2020, 1, 1), "valid_to": YESTERDAY},
    "starts tomorrow": {"valid_from": TOMORROW},
}


@pytest.mark.parametrize("when", NOT_NOW)
def test_post_of_another_day_sees_nothing_of_the_unit(world, when):
    former = in_every_role(world.school, name="Người Cũ", **NOT_NOW[when])
    Assignment.objects.update(person=former)
    SheetImport.objects.update(by=former)
    client = signed_in(former)
    rows = [name for name in ADDRESSES if world.names_a_row(name)]

    found = statuses(world, client, rows)

    assert {name: codes for name, codes in found.items() if not codes <= {404, 405}} == {}
    for name in ADDRESSES.keys() - set(rows) - OWN_PAST:
        assert SECRET not in client.get(world.url(name)).content.decode("utf-8", "replace")


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("place", ["school", "team", "department"])
def test_page_within_scope_answers(world, role, place):
    insider = people.person(getattr(world, place), role, name="Người Trong")
    client = signed_in(insider)

    found = {name: code_of(client.get(world.url(name))) for name in ADDRESSES}

    assert {name: code for name, code in found.items() if code not in {200, 302, 403, 404, 405, 422}} == {}


@pytest.mark.parametrize("place", ["school", "department"])
def test_administrator_reads_nothing_of_a_draft(world, place):
    client = signed_in(people.person(getattr(world, place), "administrator", name="Quản Trị"))

    for name in ADDRESSES:
        for asked in ({}, {"q": f"Chỉ tiêu {SECRET}"}):
            answer = client.get(world.url(name), asked)
            text = (b"".join(answer) if answer.streaming else answer.content).decode("utf-8", "replace")
            shown = text.replace(f'value="Chỉ tiêu {SECRET}"', "").replace(f"“Chỉ tiêu {SECRET}”", "")
            assert (name, f"Chỉ tiêu {SECRET}" in shown, f"Bản nháp {SECRET}" in shown) == (name, False, False)


def test_officer_opens_every_page_of_the_school(world):
    client = signed_in(world.officer)

    ours = [name for name in ADDRESSES if name.startswith("plans:")]
    found = {name: code_of(client.get(world.url(name))) for name in ours}

    assert {name: code for name, code in found.items() if code not in {200, 302, 405}} == {}


@pytest.mark.parametrize("place", ["school", "department"])
def test_inspector_changes_nothing(world, place):
    inspector = people.person(getattr(world, place), "inspector", name="Thanh Tra")
    client = signed_in(inspector)
    before = [list(model.objects.order_by("pk").values()) for model in (Plan, Target, Task, Duty, Phase, Section)]

    for name in ADDRESSES:
        code_of(client.post(world.url(name), {"title": "x", "text": "x", "choice": "all", "reason": "x", "note": "x"}))

    after = [list(model.objects.order_by("pk").values()) for model in (Plan, Target, Task, Duty, Phase, Section)]
    assert after == before
    assert Entry.objects.filter(by=inspector).count() == 0


NAMES = (
    "q",
    "trang",
    "viec",
    "trangthai",
    "loai",
    "nam",
    "phia",
    "loc",
    "ngan",
    "block",
    "start",
    "end",
    "choice",
    "act",
)
DAYS = ("last_day", "valid_from", "valid_to", "date", "due", "on", "year")
MORE = ("person", "source", "post", "unit", "units", "cluster", "number", "series", "kind", "role", "don-vi", "next")


TOLD = ("people:", "plans:", "councils:", "initiatives:")
"""Rooms that know the deeds `hand` and `copy`, behind which fields of their own are read."""
JUNK = {
    "word": "abc",
    "large-number": "9" * 30,
    "huge-number": "9" * 5000,
    "zero-character": "a\x00b",
    "unit": "unit:" + "9" * 30,
    "superscript": "²",
    "long": "a " * 2000,
    "code": "02000999",
    "last-day": "31/12/9999",
    "first-day": "01/01/0001",
    "signs": "%_\\'\"<>",
    "direction": "\u202e\u200b",
}


@pytest.mark.parametrize("junk", JUNK.values(), ids=JUNK)
def test_junk_breaks_no_page(world, junk):
    people.person(world.school, "administrator", name="Quản Trị Khác")
    people.post(world.officer, world.school, "administrator")
    world.officer.set_password("Suối-Mơ-2026")  # else the links of the unit are handed to the officer too, and sign out
    world.officer.save()
    client = signed_in(world.officer)
    asked = dict.fromkeys([*NAMES, *MORE, *DAYS], junk)

    for name in ADDRESSES:
        answers = [client.get(world.url(name), asked), client.post(world.url(name), asked)]
        if name.startswith(TOLD):
            answers.append(client.post(world.url(name), asked | {"act": "hand", "copy": "1"}))
        for answer in answers:
            assert (name, code_of(answer) < 500) == (name, True)
    assert client.get(world.url("plans:desk")).status_code == 200  # still signed in and in office
