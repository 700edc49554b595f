from itertools import pairwise

import pytest

from thidua.writing import decree
from thidua.writing.decree import LOOKS
from thidua.writing.document import Column, Document, Issuer, Paragraph, Table
from thidua.writing.metrics import width_of
from thidua.writing.setting import Grid, Line, _widths, inset_of, sheets_of
from thidua.writing.tests import make


def roles_of(document):
    return [piece.role for piece in sheets_of(document)[0].pieces if isinstance(piece, Line)]


def test_named_document_goes_from_type_to_body():
    roles = roles_of(make.plan())

    assert roles[:5] == ["type", "excerpt", "basis", "basis", "body"]


def test_decision_is_enacted_between_bases_and_articles():
    assert roles_of(make.decision(0)) == [
        "type",
        "excerpt",
        "enacting",
        "basis",
        "basis",
        "resolved",
        "body",
        "body",
        "body",
    ]


def test_letter_has_no_type_and_is_addressed_first():
    assert roles_of(make.letter()) == ["addressee", "body"]


def test_two_addressees_stand_on_lines_of_their_own():
    assert roles_of(make.submission())[2:5] == ["addressees", "addressees_item", "addressees_item"]


def test_only_the_last_paragraph_is_closed():
    lines = [piece for piece in sheets_of(make.plan())[0].pieces if isinstance(piece, Line)]
    closed = ["".join(run.text for run in line.runs).endswith("./.") for line in lines]

    assert closed == [False] * (len(lines) - 1) + [True]
    assert lines[-1].stays


def test_document_without_bases_has_none():
    assert roles_of(make.notice(appendices=())) == ["type", "excerpt", "body"]


def test_appendices_are_sheets_of_their_own_and_turned_where_asked():
    assert [sheet.is_landscape for sheet in sheets_of(make.notice())] == [False, True, False]


def test_table_is_as_wide_as_the_text_and_no_column_too_narrow():
    widths = _widths((Column("TT", 0.01), Column("A", 5), Column("B", 1)), 160)

    assert widths == (11.0, 124.17, 24.83)
    assert sum(_widths(tuple(Column("c") for _ in range(40)), 160)) == pytest.approx(160)


def test_long_table_text_keeps_the_columns_of_its_head():
    grid = next(piece for piece in sheets_of(make.plan())[0].pieces if isinstance(piece, Grid))

    assert [len(row) for row in grid.rows] == [1, 4, 4]
    assert grid.rows[1] == ("1", "Hồ sơ giải quyết đúng hạn", "98,5", "%")
    assert grid.aligns == ("center", "left", "right", "center")


def test_only_a_column_of_figures_is_set_to_the_right():
    columns = (Column("Số"), Column("Lẫn"), Column("Giữa", align="center"), Column("Trống"))
    table = Table(columns, ((1, 1, 1, None), (None, "chưa có", 2), (3,)))
    document = Document(type="plan", issuer=Issuer("SỞ"), body=(table,))

    (grid,) = (piece for piece in sheets_of(document)[0].pieces if isinstance(piece, Grid))

    assert grid.aligns == ("right", "left", "center", "left")
    assert grid.rows == (("1", "1", "1", ""), ("", "chưa có", "2", ""), ("3", "", "", ""))


def test_lines_of_a_long_name_are_even():
    name = "SỞ GIÁO DỤC VÀ ĐÀO TẠO SƠN HẠ"
    inset = inset_of(name, LOOKS["parent"], 66)
    halves = [width_of(half, 12) for half in ("SỞ GIÁO DỤC VÀ", "ĐÀO TẠO SƠN HẠ")]

    assert max(halves) < 66 - 2 * inset < width_of("SỞ GIÁO DỤC VÀ ĐÀO", 12)
    assert inset_of("SỞ NỘI VỤ", LOOKS["parent"], 66) == 0
    assert inset_of("X" * 200, LOOKS["parent"], 66) == 0


def test_national_name_fits_its_column_on_one_line():
    assert width_of(decree.NATION, LOOKS["nation"].size, bold=True) < decree.HEAD_COLUMNS[1] - 1


def test_widths_ignore_tones():
    assert width_of("ĐÀO TẠO", 12) == width_of("ĐAO TAO", 12)
    assert width_of("ƯU", 12) > width_of("UU", 12)


def test_sizes_grow_with_points():
    widths = [width_of("Nơi nhận", size) for size in (11, 12, 13)]

    assert all(a < b for a, b in pairwise(widths))


def test_empty_description_is_set_out():
    (sheet,) = sheets_of(Document(type="plan", issuer=Issuer("")))

    assert [type(piece).__name__ for piece in sheet.pieces] == ["Beside", "Line", "Beside"]
    assert sheets_of(Document(type="letter", issuer=Issuer("SỞ"), body=(Table((Column("A"),), ()),)))
    assert sheets_of(Document(type="letter", issuer=Issuer("SỞ"), body=(Paragraph(""),)))


def test_part_and_its_title_are_two_lines_of_one_heading():
    parts = [
        piece
        for piece in sheets_of(make.report())[0].pieces
        if isinstance(piece, Line) and piece.role in ("part", "section")
    ]

    assert [part.runs[0].text for part in parts] == [
        "Phần I\nKẾT QUẢ THỰC HIỆN",
        "Phần II\nPHƯƠNG HƯỚNG",
        "Mục 1\nNHIỆM VỤ",
    ]
