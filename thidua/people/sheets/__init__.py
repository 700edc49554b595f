"""The Excel sheets of units and persons.

One list of columns a sheet gives the template, the reading and the writing out, so that they cannot disagree.
"""

from thidua.people.sheets.columns import Problems, Row, SheetColumn
from thidua.people.sheets.files import SheetRows, check_workbook, is_large, open_sheet
from thidua.people.sheets.layouts import PERSON_SHEET, SHEETS, UNIT_SHEET, Layout

__all__ = [
    "PERSON_SHEET",
    "SHEETS",
    "UNIT_SHEET",
    "Layout",
    "Problems",
    "Row",
    "SheetColumn",
    "SheetRows",
    "check_workbook",
    "is_large",
    "open_sheet",
]
