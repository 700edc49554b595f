"""Persons from Excel: compared, shown, taken over as a whole or not at all."""

from datetime import date, timedelta

import pytest
from allauth.account.models import EmailAddress
from django.core.exceptions import PermissionDenied

from thidua.audit.models import Entry
from thidua.audit.queries import history_of, verify
from thidua.people import operations
from thidua.people.models import Contact, Person, Post, Unit
from thidua.people.sheets import PERSON_SHEET
from thidua.people.tests import make
from thidua.people.tests.workbooks import START, TODAY, bring, in_team, problems_of, sheet, start, state_of, workbook

pytestmark = pytest.mark.django_db


def test_person_comes_in_with_post_telephone_and_history(place, school_admin):
    row = bring(school_admin, "persons", in_team(place, username="Dung.DV", valid_to=date(2027, 5, 31)))

    person = Person.objects.get(code="GV01")
    post = person.posts.get()
    assert state_of(row) == ("done", 1, 0, 0)
    assert (person.full_name, person.email, person.username) == ("Đỗ Văn Dũng", "dung@truong.example", "dung.dv")
    assert (person.search_text, person.has_usable_password()) == ("do van dung gv01", False)
    assert (post.unit, post.role, post.title) == (place["team"], "member", "Giáo viên")
    assert (post.valid_from, post.valid_to, person.contact.phone) == (START, date(2027, 5, 31), "0912345678")
    entry = history_of(person).get()
    assert (entry.action, entry.by, entry.unit_path) == ("people.add_person", school_admin, place["team"].path)
    assert verify().is_whole
    assert "0912345678" not in "".join(f"{entry.sentence}{entry.changes}" for entry in Entry.objects.all())


def test_preview_writes_nothing(place, school_admin):
    row = start(school_admin, "persons", sheet("persons", in_team(place)))

    assert state_of(row) == ("ready", 1, 0, 0)
    assert row.samples["new"][0]["label"] == "Đỗ Văn Dũng"
    assert not Person.objects.filter(code="GV01").exists()


def test_same_file_again_changes_nothing(place, school_admin):
    rows = [in_team(place), in_team(place, role="Tổ trưởng"), in_team(place, code="GV02", email=None, phone=None)]
    first = bring(school_admin, "persons", *rows)
    written = Entry.objects.filter(subject_type="people.person").count()

    second = bring(school_admin, "persons", *rows)

    assert state_of(first) == ("done", 2, 0, 0)
    assert state_of(second) == ("done", 0, 0, 2)
    assert Post.objects.filter(person__code__in=["GV01", "GV02"]).count() == 3
    assert Entry.objects.filter(subject_type="people.person").count() == written


def test_changed_file_updates_instead_of_doubling(place, school_admin):
    bring(school_admin, "persons", in_team(place))
    person = Person.objects.get(code="GV01")
    EmailAddress.objects.create(user=person, email=person.email, primary=True)
    changed = in_team(place, full_name="Đỗ Văn Dững", email="moi@truong.example", phone="0900", title="Tổ phó")

    row = bring(school_admin, "persons", changed | {"valid_to": date(2026, 12, 31)})

    person.refresh_from_db()
    post = person.posts.get()
    assert state_of(row) == ("done", 0, 1, 0)
    assert (person.full_name, person.email) == ("Đỗ Văn Dững", "moi@truong.example")
    assert person.search_text == "do van dung gv01"
    assert (Contact.objects.get().phone, post.title, post.valid_to) == ("0900", "Tổ phó", date(2026, 12, 31))
    assert not EmailAddress.objects.exists()
    assert history_of(person)[0].changes == [
        ["họ và tên", "Đỗ Văn Dũng", "Đỗ Văn Dững"],
        ["thư điện tử", "dung@truong.example", "moi@truong.example"],
        ["điện thoại", "số cũ", "số mới"],
        ["chức danh", "Giáo viên", "Tổ phó"],
        ["đến hết ngày", "–", "31/12/2026"],
    ]


def test_empty_cells_keep_what_is_known(place, school_admin):
    bring(school_admin, "persons", in_team(place))

    row = bring(school_admin, "persons", in_team(place, email=None, phone=None, title=None))

    person = Person.objects.get(code="GV01")
    assert state_of(row) == ("done", 0, 0, 1)
    assert (person.email, person.contact.phone, person.posts.get().title) == (
        "dung@truong.example",
        "0912345678",
        "Giáo viên",
    )


def test_person_known_by_address_gets_a_code(place, school_admin):
    known = make.person(place["school"], "member", name="Đỗ Văn Dũng", email="dung@truong.example", username=None)

    row = bring(school_admin, "persons", in_team(place, email="DUNG@truong.example"))

    known.refresh_from_db()
    assert state_of(row) == ("done", 0, 1, 0)
    assert (known.code, known.posts.count()) == ("GV01", 2)


