from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, models

from thidua.audit import operations
from thidua.audit.models import Entry, Seal
from thidua.audit.operations import differences, record, seal
from thidua.audit.queries import verify
from thidua.audit.sealing import mark_of
from thidua.audit.tests import make

pytestmark = pytest.mark.django_db


class Ballot(models.Model):
    """A row with fields of every sort; it has no table and is never saved."""

    question = models.CharField("nội dung", max_length=50)
    kind = models.CharField("cách bỏ phiếu", max_length=8, choices=[("open", "Giơ tay"), ("secret", "Phiếu kín")])
    day = models.DateField("ngày họp", null=True)
    is_final = models.BooleanField("lần cuối", default=False)

    class Meta:
        app_label = "audit_tests"


def test_an_entry_says_who_did_what_from_which_post_and_where():
    officer, ballot = make.somebody(), make.subject()
    officer.acting_post, ballot.audit_path = "Cán bộ phụ trách – THCS Suối Mơ", "00010002"

    entry = record("councils.open_ballot", ballot, by=officer, sentence="Mở biểu quyết", changes=[("hạn", "–", "X")])

    entry.refresh_from_db()
    assert (entry.by, entry.post, entry.subject_type, entry.subject_id, entry.unit_path, entry.changes) == (
        officer,
        "Cán bộ phụ trách – THCS Suối Mơ",
        "contenttypes.contenttype",
        str(ballot.pk),
        "00010002",
        [["hạn", "–", "X"]],
    )


def test_an_entry_by_the_system_has_no_author_and_no_post():
    entry = record("councils.close_ballot", make.subject(), by=None, sentence="Đóng biểu quyết")

    entry.refresh_from_db()
    assert (entry.by, entry.post, entry.unit_path, entry.changes) == (None, "", "", [])


def test_an_entry_is_neither_changed_nor_deleted():
    (entry,) = make.entries(1)

    with pytest.raises(ValidationError) as changed:
        entry.save()
    with pytest.raises(ValidationError) as deleted:
        entry.delete()

    assert (changed.value.code, deleted.value.code) == ("append_only", "append_only")
    assert Entry.objects.get() == entry


def test_differences_are_told_in_words():
    before = Ballot(kind="open")
    after = Ballot(question="Danh hiệu", kind="secret", day=date(2026, 5, 31), is_final=True)

    assert differences(before, after, ["question", "kind", "day", "is_final", "id"]) == [
        ("nội dung", "–", "Danh hiệu"),
        ("cách bỏ phiếu", "Giơ tay", "Phiếu kín"),
        ("ngày họp", "–", "31/05/2026"),
        ("lần cuối", "không", "có"),
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
    (early,) = make.entries(1)
    late, last = (Entry(pk=early.pk + n, at=make.NOW, sentence=f"Mục {n}") for n in (1, 2))
    late.mark, last.mark = mark_of(late), mark_of(last)
    Entry.objects.bulk_create([last])
    seal(now=make.NOW)
    Entry.objects.bulk_create([late])

    count = seal(now=make.NOW)

    assert (count, verify().is_whole) == (1, True)
    covered = list(Seal.objects.order_by("number").values_list("numbers", flat=True))
    assert covered == [f"{early.pk},{last.pk}", str(late.pk)]
