"""The running numbers of a unit, a year and a series."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from thidua.audit.models import Entry
from thidua.audit.queries import history_of
from thidua.documents import operations
from thidua.documents.models import OfficialDocument, RegistryNumber
from thidua.documents.queries import last_number, numbers_held_for
from thidua.documents.tests import make
from thidua.people.tests import make as people

pytestmark = pytest.mark.django_db


@pytest.fixture
def school():
    return people.unit("Trường THCS Suối Mơ", sign="THCSSM")


@pytest.fixture
def officer(school):
    return people.person(school)


def numbered(unit, officer, **head):
    document = make.document(unit, officer, **head)
    operations.give_number(document, by=officer)
    return document.number


def held(school, officer, series="KH", year=2026):
    return operations.hold_number(school, by=officer, series=series, year=year, purpose="Kế hoạch đang chờ ký")


def register():
    return list(RegistryNumber.objects.order_by("series", "year", "n").values_list("series", "year", "n"))


def test_numbers_run_by_unit_year_and_series(school, officer):
    other = people.unit("Trường Tiểu học Đồi Thông", sign="THDT")
    other_officer = people.person(other)

    numbers = [
        numbered(school, officer),
        numbered(school, officer),
        numbered(school, officer, type="QĐ"),
        numbered(school, officer, date=date(2027, 1, 2)),
        numbered(other, other_officer),
        numbered(school, officer),
    ]

    assert numbers == ["01/KH-THCSSM", "02/KH-THCSSM", "01/QĐ-THCSSM", "01/KH-THCSSM", "01/KH-THDT", "03/KH-THCSSM"]
    assert (last_number(school, "KH", 2026), last_number(school, "BC", 2026)) == (3, 0)


def test_unit_without_a_sign_uses_its_code(officer):
    bare = people.unit("Trường Mầm non Hoa Sen", sign="", code="MNHS")

    assert numbered(bare, people.person(bare)) == "01/KH-MNHS"


def test_taking_a_number_is_told_on_the_document(school, officer):
    document = make.document(school, officer)

    row = operations.give_number(document, by=officer)

    stored, latest = OfficialDocument.objects.get(), history_of(document).first()
    assert (stored.number, stored.registry_number, row.state) == ("01/KH-THCSSM", row, "Đã cấp")
    assert (latest.action, latest.sentence) == ("documents.take_number", "Vào sổ số 01/KH-THCSSM")
    assert stored.search_text.startswith("01/kh-thcssm")


@pytest.mark.parametrize(("head", "code"), [({"direction": "in"}, "not_out"), ({"date": None}, "no_date")])
def test_document_that_takes_no_number_is_refused(school, officer, head, code):
    document = make.document(school, officer, **head)

    with pytest.raises(ValidationError) as refusal:
        operations.give_number(document, by=officer)

    assert (refusal.value.code, register()) == (code, [])


def test_document_takes_one_number_only(school, officer):
    document = make.document(school, officer)
    number = held(school, officer)
    operations.give_number(document, by=officer)

    for take in (
        lambda: operations.give_number(document, by=officer),
        lambda: operations.claim_number(document, by=officer),
        lambda: operations.use_number(number, document, by=officer),
    ):
        with pytest.raises(ValidationError) as refusal:
            take()

        assert refusal.value.code == "numbered"
    assert register() == [("KH", 2026, 1), ("KH", 2026, 2)]


def test_number_on_paper_is_entered_and_the_series_goes_on_after_it(school, officer):
    document = make.document(school, officer, number="49/KH-THCSSM")

    row = operations.claim_number(document, by=officer)

    assert (row.n, row.document, document.number) == (49, document, "49/KH-THCSSM")
    assert numbered(school, officer) == "50/KH-THCSSM"


def test_number_that_the_register_has_is_refused(school, officer):
    numbered(school, officer)
    second = make.document(school, officer, number="1/KH-THCSSM")

    with pytest.raises(ValidationError) as refusal:
        operations.claim_number(second, by=officer)

    assert (refusal.value.code, register()) == ("number_taken", [("KH", 2026, 1)])


def test_number_on_paper_that_was_held_is_used(school, officer):
    number = held(school, officer)
    document = make.document(school, officer, number="01/KH-THCSSM")

    row = operations.claim_number(document, by=officer)

    number.refresh_from_db()
    assert (row, number.document, register()) == (number, document, [("KH", 2026, 1)])


@pytest.mark.parametrize("head", [{"number": ""}, {"number": "KH-12"}, {"number": "12/KH-X", "date": None}])
def test_number_that_does_not_run_stays_out_of_the_register(school, officer, head):
    assert operations.claim_number(make.document(school, officer, **head), by=officer) is None
    assert register() == []


def test_number_is_held_then_used_by_its_document(school, officer):
    number = held(school, officer)
    after = numbered(school, officer)
    document = make.document(school, officer)
    could_use = list(numbers_held_for(document))

    operations.use_number(number, document, by=officer)

    number.refresh_from_db()
    assert (after, could_use, document.number) == ("02/KH-THCSSM", [number], "01/KH-THCSSM")
    assert (number.document, number.is_held, list(numbers_held_for(document))) == (document, False, [])


def test_holding_is_told(school, officer):
    number = held(school, officer)

    entry = Entry.objects.get(subject_type="documents.registrynumber")
    assert (number.state, entry.action) == ("Đang giữ", "documents.hold_number")
    assert entry.sentence == "Giữ số 01/KH (2026) cho: Kế hoạch đang chờ ký"


@pytest.mark.parametrize(
    ("facts", "code"),
    [({"purpose": "  "}, "no_purpose"), ({"series": "XX"}, "no_series"), ({"series": ""}, "no_series")],
)
def test_number_is_not_held_for_nothing(school, officer, facts, code):
    with pytest.raises(ValidationError) as refusal:
        operations.hold_number(school, by=officer, **{"series": "KH", "year": 2026, "purpose": "Kế hoạch", **facts})

    assert (refusal.value.code, register()) == (code, [])


@pytest.mark.parametrize("series", [("QĐ", 2026), ("KH", 2027)])
def test_held_number_of_another_series_is_refused(school, officer, series):
    number, document = held(school, officer, *series), make.document(school, officer)

    with pytest.raises(ValidationError) as refusal:
        operations.use_number(number, document, by=officer)

    assert (refusal.value.code, list(numbers_held_for(document))) == ("other_series", [])


def test_held_number_of_another_unit_is_refused(school, officer):
    other = people.unit("Trường Tiểu học Đồi Thông")
    number = held(other, people.person(other))

    with pytest.raises(ValidationError) as refusal:
        operations.use_number(number, make.document(school, officer), by=officer)

    assert refusal.value.code == "other_series"


def test_held_number_is_used_once_and_not_after_it_was_cancelled(school, officer):
    used, cancelled = held(school, officer), held(school, officer)
    operations.use_number(used, make.document(school, officer), by=officer)
    operations.cancel_number(cancelled, by=officer, reason="Không ban hành")

    for number in (used, cancelled):
        with pytest.raises(ValidationError) as refusal:
            operations.use_number(number, make.document(school, officer), by=officer)

        assert refusal.value.code == "wrong_state"


def test_cancelled_number_stays_in_the_register_and_is_not_given_again(school, officer):
    document = make.document(school, officer)
    number = operations.give_number(document, by=officer)
    said = str(document)

    operations.cancel_number(number, by=officer, reason="  Sai thể thức ")

    number.refresh_from_db()
    document.refresh_from_db()
    assert (number.cancelled_reason, number.document, number.purpose) == ("Sai thể thức", None, said)
    assert (number.state, document.number) == ("Đã hủy: Sai thể thức", "")
    assert history_of(document).first().sentence == "Hủy số 01/KH (2026): Sai thể thức"
    operations.give_number(OfficialDocument.objects.get(), by=officer)
    assert OfficialDocument.objects.get().number == "02/KH-THCSSM"


@pytest.mark.parametrize("reason", ["", "  ", "\n"])
def test_number_is_not_cancelled_without_a_reason(school, officer, reason):
    number = held(school, officer)

    with pytest.raises(ValidationError) as refusal:
        operations.cancel_number(number, by=officer, reason=reason)

    number.refresh_from_db()
    assert (refusal.value.code, number.is_held) == ("no_reason", True)


def test_number_is_cancelled_once(school, officer):
    number = held(school, officer)
    operations.cancel_number(number, by=officer, reason="Không ban hành")

    with pytest.raises(ValidationError) as refusal:
        operations.cancel_number(RegistryNumber.objects.get(), by=officer, reason="Lý do khác")

    assert (refusal.value.code, RegistryNumber.objects.get().cancelled_reason) == ("wrong_state", "Không ban hành")


def test_cancelled_number_on_paper_is_not_claimed_again(school, officer):
    operations.cancel_number(held(school, officer), by=officer, reason="Không ban hành")

    with pytest.raises(ValidationError) as refusal:
        operations.claim_number(make.document(school, officer, number="01/KH-THCSSM"), by=officer)

    assert refusal.value.code == "number_taken"


@pytest.mark.parametrize("role", ["leader", "member", "inspector", "administrator"])
def test_who_does_not_write_for_the_unit_leaves_the_register_alone(school, officer, role):
    somebody = people.person(school, role)
    document, number = make.document(school, officer, number="7/KH-THCSSM"), held(school, officer)

    for deed in (
        lambda: operations.give_number(document, by=somebody),
        lambda: operations.claim_number(document, by=somebody),
        lambda: operations.use_number(number, document, by=somebody),
        lambda: held(school, somebody),
        lambda: operations.cancel_number(number, by=somebody, reason="Lý do"),
    ):
        with pytest.raises(PermissionDenied):
            deed()

    number.refresh_from_db()
    assert (register(), number.is_held) == ([("KH", 2026, 1)], True)


def test_officer_of_another_unit_leaves_the_register_alone(school, officer):
    stranger = people.person(people.unit("Trường Tiểu học Đồi Thông"))
    number = held(school, officer)

    with pytest.raises(PermissionDenied):
        operations.cancel_number(number, by=stranger, reason="Lý do")
    with pytest.raises(PermissionDenied):
        held(school, stranger)
