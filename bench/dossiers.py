"""What it takes to pack a dossier of 300 nominees with a paper of 200 kB each: two Word papers a nominee are set out,
the zip is written and kept. Beside the bare zipping of the same bytes. On SQLite, with files in a folder.
"""

from __future__ import annotations

import os
import random
import time
from collections.abc import Callable, Iterable
from tempfile import TemporaryDirectory
from typing import Any

NOMINEES, PAPER = 300, 200_000
"""How many, and how many bytes each has."""
ROUNDS = 3
PART = "Trong năm học, hoàn thành tốt nhiệm vụ được giao, có nhiều đổi mới trong dạy học và công tác chủ nhiệm. " * 6


def measure() -> Iterable[tuple[str, float, str]]:
    import django

    with TemporaryDirectory() as folder:
        os.environ["TEST_DATABASE_URL"] = f"sqlite:///{folder}/bench.sqlite3"
        os.environ["DJANGO_SETTINGS_MODULE"] = "thidua.settings_test"
        django.setup()
        from django.conf import settings
        from django.core.management import call_command
        from django.test import override_settings

        on_disk = {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": f"{folder}/files"}}
        with override_settings(STORAGES={**settings.STORAGES, "default": on_disk}):
            call_command("migrate", verbosity=0)
            yield from figures(folder)


def figures(folder: str) -> Iterable[tuple[str, float, str]]:
    from zipfile import ZipFile

    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from thidua.documents.operations import open_file

    dossier, officer = grown()
    packing = best(lambda: pack(dossier, officer))
    with open_file(dossier.pack) as content, ZipFile(content) as book:
        contents = {name: book.read(name) for name in book.namelist()}
    floor = best(lambda: bare_zip(f"{folder}/bare.zip", contents))
    with CaptureQueriesContext(connection) as asked:
        pack(dossier, officer)
    assert sum(name.endswith("/giay-to/01-minh-chung.pdf") for name in contents) == NOMINEES
    yield "dossier.pack_300_ms", 1000 * packing, "ms"
    yield "dossier.pack_300_floor_ms", 1000 * floor, "ms"
    yield "dossier.pack_300_vs_floor", packing / floor, "times"
    yield "dossier.pack_300_mb", dossier.pack.size / 2**20, "MB"
    yield "dossier.pack_300_queries", len(asked), "queries"


def best(deed: Callable[[], Any]) -> float:
    """The least of a few: what else the machine does only ever adds to it."""
    times = []
    for _ in range(ROUNDS):
        begun = time.perf_counter()
        deed()
        times.append(time.perf_counter() - begun)
    return min(times)


def grown() -> tuple[Any, Any]:
    """A school's dossier to its department, sent without further papers."""
    from thidua.awards.models import Dossier, DossierEntry, Nomination
    from thidua.awards.tests import make
    from thidua.documents.models import Attachment
    from thidua.documents.operations import store_file
    from thidua.people.models import Person

    place = make.Place(teachers=0)
    season = make.season(place.school)
    persons = Person.objects.bulk_create(
        Person(full_name=f"Nguyễn Thị Hoài {n}", username=f"hoai{n}") for n in range(NOMINEES)
    )
    report = [{"key": str(n), "title": f"{n}. Thành tích", "text": f"{PART}\n{PART}"} for n in range(3)]
    rows = Nomination.objects.bulk_create(
        Nomination(
            season=season, desk=season, unit=place.school, person=person, award=make.FIGHTER, status="passed",
            award_name="Chiến sĩ thi đua cơ sở", report=report, summary=PART, by=place.officer,
        )
        for person in persons
    )  # fmt: skip
    chance = random.Random(7)
    for row in rows:
        file = store_file(b"%PDF-1.7\n" + chance.randbytes(PAPER - 9))
        row.evidence.add(
            Attachment.objects.create(unit=place.school, file=file, name="minh-chung.pdf", by=place.officer)
        )
    dossier = Dossier.objects.create(season=season, to_unit=place.department, title="Hồ sơ năm học", by=place.officer)
    DossierEntry.objects.bulk_create(DossierEntry(dossier=dossier, nomination=row) for row in rows)
    return dossier, place.officer


def pack(dossier: Any, officer: Any) -> None:
    """As asked on the page; the old file is removed first, so that it is written anew."""
    from django.core.files.storage import default_storage

    from thidua.awards.operations.packing import start_packing

    if dossier.pack:
        default_storage.delete(dossier.pack.key)
    run = start_packing(dossier, by=officer)
    run.refresh_from_db()
    assert run.status == "done", run.message
    dossier.refresh_from_db()


def bare_zip(path: str, contents: dict[str, bytes]) -> None:
    """The same bytes under the same names, compressed as zip programmes do."""
    from zipfile import ZIP_DEFLATED, ZipFile

    with ZipFile(path, "w", ZIP_DEFLATED) as book:
        for name, content in contents.items():
            book.writestr(name, content)
