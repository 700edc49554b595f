"""Units from a sheet: new ones into their places in the tree, facts of those that are there."""

from collections import Counter
from collections.abc import Iterable, Iterator
from copy import copy
from dataclasses import dataclass, field
from datetime import date

from django.db.models import F, Max
from django.db.models.functions import Left

from thidua.audit.models import Entry
from thidua.audit.operations import differences, entry_of, record_all
from thidua.people.models import Person, Post, Unit
from thidua.people.operations.imports.comparing import Comparison, Draft, batches, rows_where
from thidua.people.operations.spans import begin_spans, correct_many
from thidua.people.operations.units import PLACE_FACTS, lock_trees
from thidua.people.queries import paths_held, valid_posts
from thidua.people.sheets import Problems, Row

FACTS = ("name", "short_name", "kind", "sign", "place", "valid_from")
KEYS = ("search_text", "sort_key")
LONGEST_PATH = Unit._meta.get_field("path").max_length or 0


@dataclass
class UnitDraft(Draft):
    """A row of the sheet: the unit as it would be, and for a new one the code of the unit above it."""

    unit: Unit = field(kw_only=True)
    parent: str = ""


class UnitsComparison:
    """Compares the rows of a sheet with the units that `by` administers."""

    def __init__(self, by: Person, problems: Problems) -> None:
        self.result = Comparison(problems)
        self.problems = problems
        self.scope = paths_held(by, {Post.Role.ADMINISTRATOR})
        self.known: dict[str, Unit] = {}
        self.codes_above: dict[str, str] = {}
        self.seen: dict[str, int] = {}

    def compare(self, rows: Iterable[Row]) -> Comparison:
        listed = [row for row in rows if "code" in row.values]
        self._load(listed)
        new: dict[str, UnitDraft] = {}
        for row in listed:
            code = row.values["code"]
            if code in self.seen:
                self.problems.add(row.number, "code", f"Mã này đã có ở dòng {self.seen[code]}. Bỏ bớt một dòng.")
                continue
            self.seen[code] = row.number
            unit = self.known.get(code)
            if unit is None:
                new[code] = self._new(row)
            elif self._is_mine(unit.path):
                self.result.add(self._changed(unit, row))
            else:
                sentence = "Mã này đang dùng ở ngoài phạm vi quản lý. Bỏ dòng này, hoặc dùng mã khác."
                self.problems.add(row.number, "code", sentence)
        for draft in self._parents_first(new):
            self.result.add(draft)
        return self.result

    def _load(self, rows: list[Row]) -> None:
        codes = {row.values[name] for row in rows for name in ("code", "parent") if name in row.values}
        self.known = {unit.code: unit for unit in rows_where(Unit.objects.all(), "code", codes)}
        above = {unit.path[: -Unit.steplen] for unit in self.known.values()} - {""}
        self.codes_above = {unit.path: unit.code for unit in rows_where(Unit.objects.all(), "path", above)}

    def _is_mine(self, path: str) -> bool:
        return path.startswith(self.scope)

    def _new(self, row: Row) -> UnitDraft:
        facts = {name: row.values[name] for name in FACTS if name in row.values}
        unit = Unit(code=row.values["code"], **facts)
        return UnitDraft(row.number, unit.name, is_new=True, unit=unit, parent=row.values.get("parent", ""))

    def _changed(self, before: Unit, row: Row) -> UnitDraft:
        above = before.path[: -Unit.steplen]
        parent = row.values.get("parent")
        if parent and parent != self.codes_above.get(above):
            sentence = "Khác với đơn vị cấp trên hiện nay. Chuyển đơn vị bằng nút Chuyển trên trang của đơn vị."
            self.problems.add(row.number, "parent", sentence)
        after = copy(before)
        for name in FACTS:
            if name in row.values:
                setattr(after, name, row.values[name])
        after.clean_keys()
        for name in PLACE_FACTS:
            if getattr(before, name) != getattr(after, name) and not self._is_mine(above or before.path):
                self.problems.add(row.number, name, "Chỉ quản trị viên của đơn vị cấp trên sửa được. Đề nghị cấp trên.")
        return UnitDraft(row.number, before.name, changes=differences(before, after, FACTS), unit=after)

    def _parents_first(self, new: dict[str, UnitDraft]) -> Iterator[UnitDraft]:
        """The new units in an order in which each comes after the one above it; those without a place are problems."""
        below: dict[str, list[UnitDraft]] = {}
        for draft in new.values():
            below.setdefault(draft.parent, []).append(draft)
        placed = [
            (draft, len(unit.path))
            for code, unit in self.known.items()
            if self._is_mine(unit.path) and unit.valid_to is None
            for draft in below.pop(code, [])
        ]
        for draft, length in placed:
            if length + Unit.steplen > LONGEST_PATH:
                self.problems.add(draft.number, "parent", "Cây đơn vị quá sâu. Chọn đơn vị cấp trên khác.")
            yield draft
            placed += [(each, length + Unit.steplen) for each in below.pop(draft.unit.code, [])]
        for draft in sorted((draft for drafts in below.values() for draft in drafts), key=lambda each: each.number):
            self.problems.add(draft.number, "parent", self._why_no_place(draft, new))

    def _why_no_place(self, draft: UnitDraft, new: dict[str, UnitDraft]) -> str:
        parent = self.known.get(draft.parent)
        if not draft.parent:
            return "Chưa ghi. Đơn vị mới cần có đơn vị cấp trên."
        if parent and self._is_mine(parent.path):
            return f"“{parent}” đã đóng từ ngày {parent.valid_to:%d/%m/%Y}. Chọn đơn vị khác."
        if draft.parent in new:
            return f"Dòng {new[draft.parent].number} chưa có chỗ trong cây đơn vị. Sửa dòng đó trước."
        return "Không có đơn vị mang mã này trong phạm vi quản lý."


