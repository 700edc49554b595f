"""Files: stored once by content, named after it, put forward as attachments."""

import hashlib
from io import BytesIO

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from thidua.audit.models import Entry
from thidua.documents import operations
from thidua.documents.models import Attachment, File
from thidua.documents.operations.files import file_name, keep_stream
from thidua.documents.tests import make
from thidua.people.tests import make as people

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _empty_storage(settings):
    """Each test has a storage of its own."""
    settings.STORAGES = {**settings.STORAGES, "default": {**settings.STORAGES["default"]}}


def test_content_is_stored_under_its_digest():
    file = operations.store_file(make.PDF)

    digest = hashlib.sha256(make.PDF).hexdigest()
    assert (file.sha256, file.size, file.kind) == (digest, len(make.PDF), "pdf")
    assert file.key == f"{digest[:2]}/{digest[2:4]}/{digest}"
    assert operations.open_file(file).read() == make.PDF


def test_same_content_is_stored_once():
    first, second = operations.store_file(make.PDF), operations.store_file(make.PDF)

    folders, files = default_storage.listdir(first.key.rpartition("/")[0])
    assert (first, File.objects.count()) == (second, 1)
    assert (folders, files) == ([], [first.sha256])


def test_content_that_was_half_written_is_written_anew():
    digest = hashlib.sha256(make.PDF).hexdigest()
    default_storage.save(f"{digest[:2]}/{digest[2:4]}/{digest}", ContentFile(make.PDF[:5]))

    file = operations.store_file(make.PDF)

    assert operations.open_file(file).read() == make.PDF


def test_content_that_the_storage_lost_is_refused_politely_and_can_be_stored_again():
    file = operations.store_file(make.PDF)
    default_storage.delete(file.key)

    with pytest.raises(ValidationError) as refusal:
        operations.open_file(file)
    again = operations.store_file(make.PDF)

    assert (refusal.value.code, again) == ("lost_file", file)
    assert operations.open_file(file).read() == make.PDF


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (make.PDF, "pdf"),
        (make.PNG, "png"),
        (make.TEXT, "text"),
        (b"\xff\xd8\xff\xe0" + bytes(9), "jpeg"),
        (b"{\\rtf1 a}", "rtf"),
        (make.zipped("[Content_Types].xml", "word/document.xml"), "docx"),
        (make.zipped("xl/workbook.xml"), "xlsx"),
        (make.zipped("anh/1.jpg"), "zip"),
    ],
)
def test_kind_is_told_by_content(data, kind):
    assert operations.store_file(data).kind == kind


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "empty"),
        (b"\x7fELF\x02\x01\x01" + bytes(range(32)) * 8, "unknown_type"),
        (b"MZ\x90\x00\x03" + bytes(range(32)) * 8, "unknown_type"),
        (b"<!DOCTYPE html><script>alert(1)</script>", "unknown_type"),
        (b"<html><body>x", "unknown_type"),
        (make.zipped("word/document.xml", "word/vbaProject.bin"), "unknown_type"),
    ],
)
def test_what_is_not_kept_is_refused(data, code):
    with pytest.raises(ValidationError) as refusal:
        operations.store_file(data)

    assert (refusal.value.code, File.objects.count()) == (code, 0)


def test_content_over_the_limit_is_refused(settings):
    settings.MAX_FILE_BYTES = len(make.PDF)
    exact = operations.store_file(make.PDF)

    with pytest.raises(ValidationError) as refusal:
        operations.store_file(make.PDF + b"\n")

    assert (refusal.value.code, list(File.objects.all())) == ("too_large", [exact])


def test_what_the_system_made_is_kept_whatever_its_size(settings):
    settings.MAX_FILE_BYTES = 10
    made = b"PK\x03\x04" + bytes(3 * 2**20)

    file = keep_stream(BytesIO(made), "zip")
    again = keep_stream(BytesIO(made), "zip")

    assert (file, file.size, file.kind) == (again, len(made), "zip")
    with operations.open_file(file) as content:
        assert content.read() == made


