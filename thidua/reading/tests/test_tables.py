import pytest

from thidua.reading import blocks_of
from thidua.reading.sheet import sheet_of
from thidua.reading.sources.text import source_of_text
from thidua.reading.tables import roles_of


@pytest.mark.parametrize(
    ("headings", "roles"),
    [
        (
            ("STT", "Nhiệm vụ", "Đơn vị chủ trì", "Đơn vị phối hợp", "Thời gian hoàn thành", "Sản phẩm"),
            ("number", "task", "responsible", "cooperating", "time", "product"),
        ),
        (("TT", "Nội dung công việc", "Người thực hiện", "Tiến độ"), ("number", "task", "responsible", "time")),
        (("STT", "Chỉ tiêu", "Đơn vị tính", "Năm 2026"), ("number", "target", "unit", "value")),
        (("Thời gian", "Nội dung"), ("time", "task")),
        (("STT", "Họ và tên", "Nhiệm vụ", "Ghi chú"), ("number", "", "task", "")),
    ],
)
def test_headings_tell_what_columns_hold(headings, roles):
    assert roles_of(headings) == roles


@pytest.mark.parametrize(
    "cells",
    [
        ("1", "Nhiệm vụ", "Thời gian"),
        ("Nhiệm vụ",),
        ("Nhiệm vụ", "Trồng cây"),
        ("STT", "Họ và tên", "Lớp", "Điểm"),
        ("Nhiệm vụ " * 10, "Thời gian"),
    ],
)
def test_cells_of_a_plain_row_are_no_headings(cells):
    assert roles_of(cells) == ()


def tables(text):
    sheet = sheet_of(blocks_of(source_of_text(text)))
    return [(table.roles, [sheet.blocks[row].cells for row in table.rows]) for table in sheet.tables]


TASKS = "| STT | Nhiệm vụ | Chủ trì |\n| 1 | Trồng cây | Đoàn trường |\n| 2 | Sơ kết | Hiệu trưởng |\n"
ROLES = ("number", "task", "responsible")
ROWS = [("1", "Trồng cây", "Đoàn trường"), ("2", "Sơ kết", "Hiệu trưởng")]


def test_rows_under_headings_are_one_table():
    assert tables(TASKS) == [(ROLES, ROWS)]


def test_text_between_ends_a_table_and_headings_begin_another():
    assert (
        tables(TASKS + "\nNội dung khác của kế hoạch.\n\n| 3 | Tổng kết | Hiệu trưởng |\n" + TASKS)
        == [(ROLES, ROWS)] * 2
    )
    assert tables(TASKS + TASKS) == [(ROLES, ROWS)] * 2


def test_table_that_goes_on_over_the_page_is_one():
    head, first, second = TASKS.splitlines()

    assert tables(f"{head}\n{first}\n\n2\n\f{second}\n") == [(ROLES, ROWS)]


def test_cell_is_found_by_its_role():
    table = sheet_of(blocks_of(source_of_text(TASKS))).tables[0]

    assert table.cell(ROWS[0], "responsible") == "Đoàn trường"
    assert table.cell(("1",), "responsible") == ""
    assert (table.sets_tasks, table.sets_targets) == (True, False)
