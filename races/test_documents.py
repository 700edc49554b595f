"""Numbers and files under many hands."""

from functools import partial

import pytest
from django.core.files.storage import default_storage

from thidua.documents import operations
from thidua.documents.models import DocumentFile, File, OfficeSeal, OfficialDocument, RegistryNumber, Sealing
from thidua.documents.operations import seals
from thidua.documents.tests import authority, make
from thidua.documents.tests.test_seals import Office
from thidua.people.tests import make as people

pytestmark = pytest.mark.django_db(transaction=True)
THREADS = 20


@pytest.fixture
def officer():
    return people.person(people.unit("Trường THCS Suối Mơ", sign="THCSSM"))


def documents(officer, count):
    return [make.document(officer.posts.get().unit, officer) for _ in range(count)]


def register():
    return list(RegistryNumber.objects.order_by("n").values_list("n", flat=True))


def test_twenty_documents_get_twenty_numbers_without_gaps_or_doubles(at_once, officer):
    rows = documents(officer, THREADS)

    ends = at_once(*(partial(operations.give_number, row, by=officer) for row in rows))

    assert register() == list(range(1, THREADS + 1))
    assert sorted(row.n for row in ends) == register()
    numbers = OfficialDocument.objects.order_by("number").values_list("number", flat=True)
    assert list(numbers) == [f"{n:02d}/KH-THCSSM" for n in register()]


def test_numbers_are_given_and_held_from_one_series(at_once, officer):
    unit, rows = officer.posts.get().unit, documents(officer, 5)
    hold = partial(operations.hold_number, unit, by=officer, series="KH", year=make.DAY.year, purpose="Chờ ký")

    at_once(*(partial(operations.give_number, row, by=officer) for row in rows), *[hold] * 5)

    assert register() == list(range(1, 11))


def test_one_document_pressed_twice_gets_one_number(at_once, officer):
    documents(officer, 1)

    ends = at_once(*(partial(operations.give_number, OfficialDocument.objects.get(), by=officer) for _ in range(4)))

    assert sorted(str(end) for end in ends) == ["01/KH (2026)", "numbered", "numbered", "numbered"]
    assert register() == [1]


def test_one_number_on_two_papers_is_entered_once(at_once, officer):
    unit = officer.posts.get().unit
    rows = [make.document(unit, officer, number="12/KH-THCSSM") for _ in range(2)]

    ends = at_once(*(partial(operations.claim_number, row, by=officer) for row in rows))

    assert sorted(str(end) for end in ends) == ["12/KH (2026)", "number_taken"]
    assert register() == [12]


def test_held_number_is_used_while_it_is_cancelled(at_once, officer):
    unit, (row,) = officer.posts.get().unit, documents(officer, 1)
    number = operations.hold_number(unit, by=officer, series="KH", year=make.DAY.year, purpose="Chờ ký")

    used, _ = at_once(
        partial(operations.use_number, RegistryNumber.objects.get(), row, by=officer),
        partial(operations.cancel_number, RegistryNumber.objects.get(), by=officer, reason="Không ban hành"),
    )

    number.refresh_from_db()
    row.refresh_from_db()
    assert used in ("wrong_state", number)
    assert (number.cancelled_reason, number.document, row.number) == ("Không ban hành", None, "")


def test_one_held_number_is_used_by_one_document(at_once, officer):
    unit, rows = officer.posts.get().unit, documents(officer, 3)
    number = operations.hold_number(unit, by=officer, series="KH", year=make.DAY.year, purpose="Chờ ký")

    ends = at_once(*(partial(operations.use_number, number, row, by=officer) for row in rows))

    assert sorted(str(end) for end in ends) == ["01/KH (2026)", "wrong_state", "wrong_state"]
    assert OfficialDocument.objects.exclude(number="").count() == 1


def test_one_file_is_sealed_by_two_people_once(at_once, settings, tmp_path):
    """Head and clerk press at the same moment: one seal is on the file, the other is told so."""
    settings.MEDIA_ROOT = tmp_path
    office = Office()
    seals.let_seal(office.seal, by=office.head, clerks=[office.officer])

    def put_on(by):
        row, seal = DocumentFile.objects.get(pk=office.row.pk), OfficeSeal.objects.get(pk=office.seal.pk)
        return seals.seal_document(row, seal, by=by, password=authority.PASSWORD)

    ends = at_once(*(partial(put_on, by) for by in (office.head, office.officer, office.head, office.officer)))

    (after,) = (end for end in ends if isinstance(end, DocumentFile))
    assert [end for end in ends if end != after] == ["sealed_already"] * 3
    assert list(Sealing.objects.values_list("before", "after")) == [(office.row.pk, after.pk)]
    assert list(office.document.files.values_list("pk", "order")) == [(after.pk, 0), (office.row.pk, 1)]
    assert len(after.file.signature_check.report.signatures) == 2


def test_same_content_sent_by_many_is_stored_once(at_once, settings, tmp_path):
    files = {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": str(tmp_path)}}
    settings.STORAGES = {**settings.STORAGES, "default": files}
    data = make.PDF * 20_000

    ends = at_once(*[partial(operations.store_file, data)] * 8)

    file = File.objects.get()
    assert ends == [file] * 8
    assert [path.name for path in tmp_path.rglob("*") if path.is_file()] == [file.sha256]
    with default_storage.open(file.key) as content:
        assert content.read() == data
