"""Lists narrowed by the address."""

from datetime import date

import pytest

from thidua.documents import operations
from thidua.documents.queries import chosen_documents, chosen_numbers, documents_numbered, year_of
from thidua.documents.tests import make
from thidua.people.tests import make as people

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer():
    school = people.unit()
    officer = people.person(school)
    make.document(school, officer, excerpt="Phong trào “Dạy tốt, học tốt”", signer_name="Phạm Văn Dũng")
    make.document(school, officer, direction="in", type="CV", number="88/SGDĐT-VP", excerpt="Đăng ký sáng kiến")
    make.document(
        school, officer, type="QĐ", date=date(2025, 3, 2), excerpt="Công nhận", issuer_name="Ủy ban nhân dân xã"
    )
    return officer


def excerpts(officer, **asked):
    return [row.excerpt for row in chosen_documents(officer, asked)]


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({}, ["Công nhận", "Đăng ký sáng kiến", "Phong trào “Dạy tốt, học tốt”"]),
        ({"q": "dang ky SANG kien"}, ["Đăng ký sáng kiến"]),
        ({"q": "sáng đăng"}, ["Đăng ký sáng kiến"]),
        ({"q": "88/sgddt"}, ["Đăng ký sáng kiến"]),
        ({"q": "uy ban nhan dan"}, ["Công nhận"]),
        ({"q": "van dung"}, ["Phong trào “Dạy tốt, học tốt”"]),
        ({"q": "không có"}, []),
        ({"q": "%"}, []),
        ({"chieu": "in"}, ["Đăng ký sáng kiến"]),
        ({"loai": "QĐ"}, ["Công nhận"]),
        ({"nam": "2025"}, ["Công nhận"]),
        ({"nam": "2026", "chieu": "out"}, ["Phong trào “Dạy tốt, học tốt”"]),
        ({"chieu": "x", "loai": "x", "nam": "x"}, ["Công nhận", "Đăng ký sáng kiến", "Phong trào “Dạy tốt, học tốt”"]),
    ],
)
def test_documents_are_found_by_words_direction_type_and_year(officer, asked, found):
    assert excerpts(officer, **asked) == found


def test_documents_of_others_are_not_found(officer):
    stranger = people.person(people.unit("Trường Tiểu học Đồi Thông"))

    assert excerpts(stranger, q="sáng kiến") == []


def test_numbers_are_narrowed_by_year_and_series(officer):
    school = officer.posts.get().unit
    for series, year in (("KH", 2026), ("KH", 2026), ("QĐ", 2026), ("KH", 2025)):
        operations.hold_number(school, by=officer, series=series, year=year, purpose="Chờ ký")

    def numbers(**asked):
        return [str(row) for row in chosen_numbers(officer, asked)]

    assert numbers() == ["02/KH (2026)", "01/KH (2026)", "01/QĐ (2026)", "01/KH (2025)"]
    assert numbers(nam="2025") == ["01/KH (2025)"]
    assert numbers(loai="QĐ") == ["01/QĐ (2026)"]
    assert numbers(loai="KH", nam="2026") == ["02/KH (2026)", "01/KH (2026)"]


@pytest.mark.parametrize("text", ["", "0000", "1899", "2100", "20261", "٢٠٢٦", "2026a", "-2026", "9" * 30])
def test_what_is_no_year_narrows_nothing(text):
    assert year_of(text) is None


def test_documents_out_are_found_by_the_number_they_bear(officer):
    school = officer.posts.get().unit
    mine = make.document(school, officer, number="12/KH-THCSSM")
    make.document(school, officer, number="12/KH-THCSSM", direction="in")

    assert list(documents_numbered(" 12 /kh-thcssm", make.DAY)) == [mine]
    assert list(documents_numbered("12/KH-THCSSM", None)) == [mine]
    assert list(documents_numbered("12/KH-THCSSM", date(2026, 1, 1))) == []
