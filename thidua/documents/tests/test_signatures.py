"""Files checked for signatures when they are kept, and again when trust changes."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from thidua.audit.models import Entry
from thidua.documents import operations
from thidua.documents.models import SignatureCheck, TrustAnchor
from thidua.documents.operations.signatures import install_anchors, remove_anchor
from thidua.documents.signature_queries import anchors_visible_to, checks_of, roots_administered_by
from thidua.documents.tests import authority, make
from thidua.people.tests import make as people

pytestmark = pytest.mark.django_db


@pytest.fixture
def province():
    return people.unit("Tỉnh Sơn Hà", kind="province")


@pytest.fixture
def keeper(province):
    """Who decides on trust."""
    return people.person(province, "administrator")


@pytest.fixture
def officer(province):
    return people.person(people.unit("Trường THCS Suối Mơ", parent=province))


def kept(officer, data):
    document = make.document(officer.posts.get().unit, officer)
    return operations.add_file(document, by=officer, data=data, name="ke-hoach.pdf")


def levels():
    return list(SignatureCheck.objects.order_by("pk").values_list("level", flat=True))


def test_signed_file_is_checked_as_it_is_kept(province, keeper, officer):
    install_anchors(province, by=keeper, data=authority.root().pem)

    row = kept(officer, authority.signed_paper())

    check = row.file.signature_check
    (signed,) = check.report.signatures
    assert (check.level, str(check), signed.holder.name) == ("good", "Chữ ký số hợp lệ", "Trường THCS Suối Mơ")
    assert checks_of([row.document]) == {row.document_id: check}


def test_file_without_signatures_has_no_check(officer):
    row = kept(officer, authority.paper())

    assert (levels(), checks_of([row.document])) == ([], {})


def test_document_shows_the_worst_of_its_files(province, keeper, officer):
    install_anchors(province, by=keeper, data=authority.root().pem)
    row = kept(officer, authority.signed_paper())
    spoilt = authority.signed_paper() + b"x"
    operations.add_file(row.document, by=officer, data=spoilt, name="sua.pdf")
    operations.add_file(row.document, by=officer, data=authority.paper(), name="khac.pdf")

    assert checks_of([row.document])[row.document_id].level == "bad"


def test_large_file_is_checked_in_the_background(
    province, keeper, officer, monkeypatch, django_capture_on_commit_callbacks
):
    monkeypatch.setattr("thidua.documents.operations.signatures.AT_ONCE", 10)
    install_anchors(province, by=keeper, data=authority.root().pem)

    with django_capture_on_commit_callbacks(execute=True):
        kept(officer, authority.signed_paper())

    assert levels() == ["good"]


def test_what_is_trusted_later_is_checked_again(province, keeper, officer, django_capture_on_commit_callbacks):
    kept(officer, authority.signed_paper())
    before = levels()

    with django_capture_on_commit_callbacks(execute=True):
        (anchor,) = install_anchors(province, by=keeper, data=authority.root().der)
    trusted = levels()
    with django_capture_on_commit_callbacks(execute=True):
        remove_anchor(anchor, by=keeper, reason="Nơi cấp đã ngừng")

    assert (before, trusted, levels()) == (["doubt"], ["good"], ["doubt"])
    assert [entry.sentence for entry in Entry.objects.filter(subject_type="documents.trustanchor").order_by("pk")] == [
        f"Tin cậy chứng thư “{anchor}”, dấu vân tay {anchor.fingerprint[:16]}",
        f"Thôi tin cậy chứng thư “{anchor}”: Nơi cấp đã ngừng",
    ]


def test_certificates_trusted_already_are_passed_over(province, keeper):
    install_anchors(province, by=keeper, data=authority.root().pem)

    (row,) = install_anchors(province, by=keeper, data=authority.bundle(authority.root(), authority.issuing()))

    assert row.subject.startswith("Cơ quan chứng thực số Thử nghiệm")
    assert row.subject != row.issuer
    with pytest.raises(ValidationError) as refusal:
        install_anchors(province, by=keeper, data=authority.root().pem)
    assert refusal.value.code == "trusted_already"


@pytest.mark.parametrize(
    ("data", "code"),
    [(b"abc", "not_certificates"), (authority.PASSWORD.encode(), "not_certificates"), (None, "not_authority")],
)
def test_what_no_authority_hands_out_is_refused(province, keeper, data, code):
    with pytest.raises(ValidationError) as refusal:
        install_anchors(province, by=keeper, data=data or authority.school().pem)

    assert (refusal.value.code, TrustAnchor.objects.count()) == (code, 0)


def test_anchor_is_removed_once_and_with_a_reason(province, keeper):
    (anchor,) = install_anchors(province, by=keeper, data=authority.root().pem)

    codes = []
    for reason in (" ", "Hết dùng", "Lần nữa"):
        try:
            remove_anchor(anchor, by=keeper, reason=reason)
        except ValidationError as refusal:
            codes.append(refusal.code)

    anchor.refresh_from_db()
    assert (codes, anchor.removed_reason) == (["no_reason", "wrong_state"], "Hết dùng")
    assert install_anchors(province, by=keeper, data=authority.root().pem)[0].fingerprint == anchor.fingerprint


def test_only_the_administrator_of_the_whole_decides_on_trust(province, keeper, officer):
    school = officer.posts.get().unit
    (anchor,) = install_anchors(province, by=keeper, data=authority.root().pem)
    others = [officer, people.person(school, "administrator"), people.person(province, "head")]

    for person in others:
        for deed in (
            lambda person=person: install_anchors(province, by=person, data=authority.issuing().pem),
            lambda person=person: install_anchors(school, by=person, data=authority.issuing().pem),
            lambda person=person: remove_anchor(anchor, by=person, reason="Thử"),
        ):
            with pytest.raises(PermissionDenied):
                deed()
    assert [person.has_perm("documents.view_anchor", anchor) for person in [keeper, *others]] == [
        True,
        False,
        False,
        False,
    ]
    assert [list(anchors_visible_to(person)) for person in [keeper, *others]] == [[anchor], [], [], []]
    assert [list(roots_administered_by(person)) for person in [keeper, *others]] == [[province], [], [], []]


def test_anchors_page_shows_and_takes_certificates(client, province, keeper, officer):
    make_page = "/van-ban/ky-so/chung-thu/"
    client.force_login(keeper, backend="allauth.account.auth_backends.AuthenticationBackend")

    empty = client.get(make_page)
    sent = client.post(make_page, {"file": make.upload("goc.pem", authority.root().pem)})
    bad = client.post(make_page, {"file": make.upload("goc.pem", b"abc")})
    client.force_login(officer, backend="allauth.account.auth_backends.AuthenticationBackend")

    assert ("Chưa tin cậy nơi cấp nào" in empty.text, sent.status_code, bad.status_code) == (True, 302, 422)
    assert client.get(make_page).status_code == 403
    assert client.get(f"{make_page}{TrustAnchor.objects.get().pk}/bo/").status_code == 404


def test_document_page_tells_who_signed(client, province, keeper, officer):
    install_anchors(province, by=keeper, data=authority.root().pem)
    row = kept(officer, authority.signed_paper())
    client.force_login(officer, backend="allauth.account.auth_backends.AuthenticationBackend")

    shown, listed = client.get(f"/van-ban/{row.document_id}/").text, client.get("/van-ban/").text

    assert "Cơ quan chứng thực số Thử nghiệm" in shown
    assert "theo đồng hồ của máy người ký" in shown
    assert "Chữ ký số hợp lệ" in listed
