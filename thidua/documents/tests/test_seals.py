"""Seals of organisations: who brings them in, who puts them on, and what comes out."""

from datetime import timedelta
from decimal import Decimal

import pypdfium2 as pdfium
import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from thidua.audit.queries import history_of
from thidua.documents import operations
from thidua.documents.models import OfficeSeal, Sealing
from thidua.documents.operations import seals
from thidua.documents.operations.signatures import install_anchors
from thidua.documents.signature_queries import current_files, seals_for, seals_visible_to
from thidua.documents.tests import authority, make
from thidua.people.tests import make as people

pytestmark = pytest.mark.django_db
PASSWORD = authority.PASSWORD


class Office:
    """A school with a seal, and a document that it issued."""

    def __init__(self):
        self.province = people.unit("Tỉnh Sơn Hà", kind="province")
        self.school = people.unit("Trường THCS Suối Mơ", parent=self.province, sign="THCSSM")
        self.keeper = people.person(self.province, "administrator")
        self.administrator = people.person(self.school, "administrator")
        self.head = people.person(self.school, "head")
        self.officer = people.person(self.school)
        install_anchors(self.province, by=self.keeper, data=authority.root().pem)
        self.seal = self.sealed_by()
        self.document = make.document(self.school, self.officer, signer_name="Trần Thị Thu Hà")
        self.row = self.file(authority.signed_by_hand())
        operations.give_number(self.document, by=self.officer)

    def sealed_by(self, keeper=None, **how):
        keys = (keeper or authority.school()).pkcs12()
        facts = {"password": PASSWORD, "picture": authority.red_square(), **how}
        return seals.add_seal(self.school, by=self.administrator, keys=keys, **facts)

    def file(self, data, name="ke-hoach.pdf"):
        return operations.add_file(self.document, by=self.officer, data=data, name=name)

    def put_on(self, row=None, by=None, **how):
        return seals.seal_document(row or self.row, self.seal, by=by or self.head, **{"password": PASSWORD, **how})


@pytest.fixture
def office():
    return Office()


def content(row):
    with operations.open_file(row.file) as opened:
        return opened.read()


def code_of(deed):
    with pytest.raises(ValidationError) as refusal:
        deed()
    return refusal.value.code


def test_sealed_file_stands_first_and_verifies(office):
    after = office.put_on()

    check = after.file.signature_check
    assert [signed.holder.name for signed in check.report.signatures] == ["Trần Thu Hà", "Trường THCS Suối Mơ"]
    assert (check.level, after.name, after.order) == ("good", "ke-hoach (đã đóng dấu).pdf", 0)
    assert content(after).startswith(content(office.row))
    assert (list(current_files(office.document)), list(office.document.files.all())) == ([after], [after, office.row])
    assert history_of(office.document).first().sentence == f"Đóng dấu số “{office.seal}” lên tệp “ke-hoach.pdf”"