def compare_units(rows: Iterable[Row], problems: Problems, *, by: Person, today: date, locked: bool) -> Comparison:
    """What the rows would do; `locked` when it is to be written in the same transaction."""
    if locked:
        lock_trees(post.unit for post in valid_posts(by, today))
    return UnitsComparison(by, problems).compare(rows)


def write_units(found: Comparison, *, by: Person) -> None:
    """Take over what was found, under the lock of the trees."""
    correct_many([draft.unit for draft in found.changed])
    Unit.objects.bulk_update([draft.unit for draft in found.changed], [*FACTS, *KEYS], batch_size=200)
    units, codes = [draft.unit for draft in found.new], [draft.parent for draft in found.new]
    parents = {unit.code: unit for unit in rows_where(Unit.objects.all(), "code", codes)}
    _place(units, codes, parents)
    Unit.objects.bulk_create(units, batch_size=500)
    begin_spans(units)
    Unit.objects.bulk_update(parents.values(), ["numchild"], batch_size=500)
    record_all(_entries(found, by))


def _place(units: list[Unit], codes: list[str], parents: dict[str, Unit]) -> None:
    """Give the new units their paths, each as the last child of the unit with the code beside it."""
    above = parents | {unit.code: unit for unit in units}
    last = _last_steps([unit.path for unit in parents.values() if unit.numchild])
    for unit, code in zip(units, codes, strict=True):
        parent = above[code]
        last[parent.path] += 1
        unit.depth = parent.depth + 1
        unit.path = Unit._get_path(parent.path, unit.depth, last[parent.path])
        unit.clean_keys()
        parent.numchild += 1


def _last_steps(paths: list[str]) -> Counter[str]:
    """For each path the place of the last child, 0 without children."""
    above = Left("path", (F("depth") - 1) * Unit.steplen)
    children = Unit.objects.filter(depth__gt=1).order_by().annotate(above=above)
    return Counter(
        {
            path: Unit._str2int(last[-Unit.steplen :])
            for batch in batches(paths)
            for path, last in children.filter(above__in=batch).values_list("above").annotate(last=Max("path"))
        }
    )


def _entries(found: Comparison, by: Person) -> Iterator[Entry]:
    for draft in found.drafts:
        unit, deed = draft.unit, "Thêm" if draft.is_new else "Sửa thông tin"
        sentence = f"{deed} đơn vị “{unit}” ({unit.code}) từ tệp Excel"
        action = "people.add_unit" if draft.is_new else "people.change_unit"
        yield entry_of(action, unit, by=by, sentence=sentence, changes=draft.changes, path=unit.path)
