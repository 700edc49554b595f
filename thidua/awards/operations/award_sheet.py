"""The Excel sheet of awards of before: persons and collectives found, awards known by their names, written once."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse

from thidua.audit.operations import entry_of, record_all
from thidua.awards.models import Award, OtherAward, Season, SheetIn
from thidua.awards.operations.other_awards import name_of_the_state
from thidua.awards.operations.own import AWARDS, own_words
from thidua.awards.operations.sheets import Line, Offered, Read, SheetKind, is_open, register_sheet, settled
from thidua.awards.queries.awards import award_names
from thidua.awards.rulebook import rules_for
from thidua.kernel.calendar import today as present_day
from thidua.kernel.text import fold, name_key, text_key
from thidua.law import RuleSet, Year
from thidua.law.facts import Kind, Subject
from thidua.law.rules import Award as LawAward
from thidua.people.models import Notice, Person, Post, Unit
from thidua.people.operations.notices import notify_all
from thidua.people.queries import EDITORS, WORKERS, under_any
from thidua.people.queries.rights import STEP
from thidua.people.sheets import Layout, Problems, Row, SheetColumn
from thidua.people.sheets.columns import Unreadable, choice, day, text, words

PERSON, COLLECTIVE = "person", "collective"
WHOM = ((PERSON, "Cá nhân"), (COLLECTIVE, "Tập thể"))
NAMES_OF_BEFORE = {
    "chien si thi dua cap co so": "title_emulation_fighter_unit",
    "chien si thi dua cap tinh": "title_emulation_fighter_province",
    "chien si thi dua cap bo": "title_emulation_fighter_province",
    "giay khen": "commendation_certificate",
}
"""What papers of earlier years call an award."""
HEADINGS = ("Cá nhân, tập thể", "Đơn vị", "Danh hiệu, hình thức", "Năm", "Quyết định")
OTHER = "other:"
"""Before the name of an award that the State's rules do not know, where others have the key of the law."""
OUTSIDE = "ngoài quy định của Nhà nước"
MOST_NAMED = 5
MOST_IN = 500
"""Of values in one question to the database."""


def year(cell: Any) -> str:
    """Reads a school year or a calendar year: `2019-2020`, `2019 – 2020`, `2019`."""
    value = words(cell).replace("–", "-").replace(" ", "").removeprefix("NH")
    try:
        return Year.of(value).short
    except ValueError as error:
        raise Unreadable(f"“{value[:20]}” không phải là năm. Ghi năm học như 2019-2020 hoặc năm như 2019.") from error


