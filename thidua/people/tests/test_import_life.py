"""An import from the look beforehand to its end, in the background where it is large."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from thidua.audit.models import Entry
from thidua.kernel.models import Run
from thidua.kernel.runs import STALE_AFTER, perform_run, requeue_stale, start_run
from thidua.people import operations
from thidua.people.models import Notice, Person, Post, SheetImport
from thidua.people.operations.imports import steps
from thidua.people.tests import make
from thidua.people.tests.workbooks import TODAY, bring, in_team, sheet, start, state_of, workbook

pytestmark = pytest.mark.django_db


def test_cancelled_preview_writes_nothing_and_is_forgotten(place, school_admin):
    row = start(school_admin, "persons", sheet("persons", in_team(place)))

    operations.cancel_import(row, by=school_admin)

    row.refresh_from_db()
    assert (row.status, bytes(row.content)) == ("cancelled", b"")
    with pytest.raises(ValidationError) as refusal:
        operations.confirm_import(row, by=school_admin, today=TODAY)
    assert refusal.value.code == "wrong_state"
    assert not Person.objects.filter(code="GV01").exists()


def test_import_is_confirmed_once_and_its_workbook_thrown_away(place, school_admin):
    row = bring(school_admin, "persons", in_team(place))

    with pytest.raises(ValidationError) as refusal:
        operations.confirm_import(row, by=school_admin, today=TODAY)

    assert refusal.value.code == "wrong_state"
    assert bytes(SheetImport.objects.get().content) == b""


def test_nobody_confirms_or_cancels_for_another(place, school_admin, chief):
    row = start(school_admin, "persons", sheet("persons", in_team(place)))

    for deed in (
        lambda: operations.confirm_import(row, by=chief, today=TODAY),
        lambda: operations.cancel_import(row, by=chief),
    ):
        with pytest.raises(PermissionDenied):
            deed()

    assert SheetImport.objects.get().status == "ready"


def test_administrator_of_yesterday_confirms_nothing(place, school_admin):
    row = start(school_admin, "persons", sheet("persons", in_team(place)))
    school_admin.posts.update(valid_to=timezone.localdate() - timedelta(days=1))
    former = Person.objects.get(pk=school_admin.pk)

    with pytest.raises(PermissionDenied):
        operations.confirm_import(SheetImport.objects.get(), by=former, today=TODAY)

    assert row.status == "ready"


def test_new_upload_takes_the_place_of_the_one_that_waits(place, school_admin):
    first = start(school_admin, "persons", sheet("persons", in_team(place)))

    second = start(school_admin, "persons", sheet("persons", in_team(place, code="GV02")))

    first.refresh_from_db()
    assert (first.status, bytes(first.content), second.status) == ("cancelled", b"", "ready")


def test_what_changed_since_the_preview_is_shown_again_instead_of_written(place, school_admin):
    row = start(school_admin, "persons", sheet("persons", in_team(place)))
    make.person(place["team"], "leader", name="Đỗ Văn Dũng", code="GV01", username=None)

    operations.confirm_import(row, by=school_admin, today=TODAY)

    assert state_of(row) == ("ready", 0, 1, 0)
    assert Person.objects.get(code="GV01").email is None
    operations.confirm_import(row, by=school_admin, today=TODAY)
    assert Person.objects.get(code="GV01").email == "dung@truong.example"


def test_what_became_wrong_since_the_preview_is_refused(place, school_admin):
    row = start(school_admin, "persons", sheet("persons", in_team(place)))
    make.person(place["other"], "member", name="Ngô Bảo", code="GV01", username=None)

    operations.confirm_import(row, by=school_admin, today=TODAY)

    assert (row.status, row.problem_count, bytes(row.content)) == ("refused", 1, b"")


# Large ones


@pytest.fixture
def large(monkeypatch):
    """Every workbook is taken for a large one."""
    monkeypatch.setattr("thidua.people.sheets.files.LARGE_FROM", 0)


def test_large_file_is_read_and_written_in_the_background(large, place, school_admin):
    row = start(school_admin, "persons", sheet("persons", in_team(place)))
    read = row.run
    operations.confirm_import(row, by=school_admin, today=TODAY)

    assert (read.kind, read.status) == ("people.read_sheet", "done")
    assert (row.run.kind, row.run.status, state_of(row)) == ("people.write_sheet", "done", ("done", 1, 0, 0))
    assert (row.run.message, row.run.done, row.run.total) == ("Đã nhập: 1 mới, 0 thay đổi, 0 giữ nguyên.", 2, 4)
    assert set(Notice.objects.filter(person=school_admin).values_list("url", flat=True)) == {f"/nhap-excel/{row.pk}/"}
    assert Person.objects.get(code="GV01").posts.count() == 1


def test_large_file_that_cannot_be_read_is_refused_in_the_background(large, place, school_admin):
    row = start(school_admin, "persons", workbook(["Tên", "Tuổi"], ["An", 3]))

    assert (row.status, row.problem_count, bytes(row.content)) == ("refused", 1, b"")
    assert "Tệp thiếu cột" in row.problems[0][2]


def test_killed_writer_is_followed_by_another_and_nothing_doubles(place, school_admin):
    row = start(school_admin, "persons", sheet("persons", in_team(place)))
    SheetImport.objects.update(status="writing")
    long_ago = timezone.now() - 2 * STALE_AFTER
    run = Run.objects.create(
        kind="people.write_sheet",
        title="Nhập",
        by=school_admin,
        parameters={"sheet_import": row.pk},
        status=Run.Status.RUNNING,
        heartbeat=long_ago,
        attempts=1,
    )

    assert requeue_stale(now=timezone.now()) == 1

    run.refresh_from_db()
    row.refresh_from_db()
    assert (run.status, run.attempts, state_of(row)) == ("done", 2, ("done", 1, 0, 0))
    assert Post.objects.filter(person__code="GV01").count() == 1


def test_writer_killed_after_the_last_row_is_followed_without_doubling(large, place, school_admin):
    row = bring(school_admin, "persons", in_team(place))
    written = Entry.objects.count()

    again = start_run(steps.WRITE, "Nhập", by=school_admin, sheet_import=row.pk)

    again.refresh_from_db()
    assert (again.status, again.message) == ("done", "Đã nhập: 1 mới, 0 thay đổi, 0 giữ nguyên.")
    assert (Post.objects.filter(person__code="GV01").count(), Entry.objects.count()) == (1, written)


def test_cancelled_while_waiting_for_the_worker_is_not_written(place, school_admin):
    row = start(school_admin, "persons", sheet("persons", in_team(place)))
    SheetImport.objects.update(status="writing")
    row.refresh_from_db()
    operations.cancel_import(row, by=school_admin)

    run = start_run(steps.WRITE, "Nhập", by=school_admin, sheet_import=row.pk)
    perform_run.func(run.pk)

    assert SheetImport.objects.get().status == "cancelled"
    assert not Person.objects.filter(code="GV01").exists()


def test_queries_do_not_grow_with_the_rows(place, school_admin, django_assert_max_num_queries):
    few = [in_team(place, code=f"A{n}", email=None) for n in range(3)]
    many = [in_team(place, code=f"B{n}", email=None) for n in range(30)]

    for rows in (few, many):
        with django_assert_max_num_queries(45):
            bring(school_admin, "persons", *rows)
