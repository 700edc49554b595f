"""Who keeps and reads grades, disciplines and absences: the office that keeps them, and the person they are about.
Nobody writes about oneself: of the only one who keeps a unit's records those are kept by the unit above.
"""

from typing import Any

import rules

from thidua.awards.models import SheetIn
from thidua.awards.queries.keepers import units_stood_in_for
from thidua.awards.rules.base import writes_for
from thidua.kernel.calendar import today
from thidua.people.models import Person


@rules.predicate
def keeps_record(person: Person, record: Any) -> bool:
    about = getattr(record, "person", None)
    stood_in = about is not None and record.unit in units_stood_in_for(person, about, today())
    return bool(writes_for(person, record.unit)) or stood_in


@rules.predicate
def is_about(person: Person, record: Any) -> bool:
    return record.person_id == person.pk


@rules.predicate
def began_sheet(person: Person, sheet: SheetIn) -> bool:
    return sheet.by_id == person.pk


@rules.predicate
def keeps_sheet(person: Person, sheet: SheetIn) -> bool:
    return bool(writes_for(person, sheet.unit))


rules.add_perm("awards.keep_records", writes_for)
for noun in ("yeargrade", "discipline", "proceeding", "absence", "service"):
    rules.add_perm(f"awards.view_{noun}", keeps_record | is_about)
    rules.add_perm(f"awards.change_{noun}", keeps_record & ~is_about)
rules.add_perm("awards.change_lead", keeps_record)
rules.add_perm("awards.view_sheetin", began_sheet)
for step in SheetIn.MOVES:
    rules.add_perm(f"awards.{step}_sheetin", began_sheet & keeps_sheet)