AWARD_SHEET = Layout(
    "Khen thưởng đã có",
    (
        SheetColumn("name", "Họ tên hoặc tên tập thể", "Như trong danh sách của đơn vị.", text(255), True, width=34),
        SheetColumn(
            "code", "Mã cán bộ hoặc mã đơn vị", "Nên ghi: người trùng họ tên chỉ nhận ra được theo mã.", text(40),
            width=16,
        ),
        SheetColumn(
            "whom", "Đối tượng", "Để trống thì là cá nhân.", choice(WHOM), choices=tuple(label for _, label in WHOM),
            width=12,
        ),
        SheetColumn(
            "unit", "Mã đơn vị", "Mã của tổ hoặc trường, để phân biệt người trùng họ tên; để trống cũng được.",
            text(40), width=14,
        ),
        SheetColumn(
            "award", "Danh hiệu, hình thức", "Chọn trong danh sách; để trống nếu ghi cột bên phải.", text(200),
            choices=tuple(name for _, name in award_names()), width=36,
        ),
        SheetColumn(
            "other", "Khen thưởng ngoài quy định của Nhà nước",
            "Tên khen thưởng của Đảng, Công đoàn, Đoàn Thanh niên, hội. Không tính khi xét danh hiệu.", text(200),
            width=36,
        ),
        SheetColumn("year", "Năm", "Năm học như 2019-2020, hoặc năm như 2019.", year, required=True, width=12),
        SheetColumn("number", "Số quyết định", "Bắt buộc với danh hiệu, hình thức.", text(80), width=22),
        SheetColumn("day", "Ngày quyết định", "Ngày dạng dd/mm/yyyy.", day, required=True, width=14),
        SheetColumn("decided_by", "Cơ quan quyết định", "Tên đầy đủ.", text(200), required=True, width=36),
        SheetColumn(
            "kind", "Loại khen thưởng", "Để trống thì là thường xuyên hằng năm.", choice(Season.Kind.choices),
            choices=tuple(Season.Kind.labels), width=26,
        ),
        SheetColumn("achievement", "Thành tích", "Như ghi trên quyết định.", text(500), width=50),
    ),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Found:
    """A subject that the sheet may name: where it belongs, and what tells it from others of its name."""

    pk: int
    name: str
    code: str
    unit: int
    """The office or school."""
    paths: tuple[str, ...]
    about: str
    """Where, as what and since when."""

    @property
    def label(self) -> str:
        return f"{self.name} – {self.about}, {f'mã {self.code}' if self.code else 'chưa có mã'}"


class Book:
    """Who may stand in a unit's sheet, found by code and by name in a fixed number of questions a batch."""

    def __init__(self, unit: Unit, rows: list[Row]) -> None:
        self.units = {one.path: one for one in Unit.objects.filter(under_any([unit.path]))}
        self.by_unit_code = {one.code: one for one in self.units.values()}
        chosen = [row for row in rows if row.values.get("whom", PERSON) == PERSON]
        codes = {str(row.values["code"]) for row in chosen if "code" in row.values}
        keys = {
            name_key(row.values["name"])[:600] for row in chosen if "code" not in row.values and "name" in row.values
        }
        self.persons = _persons("code", codes, self.units) | _persons("sort_key", keys, self.units)
        self.by_code = {one.code: one for one in self.persons.values() if one.code}
        self.by_name: dict[str, list[Found]] = defaultdict(list)
        for one in self.persons.values():
            self.by_name[name_key(one.name)].append(one)
        self.collectives: dict[str, list[Found]] = defaultdict(list)
        for path, unit_ in self.units.items():
            self.collectives[text_key(unit_.name)].append(_of_unit(unit_, path, self.units))

    def find(self, row: Row, problems: Problems) -> list[Found]:
        """Whom the row may mean; empty where nobody is, which the problems tell."""
        is_person = row.values.get("whom", PERSON) == PERSON
        name, code = str(row.values.get("name", "")), str(row.values.get("code", ""))
        if code:
            found = self.by_code.get(code) if is_person else self._unit(code)
            if found is None:
                problems.add(row.number, "code", "Không có người, tập thể mang mã này trong đơn vị. Kiểm tra lại mã.")
            elif name and fold(found.name) != fold(name):
                problems.add(row.number, "name", f"Mã {code} là của {found.name}. Kiểm tra lại dòng này.")
                return []
            return [found] if found else []
        named = self.by_name.get(name_key(name), []) if is_person else self.collectives.get(text_key(name), [])
        return self._narrowed(row, named, problems) if name else []

    def _unit(self, code: str) -> Found | None:
        unit = self.by_unit_code.get(code)
        return _of_unit(unit, unit.path, self.units) if unit else None

    def _narrowed(self, row: Row, named: list[Found], problems: Problems) -> list[Found]:
        if "unit" in row.values:
            place = self.by_unit_code.get(str(row.values["unit"]))
            if place is None:
                problems.add(row.number, "unit", "Không có đơn vị mang mã này ở đây. Kiểm tra lại mã.")
                return []
            named = [one for one in named if any(path.startswith(place.path) for path in one.paths)]
        if not named:
            problems.add(row.number, "name", "Không tìm thấy tên này trong đơn vị. Kiểm tra lại, hoặc ghi mã.")
        return named


def _persons(field: str, values: set[str], units: Mapping[str, Unit]) -> dict[int, Found]:
    """Persons with a post, past ones too, in these units."""
    found: dict[int, Found] = {}
    listed = sorted(values)
    for start in range(0, len(listed), MOST_IN):
        persons = Person.objects.filter(**{f"{field}__in": listed[start : start + MOST_IN]})
        posts: QuerySet[Post] = Post.objects.filter(person__in=persons, role__in=WORKERS).select_related(
            "person", "unit"
        )
        held: dict[int, list[Post]] = defaultdict(list)
        for post in posts.order_by("valid_from", "pk"):
            if post.unit.path in units:
                held[post.person_id].append(post)
        for pk, own in held.items():
            last = own[-1]
            paths = tuple(post.unit.path for post in own)
            home = _office(last.unit, units)
            until = f" đến {last.valid_to:%d/%m/%Y}" if last.valid_to else ""
            about = f"{last.title or last.get_role_display()}, {last.unit.label}, từ {last.valid_from:%d/%m/%Y}{until}"
            found[pk] = Found(pk, last.person.full_name, last.person.code or "", home.pk, paths, about)
    return found


def _office(unit: Unit, units: Mapping[str, Unit]) -> Unit:
    """The office or school of a team or division."""
    while unit.kind in (Unit.Kind.TEAM, Unit.Kind.DIVISION) and unit.path[:-STEP] in units:
        unit = units[unit.path[:-STEP]]
    return unit


def _of_unit(unit: Unit, path: str, units: Mapping[str, Unit]) -> Found:
    above = units.get(path[:-STEP])
    about = above.label if above else unit.get_kind_display()
    return Found(unit.pk, unit.name, unit.code, _office(unit, units).pk, (path,), about)


def compare_awards(rows: Iterable[Row], problems: Problems, sheet: SheetIn, today: date) -> Read:
    """Which rows are not in the register yet."""
    listed, read = list(rows), Read()
    book, rules = Book(sheet.unit, listed), rules_for(sheet.unit)
    known, titles = _known(book, listed)
    offices = {one.pk: one.label for one in book.units.values()}
    seen: dict[tuple[Any, ...], int] = {}
    for row in listed:
        before = problems.count
        found = book.find(row, problems)
        facts = _facts(row, rules, problems, today)
        if facts is None or not found or problems.count > before:
            continue
        if len(found) > 1:
            line = Line(row=row.number, is_new=True, cells=_cells(row, "chưa chọn người", facts), facts=facts)
            line["offered"] = [
                Offered(pk=one.pk, label=one.label, cells=_cells(row, offices[one.unit], facts), facts=_whose(row, one))
                for one in found
            ]
            read.lines.append(line)
            continue
        facts |= _whose(row, found[0])
        if facts[PERSON] == sheet.by_id:
            problems.add(row.number, "name", own_words(sheet.unit, sheet.by, AWARDS))
            continue
        key = _key(facts)
        if key in seen:
            problems.add(row.number, "name", f"Trùng với dòng {seen[key]}. Bỏ bớt một dòng.")
            continue
        seen[key] = row.number
        if key in known:
            read.known += 1
        elif facts["is_title"] and (other := titles.get(key[:-1])):
            problems.add(
                row.number, "award", f"Đã có danh hiệu này năm {facts['year']} theo quyết định số {other}. Bỏ dòng này."
            )
        else:
            cells = _cells(row, offices[facts["unit"]], facts)
            read.lines.append(Line(row=row.number, is_new=True, cells=cells, facts=facts))
    return read


def _cells(row: Row, place: str, facts: Mapping[str, Any]) -> list[str]:
    decision = f"{facts['number']} ngày {date.fromisoformat(facts['day']):%d/%m/%Y}".strip()
    name = facts["award_name"] if facts["award"] else f"{facts['award_name']} ({OUTSIDE})"
    return [row.values["name"], place, name, facts["year"], decision]


def _whose(row: Row, found: Found) -> dict[str, Any]:
    is_person = row.values.get("whom", PERSON) == PERSON
    return {
        PERSON: found.pk if is_person else None,
        COLLECTIVE: None if is_person else found.pk,
        "unit": found.unit,
    }


def recheck_awards(lines: list[Line], sheet: SheetIn) -> list[str]:
    """Chosen persons who bring the sheet themselves, who have it already, or twice in the sheet."""
    told = {line["row"]: settled(line)["facts"] for line in lines}
    persons = [facts[PERSON] for facts in told.values()]
    held, valid = _keys_of(PERSON, persons), _valid_of(PERSON, persons)
    others = (_key(settled(line)["facts"]) for line in sheet.rows if not is_open(line))
    times = Counter(others)
    said = []
    for number, facts in told.items():
        key = _key(facts)
        if facts[PERSON] == sheet.by_id:
            said.append(f"Dòng {number}: {own_words(sheet.unit, sheet.by, AWARDS)}")
        elif key in held or (facts["is_title"] and key[:-1] in valid):
            said.append(f"Dòng {number}: sổ đã ghi khen thưởng này của người được chọn. Chọn người khác hoặc bỏ chọn.")
        elif times[key] > 1:
            said.append(f"Dòng {number}: trùng với dòng khác của cùng người. Chọn người khác hoặc bỏ chọn.")
    return said


def _facts(row: Row, rules: RuleSet, problems: Problems, today: date) -> dict[str, Any] | None:
    """The row as JSON, without whom it is about; None when something is wrong with it, which the problems tell."""
    values = row.values
    is_person = values.get("whom", PERSON) == PERSON
    law = None
    if "other" in values:
        _check_other(row, rules, problems)
    else:
        law = _award(row, rules, problems, Subject.PERSON if is_person else Subject.COLLECTIVE)
        if "number" not in values:
            problems.add(row.number, "number", "Chưa ghi. Cột này bắt buộc với danh hiệu, hình thức khen thưởng.")
    if "day" in values and values["day"] > today:
        problems.add(row.number, "day", "Ngày ở sau hôm nay. Kiểm tra lại.")
    if not {"year", "day", "decided_by"} <= values.keys() or (law is None and "other" not in values):
        return None
    return {
        "award": law.key if law else "",
        "award_name": law.name if law else values["other"],
        "is_title": law is not None and law.kind is Kind.TITLE,
        "year": values["year"],
        "number": values.get("number", ""),
        "day": f"{values['day']:%Y-%m-%d}",
        "decided_by": values["decided_by"],
        "kind": values.get("kind", Season.Kind.YEARLY),
        "achievement": values.get("achievement", ""),
    }


def _check_other(row: Row, rules: RuleSet, problems: Problems) -> None:
    if "award" in row.values:
        problems.add(row.number, "other", "Đã ghi ở cột danh hiệu, hình thức. Một dòng chỉ ghi một trong hai cột.")
    elif known := name_of_the_state(row.values["other"], rules):
        problems.add(row.number, "other", f"{known} thuộc quy định của Nhà nước. Ghi ở cột danh hiệu, hình thức.")


def _award(row: Row, rules: RuleSet, problems: Problems, whom: Subject) -> LawAward | None:
    said = fold(str(row.values.get("award", "")))
    if not said:
        problems.add(row.number, "award", "Chưa ghi. Chọn trong danh sách, hoặc ghi cột ngoài quy định của Nhà nước.")
        return None
    key = NAMES_OF_BEFORE.get(said)
    law = next((one for one in rules.awards() if said in (fold(one.name), fold(one.short)) or one.key == key), None)
    if law is None:
        sentence = f"Không có danh hiệu, hình thức nào tên “{row.values['award'][:60]}”. Chọn trong danh sách của mẫu; "
        sentence += "khen thưởng của Đảng, đoàn thể thì ghi ở cột ngoài quy định của Nhà nước."
        problems.add(row.number, "award", sentence)
    elif whom not in law.subjects:
        words_ = "cá nhân" if whom is Subject.PERSON else "tập thể"
        problems.add(row.number, "award", f"{law.name} không tặng cho {words_}. Xem lại cột Đối tượng.")
        return None
    return law


def _key(facts: Mapping[str, Any]) -> tuple[Any, ...]:
    name = facts["award"] or f"{OTHER}{fold(facts['award_name'])}"
    return (facts[PERSON], facts[COLLECTIVE], name, facts["year"], fold(facts["number"]))


def _known(book: Book, rows: list[Row]) -> tuple[set[tuple[Any, ...]], dict[tuple[Any, ...], str]]:
    """What is in the register of those whom the sheet may name: keys, and of valid ones the number by key."""
    persons = list(book.persons)
    collectives = [one.pk for one in book.units.values()] if any("whom" in row.values for row in rows) else []
    known: set[tuple[Any, ...]] = set()
    titles: dict[tuple[Any, ...], str] = {}
    for field, ids in ((PERSON, persons), (COLLECTIVE, collectives)):
        for start in range(0, len(ids), MOST_IN):
            some = ids[start : start + MOST_IN]
            known |= _keys_of(field, some)
            titles |= _valid_of(field, some)
    return known, titles


def _valid_of(field: str, ids: Collection[int]) -> dict[tuple[Any, ...], str]:
    """What these hold validly: the key without its number, and the number."""
    held = Award.objects.filter(**{f"{field}__in": ids}, status=Award.Status.VALID)
    rows = held.values_list("person", "collective", "award", "year", "decision_number")
    return {row[:4]: row[4] for row in rows}


def _keys_of(field: str, ids: Collection[int]) -> set[tuple[Any, ...]]:
    """Of all that is written down of these, revoked ones too."""
    about = {f"{field}__in": ids}
    given = Award.objects.filter(**about).values_list("person", "collective", "award", "year", "decision_number")
    others = OtherAward.objects.filter(**about).values_list("person", "collective", "name", "year", "decision_number")
    return {(*row[:4], fold(row[4])) for row in given} | {
        (*row[:2], f"{OTHER}{fold(row[2])}", row[3], fold(row[4])) for row in others
    }


def write_awards(batches: Iterable[list[Line]], sheet: SheetIn) -> int:
    """Those that are still not written down; units above whose heads it was done hear of it, once for the sheet."""
    made = [row for lines in batches for row in _write(lines, sheet)]
    _tell_units(made, sheet)
    return len(made)


def _write(lines: list[Line], sheet: SheetIn) -> list[Award | OtherAward]:
    told = [line["facts"] for line in lines]
    ids = {field: [facts[field] for facts in told if facts[field]] for field in (PERSON, COLLECTIVE)}
    known = _keys_of(PERSON, ids[PERSON]) | _keys_of(COLLECTIVE, ids[COLLECTIVE])
    persons = Person.objects.in_bulk(ids[PERSON])
    units = Unit.objects.in_bulk([*ids[COLLECTIVE], *(facts["unit"] for facts in told)])
    new = [facts for facts in told if _key(facts) not in known]
    awards = Award.objects.bulk_create(_award_of(facts, persons, units, sheet) for facts in new if facts["award"])
    others = OtherAward.objects.bulk_create(
        _other_of(facts, persons, units, sheet) for facts in new if not facts["award"]
    )
    made: list[Award | OtherAward] = [*awards, *others]
    record_all(
        entry_of(_deed(row), row, by=sheet.by, sentence=f"Nhập từ Excel: {row}"[:500], path=row.unit.path)
        for row in made
    )
    return made


def _deed(row: Award | OtherAward) -> str:
    return "awards.add_award" if isinstance(row, Award) else "awards.add_otheraward"


def _tell_units(made: Sequence[Award | OtherAward], sheet: SheetIn) -> None:
    """Heads and officers of units in whose register another wrote: what, and what to do where it is wrong."""
    found: dict[int, list[Award | OtherAward]] = defaultdict(list)
    for row in made:
        if row.unit_id != sheet.unit_id:
            found[row.unit_id].append(row)
    posts = Post.objects.valid_on(present_day()).filter(unit__in=found, role__in=EDITORS) if found else []
    notices = []
    for post in posts:
        rows = found[post.unit_id]
        names = "; ".join(str(row) for row in rows[:MOST_NAMED]) + ("; …" if len(rows) > MOST_NAMED else "")
        text = (
            f"{sheet.unit.label} đã ghi {len(rows)} khen thưởng vào sổ của đơn vị: {names[:280]}. "
            f"Thấy sai thì sửa trong sổ, hoặc báo {sheet.unit.label} kèm quyết định."
        )
        key = f"award_sheet:{sheet.pk}:{post.unit_id}"
        url = f"{reverse('awards:register')}?donvi={post.unit_id}"
        notices.append(Notice(person_id=post.person_id, key=key, text=text[:500], url=url))
    notify_all(notice for notice in notices if notice.person_id != sheet.by_id)


def _other_of(
    facts: Mapping[str, Any], persons: Mapping[int, Person], units: Mapping[int, Unit], sheet: SheetIn
) -> OtherAward:
    return OtherAward(
        person=persons.get(facts[PERSON]),
        collective=units.get(facts[COLLECTIVE]),
        unit=units[facts["unit"]],
        name=facts["award_name"],
        year=facts["year"],
        achievement=facts["achievement"],
        decided_by=facts["decided_by"],
        decision_number=facts["number"],
        decision_date=date.fromisoformat(facts["day"]),
        by=sheet.by,
    )


def _award_of(
    facts: Mapping[str, Any], persons: Mapping[int, Person], units: Mapping[int, Unit], sheet: SheetIn
) -> Award:
    row = Award(
        person=persons.get(facts[PERSON]),
        collective=units.get(facts[COLLECTIVE]),
        unit=units[facts["unit"]],
        award=facts["award"],
        award_name=facts["award_name"],
        year=facts["year"],
        kind=facts["kind"],
        achievement=facts["achievement"],
        decided_by=facts["decided_by"],
        decision_number=facts["number"],
        decision_date=date.fromisoformat(facts["day"]),
        by=sheet.by,
    )
    row.keep_words()
    return row


register_sheet(
    SheetIn.Subject.AWARDS,
    SheetKind("awards.add_award", AWARD_SHEET, HEADINGS, compare_awards, write_awards, recheck_awards),
)
