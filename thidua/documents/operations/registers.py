"""Registers printed: at once, or in the background where setting them takes long."""

from django.db import transaction
from django.urls import reverse

from thidua.audit.operations import record
from thidua.documents.models import File
from thidua.documents.operations.files import store_file
from thidua.documents.register_queries import KINDS, register_of
from thidua.kernel.models import Run
from thidua.kernel.permissions import require
from thidua.kernel.runs import Outcome, kept_alive, run_kind, start_run
from thidua.people.models import Person, Unit
from thidua.writing.registers import Register, register_docx, register_pdf, register_xlsx

PRINT = "documents.print_register"
FORMS = {"pdf": register_pdf, "docx": register_docx, "xlsx": register_xlsx}
AT_ONCE = 300
"""Rows that are set as PDF while somebody waits: 2 to 3 ms each; Word and Excel take a tenth of that."""


@transaction.atomic
def print_register(unit: Unit, *, by: Person, kind: str, year: int, series: str, form: str) -> bytes | Run:
    """A unit's register of a year as a file of `form`; a run for a long one."""
    require(by, "documents.print_register", unit)
    register = register_of(unit, kind, year, series)
    sentence = f"In {KINDS[kind].title.lower()} năm {year}, {len(register.rows)} dòng"
    record("documents.print_register", unit, by=by, sentence=sentence)
    if form != "pdf" or len(register.rows) <= AT_ONCE:
        return FORMS[form](register)
    facts = {"unit": unit.pk, "register": kind, "year": year, "series": series}
    return start_run(PRINT, f"{KINDS[kind].title} năm {year} của {unit}"[:300], by=by, **facts)


@run_kind(PRINT)
def print_later(run: Run) -> Outcome:
    """The file is kept; who asked may fetch it (`printed_file`)."""
    facts = run.parameters
    register: Register = register_of(
        Unit.objects.get(pk=facts["unit"]), facts["register"], facts["year"], facts["series"]
    )
    with kept_alive(run):
        file = store_file(register_pdf(register))
    Run.objects.filter(pk=run.pk).update(parameters={**facts, "file": file.pk})
    return Outcome(f"Đã in {len(register.rows)} dòng.", reverse("documents:printed_register", args=[run.pk]))


def printed_file(run: Run) -> File:
    """What a finished run has printed."""
    return File.objects.get(pk=run.parameters["file"])
