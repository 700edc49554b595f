"""The lists of units and persons as Excel files, in the form in which they come in."""

from collections.abc import Mapping
from datetime import date

from thidua.kernel.exports import Export, export_kind
from thidua.people.models import Person
from thidua.people.queries.filters import chosen_persons, chosen_units
from thidua.people.queries.lines import person_lines, unit_lines
from thidua.people.sheets import PERSON_SHEET, UNIT_SHEET


@export_kind("people.units")
def units_export(by: Person, asked: Mapping[str, str], today: date) -> Export:
    count = chosen_units(by, asked, today).count()
    return Export(UNIT_SHEET.name, "don-vi", UNIT_SHEET.headings, unit_lines(by, asked, today), count)


@export_kind("people.persons")
def persons_export(by: Person, asked: Mapping[str, str], today: date) -> Export:
    count = chosen_persons(by, asked, today).count()
    return Export(PERSON_SHEET.name, "nguoi", PERSON_SHEET.headings, person_lines(by, asked, today), count)
