"""Grades of a year from Excel: compared with what there is, then written."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from thidua.awards.grade_sheet import GRADE_SHEET, LABELS
from thidua.awards.models import SheetIn, YearGrade
from thidua.awards.operations.own import own_words
from thidua.awards.operations.records import KEEP, Graded, moment_of, set_grades
from thidua.awards.operations.sheets import Line, Read, SheetKind, register_sheet
from thidua.awards.queries.records import calendar_of, staff_lines
from thidua.awards.queries.staff import own_units, staff_ever, without_post
from thidua.kernel.text import fold
from thidua.law import Year
from thidua.people.models import Person, Unit
from thidua.people.sheets import Problems, Row

KEPT = ("grade", "group", "decision", "beyond_share")
HEADINGS = ("Họ và tên", "Tổ, bộ phận", "Xếp loại", "Nhóm vị trí việc làm", "Số quyết định")


@dataclass(frozen=True)
class Roll:
    """The persons of a unit, found by what a sheet says of them."""

    by_code: Mapping[str, Person]
    by_name: Mapping[str, list[Person]]
    teams: Mapping[int, str]

    def find(self, row: Row, problems: Problems) -> Person | None:
        code, name = row.values.get("code"), row.values.get("full_name", "")
        if code:
            found = self.by_code.get(code)
            if found is None:
                problems.add(row.number, "code", "Không có người mang mã này trong đơn vị. Kiểm tra lại mã.")
            elif name and fold(name) != fold(found.full_name):
                problems.add(row.number, "full_name", f"Mã này là của {found.full_name}. Kiểm tra lại dòng này.")
                return None
            return found
        named = self.by_name.get(fold(name), [])
        if len(named) > 1:
            here = [one for one in named if fold(self.teams.get(one.pk, "")) == fold(row.values.get("team", ""))]
            named = here if len(here) == 1 else named
        if len(named) == 1:
            return named[0]
        told = (
            "Có nhiều người cùng họ tên. Ghi mã cán bộ."
            if named
            else "Không có người mang họ tên này trong đơn vị. Kiểm tra lại."
        )
        if name:
            problems.add(row.number, "full_name", told)
        return None


def _roll_of(unit: Unit, year: str, today: date) -> tuple[Roll, dict[int, YearGrade]]:
    lines = {line.person.pk: line for line in staff_lines(unit, year, today)}
    by_code: dict[str, Person] = {}
    by_name: dict[str, list[Person]] = defaultdict(list)
    for person in staff_ever(own_units(unit)):
        if person.code:
            by_code[person.code] = person
        if person.pk in lines:
            by_name[fold(person.full_name)].append(person)
    teams = {pk: line.team for pk, line in lines.items()}
    everyone = {*lines, *(person.pk for person in by_code.values())}
    known = YearGrade.objects.filter(person__in=everyone, year=year)
    return Roll(by_code, by_name, teams), {row.person_id: row for row in known if row.person_id}


def compare_grades(rows: Iterable[Row], problems: Problems, sheet: SheetIn, today: date) -> Read:
    """What the rows would change. Rows without a grade are passed over."""
    roll, known = _roll_of(sheet.unit, sheet.year, today)
    read, seen = Read(), dict[int, int]()
    elsewhere = _elsewhere(roll, sheet, today)
    for row in rows:
        if "grade" not in row.values or (person := roll.find(row, problems)) is None:
            continue
        if person.pk in seen:
            problems.add(row.number, "full_name", f"Trùng với dòng {seen[person.pk]}. Bỏ bớt một dòng.")
            continue
        seen[person.pk] = row.number
        held = known.get(person.pk)
        if held and held.unit_id != sheet.unit_id:
            problems.add(row.number, "grade", "Đơn vị khác đã ghi xếp loại năm này. Liên hệ đơn vị đó để thống nhất.")
        elif held and all(row.values.get(name, getattr(held, name)) == getattr(held, name) for name in KEPT):
            read.known += 1
        elif person == sheet.by:
            problems.add(row.number, "grade", own_words(sheet.unit, person))
        elif person.pk in elsewhere:
            problems.add(row.number, "grade", f"Không công tác ở {sheet.unit.label} trong năm này. Bỏ dòng này.")
        else:
            read.lines.append(_line(row, person, held, roll))
    return read


def _elsewhere(roll: Roll, sheet: SheetIn, today: date) -> set[int]:
    """Ids of those who once worked in the unit, but not in the year of the sheet."""
    year, calendar = Year.of(sheet.year), calendar_of(sheet.unit, today)
    persons = {person.pk: person for person in roll.by_code.values()}
    persons |= {person.pk: person for named in roll.by_name.values() for person in named}
    span = calendar.first_day(year), calendar.last_day(year)
    return {person.pk for person in without_post(sheet.unit, persons.values(), *span)}


def _line(row: Row, person: Person, held: YearGrade | None, roll: Roll) -> Line:
    facts = {name: row.values.get(name, getattr(held, name, "")) for name in KEPT}
    labels = dict(LABELS)
    grade = labels[facts["grade"]]
    if held and held.grade != facts["grade"]:
        grade = f"{labels[held.grade]} → {grade}"
    cells = [person.full_name, roll.teams.get(person.pk, ""), grade, facts["group"], facts["decision"]]
    return Line(
        row=row.number, is_new=held is None, cells=cells, facts={**facts, "person": person.pk, "seen": moment_of(held)}
    )


def write_grades(batches: Iterable[list[Line]], sheet: SheetIn) -> int:
    """Raises as `set_grades`: what was changed since the preview is not overwritten."""
    return sum(_write(lines, sheet) for lines in batches)


def _write(lines: list[Line], sheet: SheetIn) -> int:
    told = {line["facts"]["person"]: line["facts"] for line in lines}
    persons = Person.objects.filter(pk__in=told)
    names = (*KEPT, "seen")
    entries = [Graded(person, **{name: told[person.pk][name] for name in names}) for person in persons]
    return set_grades(sheet.unit, entries, year=sheet.year, by=sheet.by)


register_sheet(SheetIn.Subject.GRADES, SheetKind(KEEP, GRADE_SHEET, HEADINGS, compare_grades, write_grades))
