"""The register of awards printed: at once, or in the background where setting it takes long."""

from collections.abc import Mapping

from django.db import transaction
from django.urls import reverse

from thidua.audit.operations import record
from thidua.awards.queries.awards import book_of, chosen_awards
from thidua.documents.models import File
from thidua.documents.operations.files import store_file
from thidua.kernel.models import Run
from thidua.kernel.runs import Outcome, kept_alive, run_kind, start_run
from thidua.people.models import Person, Unit
from thidua.writing.registers import register_docx, register_pdf

PRINT = "awards.print_register"
FORMS = {"pdf": register_pdf, "docx": register_docx}
AT_ONCE = {"pdf": 300, "docx": 3000}
"""Rows that are set while somebody waits: 2 to 3 ms each as PDF, a tenth of that as Word."""


@transaction.atomic
def print_awards(office: Unit, asked: Mapping[str, str], *, by: Person, form: str) -> bytes | Run:
    """The awards that the address asks for, as a book of the office; a run for a long one. What one may see is all
    that is in it, so it needs no permission of its own.
    """
    rows = chosen_awards(by, asked)
    count = rows.count()
    record("awards.print_register", office, by=by, sentence=f"In sổ khen thưởng, {count} dòng")
    if count <= AT_ONCE[form]:
        return FORMS[form](book_of(office, rows, year_in(asked)))
    return start_run(PRINT, f"Sổ khen thưởng của {office}"[:300], by=by, unit=office.pk, asked=dict(asked), form=form)


def year_in(asked: Mapping[str, str]) -> int | None:
    year = asked.get("nam", "")
    return int(year) if len(year) == 4 and year.isascii() and year.isdecimal() else None


@run_kind(PRINT)
def print_later(run: Run) -> Outcome:
    """The file is kept; who asked may fetch it. It is made as the same person: what that one may not see is not in."""
    facts = run.parameters
    assert run.by
    rows = chosen_awards(run.by, facts["asked"])
    book = book_of(Unit.objects.get(pk=facts["unit"]), rows, year_in(facts["asked"]))
    with kept_alive(run):
        file = store_file(FORMS[facts["form"]](book))
    Run.objects.filter(pk=run.pk).update(parameters={**facts, "file": file.pk})
    return Outcome(f"Đã in {len(book.rows)} dòng.", reverse("awards:printed_register", args=[run.pk]))


def printed_file(run: Run) -> File:
    return File.objects.get(pk=run.parameters["file"])
