"""Every way of tampering is done by raw SQL, past the application, and found."""

import pytest
from django.db import connection

from thidua.audit.models import Entry, Seal
from thidua.audit.operations import record
from thidua.audit.queries import history_of, verify
from thidua.audit.tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _without_guards(unguarded):
    """The database would refuse most of this."""


def run_sql(statement: str, *values: object) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


def sentences() -> list[str]:
    return [finding.sentence for finding in verify().findings]


def found(**head) -> list[tuple[str, int]]:
    return [(finding.code, finding.number) for finding in verify(**head).findings]


def copy_entry(source: Entry, *, number: int, seal_id: int | None) -> None:
    columns = "at, by_id, post, action, subject_type, subject_id, unit_path, sentence, changes, mark"
    run_sql(
        f"INSERT INTO audit_entry (id, seal_id, {columns}) SELECT %s, %s, {columns} FROM audit_entry WHERE id = %s",
        number,
        seal_id,
        source.pk,
    )


def test_an_untouched_trail_is_whole():
    make.sealed(3, 2)
    make.entries(1)

    report = verify()

    last = Seal.objects.get(number=2)
    assert (report.is_whole, report.entries, report.seals, report.unsealed) == (True, 6, 2, 1)
    assert report.head == (2, last.digest)


def test_an_empty_trail_is_whole():
    assert (verify().is_whole, verify().head) == (True, None)


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("sentence", "Không có gì xảy ra"),
        ("post", "Quản trị viên"),
        ("action", "councils.close_ballot"),
        ("subject_id", "999"),
        ("subject_type", "people.person"),
        ("unit_path", "0009"),
        ("at", "2020-01-01 00:00:00"),
        ("changes", "[]"),
        ("mark", "0" * 64),
    ],
)
def test_a_changed_entry_is_found(column, value):
    entry = make.sealed(3)[1]

    run_sql(f"UPDATE audit_entry SET {column} = %s WHERE id = %s", value, entry.pk)

    assert found() == [("changed_entry", entry.pk)]


def test_a_changed_author_is_found():
    entry = make.sealed(2)[0]
    run_sql("UPDATE audit_entry SET by_id = %s WHERE id = %s", make.somebody().pk, entry.pk)

    assert found() == [("changed_entry", entry.pk)]


def test_an_entry_changed_before_it_was_sealed_is_found():
    entry = make.entries(2)[0]
    run_sql("UPDATE audit_entry SET sentence = 'x' WHERE id = %s", entry.pk)

    assert found() == [("changed_entry", entry.pk)]


def test_a_removed_entry_is_found():
    entry = make.sealed(3, 1)[1]
    run_sql("DELETE FROM audit_entry WHERE id = %s", entry.pk)

    assert found() == [("missing_entries", 1)]
    assert sentences() == [f"Niêm phong 1 thiếu mục {entry.pk}."]


def test_removing_the_last_entries_under_the_newest_seal_is_found():
    entries = make.sealed(2, 4)
    run_sql("DELETE FROM audit_entry WHERE id >= %s", entries[4].pk)

    assert found() == [("missing_entries", 2)]
    assert sentences() == [f"Niêm phong 2 thiếu mục {entries[4].pk}-{entries[5].pk}."]


def test_removing_all_entries_of_a_seal_is_found():
    make.sealed(1, 2, 1)
    run_sql("DELETE FROM audit_entry WHERE seal_id = (SELECT id FROM audit_seal WHERE number = 2)")

    assert found() == [("missing_entries", 2)]


def test_an_entry_written_past_the_system_is_found():
    entry = make.sealed(1)[0]
    copy_entry(entry, number=entry.pk + 5, seal_id=None)
    run_sql("UPDATE audit_entry SET sentence = 'Được khen', mark = 'x' WHERE id = %s", entry.pk + 5)

    assert found() == [("changed_entry", entry.pk + 5)]


def test_a_copied_entry_is_found():
    entry = make.sealed(1)[0]
    copy_entry(entry, number=entry.pk + 5, seal_id=None)

    assert found() == [("doubled_entry", entry.pk), ("doubled_entry", entry.pk + 5)]


