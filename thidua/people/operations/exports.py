"""Units and persons written out in the form in which they come in."""

from collections.abc import Mapping
from datetime import date

from thidua.audit.operations import record
from thidua.kernel.permissions import require
from thidua.people.models import Person, SheetImport, Unit
from thidua.people.queries.lines import person_lines, unit_lines
from thidua.people.sheets import SHEETS

LINES = {SheetImport.Subject.UNITS: unit_lines, SheetImport.Subject.PERSONS: person_lines}


def export_people(unit: Unit, *, by: Person, subject: str, asked: Mapping[str, str], today: date) -> bytes:
    """A workbook of what the list shows for the same address. Leaves a line in the trail of `unit`, which `by`
    administers: the workbook tells how to reach people.
    """
    require(by, "people.export_people", unit)
    chosen = SheetImport.Subject(subject)
    content = SHEETS[chosen].workbook(LINES[chosen](by, asked, today))
    record("people.export_people", unit, by=by, sentence=f"Xuất danh sách {chosen.label} ra Excel")
    return content
