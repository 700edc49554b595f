"""Time and depth: whatever a text repeats, reading it ends soon."""

import signal
from contextlib import contextmanager

import pytest

from thidua.reading import read_text
from thidua.reading.outline import nested

HEAD = """UBND XÃ SƠN HÀ
TRƯỜNG TIỂU HỌC SƠN HÀ
Số: 12/KH-THSH

KẾ HOẠCH
Tổ chức phong trào thi đua năm 2026

Căn cứ Kế hoạch số 1/KH-UBND ngày 01/01/2026;

"""
TARGETS = "I. MỤC TIÊU\n1. Chỉ tiêu\n"
WORK = "\nII. TỔ CHỨC THỰC HIỆN\n1. Phòng Giáo dục: chủ trì thực hiện.\n"
SIZE = 25_000


class TooSlow(Exception):
    pass


@contextmanager
def within(seconds):
    """Fails what takes longer, also in the midst of a pattern that tries without end."""

    def stop(*_):
        raise TooSlow

    before = signal.signal(signal.SIGALRM, stop)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


UNITS = [
    *("a", "A", "7", " ", "\t", "(", '"', "“", "-", "|", ".", "/", "*", "_", "\\", "#", "I", "\u0301", "\u00a0"),
    *("I. ", "1. ", "1.", "1/", "a) ", "- ", "| ", ", ", "; ", ": ", "[1] ", "AB ", "<br", "&nbsp;", "** "),
    *("100% ", "10 lớp ", "10/10/2026 ", "2026 - ", "ngày 10 tháng 10 năm 2026 ", "quý I, ", "hằng tháng, "),
    *("trước ngày ", "ít nhất ", "và ", "các ", "Tổ chức ", "Phòng Giáo dục, ", "HIỆU TRƯỞNG ", "Nơi nhận: "),
    *("Số: 12/KH-UBND ", "Căn cứ Kế hoạch số 12/KH-UBND; ", 'phong trào thi đua "', "- 100% học sinh đạt; ", "đạt, "),
    *("ngày 1 ", "1/1, ", "tháng ", "hằng ", "định kỳ ", "hằng quý, quý ", "quý\t\t\t\t\t"),
    *("Đợt 1: từ ngày 10/10/2026 đến ngày 11/11/2026 ", "gửi; ", "Chủ trì: ", "phối hợp với ", "KẾ HOẠCH "),
]


@pytest.mark.parametrize("unit", UNITS)
def test_text_that_repeats_itself_is_read_soon(unit):
    said = unit * (SIZE // len(unit))
    lines = (unit * (1 + 60 // len(unit)) + "\n") * (SIZE // 60)

    with within(seconds=10):
        read_text(said)
        read_text(HEAD + TARGETS + "- Có 100% " + said + " trước ngày 10/10/2026." + WORK)
        read_text(HEAD + TARGETS + lines + WORK + said)
        read_text(HEAD + TARGETS + WORK + "\nNơi nhận:\n- " + lines)


@pytest.mark.parametrize(
    "line",
    [
        "- Gửi báo cáo trước " + "1" * 80 + "x ngày 10/10/2026",
        "- Nộp vào ngày " + "12 " * 40 + "! 10/10/2026",
        "- Thời gian: từ năm 2025 " + "hết năm " * 40 + "! năm 2026",
        "- " + "tất cả các " * 40 + "việc",
        "- " + "Tat ca cac " * 40 + "viec",
    ],
)
def test_words_that_can_be_parted_in_many_ways_are_read_soon(line):
    with within(seconds=5):
        read_text(HEAD + TARGETS + line + WORK + line)


def test_signer_of_countless_titles_is_read_soon():
    with within(seconds=5):
        read_text(HEAD + TARGETS + WORK + "\nNơi nhận:\n- Lưu: VT.\n\nHIỆU TRƯỞNG\n\n" + "Người ký " * 40 + "!")


def test_table_of_many_rows_is_read_soon():
    rows = "".join(f"| {number} | Tỷ lệ học sinh đạt | % | {number}% |\n" for number in range(1500))

    with within(seconds=20):
        plan = read_text(HEAD + TARGETS + "| STT | Chỉ tiêu | Đơn vị tính | Năm 2026 |\n" + rows + WORK).plan

    assert len(plan.indicators) == 1500


def test_labels_in_turns_do_not_nest_without_end():
    texts = ["1. Nội dung", "a) Việc làm"] * 2000

    nodes = nested(texts, 0, len(texts))

    assert len(nodes) == len(texts)
    assert max(node.level for node in nodes) == 9


def test_plan_of_labels_in_turns_is_read():
    with within(seconds=20):
        plan = read_text(HEAD + "I. NỘI DUNG\n" + "1. Nội dung\na) Việc làm cụ thể\n" * 3000 + WORK).plan

    assert max(heading.level for heading in plan.outline) <= 9