@pytest.mark.parametrize(
    ("sent", "kind", "kept"),
    [
        ("Kế hoạch 12.pdf", "pdf", "Kế hoạch 12.pdf"),
        ("KE HOACH.PDF", "pdf", "KE HOACH.pdf"),
        ("hoa-don.pdf.exe", "pdf", "hoa-don.pdf.pdf"),
        ("ảnh.pdf", "png", "ảnh.png"),
        ("ảnh.JPEG", "jpeg", "ảnh.jpeg"),
        ("chay.bat", "text", "chay.txt"),
        ("danh sách.csv", "text", "danh sách.csv"),
        ("bang.ods", "zip", "bang.ods"),
        ("../../../etc/passwd", "text", "passwd.txt"),
        ("..\\..\\windows\\win.ini", "text", "win.txt"),
        ("C:\\Users\\An\\ke hoach.docx", "docx", "ke hoach.docx"),
        ("/", "pdf", "tệp.pdf"),
        ("..", "pdf", "tệp.pdf"),
        ("", "pdf", "tệp.pdf"),
        (".htaccess", "text", "htaccess.txt"),
        ("a\x00b\r\nSet-Cookie: x.pdf", "pdf", "a b Set-Cookie x.pdf"),
        ("\u202efdp.exe", "pdf", "fdp.pdf"),
        ("a" * 300 + ".pdf", "pdf", "a" * 200 + ".pdf"),
    ],
)
def test_name_is_kept_without_its_path_and_with_the_ending_of_its_content(sent, kind, kept):
    assert file_name(sent, kind) == kept


def test_attachment_tells_who_put_it_forward():
    school = people.unit()
    member = people.person(school, "member")

    row = operations.add_attachment(school, by=member, data=make.PNG, name="anh.pdf", caption="  Ảnh  hội thi ")

    assert (row.unit, row.by, row.name, row.caption, row.link) == (school, member, "anh.png", "Ảnh hội thi", "")
    entry = Entry.objects.get(subject_type="documents.attachment")
    assert (entry.action, entry.by, entry.sentence) == ("documents.add_attachment", member, "Thêm tệp “Ảnh hội thi”")


def test_two_attachments_share_one_content():
    school = people.unit()
    first, second = make.evidence(school, people.person(school)), make.evidence(school, people.person(school))

    assert first.pk != second.pk
    assert first.file == second.file


def test_refused_file_leaves_no_attachment():
    school = people.unit()
    member = people.person(school, "member")

    with pytest.raises(ValidationError):
        operations.add_attachment(school, by=member, data=b"<html>", name="trang.pdf")

    assert (Attachment.objects.count(), Entry.objects.count()) == (0, 0)


def test_link_is_kept_when_it_is_of_the_web():
    school = people.unit()

    row = operations.add_link(school, by=people.person(school), link=" https://example.org/anh ", caption="Ảnh")

    assert (row.link, row.file, row.caption) == ("https://example.org/anh", None, "Ảnh")


@pytest.mark.parametrize("link", ["javascript:alert(1)", "ftp://example.org/x", "/van-ban/", ""])
def test_link_of_another_sort_is_refused(link):
    school = people.unit()

    with pytest.raises(ValidationError) as refusal:
        operations.add_link(school, by=people.person(school), link=link)

    assert (refusal.value.code, Attachment.objects.count()) == ("not_web", 0)


@pytest.mark.parametrize("role", ["inspector", "administrator"])
def test_who_does_not_work_in_the_unit_puts_nothing_forward(role):
    school = people.unit()
    somebody = people.person(school, role)

    with pytest.raises(PermissionDenied):
        make.evidence(school, somebody)
    with pytest.raises(PermissionDenied):
        operations.add_link(school, by=somebody, link="https://example.org/")

    assert (Attachment.objects.count(), File.objects.count()) == (0, 0)


def test_who_works_elsewhere_or_no_longer_puts_nothing_forward():
    school = people.unit()
    stranger = people.person(people.unit("Trường Tiểu học Đồi Thông"))
    gone = people.person(school, valid_to=make.DAY.replace(year=2021))

    for somebody in (stranger, gone):
        with pytest.raises(PermissionDenied):
            make.evidence(school, somebody)

    assert Attachment.objects.count() == 0
