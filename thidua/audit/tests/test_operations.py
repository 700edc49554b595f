from datetime import UTC, datetime

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection

from thidua.audit import operations
from thidua.audit.models import Entry, Seal
from thidua.audit.operations import differences, record, seal
from thidua.audit.queries import verify
from thidua.audit.tests import make
from thidua.people.tests import make as people

pytestmark = pytest.mark.django_db


def test_an_entry_says_who_did_what_from_which_post_and_where():
    school = people.unit("Trường THCS Suối Mơ", short_name="THCS Suối Mơ")
    officer = people.person(school)
    officer.acting_post = officer.posts.get()

    entry = record("people.change_unit", school, by=officer, sentence="Đổi địa danh", changes=[("địa danh", "–", "X")])

    entry.refresh_from_db()
    assert (entry.by, entry.post, entry.subject_type, entry.subject_id, entry.unit_path, entry.changes) == (
        officer,
        "Cán bộ phụ trách – THCS Suối Mơ",
        "people.unit",
        str(school.pk),
        school.path,
        [["địa danh", "–", "X"]],
    )


def test_an_entry_is_neither_changed_nor_deleted():
    (entry,) = make.entries(1)

    with pytest.raises(ValidationError) as changed:
        entry.save()
    with pytest.raises(ValidationError) as deleted:
        entry.delete()

    assert (changed.value.code, deleted.value.code) == ("append_only", "append_only")
    assert Entry.objects.get() == entry


def test_differences_are_told_in_words():
    before, after = people.unit("Trường A"), people.unit("Trường B")
    before.kind, after.kind = "primary", "preschool"
    after.valid_to = datetime(2026, 5, 31, tzinfo=UTC).date()

    assert differences(before, after, ["name", "kind", "valid_to", "place"]) == [
        ("tên đơn vị", "Trường A", "Trường B"),
        ("loại đơn vị", "Trường tiểu học", "Trường mầm non"),
        ("đến hết ngày", "–", "31/05/2026"),
    ]


def test_seals_close_batches_and_are_chained(monkeypatch):
    monkeypatch.setattr(operations, "BATCH", 2)
    make.entries(5)

    count = seal(now=make.NOW)

    assert count == 5
    assert list(Seal.objects.order_by("number").values_list("number", "count")) == [(1, 2), (2, 2), (3, 1)]
    assert not Entry.objects.filter(seal=None).exists()
    assert Seal.objects.values("digest").distinct().count() == 3


def test_sealing_again_without_new_entries_makes_no_seal():
    make.sealed(2)

    assert (seal(now=make.NOW), Seal.objects.count()) == (0, 1)


def test_the_worker_who_comes_second_leaves_the_batch():
    make.sealed(1)
    make.entries(2)

    count = operations._seal_batch(None, make.NOW)

    assert count == 0
    assert Entry.objects.filter(seal=None).count() == 2


def test_a_failure_that_no_other_worker_explains_is_not_swallowed(monkeypatch):
    make.entries(1)

    def fail(*args):
        raise IntegrityError("disk")

    monkeypatch.setattr(operations, "_close_batch", fail)

    with pytest.raises(IntegrityError):
        seal(now=make.NOW)


def test_an_entry_that_commits_late_is_sealed_later():
    late, _ = make.entries(2)
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM audit_entry WHERE id = %s", [late.pk])
    seal(now=make.NOW)
    Entry.objects.bulk_create([late])

    count = seal(now=make.NOW)

    assert (count, verify().is_whole) == (1, True)
