"""An office's own templates: checked, filled as text only, kept in versions, used by the units below."""

import io
import zipfile
from dataclasses import replace

import docx
import pypdfium2 as pdfium
import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse

from thidua.documents import operations
from thidua.documents.filling import MAIN, blank_template, filled, problems_of
from thidua.documents.letterheads import described
from thidua.documents.models import Template
from thidua.documents.operations import templates
from thidua.documents.template_rules import TYPES, template_for
from thidua.documents.tests import make
from thidua.people.tests import make as people
from thidua.reading.sources import Programs, programs_here
from thidua.writing.decree import TYPES as DECREE
from thidua.writing.document import Paragraph
from thidua.writing.docx import docx_of
from thidua.writing.lint import Refused, lint
from thidua.writing.tests import make as documents

BLANK = blank_template("plan")


def changed(old, new, *, part=MAIN, data=BLANK, **more):
    """The package with words of a part replaced, and parts added."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as before, zipfile.ZipFile(buffer, "w") as after:
        for name in before.namelist():
            content = before.read(name)
            after.writestr(name, content.replace(old.encode(), new.encode()) if name == part else content)
        for name, content in more.items():
            after.writestr(name, content)
    return buffer.getvalue()


def texts_of(data):
    body = docx.Document(io.BytesIO(data)).element.body
    return ["".join(node.text or "" for node in line.iter(f"{{{W}}}t")) for line in body.iter(f"{{{W}}}p")]


W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


@pytest.mark.parametrize("kind", DECREE)
def test_file_to_begin_from_is_without_fault(kind):
    assert problems_of(blank_template(kind)) == []


def test_filled_template_says_what_our_own_print_says():
    plan = documents.plan(contact=())

    data = filled(BLANK, plan)

    assert [text for text in texts_of(data) if text] == [text for text in texts_of(docx_of(plan)) if text]
    assert lint(data) == ()


def test_words_of_the_office_stay():
    data = filled(
        changed("<w:sectPr>", "<w:p><w:r><w:t>Dòng riêng của cơ quan</w:t></w:r></w:p><w:sectPr>"), documents.plan()
    )

    assert "Dòng riêng của cơ quan" in texts_of(data)


def test_hole_that_word_parted_over_runs_is_filled():
    data = changed("{{ nguoi_ky }}", "{{ ngu</w:t></w:r><w:r><w:rPr><w:b/></w:rPr><w:t>oi_ky }}")

    assert problems_of(data) == []
    assert "Lê Thị Minh Nguyệt" in texts_of(filled(data, documents.plan()))


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("{{ CHUC_VU }}", "{{ CHUC_VUU }}", "Có phải {{ chuc_vu }}?"),
        ("{{ trich_yeu }}", "{{ qqqqqqqq }}", "Xem danh sách"),
        ("{{ nguoi_ky }}", "", "Thiếu chỗ điền {{ nguoi_ky }}"),
        ("{{ trich_yeu }}", "{{ trich_yeu", "chưa đủ"),
        ("{{ trich_yeu }}", "{{ ''.__class__ }}", "Không có chỗ điền"),
        ("{{ trich_yeu }}", "{{ trich_yeu|upper }}", "Có phải {{ trich_yeu }}?"),
        ("{{ trich_yeu }}", "{% for x in y %}", "lệnh lập trình"),
        ("{{ noi_dung }}", "Mở đầu {{ noi_dung }}", "đứng một mình"),
    ],
)
def test_faults_are_told(old, new, said):
    assert any(said in problem for problem in problems_of(changed(old, new)))


@pytest.mark.parametrize(
    "attack", ["{{ ''.__class__.__mro__ }}", "{{ 7*7 }}", "{% import os %}", "{{ cycler.__init__ }}"]
)
def test_nothing_is_ever_executed(attack):
    data = changed("{{ trich_yeu }}", attack)

    assert problems_of(data)
    assert not any("49" in text or "class '" in text for text in texts_of(filled(data, documents.plan())))


def test_what_people_wrote_is_no_template():
    plan = replace(documents.plan(), excerpt="{{ nguoi_ky }} <w:b/> & {% x %}")

    assert "{{ nguoi_ky }} <w:b/> & {% x %}" in texts_of(filled(BLANK, plan))


def test_links_outside_and_programs_are_told():
    outside = changed(
        "</Relationships>",
        '<Relationship Id="z" Type="image" Target="http://a.vn/b" TargetMode="External"/></Relationships>',
        part="word/_rels/document.xml.rels",
    )
    program = changed("", "", **{"word/vbaProject.bin": b"x"})

    assert any("liên kết ra ngoài" in problem for problem in problems_of(outside))
    assert any("macro" in problem for problem in problems_of(program))


@pytest.mark.parametrize(
    "data",
    [
        changed("<w:body>", "<w:body><w:p/>", **{"word/big.xml": b"0" * (8 << 20)}),
        changed("<w:document", '<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><w:document'),
        b"PK\x03\x04",
    ],
)
def test_bombs_entities_and_broken_files_are_refused(data):
    if b"big.xml" in data:
        buffer = io.BytesIO()
        with zipfile.ZipFile(io.BytesIO(data)) as before, zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as after:
            for name in before.namelist():
                after.writestr(name, before.read(name))
        data = buffer.getvalue()

    with pytest.raises(Refused):
        problems_of(data)


@pytest.fixture
def units():
    return people.province()


@pytest.fixture
def officer(units):
    return people.person(units["school"], "officer")


def put_in_use(unit, by, data=BLANK):
    row = templates.add_template(unit, by=by, of_type="BC", data=data, name="mau.docx")
    templates.use_template(row, by=by)
    row.refresh_from_db()
    return row


@pytest.mark.django_db
def test_versions_follow_each_other_and_an_old_one_comes_back(units, officer):
    first, second = (put_in_use(units["school"], officer) for _ in range(2))
    first.refresh_from_db()
    assert (first.version, first.status, second.version, second.status) == (1, "retired", 2, "in_use")

    templates.use_template(first, by=officer)

    assert template_for(units["school"], "BC") == first


@pytest.mark.django_db
def test_units_below_take_the_template_of_the_nearest_above(units, officer):
    chief = people.person(units["commune"], "head")
    above = put_in_use(units["commune"], chief)
    assert template_for(units["school"], "BC") == above
    assert template_for(units["top"], "BC") is None

    own = put_in_use(units["school"], officer)
    assert template_for(units["school"], "BC") == own

    templates.retire_template(own, by=officer)
    assert template_for(units["school"], "BC") == above


@pytest.mark.django_db
def test_template_with_faults_is_kept_and_not_used(units, officer):
    row = templates.add_template(
        units["school"], by=officer, of_type="BC", data=changed("{{ nguoi_ky }}", "{{ nguoi }}"), name="a.docx"
    )

    with pytest.raises(ValidationError) as refusal:
        templates.use_template(row, by=officer)

    assert refusal.value.code == "not_fit"
    assert Template.objects.get().status == Template.Status.DRAFT


@pytest.mark.django_db
def test_word_file_of_a_document_is_made_by_the_template_and_pdf_is_not(units, officer):
    report = make.document(units["school"], officer, type="BC", number="01/BC-X")
    document = described(report, body=(Paragraph("Kết quả."),))
    _, plain = operations.printed(report, document)
    put_in_use(units["school"], officer, changed("<w:sectPr>", "<w:p><w:r><w:t>Dòng riêng</w:t></w:r></w:p><w:sectPr>"))

    word, pdf = operations.printed(report, document)

    assert {"Dòng riêng", "Kết quả./."} <= set(texts_of(word))
    assert pdf == plain


@pytest.mark.django_db
def test_strangers_and_members_keep_no_templates(units, officer):
    row = put_in_use(units["school"], officer)

    for person in (people.person(units["other"], "officer"), people.person(units["school"], "member")):
        with pytest.raises(PermissionDenied):
            templates.add_template(units["school"], by=person, of_type="BC", data=BLANK, name="a.docx")
        with pytest.raises(PermissionDenied):
            templates.retire_template(row, by=person)


@pytest.mark.django_db
def test_pages_lead_from_our_file_to_a_template_in_use(client, units, officer):
    client.force_login(officer)
    page = reverse("documents:template", args=["bao-cao"])

    ours = client.get(reverse("documents:blank_template", args=["bao-cao"]))
    sent = client.post(page, {"file": make.upload("mau.docx", ours.content)})
    row = Template.objects.get()
    preview = client.get(reverse("documents:preview_template", args=[row.pk]))
    used = client.post(reverse("documents:use_template", args=[row.pk]))

    assert (sent.url, used.url) == (page, page)
    assert preview.content.startswith(b"PK")
    assert "mẫu của đơn vị, bản số 1" in client.get(page).content.decode()
    assert "mẫu của đơn vị, bản số 1" in client.get(reverse("documents:templates")).content.decode()


@pytest.mark.django_db
def test_template_is_looked_at_as_pdf_where_libreoffice_is(client, units, officer):
    row = put_in_use(units["school"], officer)
    client.force_login(officer)
    assert reverse("documents:pdf_preview_template", args=[row.pk]) in client.get("/van-ban/mau/bao-cao/").text

    answer = client.get(reverse("documents:pdf_preview_template", args=[row.pk]), follow=True)

    wanted = "Nội dung mẫu để xem thử" if programs_here().office else "LibreOffice"
    assert wanted in words_of(answer)


def words_of(answer):
    if answer["Content-Type"] != "application/pdf":
        return answer.text
    return " ".join(pdfium.PdfDocument(answer.content)[0].get_textpage().get_text_range().split())


@pytest.mark.django_db
def test_pdf_is_refused_in_words_without_libreoffice_and_for_a_template_with_faults(units, officer):
    row = put_in_use(units["school"], officer)
    codes = []

    for problems, office in (([], None), (["Mẫu có liên kết ra ngoài."], "/usr/bin/soffice"), ([], "/bin/false")):
        row.problems = problems
        with pytest.raises(ValidationError) as refusal:
            templates.pdf_preview(row, programs=Programs(office))
        codes.append(refusal.value.code)

    assert codes == ["no_office", "not_fit", "damaged"]


@pytest.mark.django_db
def test_page_tells_that_libreoffice_is_missing(client, units, officer, monkeypatch):
    row = put_in_use(units["school"], officer)
    client.force_login(officer)
    monkeypatch.setattr("thidua.documents.views_templates.programs_here", Programs)
    monkeypatch.setattr("thidua.documents.operations.templates.programs_here", Programs)

    page = client.get("/van-ban/mau/bao-cao/").text
    asked = client.get(reverse("documents:pdf_preview_template", args=[row.pk]), follow=True).text

    assert ("Xem thử (PDF)" in page, "chỉ xem thử được bản Word" in page) == (False, True)
    assert "chưa cài LibreOffice" in asked


@pytest.mark.django_db
def test_template_of_another_office_is_not_there(client, units, officer):
    row = put_in_use(units["school"], officer)
    client.force_login(people.person(units["other"], "officer"))

    assert client.get(reverse("documents:template_file", args=[row.pk])).status_code == 404
    assert client.get(reverse("documents:pdf_preview_template", args=[row.pk])).status_code == 404
    assert client.post(reverse("documents:use_template", args=[row.pk])).status_code == 404


@pytest.mark.django_db
def test_wrong_file_is_told_on_the_page(client, officer):
    client.force_login(officer)

    answer = client.post(reverse("documents:template", args=["bao-cao"]), {"file": make.upload("a.pdf", make.PDF)})

    assert answer.status_code == 422
    assert Template.objects.count() == 0


def test_every_type_has_an_address():
    assert len(TYPES) == len(DECREE)
