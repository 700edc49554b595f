"""Designs and batches of certificates: kept, issued, printed, checked and cancelled."""

from dataclasses import replace
from datetime import date
from io import BytesIO
from zipfile import ZipFile

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from thidua.audit.queries import history_of
from thidua.documents.certificate_queries import (
    batches_visible_to,
    certificates_visible_to,
    chosen_batches,
    designs_visible_to,
)
from thidua.documents.checkers import Paper, paper_with
from thidua.documents.layouts import Layout, content_of
from thidua.documents.models import Certificate, CertificateBatch
from thidua.documents.operations import certificates as work
from thidua.documents.operations import designs
from thidua.documents.tests import make
from thidua.people.tests import make as people
from thidua.writing.certificates import Spot
from thidua.writing.tests.prints import Pdf, squeezed
from thidua.writing.tests.test_designs import png

pytestmark = pytest.mark.django_db
DAY = date(2026, 11, 21)


@pytest.fixture
def school():
    return people.unit("Trường THCS Suối Mơ")


@pytest.fixture
def officer(school):
    return people.person(school)


def refused(deed, *args, **facts):
    """The codes of what a deed refuses with."""
    with pytest.raises(ValidationError) as refusal:
        deed(*args, **facts)
    return [error.code for error in refusal.value.error_list]


def test_issued_batch_is_printed_a_page_and_a_file_each(school, officer):
    batch = make.batch(school, officer, names=["Nguyễn An", "Trần Bình", "Lê Chi"])

    run = work.issue_batch(batch, by=officer, number="12/QĐ-THCSSM", on=DAY)

    run.refresh_from_db()
    batch.refresh_from_db()
    pdf = Pdf(content_of(batch.file))
    with ZipFile(BytesIO(content_of(batch.archive))) as archive:
        singles = {name: Pdf(archive.read(name)) for name in archive.namelist()}
    assert (run.status, run.done, run.total, run.message) == ("done", 3, 3, "Đã in 3 giấy khen.")
    assert len(pdf) == batch.certificates.count() == 3
    for page, row in zip(pdf.pages, batch.certificates.all(), strict=True):
        said = squeezed(page)
        assert (squeezed(row.recipient) in said, row.code in said, squeezed("12/QĐ-THCSSM") in said) == (True,) * 3
    assert list(singles) == ["0001 Nguyễn An.pdf", "0002 Trần Bình.pdf", "0003 Lê Chi.pdf"]
    assert [len(single) for single in singles.values()] == [1, 1, 1]
    assert "Trần Bình" in singles["0002 Trần Bình.pdf"].text


def test_printing_again_makes_the_same_files(school, officer):
    batch = make.issued_batch(school, officer)
    before = batch.file_id

    work.print_batch(batch, by=officer)

    batch.refresh_from_db()
    assert batch.file_id == before


def test_certificate_of_a_row_takes_what_the_batch_has_in_common(school, officer):
    rows = [{"recipient": "Nguyễn An", "merit": "Dạy giỏi", "decision": "99/QĐ-SM"}, {"recipient": "Tổ Toán"}]
    batch = make.batch(school, officer, rows=rows, merit="Hoàn thành tốt nhiệm vụ")

    work.issue_batch(batch, by=officer, number="12/QĐ-SM", on=DAY)

    batch.refresh_from_db()
    first, second = (squeezed(page) for page in Pdf(content_of(batch.file)).pages)
    assert [words in first for words in ("Dạygiỏi", "99/QĐ-SM", "12/QĐ-SM")] == [True, True, False]
    assert [squeezed("Hoàn thành tốt nhiệm vụ") in second, "12/QĐ-SM" in second] == [True, True]


@pytest.mark.parametrize(
    ("facts", "number", "code"),
    [
        ({}, " ", "no_decision"),
        ({"names": []}, "1/QĐ", "no_rows"),
        ({"merit": ""}, "1/QĐ", "no_merit"),
    ],
)
def test_unready_batch_is_not_issued(school, officer, facts, number, code):
    batch = make.batch(school, officer, **facts)

    assert refused(work.issue_batch, batch, by=officer, number=number, on=DAY) == [code]
    batch.refresh_from_db()
    assert batch.status == CertificateBatch.Status.DRAFT


def test_issued_batch_is_frozen(school, officer):
    batch = make.issued_batch(school, officer)
    row = batch.certificates.first()

    codes = [
        refused(work.issue_batch, batch, by=officer, number="2/QĐ", on=DAY),
        refused(work.change_batch, batch, by=officer, title="Khác"),
        refused(work.add_certificates, batch, [{"recipient": "Thêm"}], by=officer),
        refused(work.change_certificate, row, by=officer, recipient="Khác"),
        refused(work.remove_certificate, row, by=officer),
    ]

    assert codes == [["wrong_state"]] * 5