def test_post_that_ends_makes_room_for_the_next(place, school_admin):
    bring(school_admin, "persons", in_team(place))
    next_day = date(2026, 12, 1)

    row = bring(
        school_admin,
        "persons",
        in_team(place, valid_from=next_day),
        in_team(place, valid_to=next_day - timedelta(days=1)),
    )

    posts = Person.objects.get(code="GV01").posts.order_by("valid_from")
    assert state_of(row) == ("done", 0, 1, 0)
    assert list(posts.values_list("valid_from", "valid_to")) == [(START, date(2026, 11, 30)), (next_day, None)]


@pytest.mark.parametrize(
    ("facts", "column"),
    [
        ({"full_name": None}, "Họ và tên"),
        ({"role": None}, "Vai trò"),
        ({"valid_from": None}, "Ngày bắt đầu"),
        ({"code": None, "email": None}, "Mã cán bộ"),
        ({"code": "x" * 41}, "Mã cán bộ"),
        ({"email": "dung(a)truong"}, "Thư điện tử"),
        ({"username": "đỗ dũng"}, "Tên đăng nhập"),
        ({"role": "Giám đốc"}, "Vai trò"),
        ({"valid_from": "31/02/2026"}, "Ngày bắt đầu"),
        ({"valid_from": "hôm qua"}, "Ngày bắt đầu"),
        ({"valid_from": date(2300, 1, 1)}, "Ngày bắt đầu"),
        ({"valid_to": START - timedelta(days=1)}, "Ngày kết thúc"),
        ({"unit": "KHONG-CO"}, "Mã đơn vị"),
    ],
)
def test_bad_cell_is_told_by_row_and_column_and_nothing_is_written(place, school_admin, facts, column):
    good = in_team(place, code="GV09", email=None)

    assert problems_of(school_admin, "persons", good, in_team(place, **facts)) == [(3, column)]


def test_first_problems_are_kept_and_all_are_counted(place, school_admin, monkeypatch):
    monkeypatch.setattr("thidua.people.sheets.columns.MOST_KEPT", 2)

    row = bring(school_admin, "persons", *(in_team(place, code=f"GV{n}", email=None, role="?") for n in range(5)))

    assert ([problem[:2] for problem in row.problems], row.problem_count) == ([[2, "Vai trò"], [3, "Vai trò"]], 5)


def test_rows_that_contradict_each_other_are_problems(place, school_admin):
    rows = [
        in_team(place),
        in_team(place),
        in_team(place, full_name="Đỗ Văn Dương", role="Tổ trưởng"),
        in_team(place, code="GV02", role="Cán bộ phụ trách"),
        in_team(place, code="GV03", email="ba@truong.example"),
        in_team(place, code="GV03", email="dung@truong.example", role="Tổ trưởng"),
    ]

    assert problems_of(school_admin, "persons", *rows) == [
        (3, "Mã đơn vị"),
        (4, "Họ và tên"),
        (5, "Mã cán bộ"),
        (7, "Thư điện tử"),
        (7, "Thư điện tử"),
    ]


def test_keys_of_two_persons_in_one_row_are_a_problem(place, school_admin):
    make.person(place["school"], "member", code="GV01", username=None)
    make.person(place["school"], "member", email="dung@truong.example", code="GV02")

    assert problems_of(school_admin, "persons", in_team(place)) == [(2, "Thư điện tử")]
    assert problems_of(school_admin, "persons", in_team(place, code="GV77")) == [(2, "Mã cán bộ")]


def test_same_role_twice_at_a_time_is_a_problem(place, school_admin):
    bring(school_admin, "persons", in_team(place))
    later = date(2026, 10, 1)

    assert problems_of(school_admin, "persons", in_team(place, valid_from=later)) == [(2, "Ngày bắt đầu")]
    assert problems_of(
        school_admin,
        "persons",
        in_team(place, code="GV02", email=None),
        in_team(place, code="GV02", email=None, valid_from=later),
    ) == [(3, "Ngày bắt đầu")]


def test_ended_post_is_not_made_longer(place, school_admin):
    bring(school_admin, "persons", in_team(place, valid_to=date(2026, 10, 31)))

    assert problems_of(school_admin, "persons", in_team(place, valid_to=date(2026, 11, 30))) == [(2, "Ngày kết thúc")]


def test_administrator_is_not_taken_away_by_a_file(place, school_admin):
    own = {"code": "QT01", "full_name": "Vũ Thị Cúc", "unit": place["school"].code, "role": "Quản trị viên"}
    Person.objects.filter(pk=school_admin.pk).update(code="QT01")
    own["valid_from"] = make.LONG_AGO

    assert problems_of(school_admin, "persons", own | {"valid_to": TODAY}) == [(2, "Ngày kết thúc")]


