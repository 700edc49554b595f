import pytest
import rules
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction

from thidua.audit.models import Entry
from thidua.kernel.tests import make
from thidua.kernel.workflow import move, move_all, permission_of, possible_moves

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _permissions():
    """Who asked for an errand may begin it; anybody may end it."""
    rules.add_perm("kernel.begin_errand", rules.predicate(lambda person, errand: errand.by_id == person.pk))
    rules.add_perm("kernel.end_errand", rules.always_allow)
    yield
    rules.remove_perm("kernel.begin_errand")
    rules.remove_perm("kernel.end_errand")


def test_permission_is_named_by_room_move_and_model():
    assert permission_of(make.errand(), "begin") == "kernel.begin_errand"


def test_move_changes_the_state_with_other_fields_and_writes_the_trail():
    owner = make.somebody()
    errand = make.errand(by=owner)

    move(errand, "begin", by=owner, sentence="Bắt đầu việc", message="đang đọc")

    stored = make.Errand.objects.get()
    assert (stored.status, stored.message) == ("running", "đang đọc")
    assert (errand.status, errand.message) == ("running", "đang đọc")
    entry = Entry.objects.get()
    assert (entry.action, entry.by, entry.sentence) == ("kernel.begin_errand", owner, "Bắt đầu việc")
    assert (entry.subject_type, entry.subject_id) == ("kernel.errand", str(errand.pk))
    assert entry.changes == [["trạng thái", "Đang chờ", "Đang chạy"]]


def test_stranger_is_refused_and_nothing_is_written():
    errand = make.errand(by=make.somebody())

    with pytest.raises(PermissionDenied):
        move(errand, "begin", by=make.somebody("nguoi2"), sentence="Bắt đầu việc")

    assert (make.Errand.objects.get().status, Entry.objects.count()) == ("queued", 0)


def test_move_from_another_state_is_refused():
    owner = make.somebody()
    errand = make.errand(by=owner, status="done")

    with pytest.raises(ValidationError) as refusal:
        move(errand, "begin", by=owner, sentence="Bắt đầu việc")

    assert (refusal.value.code, Entry.objects.count()) == ("wrong_state", 0)


def test_second_of_two_who_saw_the_same_state_is_refused_with_the_state_of_now():
    owner = make.somebody()
    mine = make.errand(by=owner)
    yours = make.Errand.objects.get()
    move(mine, "end", by=owner, sentence="Kết thúc", message="của tôi")

    with pytest.raises(ValidationError) as refusal:
        move(yours, "begin", by=owner, sentence="Bắt đầu việc", message="của bạn")

    stored = make.Errand.objects.get()
    assert (refusal.value.code, stored.status, stored.message) == ("wrong_state", "done", "của tôi")
    assert "“Xong”" in refusal.value.message
    assert Entry.objects.count() == 1


def test_possible_moves_are_those_that_state_and_permission_allow():
    owner, other = make.somebody(), make.somebody("nguoi2")
    waiting, running, done = (make.errand(by=owner, status=status) for status in ("queued", "running", "done"))

    assert possible_moves(waiting, owner) == ["begin", "end"]
    assert possible_moves(waiting, other) == ["end"]
    assert possible_moves(running, owner) == ["end"]
    assert possible_moves(done, owner) == []


def test_what_is_offered_is_what_is_allowed():
    people = [make.somebody(), make.somebody("nguoi2")]
    for status in ("queued", "running", "done", "failed"):
        for person in people:
            offered = possible_moves(make.errand(by=people[0], status=status), person)

            assert [name for name in make.Errand.MOVES if allows(status, people[0], person, name)] == offered


def allows(status, owner, person, name) -> bool:
    try:
        move(make.errand(by=owner, status=status), name, by=person, sentence="Thử")
    except (PermissionDenied, ValidationError):
        return False
    return True


def test_many_move_at_once_each_with_its_entry(django_assert_max_num_queries):
    owner = make.somebody()
    errands = [make.errand(by=owner) for _ in range(5)]

    with django_assert_max_num_queries(2):
        move_all(errands, "begin", by=owner, sentence="Bắt đầu việc", message="đang đọc")

    assert {(row.status, row.message) for row in make.Errand.objects.all()} == {("running", "đang đọc")}
    assert {errand.status for errand in errands} == {"running"}
    assert {entry.subject_id for entry in Entry.objects.all()} == {str(errand.pk) for errand in errands}
    assert Entry.objects.first().changes == [["trạng thái", "Đang chờ", "Đang chạy"]]


def test_of_many_none_moves_when_one_may_not_or_has_moved():
    owner = make.somebody()
    errands = [make.errand(by=owner), make.errand(by=make.somebody("nguoi2"))]
    moved = [make.errand(by=owner), make.errand(by=owner)]
    make.Errand.objects.filter(pk=moved[1].pk).update(status="running")

    with pytest.raises(PermissionDenied):
        move_all(errands, "begin", by=owner, sentence="Bắt đầu việc")
    with pytest.raises(ValidationError) as refusal, transaction.atomic():
        move_all(moved, "begin", by=owner, sentence="Bắt đầu việc")

    assert refusal.value.code == "wrong_state"
    assert make.Errand.objects.filter(status="queued").count() == 3
    assert not Entry.objects.exists()
    move_all([], "begin", by=owner, sentence="Bắt đầu việc")
