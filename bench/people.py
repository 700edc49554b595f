"""How long 20,000 persons take from Excel, beside reading the same sheet and inserting bare rows."""

from __future__ import annotations

import gc
import os
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import date
from io import BytesIO
from itertools import product
from tempfile import TemporaryDirectory
from typing import Any

import django

PERSONS = 20_000
SCHOOLS = 100
START = date(2025, 8, 1)
FAMILY = ("Nguyễn", "Trần", "Lê", "Phạm", "Hoàng", "Huỳnh", "Phan", "Vũ", "Đặng", "Bùi", "Đỗ", "Hồ", "Ngô", "Dương")
MIDDLE = ("Thị", "Văn", "Thị Thu", "Minh", "Ngọc", "Đức", "Thị Hồng", "Quang", "Thanh", "Hữu", "Kim", "Xuân")
GIVEN = (
    "An",
    "Bình",
    "Cường",
    "Dung",
    "Đạt",
    "Hạnh",
    "Hương",
    "Khánh",
    "Lan",
    "Mỹ",
    "Nhung",
    "Oanh",
    "Phượng",
    "Quỳnh",
)


def measure() -> Iterable[tuple[str, float, str]]:
    with temporary_database():
        chief, schools = build()
        data = workbook_of(schools)
        floor = emptied(lambda: insert_bare(data, schools))
        whole = emptied(lambda: import_whole(data, chief))
    yield "people.import_floor", floor, "s"
    yield "people.import", whole, "s"
    yield "people.import_vs_floor", whole / floor, "times"


@contextmanager
def temporary_database() -> Iterator[None]:
    """The default database is a new SQLite file for a while."""
    with TemporaryDirectory() as folder:
        os.environ["TEST_DATABASE_URL"] = f"sqlite:///{folder}/bench.sqlite3"
        os.environ["DJANGO_SETTINGS_MODULE"] = "thidua.settings_test"
        django.setup()
        from django.core.management import call_command
        from django.db import connection

        call_command("migrate", verbosity=0)
        yield
        connection.close()


def build() -> tuple[Any, list[Any]]:
    """A department with its administrator, and schools below it."""
    from thidua.people.models import Person, Post, Unit

    top = Unit.objects.add_root({"kind": "department", "name": "Sở Giáo dục và Đào tạo", "code": "SO"})
    facts = ({"kind": "primary", "name": f"Trường {n}", "code": f"T{n:03d}"} for n in range(SCHOOLS))
    schools = [Unit.objects.add_child(top, each) for each in facts]
    chief = Person.objects.create(full_name="Lê Thị An", username="an", password="!")
    Post.objects.create(person=chief, unit=top, role=Post.Role.ADMINISTRATOR, valid_from=START)
    return chief, schools


def workbook_of(schools: list[Any]) -> bytes:
    """Filled in as by hand from the template: every column but the last."""
    from thidua.people.sheets import PERSON_SHEET

    names = [" ".join(parts) for parts in product(FAMILY, MIDDLE, GIVEN)]
    return PERSON_SHEET.workbook(
        (
            f"CB{n:06d}", names[n * 7 % len(names)], f"cb{n}@truong.example", f"cb{n}", f"09{n:08d}",
            schools[n % SCHOOLS].code, "Thành viên", "Giáo viên", START, None,
        )
        for n in range(PERSONS)
    )  # fmt: skip


def emptied(work: Callable[[], None]) -> float:
    """Seconds, undone afterwards so that the next one finds the same database."""
    from django.db import transaction

    gc.collect()
    with transaction.atomic():
        start = time.perf_counter()
        work()
        seconds = time.perf_counter() - start
        transaction.set_rollback(True)
    return seconds


def insert_bare(data: bytes, schools: list[Any]) -> None:
    from python_calamine import CalamineWorkbook

    from thidua.people.models import Person, Post

    rows = CalamineWorkbook.from_filelike(BytesIO(data)).get_sheet_by_index(0).to_python()[1:]
    units = {school.code: school.pk for school in schools}
    persons = [Person(code=row[0], full_name=row[1], email=row[2], username=row[3]) for row in rows]
    Person.objects.bulk_create(persons)
    Post.objects.bulk_create(
        Post(person=person, unit_id=units[row[5]], role=Post.Role.MEMBER, title=row[7], valid_from=row[8])
        for person, row in zip(persons, rows, strict=True)
    )


def import_whole(data: bytes, chief: Any) -> None:
    """From the upload over the preview to the last row: all that the server and its worker do."""
    from thidua.people.models import Post, SheetImport
    from thidua.people.operations import confirm_import, start_import

    unit = chief.posts.get().unit
    subject = SheetImport.Subject.PERSONS
    row = start_import(unit, by=chief, subject=subject, data=data, name="can-bo.xlsx", today=START)
    confirm_import(row, by=chief, today=START)
    assert Post.objects.count() == PERSONS + 1