def test_draft_is_changed_row_by_row(school, officer):
    batch = make.batch(school, officer, names=["Nguyễn An", "Trần Bình"])
    first, second = batch.certificates.all()

    work.change_certificate(first, by=officer, recipient="Nguyễn Ân", position="Giáo viên")
    work.remove_certificate(second, by=officer)
    work.add_certificates(batch, [{"recipient": "Lê Chi"}], by=officer)
    work.change_batch(batch, by=officer, title="Đợt hai", merit="Dạy tốt", place="Sơn Hạ")

    rows = list(batch.certificates.values_list("order", "recipient", "position"))
    assert rows == [(1, "Nguyễn Ân", "Giáo viên"), (2, "Lê Chi", "")]
    assert (batch.title, batch.merit, batch.place) == ("Đợt hai", "Dạy tốt", "Sơn Hạ")


@pytest.mark.parametrize(
    ("rows", "code"),
    [
        ([], "no_rows"),
        ([{"recipient": " "}], "no_recipient"),
        ([{"recipient": "A" * 201}], "too_long"),
        ([{"recipient": "An"}] * 3, "too_many"),
    ],
)
def test_wrong_rows_are_refused_whole(school, officer, rows, code, monkeypatch):
    monkeypatch.setattr(work, "MOST", 2)
    batch = make.batch(school, officer, names=[])

    assert refused(work.add_certificates, batch, rows, by=officer) == [code]
    assert batch.certificates.count() == 0


def test_codes_differ_and_only_issued_ones_answer(school, officer):
    batch = make.batch(school, officer, names=["Nguyễn An", "Trần Bình"])
    codes = list(batch.certificates.values_list("code", flat=True))
    before = paper_with(codes[0])

    work.issue_batch(batch, by=officer, number="12/QĐ-SM", on=DAY)

    assert len(set(codes)) == 2
    assert before is None
    assert paper_with(codes[0]) == Paper(
        "Giấy khen",
        "Đơn vị đã cấp giấy này",
        is_valid=True,
        facts=(
            ("Loại giấy", "Giấy khen"),
            ("Người nhận", "Nguyễn An"),
            ("Chức vụ, đơn vị", ""),
            ("Thành tích", "Có thành tích xuất sắc"),
            ("Quyết định", "12/QĐ-SM ngày 21/11/2026"),
            ("Số vào sổ", ""),
            ("Nơi cấp", "Trường THCS Suối Mơ"),
            ("Người ký", "Lê Thị Minh Nguyệt, Hiệu trưởng"),
        ),
    )
    assert paper_with("K7QM-3ZPA-X9") is None


def test_cancelled_certificate_says_so_from_then_on(school, officer):
    batch = make.issued_batch(school, officer)
    row = batch.certificates.first()

    work.cancel_certificate(row, by=officer, reason="Ghi sai tên", today=DAY)

    assert paper_with(row.code) == Paper("Giấy khen", "Đơn vị đã hủy giấy này từ ngày 21/11/2026", is_valid=False)
    assert refused(work.cancel_certificate, row, by=officer, reason="Lại", today=DAY) == ["cancelled"]
    assert history_of(row)[0].sentence == "Hủy giấy khen của “Nguyễn An”: Ghi sai tên"


def test_certificate_is_cancelled_only_with_a_reason_and_when_issued(school, officer):
    row = make.batch(school, officer).certificates.first()

    assert refused(work.cancel_certificate, row, by=officer, reason=" ", today=DAY) == ["no_reason"]
    assert refused(work.cancel_certificate, row, by=officer, reason="Sai", today=DAY) == ["not_issued"]


def test_design_that_issued_certificates_gets_a_new_version(school, officer):
    design = make.design(school, officer)
    look = Layout.of(design.newest)
    in_place = designs.change_design(design, by=officer, layout=replace(look, title="GIẤY CHỨNG NHẬN"))
    batch = make.issued_batch(school, officer, design=design)

    after = designs.change_design(design, by=officer, layout=replace(look, title="BẰNG KHEN"))

    batch.refresh_from_db()
    assert (in_place.n, after.n, batch.version.n) == (1, 2, 1)
    assert [Layout.of(version).title for version in design.versions.all()] == ["BẰNG KHEN", "GIẤY CHỨNG NHẬN"]
    assert squeezed("GIẤY CHỨNG NHẬN") in squeezed(Pdf(content_of(batch.file)).text)


def test_draft_takes_the_newest_version_when_it_is_changed(school, officer):
    design = make.design(school, officer)
    draft = make.batch(school, officer, design=design)
    make.issued_batch(school, officer, design=design)
    designs.change_design(design, by=officer, layout=Layout.of(design.newest))

    work.change_batch(draft, by=officer, title="Đợt sau")

    assert draft.version.n == 2


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"wording": {"merit": "{thanh tich}"}}, "unknown_placeholder"),
        ({"wording": {"merit": "{"}}, "unknown_placeholder"),
        ({"spots": {"recipient": Spot(200, 10, 200)}}, "outside_paper"),
        ({"spots": {"recipient": Spot(10, 10, 0)}}, "outside_paper"),
    ],
)
def test_look_that_cannot_be_printed_is_refused(school, officer, changes, code):
    design = make.design(school, officer, way="stock")
    look = Layout.of(design.newest)

    assert refused(designs.change_design, design, by=officer, layout=replace(look, **changes)) == [code]


