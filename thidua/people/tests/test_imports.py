"""Units and persons from Excel: compared, shown, taken over as a whole or not at all."""

from datetime import date, datetime, timedelta
from io import BytesIO

import pytest
import xlsxwriter
from allauth.account.models import EmailAddress
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from thidua.audit.models import Entry
from thidua.audit.queries import history_of, verify
from thidua.kernel.models import Run
from thidua.kernel.runs import STALE_AFTER, perform_run, requeue_stale, start_run
from thidua.people import operations
from thidua.people.models import Contact, Notice, Person, Post, SheetImport, Unit
from thidua.people.operations.imports import steps
from thidua.people.sheets import PERSON_SHEET, SHEETS
from thidua.people.tests import make

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 21)
START = date(2026, 8, 1)
PERSON = {
    "code": "GV01",
    "full_name": "Đỗ Văn Dũng",
    "email": "dung@truong.example",
    "phone": "0912345678",
    "role": "Thành viên",
    "title": "Giáo viên",
    "valid_from": START,
}
UNIT = {"code": "TO-VAN", "name": "Tổ Ngữ văn", "kind": "Tổ"}


@pytest.fixture
def place():
    return make.province()


@pytest.fixture
def chief(place):
    return make.person(place["top"], "administrator", name="Trần Văn Bình")


@pytest.fixture
def school_admin(place):
    return make.person(place["school"], "administrator", name="Vũ Thị Cúc")


def sheet(subject: str, *rows: dict) -> bytes:
    """A workbook from the template, filled in by column name."""
    names = [column.name for column in SHEETS[subject].columns]
    return SHEETS[subject].workbook([row.get(name) for name in names] for row in rows)


def workbook(*lines: list) -> bytes:
    """A workbook with just these lines, cell by cell; what begins with `=` is a formula without a value."""
    buffer = BytesIO()
    with xlsxwriter.Workbook(buffer) as book:
        page = book.add_worksheet()
        day = book.add_format({"num_format": "dd/mm/yyyy"})
        for row, line in enumerate(lines):
            for place, cell in enumerate(line):
                if isinstance(cell, date):
                    page.write_datetime(row, place, datetime(cell.year, cell.month, cell.day), day)
                elif cell is not None:
                    page.write(row, place, cell)
    return buffer.getvalue()


def start(by, subject: str, data: bytes) -> SheetImport:
    unit = by.posts.get().unit
    return operations.start_import(unit, by=by, subject=subject, data=data, name="danh-sach.xlsx", today=TODAY)


def bring(by, subject: str, *rows: dict) -> SheetImport:
    """Upload, and confirm when there is nothing against it and something to do."""
    row = start(by, subject, sheet(subject, *rows))
    if row.status == "ready":
        operations.confirm_import(row, by=by, today=TODAY)
    return row


def problems_of(by, subject: str, *rows: dict) -> list[tuple[int, str]]:
    """Row and column of each problem; nothing may have been written."""
    before = (Person.objects.count(), Post.objects.count(), Unit.objects.count())
    row = bring(by, subject, *rows)
    assert row.status == "refused"
    assert (Person.objects.count(), Post.objects.count(), Unit.objects.count()) == before
    return [(number, column) for number, column, _ in row.problems]


def state_of(row: SheetImport) -> tuple[str, int, int, int]:
    return (row.status, *row.counts)


def in_team(place, **facts) -> dict:
    return PERSON | {"unit": place["team"].code} | facts


def below(unit: Unit, **facts) -> dict:
    return UNIT | {"parent": unit.code} | facts


# Persons


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


# Units


def test_units_come_in_below_each_other_in_any_order(place, chief):
    row = bring(
        chief,
        "units",
        below(place["school"], code="A1", parent="A"),
        below(place["school"], code="A"),
        below(place["school"], code="B", valid_from=START, short_name="Văn", sign="TV", place="Bình Minh"),
        below(place["commune"], code="C", kind="Trường tiểu học", name="Trường Tiểu học Sông Bé"),
    )

    found = {unit.code: unit for unit in Unit.objects.filter(code__in=["A", "A1", "B", "C"])}
    assert state_of(row) == ("done", 4, 0, 0)
    assert Unit.objects.find_problems() == ([], [], [], [], [])
    assert {code: Unit.objects.get_parent(unit).code for code, unit in found.items()} == {
        "A": place["school"].code,
        "A1": "A",
        "B": place["school"].code,
        "C": place["commune"].code,
    }
    facts = ("kind", "name", "short_name", "sign", "place", "valid_from", "search_text")
    assert [getattr(found["B"], name) for name in facts] == [
        "team",
        "Tổ Ngữ văn",
        "Văn",
        "TV",
        "Bình Minh",
        START,
        "to ngu van van b",
    ]
    assert history_of(found["A1"]).get().unit_path == found["A1"].path
    Unit.objects.add_child(found["A"], {"name": "Nhóm", "kind": "team", "code": "A2"})
    assert Unit.objects.find_problems() == ([], [], [], [], [])


