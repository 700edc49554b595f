"""Units and persons written out: what leaves the system is noted."""

from thidua.audit.operations import record
from thidua.kernel.permissions import require
from thidua.people.models import Person, SheetImport, Unit


def export_people(unit: Unit, *, by: Person, subject: str) -> None:
    """Leave a line in the trail of `unit`, which `by` administers: the workbook tells how to reach people.

    The workbook itself is made by `people.exports`.
    """
    require(by, "people.export_people", unit)
    chosen = SheetImport.Subject(subject)
    record("people.export_people", unit, by=by, sentence=f"Xuất danh sách {chosen.label} ra Excel")
