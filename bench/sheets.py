"""How fast a large list becomes a workbook, beside a bare loop over the same cells; the memory it takes."""

from __future__ import annotations

import gc
import time
import tracemalloc
from collections.abc import Callable, Iterable, Iterator
from datetime import date, timedelta
from io import BytesIO

import xlsxwriter

from thidua.writing.sheets import Column, workbook

ROWS = 100_000
ROUNDS = 3
"""Each time is the best of so many: what else the machine does only ever adds to it."""
TITLES = ("Mã", "Họ và tên", "Đơn vị", "Ngày", "Số", "Tỷ lệ", "Tình trạng", "Ghi chú")
DAYS = [date(2026, 1, 1) + timedelta(days=number) for number in range(365)]


def measure() -> Iterable[tuple[str, float, str]]:
    ours, floor = alternately(our_workbook, bare_workbook)
    yield "excel.100k_rows", ours, "s"
    yield "excel.100k_rows_floor", floor, "s"
    yield "excel.100k_rows_vs_floor", ours / floor, "times"
    yield "excel.100k_rows_memory", peak(our_workbook), "MB"


def rows() -> Iterator[tuple[object, ...]]:
    for number in range(ROWS):
        yield (
            f"{number:06d}",
            f"Nguyễn Thị Hoài {number}",
            f"Trường Tiểu học Hoa Ban {number % 90}",
            DAYS[number % 365],
            number,
            number / 7,
            "Đã nhận",
            None if number % 3 else "Nộp bổ sung",
        )


def our_workbook() -> bytes:
    return workbook("Danh sách", [Column(title) for title in TITLES], rows())


def bare_workbook() -> bytes:
    """The same cells with nothing said of them; days as the numbers that they are in Excel."""
    buffer = BytesIO()
    first = date(1899, 12, 30)
    with xlsxwriter.Workbook(buffer, {"constant_memory": True}) as book:
        sheet = book.add_worksheet()
        for place, title in enumerate(TITLES):
            sheet.write_string(0, place, title)
        for at, (code, name, unit, day, count, share, state, note) in enumerate(rows(), start=1):
            sheet.write_string(at, 0, code)
            sheet.write_string(at, 1, name)
            sheet.write_string(at, 2, unit)
            sheet.write_number(at, 3, (day - first).days)
            sheet.write_number(at, 4, count)
            sheet.write_number(at, 5, share)
            sheet.write_string(at, 6, state)
            if note:
                sheet.write_string(at, 7, note)
    return buffer.getvalue()


def alternately(first: Callable[[], object], second: Callable[[], object]) -> tuple[float, float]:
    """The best of each, turn by turn, so that a slow moment meets both. Seconds of the processor."""
    times = [(spent(first), spent(second)) for _ in range(ROUNDS)]
    return min(one for one, _ in times), min(other for _, other in times)


def spent(work: Callable[[], object]) -> float:
    gc.collect()
    start = time.process_time()
    work()
    return time.process_time() - start


def peak(work: Callable[[], object]) -> float:
    """Most memory that Python holds meanwhile, the finished file included."""
    tracemalloc.start()
    work()
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return most / 2**20
