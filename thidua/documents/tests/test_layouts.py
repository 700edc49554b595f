"""The layout check: of what is kept, and of a file that is only looked at."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse

from thidua.documents import operations
from thidua.documents.layout_rules import PLACES, Weight, parts_of, weight_of, what_is_checked
from thidua.documents.models import File, LayoutCheck
from thidua.documents.operations import layouts
from thidua.documents.tests import make
from thidua.kernel.models import Run
from thidua.people.tests import make as people
from thidua.writing.docx import docx_of
from thidua.writing.lint.rules import RULES
from thidua.writing.tests import make as documents

pytestmark = pytest.mark.django_db
GOOD = docx_of(documents.plan())
BAD = docx_of(documents.plan(number=None, recipients=()))
ENCRYPTED = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le") + bytes(600)
OLD_WORD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "WordDocument".encode("utf-16-le") + bytes(600)


@pytest.fixture
def officer():
    return people.person(people.unit(), "officer")


@pytest.fixture
def paper(officer):
    return make.document(officer.posts.get().unit, officer)


def test_every_rule_has_a_part_and_a_weight():
    words = {word for _, words in PLACES for word in words}

    assert {rule.partition("_")[0] for rule in RULES} <= words
    assert sum(len(part.points) for part in what_is_checked()) == len(RULES)
    assert (weight_of("number_missing"), weight_of("body_gap")) == (Weight.WRONG, Weight.FORM)


def test_heavier_findings_come_first():
    rows = [{"rule": rule, "sentence": rule, "source": "x"} for rule in ("number_size", "number_form", "body_gap")]

    assert [[point.sentence for point in part.points] for part in parts_of(rows)] == [
        ["number_form", "number_size"],
        ["body_gap"],
    ]


def test_word_file_of_a_document_out_is_checked_when_it_is_kept(paper, officer):
    row = operations.add_file(paper, by=officer, data=BAD, name="ke-hoach.docx")

    assert [finding["rule"] for finding in row.layout_check.findings] == ["number_missing"]
    assert row.layout_check.refused == ""


@pytest.mark.parametrize(("direction", "data"), [("in", BAD), ("out", make.PDF)])
def test_papers_of_others_and_other_files_are_not_checked(paper, officer, direction, data):
    paper.direction = direction
    paper.save()

    operations.add_file(paper, by=officer, data=data, name="tep")

    assert LayoutCheck.objects.count() == 0


def test_file_that_cannot_be_checked_is_kept_and_says_why(paper, officer):
    row = operations.add_file(paper, by=officer, data=make.zipped("word/document.xml"), name="hong.docx")

    assert row.layout_check.findings == []
    assert row.layout_check.refused.startswith("Tệp không phải văn bản Word")


def test_new_check_replaces_the_old(paper, officer):
    row = operations.add_file(paper, by=officer, data=BAD, name="a.docx")
    LayoutCheck.objects.update(findings=[])

    layouts.check_layout(row, by=officer)

    assert len(LayoutCheck.objects.get().findings) == 1


def test_large_file_is_checked_in_the_background(paper, officer, monkeypatch):
    monkeypatch.setattr(layouts, "SLOW_BYTES", 10)
    row = operations.add_file(paper, by=officer, data=BAD, name="a.docx")
    assert LayoutCheck.objects.count() == 0

    run = layouts.check_layout(row, by=officer)

    run.refresh_from_db()
    assert (run.status, run.message) == (Run.Status.DONE, "Có 1 điểm cần xem lại.")
    assert LayoutCheck.objects.get().file == row


def test_stranger_has_nothing_checked(paper, officer):
    row = operations.add_file(paper, by=officer, data=BAD, name="a.docx")

    with pytest.raises(PermissionDenied):
        layouts.check_layout(row, by=people.person(people.unit("Trường khác"), "officer"))


def test_pdf_is_not_checked(paper, officer):
    row = operations.add_file(paper, by=officer, data=make.PDF, name="a.pdf")

    with pytest.raises(ValidationError) as refusal:
        layouts.check_layout(row, by=officer)

    assert refusal.value.code == "not_word"


@pytest.mark.parametrize(
    ("data", "code", "word"),
    [
        (b"", "empty", "không có nội dung"),
        (make.PDF, "not_word", "PDF"),
        (make.zipped("word/document.xml", "word/vbaProject.bin"), "not_word", "macro"),
        (ENCRYPTED, "not_word", "mật khẩu"),
        (OLD_WORD, "not_word", "Word đời cũ"),
        (b"\x00\x01\x02\x03", "not_word", ".docx"),
        (make.zipped("word/document.xml"), "not_word", "hỏng"),
    ],
)
def test_wrong_kinds_are_told_apart(data, code, word):
    with pytest.raises(ValidationError) as refusal:
        layouts.looked_at(data)

    assert refusal.value.code == code
    assert word in refusal.value.messages[0]


def test_page_shows_findings_of_a_kept_file(client, paper, officer):
    row = operations.add_file(paper, by=officer, data=BAD, name="a.docx")
    client.force_login(officer)

    shown = client.get(reverse("documents:layout", args=[row.pk])).content.decode()
    listed = client.get(reverse("documents:document", args=[paper.pk])).content.decode()

    assert "Không thấy số, ký hiệu" in shown
    assert "Cần sửa" in shown
    assert "Thể thức: 1 điểm cần xem lại" in listed


def test_page_of_a_file_that_one_may_not_see_is_not_there(client, paper, officer):
    row = operations.add_file(paper, by=officer, data=BAD, name="a.docx")
    client.force_login(people.person(people.unit("Trường khác"), "officer"))

    assert client.get(reverse("documents:layout", args=[row.pk])).status_code == 404
    assert client.post(reverse("documents:check_layout", args=[row.pk])).status_code == 404


def test_file_is_checked_anew_from_its_page(client, paper, officer):
    row = operations.add_file(paper, by=officer, data=BAD, name="a.docx")
    LayoutCheck.objects.all().delete()
    client.force_login(officer)

    answer = client.post(reverse("documents:check_layout", args=[row.pk]))

    assert answer.url == reverse("documents:layout", args=[row.pk])
    assert LayoutCheck.objects.count() == 1


@pytest.mark.parametrize(("data", "word"), [(BAD, "có 1 điểm cần xem lại"), (GOOD, "không thấy điểm nào sai")])
def test_anybody_has_a_file_checked_and_nothing_is_kept(client, data, word):
    client.force_login(people.person(people.unit(), "member"))
    url = reverse("documents:check_any")

    whole = client.post(url, {"file": make.upload("a.docx", data)}).content.decode()
    part = client.post(url, {"file": make.upload("a.docx", data)}, headers={"HX-Request": "true"}).content.decode()

    assert f"a.docx: {word}" in whole
    assert part.lstrip().startswith('<div id="layout-result"')
    assert File.objects.count() == 0


def test_wrong_file_is_told_on_the_page(client):
    client.force_login(people.person(people.unit(), "member"))

    answer = client.post(reverse("documents:check_any"), {"file": make.upload("a.pdf", make.PDF)})

    assert answer.status_code == 422
    assert "PDF: không còn thông tin" in answer.content.decode()