@pytest.mark.parametrize(("picture", "code"), [(b"%PDF-1.7\n", "bad_picture"), (png()[:60], "bad_picture")])
def test_emblem_that_is_no_picture_is_refused(school, officer, picture, code):
    design = make.design(school, officer)
    look = replace(Layout.of(design.newest), emblem="picture")

    assert refused(designs.change_design, design, by=officer, layout=look, picture=picture) == [code]


def test_scan_of_the_stock_is_kept_and_never_printed(school, officer):
    design = make.design(school, officer, way="stock")
    designs.change_design(design, by=officer, layout=Layout.of(design.newest), picture=png(40))

    batch = make.issued_batch(school, officer, design=design)

    assert batch.version.picture is not None
    page = Pdf(content_of(batch.file)).document[0]
    assert [item.type for item in page.get_objects() if item.type == 3] == []


def test_field_on_stock_is_printed_at_its_millimetres(school, officer):
    design = make.design(school, officer, way="stock")
    look = replace(Layout.of(design.newest), spots={"recipient": Spot(31.5, 77.5, 120, 20, 12, "left")})
    designs.change_design(design, by=officer, layout=look)

    batch = make.issued_batch(school, officer, design=design)

    name = Pdf(content_of(batch.file)).find("Nguyễn An")
    assert name.left == pytest.approx(31.5, abs=0.6)
    assert 77.5 < name.top < name.bottom < 89.5


def test_design_is_named_once_and_retired_for_good(school, officer):
    design = make.design(school, officer)
    codes = [
        refused(designs.add_design, school, by=officer, name=design.name, way="own"),
        refused(designs.add_design, school, by=officer, name=" ", way="own"),
    ]
    designs.retire_design(design, by=officer)
    design.refresh_from_db()
    codes += [
        refused(designs.retire_design, design, by=officer),
        refused(designs.change_design, design, by=officer, layout=Layout.of(design.newest)),
        refused(work.add_batch, school, design, by=officer, title="Đợt"),
    ]

    assert codes == [["name_taken"], ["no_name"], ["retired"], ["retired"], ["retired"]]
    assert designs.add_design(school, by=officer, name=design.name, way="own").pk != design.pk


def test_design_of_another_unit_is_not_taken(school, officer):
    other = people.unit("Trường Tiểu học Đồi Thông")
    theirs = make.design(other, people.person(other))

    assert refused(work.add_batch, school, theirs, by=officer, title="Đợt") == ["other_unit"]


@pytest.mark.parametrize("role", ["member", "leader", "inspector", "administrator"])
def test_only_head_and_officer_keep_certificates(school, officer, role):
    batch = make.issued_batch(school, officer)
    row, design, somebody = batch.certificates.first(), batch.version.design, people.person(school, role)

    deeds = [
        lambda: designs.add_design(school, by=somebody, name="Mẫu", way="own"),
        lambda: designs.change_design(design, by=somebody, layout=Layout()),
        lambda: designs.retire_design(design, by=somebody),
        lambda: work.add_batch(school, design, by=somebody, title="Đợt"),
        lambda: work.change_batch(batch, by=somebody, title="Đợt"),
        lambda: work.add_certificates(batch, [{"recipient": "An"}], by=somebody),
        lambda: work.change_certificate(row, by=somebody, recipient="An"),
        lambda: work.remove_certificate(row, by=somebody),
        lambda: work.issue_batch(batch, by=somebody, number="1", on=DAY),
        lambda: work.print_batch(batch, by=somebody),
        lambda: work.cancel_certificate(row, by=somebody, reason="x", today=DAY),
    ]

    for deed in deeds:
        with pytest.raises(PermissionDenied):
            deed()


@pytest.mark.parametrize("role", ["head", "officer", "member", "leader", "inspector", "administrator"])
def test_lists_and_permissions_agree(school, officer, role):
    other = people.unit("Trường Tiểu học Đồi Thông")
    batches = [make.batch(school, officer), make.batch(other, people.person(other))]
    somebody = people.person(school, role)

    seen = set(batches_visible_to(somebody))
    assert seen == {batch for batch in batches if somebody.has_perm("documents.view_batch", batch)}
    assert set(designs_visible_to(somebody)) == {batch.version.design for batch in seen}
    assert set(certificates_visible_to(somebody)) == set(Certificate.objects.filter(batch__in=seen))


def test_batches_are_found_by_title_decision_and_person(school, officer):
    batch = make.issued_batch(school, officer, title="Cuối năm học")
    make.batch(school, officer, title="Đợt khác", names=["Phạm Dung"])

    for words in ("cuoi nam", "12/qd", "nguyen an"):
        assert list(chosen_batches(officer, {"q": words})) == [batch]
    assert list(chosen_batches(officer, {"trangthai": "issued", "nam": "2026"})) == [batch]