def test_picture_covers_the_left_third_of_the_signature(office):
    after = office.put_on()

    with pdfium.PdfDocument(content(after)) as pdf:
        pdf.init_forms()
        text = pdf[0].get_textpage()
        start, count = text.search("Trần Thị Thu Hà").get_next()
        centre = (text.get_charbox(start)[0] + text.get_charbox(start + count - 1)[2]) / 2
        bitmap = pdf[0].render(scale=1, may_draw_forms=True)
        dots, wide, size = bytes(bitmap.buffer), bitmap.stride, bitmap.n_channels
        bitmap.close()
    red = sorted(at % wide // size for at in range(0, len(dots), size) if dots[at + 2] > 200 and dots[at + 1] < 80)
    mm = 72 / 25.4
    assert (round((red[-1] - red[0]) / mm), abs((centre - red[-1]) / mm - 7.5) < 0.6) == (36, True)


def test_attached_file_bears_number_and_time_at_its_corner(office):
    second = office.file(authority.paper("Phụ lục kèm theo."), "phu-luc.pdf")

    after = office.put_on(second)

    spot_words = authority.words_of_stamp(content(after))
    assert spot_words.startswith("Số: 01/KH-THCSSM Thời gian ký: ")
    assert spot_words.endswith("+07:00")


def test_seal_may_be_put_on_unseen(office):
    after = office.put_on(is_shown=False)

    assert after.file.signature_check.level == "good"
    assert authority.words_of_stamp(content(after)) == ""


def test_head_and_the_clerk_whom_the_head_lets_put_it_on(office):
    others = [office.officer, office.administrator, office.keeper, people.person(office.school, "member")]
    for person in others:
        with pytest.raises(PermissionDenied):
            office.put_on(by=person)
    assert [seals_for(office.document, person) for person in [office.head, *others]] == [[office.seal], [], [], [], []]

    seals.let_seal(office.seal, by=office.head, clerks=[office.officer])

    assert office.put_on(by=office.officer).sealing.by == office.officer
    assert code_of(lambda: seals.let_seal(office.seal, by=office.head, clerks=[office.administrator])) == "not_clerk"


def test_head_of_another_unit_lets_nobody(office):
    other = people.person(people.unit("Trường Đồi Thông", parent=office.province), "head")

    for deed in (
        lambda: seals.let_seal(office.seal, by=other, clerks=[]),
        lambda: seals.let_seal(office.seal, by=office.administrator, clerks=[]),
        lambda: seals.retire_seal(office.seal, by=other, reason="Thử"),
        lambda: seals.add_seal(office.school, by=other, keys=b"x"),
        lambda: seals.add_seal(office.school, by=office.head, keys=b"x"),
        lambda: office.put_on(by=other),
    ):
        with pytest.raises(PermissionDenied):
            deed()


def test_list_of_seals_agrees_with_the_rule(office):
    stranger = people.person(people.unit("Trường Đồi Thông", parent=office.province), "head")
    persons = [office.keeper, office.administrator, office.head, office.officer, stranger]

    for person in persons:
        seen = office.seal in seals_visible_to(person)
        assert (person, seen) == (person, person.has_perm("documents.view_seal", office.seal))
    assert [office.seal in seals_visible_to(person) for person in persons] == [True, True, True, True, False]


def test_each_reason_against_sealing_has_its_words(office):
    office.put_on()
    first = list(office.document.files.all())
    unsigned = make.document(office.school, office.officer, signer_name="Trần Thị Thu Hà")
    draft = operations.add_file(unsigned, by=office.officer, data=authority.paper(), name="nhap.pdf")
    word = office.file(make.zipped("word/document.xml", "[Content_Types].xml"), "a.docx")
    broken = office.file(make.PDF, "hong.pdf")

    codes = [
        code_of(lambda: office.put_on(office.row)),
        code_of(lambda: office.put_on(first[0])),
        code_of(lambda: office.put_on(draft)),
        code_of(lambda: office.put_on(word)),
        code_of(lambda: office.put_on(broken)),
    ]

    assert codes == ["sealed_already", "sealed_already", "not_issued", "not_pdf", "not_pdf"]
    assert Sealing.objects.count() == 1


def test_wrong_password_seals_nothing(office):
    assert code_of(lambda: office.put_on(password="sai")) == "wrong_password"
    assert (Sealing.objects.count(), office.document.files.count()) == (0, 1)


def test_signer_who_is_not_named_on_the_page_is_told(office):
    operations.change_document(office.document, by=office.officer, signer_name="Người Khác")

    assert code_of(office.put_on) == "no_place"


def test_seal_past_its_time_is_not_put_on(office):
    OfficeSeal.objects.update(valid_to=authority.TODAY - timedelta(days=1))
    office.seal.refresh_from_db()

    assert (code_of(office.put_on), seals_for(office.document, office.head)) == ("expired", [])


def test_retired_seal_has_no_key_any_more(office):
    seals.retire_seal(office.seal, by=office.administrator, reason="Đổi chứng thư")

    office.seal.refresh_from_db()
    assert (bytes(office.seal.secret), office.seal.retired_reason) == (b"", "Đổi chứng thư")
    assert code_of(office.put_on) == "retired"
    assert code_of(lambda: seals.retire_seal(office.seal, by=office.head, reason="Lần nữa")) == "wrong_state"


def test_key_is_kept_under_two_locks(office, settings):
    kept = bytes(office.seal.secret)
    assert PASSWORD.encode() not in kept
    assert seals.unlocked(kept, office.seal.fingerprint) != authority.school().pkcs12()

    settings.SECRET_KEY = "other"

    assert code_of(office.put_on) == "other_key"


@pytest.mark.parametrize(
    ("how", "code"),
    [
        ({"password": "sai"}, "wrong_password"),
        ({"keys": b"abc"}, "not_keys"),
        ({"keys": b""}, "no_keys"),
        ({"keys": b"", "label": "dau"}, "no_token"),
        ({"picture": b"\xff\xd8\xff\xe0" + bytes(40)}, "not_png"),
        ({"side": Decimal(5)}, "bad_side"),
    ],
)
def test_seal_that_cannot_be_used_is_not_taken_in(office, how, code):
    given = {"keys": authority.school().pkcs12(), "password": PASSWORD, **how}

    assert code_of(lambda: seals.add_seal(office.school, by=office.administrator, **given)) == code
    assert OfficeSeal.objects.count() == 1


def test_expired_certificate_is_not_taken_in(office):
    old = authority.keeper("Trường THCS Suối Mơ", authority.issuing(), since=-400, until=-1)

    assert code_of(lambda: office.sealed_by(old)) == "expired"


def test_pages_of_a_seal(client, office):
    def page(person, path, **posted):
        client.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
        return client.post(path, posted) if posted else client.get(path)

    seal, sealing = f"/van-ban/ky-so/dau/{office.seal.pk}/", f"/van-ban/ky-so/dong-dau/{office.row.pk}/"
    stranger = people.person(people.unit("Trường Đồi Thông", parent=office.province), "head")

    assert office.seal.subject in page(office.officer, "/van-ban/ky-so/dau/").text
    assert page(office.head, seal, clerks=[office.officer.pk]).status_code == 302
    assert [page(stranger, path).status_code for path in (seal, sealing)] == [404, 404]
    assert page(office.administrator, sealing).status_code == 404
    assert page(office.officer, sealing, seal=office.seal.pk, password="sai").status_code == 422
    assert page(office.officer, sealing, seal=office.seal.pk, password=PASSWORD, is_shown="on").status_code == 302
    assert "Đã đóng dấu số lúc" in page(office.officer, f"/van-ban/{office.document.pk}/").text
    assert page(office.administrator, f"{seal}thoi-dung/", reason="Đổi chứng thư").status_code == 302