def test_nobody_is_posted_to_a_closed_unit(place, school_admin):
    Unit.objects.filter(pk=place["team"].pk).update(valid_to=TODAY)

    assert problems_of(school_admin, "persons", in_team(place)) == [(2, "Mã đơn vị")]


def test_unit_outside_the_scope_is_a_problem_that_tells_nothing(place, school_admin):
    row = bring(school_admin, "persons", in_team(place, unit=place["other"].code))
    unknown = bring(school_admin, "persons", in_team(place, unit="KHONG-CO"))

    assert row.status == "refused"
    assert row.problems == unknown.problems


def test_person_of_another_school_is_refused_and_not_shown(place, school_admin):
    stranger = make.person(place["other"], "member", name="Ngô Bảo", code="GV01", username=None)

    row = bring(school_admin, "persons", in_team(place))

    assert row.status == "refused"
    assert [problem[:2] for problem in row.problems] == [[2, "Mã cán bộ"]]
    assert "Ngô" not in f"{row.problems}{row.samples}"
    stranger.refresh_from_db()
    assert (stranger.full_name, stranger.email, stranger.posts.count()) == ("Ngô Bảo", None, 1)


def test_person_shared_with_another_school_passes_only_unchanged(place, school_admin):
    bring(school_admin, "persons", in_team(place))
    make.post(Person.objects.get(code="GV01"), place["other"], "member")

    same = bring(school_admin, "persons", in_team(place))

    assert state_of(same) == ("done", 0, 0, 1)
    assert problems_of(school_admin, "persons", in_team(place, title="Tổ phó")) == [(2, "Mã cán bộ")]


def test_stranger_may_not_import(place):
    head = make.person(place["school"], "head", name="Ngô Bảo")

    with pytest.raises(PermissionDenied):
        start(head, "persons", sheet("persons", in_team(place)))


# What cells may look like


def test_cells_are_read_as_people_write_them(place, school_admin):
    titles = [
        "STT",
        "  HỌ VÀ TÊN",
        "ma can bo",
        "Mã đơn vị *",
        "Vai trò",
        "Ngày bắt đầu",
        "Điện thoại",
        "Ngày kết thúc",
    ]
    data = workbook(
        [],
        titles,
        [
            1,
            "Nguyễn\u00a0 Thị  Ánh ".replace("Á", "A\u0301"),
            12,
            place["team"].code,
            "THANH VIEN",
            "1/8/2026",
            912345678,
        ],
        [],
        [2, "Lê Bảo", "12 A", place["team"].code, "tổ trưởng", START, "0987 654 321", "2027-05-31"],
        [3, "Lê Cầm", "C3", place["team"].code, "Tổ trưởng", "01-08-2026", None, "31.5.2027"],
        ["", " ", ""],
    )

    row = start(school_admin, "persons", data)
    operations.confirm_import(row, by=school_admin, today=TODAY)

    people = Person.objects.filter(code__in=["12", "12 A", "C3"]).order_by("code")
    facts = people.values_list("code", "full_name", "contact__phone", "posts__valid_from", "posts__valid_to")
    assert (row.status, row.unused) == ("done", ["STT"])
    assert list(facts) == [
        ("12", "Nguyễn Thị Ánh", "0912345678", START, None),
        ("12 A", "Lê Bảo", "0987 654 321", START, date(2027, 5, 31)),
        ("C3", "Lê Cầm", None, START, date(2027, 5, 31)),
    ]


def test_row_numbers_are_those_of_excel(place, school_admin):
    titles = [column.title for column in PERSON_SHEET.columns]
    data = workbook([], [], titles, [], ["GV01", "Lê Bảo", None, None, None, place["team"].code, "Sai", None, START])

    row = start(school_admin, "persons", data)

    assert [problem[:2] for problem in row.problems] == [[5, "Vai trò"]]


def test_formula_stays_text_and_one_without_value_is_empty(place, school_admin):
    names = [column.title for column in PERSON_SHEET.columns]
    line = ["GV01", "=1+1", None, None, None, place["team"].code, "Thành viên", "", START]

    text = bring(school_admin, "persons", in_team(place, title="=HYPERLINK(1)"))
    formula = start(school_admin, "persons", workbook(names, line))

    assert state_of(text) == ("done", 1, 0, 0)
    assert Post.objects.get(person__code="GV01").title == "=HYPERLINK(1)"
    assert Person.objects.get(code="GV01").full_name == "Đỗ Văn Dũng"
    assert formula.samples["changed"][0]["changes"] == [["họ và tên", "Đỗ Văn Dũng", "0"]]