def test_same_units_again_change_nothing_and_another_name_updates(place, chief):
    first = bring(chief, "units", below(place["school"]))
    again = bring(chief, "units", below(place["school"]))
    renamed = bring(chief, "units", below(place["school"], name="Tổ Văn – Sử"))

    unit = Unit.objects.get(code="TO-VAN")
    assert [state_of(row) for row in (first, again, renamed)] == [
        ("done", 1, 0, 0),
        ("done", 0, 0, 1),
        ("done", 0, 1, 0),
    ]
    assert (unit.name, unit.search_text) == ("Tổ Văn – Sử", "to van – su to-van")
    assert history_of(unit)[0].changes == [["tên đơn vị", "Tổ Ngữ văn", "Tổ Văn – Sử"]]
    assert Unit.objects.find_problems() == ([], [], [], [], [])


@pytest.mark.parametrize(
    ("facts", "column"),
    [
        ({"parent": None}, "Mã đơn vị cấp trên"),
        ({"parent": "KHONG-CO"}, "Mã đơn vị cấp trên"),
        ({"parent": "TO-VAN"}, "Mã đơn vị cấp trên"),
        ({"kind": "Liên hiệp"}, "Loại đơn vị"),
        ({"name": "x" * 256}, "Tên đơn vị"),
        ({"code": None}, "Mã đơn vị"),
        ({"valid_from": "2026"}, "Hoạt động từ ngày"),
    ],
)
def test_bad_unit_is_told_and_none_is_written(place, chief, facts, column):
    rows = [below(place["school"], code="TO-SU"), below(place["school"], **facts)]

    assert problems_of(chief, "units", *rows) == [(3, column)]


def test_units_in_a_circle_have_no_place(place, chief):
    rows = [below(place["school"], code="A", parent="B"), below(place["school"], code="B", parent="A")]

    assert problems_of(chief, "units", *rows) == [(2, "Mã đơn vị cấp trên"), (3, "Mã đơn vị cấp trên")]


def test_unit_twice_in_a_file_is_a_problem(place, chief):
    assert problems_of(chief, "units", below(place["school"]), below(place["commune"])) == [(3, "Mã đơn vị")]


def test_unit_is_not_moved_by_a_file(place, chief):
    team = place["team"]

    assert problems_of(chief, "units", below(place["other"], code=team.code, name=team.name)) == [
        (2, "Mã đơn vị cấp trên")
    ]


def test_nothing_is_added_below_a_closed_unit(place, chief):
    Unit.objects.filter(pk=place["school"].pk).update(valid_to=TODAY)

    assert problems_of(chief, "units", below(place["school"])) == [(2, "Mã đơn vị cấp trên")]


def test_foreign_units_are_refused_without_their_names(place, school_admin):
    other = place["other"]

    row = bring(
        school_admin,
        "units",
        below(other, code="MOI"),
        below(place["commune"], code=other.code, kind="Trường tiểu học"),
    )

    assert [problem[:2] for problem in row.problems] == [[2, "Mã đơn vị cấp trên"], [3, "Mã đơn vị"]]
    assert other.name not in f"{row.problems}{row.samples}"


def test_own_unit_is_renamed_but_its_kind_is_for_the_unit_above(place, school_admin, chief):
    school = place["school"]
    own = {"code": school.code, "name": "Trường THCS Suối Reo", "kind": "Trường trung học cơ sở"}

    renamed = bring(school_admin, "units", own)

    assert state_of(renamed) == ("done", 0, 1, 0)
    other_kind = own | {"kind": "Trường tiểu học"}
    assert problems_of(school_admin, "units", other_kind) == [(2, "Loại đơn vị")]
    assert state_of(bring(chief, "units", other_kind)) == ("done", 0, 1, 0)


# The life of an import


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