def test_an_entry_put_into_a_seal_is_found():
    first, second = make.sealed(1, 1)
    run_sql(
        "UPDATE audit_entry SET seal_id = %s WHERE id = %s",
        Entry.objects.get(pk=second.pk).seal_id,
        first.pk,
    )

    assert found() == [("missing_entries", 1), ("added_entries", 2)]


def test_a_copy_put_into_a_sealed_range_is_found():
    first, last = make.sealed(2)
    copy_entry(first, number=last.pk + 1, seal_id=Seal.objects.get().pk)

    assert found() == [("added_entries", 1), ("doubled_entry", first.pk), ("doubled_entry", last.pk + 1)]
    assert sentences()[0] == f"Niêm phong 1 thừa mục {last.pk + 1}."


def test_entries_put_in_another_order_are_found():
    first, second, _ = make.sealed(3)
    run_sql("UPDATE audit_entry SET id = %s WHERE id = %s", 10_000, first.pk)
    run_sql("UPDATE audit_entry SET id = %s WHERE id = %s", first.pk, second.pk)
    run_sql("UPDATE audit_entry SET id = %s WHERE id = %s", second.pk, 10_000)

    assert found() == [("changed_seal", 1)]


def test_a_removed_seal_is_found():
    make.sealed(1, 1, 1)
    run_sql("UPDATE audit_entry SET seal_id = NULL WHERE seal_id = (SELECT id FROM audit_seal WHERE number = 2)")
    run_sql("DELETE FROM audit_seal WHERE number = 2")

    assert found() == [("missing_seal", 2), ("changed_seal", 3)]


def test_a_seal_torn_off_its_entries_is_found_though_it_was_the_last():
    first, second = make.sealed(1, 1)
    run_sql("DELETE FROM audit_seal WHERE number = 2")

    assert found() == [("unheld_entry", second.pk)]

    run_sql("UPDATE audit_entry SET seal_id = NULL WHERE id = %s", second.pk)
    assert [first, second] == list(Entry.objects.order_by("pk"))


def test_two_seals_that_changed_places_are_found():
    make.sealed(1, 1, 1)
    for old, new in ((1, 10), (2, 1), (10, 2)):
        run_sql("UPDATE audit_seal SET number = %s WHERE number = %s", new, old)

    assert found() == [("changed_seal", 1), ("changed_seal", 2), ("changed_seal", 3)]


@pytest.mark.parametrize(
    ("column", "value"),
    [("digest", "f" * 64), ("at", "2020-01-01 00:00:00"), ("count", 2)],
)
def test_an_altered_seal_is_found(column, value):
    make.sealed(1, 1)
    run_sql(f"UPDATE audit_seal SET {column} = %s WHERE number = 2", value)

    assert found() == [("changed_seal", 2)]


@pytest.mark.parametrize("runs", ["", "rỗng", "9-1", "1-2-3"])
def test_a_seal_that_no_longer_says_what_it_covers_is_found(runs):
    make.sealed(1, 1)
    run_sql("UPDATE audit_seal SET numbers = %s WHERE number = 2", runs)

    assert found() == [("added_entries", 2)]


def test_a_trail_cut_off_at_its_end_is_found_by_a_head_noted_elsewhere():
    make.sealed(1, 1)
    head = verify().head
    run_sql("DELETE FROM audit_entry WHERE seal_id = (SELECT id FROM audit_seal WHERE number = 2)")
    run_sql("DELETE FROM audit_seal WHERE number = 2")

    assert found() == []
    assert found(head=head) == [("missing_head", 2)]


def test_a_head_noted_earlier_still_holds_when_the_trail_grew():
    make.sealed(1)
    head = verify().head
    make.sealed(1)

    assert found(head=head) == []


def test_seals_made_with_another_key_do_not_hold(settings):
    entry = make.sealed(1)[0]

    settings.AUDIT_KEY = "another"

    assert found() == [("changed_entry", entry.pk)]


def test_the_history_of_a_record_is_its_own_newest_first():
    first = make.entries(2)
    other = record("councils.add_council", make.subject("council"), by=None, sentence="Lập hội đồng")

    assert list(history_of(make.subject())) == [first[1], first[0]]
    assert list(history_of(make.subject("council"))) == [other]


def test_verifying_asks_the_same_number_of_queries_however_long_the_trail(django_assert_max_num_queries):
    make.sealed(*[1] * 12)

    with django_assert_max_num_queries(10):
        verify()
