"""Persons and their posts from a sheet: several rows may be one person, each row is one post."""

from collections import defaultdict
from collections.abc import Iterable
from copy import copy
from dataclasses import dataclass, field
from datetime import date
from secrets import token_urlsafe

from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX

from thidua.audit.models import Entry
from thidua.audit.operations import differences, entry_of, record_all
from thidua.people.models import Contact, Person, Post, Unit
from thidua.people.operations.imports.comparing import Comparison, Draft, batches, rows_where
from thidua.people.operations.persons import FACTS
from thidua.people.operations.posts import told
from thidua.people.operations.units import lock_trees
from thidua.people.queries import binding_paths, paths_held, valid_posts
from thidua.people.sheets import Problems, Row

KEYS = ("code", "email", "username")
"""What a person is known by, the strongest first."""
TOLD = (*FACTS, "phone")
FOREIGN = "Người này đang thuộc đơn vị khác quản lý nên không nhập được. Đề nghị quản trị viên của đơn vị đó cập nhật."


@dataclass
class PersonDraft(Draft):
    """The rows of one person, what they say of the person, and the posts that begin or change."""

    rows: list[Row] = field(default_factory=list)
    facts: dict[str, str] = field(default_factory=dict)
    person: Person = field(init=False, repr=False, compare=False)
    """Set when the rows are compared; of a new person when it is written."""
    new_posts: list[Post] = field(default_factory=list)
    changed_posts: list[Post] = field(default_factory=list)
    has_new_facts: bool = False
    has_new_phone: bool = False
    has_new_email: bool = False
    path: str = ""
    """Of the unit of the first row: where the trail tells of it."""


class PersonsComparison:
    """Compares the rows of a sheet with the persons that `by` administers."""

    def __init__(self, by: Person, problems: Problems, *, today: date, locked: bool) -> None:
        self.result = Comparison(problems)
        self.problems = problems
        self.today = today
        self.scope = paths_held(by, {Post.Role.ADMINISTRATOR})
        self.persons = Person.objects.select_for_update().order_by("pk") if locked else Person.objects.all()
        self.drafts: list[PersonDraft] = []
        self.units: dict[str, Unit] = {}
        self.found: dict[tuple[str, str], Person] = {}
        self.posts: dict[int, list[Post]] = defaultdict(list)
        self.phones: dict[int, str] = {}
        self.bound: dict[int, list[str]] = defaultdict(list)

    def compare(self, rows: Iterable[Row]) -> Comparison:
        self._gather(rows)
        self._load()
        for draft in self.drafts:
            self._judge(draft)
            self.result.add(draft)
        return self.result

    def _gather(self, rows: Iterable[Row]) -> None:
        """Put the rows of one person together: those that share a code, an address or a name for signing in."""
        seen: dict[tuple[str, str], PersonDraft] = {}
        for row in rows:
            keys = [(name, row.values[name]) for name in KEYS if name in row.values]
            if not keys:
                sentence = "Ghi ít nhất một trong ba: mã cán bộ, thư điện tử, tên đăng nhập."
                self.problems.add(row.number, "code", sentence)
                continue
            met = [seen[key] for key in keys if key in seen]
            if met:
                draft = met[0]
            else:
                draft = PersonDraft(row.number)
                self.drafts.append(draft)
            for key in keys:
                other = seen.setdefault(key, draft)
                if other is not draft:
                    self.problems.add(row.number, key[0], f"Dòng {other.number} đã ghi cho một người khác.")
            for name in TOLD:
                if name in row.values and draft.facts.setdefault(name, row.values[name]) != row.values[name]:
                    self.problems.add(row.number, name, f"Khác với dòng {draft.number} của cùng một người.")
            draft.rows.append(row)

    def _load(self) -> None:
        codes = {row.values["unit"] for draft in self.drafts for row in draft.rows if "unit" in row.values}
        units = rows_where(Unit.objects.all(), "code", codes)
        self.units = {unit.code: unit for unit in units if unit.path.startswith(self.scope)}
        persons: dict[int, Person] = {}
        for name in KEYS:
            values = {draft.facts[name] for draft in self.drafts if name in draft.facts}
            for person in rows_where(self.persons, name, values):
                self.found[name, getattr(person, name)] = persons.setdefault(person.pk, person)
        for post in rows_where(Post.objects.select_related("unit"), "person_id", persons):
            self.posts[post.person_id].append(post)
        for contact in rows_where(Contact.objects.all(), "person_id", persons):
            self.phones[contact.pk] = contact.phone
        for batch in batches(persons):
            self.bound |= binding_paths(batch, self.today)

    def _judge(self, draft: PersonDraft) -> None:
        """Find out whom the draft is about, and what it would change."""
        draft.label = draft.facts.get("full_name", "")
        person = self._match(draft)
        if person:
            self._compare_facts(draft, person)
        else:
            draft.is_new = True
        self._compare_posts(draft, self.posts[person.pk] if person else [])
        if person and not self._may_take(person, draft):
            draft.changes = []
            self.problems.add(draft.number, next(name for name in KEYS if name in draft.facts), FOREIGN)

    def _match(self, draft: PersonDraft) -> Person | None:
        """The person whom the strongest key meets. Whatever the other keys say against it is a problem."""
        met = {name: self.found.get((name, draft.facts[name])) for name in KEYS if name in draft.facts}
        person = next(filter(None, met.values()), None)
        is_stronger = True
        for name, other in met.items() if person else ():
            if other is person:
                is_stronger = False
            elif other is not None:
                self.problems.add(draft.number, name, "Đang dùng cho một người khác. Kiểm tra lại dòng này.")
            elif is_stronger and getattr(person, name):
                sentence = "Người đang dùng thư điện tử hoặc tên đăng nhập này có mã khác. Kiểm tra lại dòng này."
                self.problems.add(draft.number, name, sentence)
        return person

    def _may_take(self, person: Person, draft: PersonDraft) -> bool:
        """Whether `by` administers the person; a row that changes nothing may tell of anybody who is in the scope."""
        bound = self.bound[person.pk]
        if bound and all(path.startswith(self.scope) for path in bound):
            return True
        is_seen = any(post.unit.path.startswith(self.scope) for post in self.posts[person.pk])
        return is_seen and not draft.changes

    def _compare_facts(self, draft: PersonDraft, person: Person) -> None:
        draft.person = person
        facts = {name: value for name, value in draft.facts.items() if name in FACTS}
        if any(getattr(person, name) != value for name, value in facts.items()):
            draft.person = copy(person)
            for name, value in facts.items():
                setattr(draft.person, name, value)
            draft.person.clean_keys()
            draft.changes = differences(person, draft.person, FACTS)
            draft.has_new_facts = bool(draft.changes)
            draft.has_new_email = draft.person.email != person.email
        if draft.facts.get("phone", "") not in {"", self.phones.get(person.pk, "")}:
            draft.has_new_phone = True
            draft.changes.append(("điện thoại", "số cũ" if person.pk in self.phones else "–", "số mới"))

    def _compare_posts(self, draft: PersonDraft, posts: list[Post]) -> None:
        """Posts that are there first, so that one that ends makes room for the next."""
        held = {(post.unit_id, post.role, post.valid_from): post for post in posts}
        rows: dict[tuple[int, str, date], Row] = {}
        for row in draft.rows:
            if key := self._key_of(draft, row):
                if key in rows:
                    self.problems.add(row.number, "unit", f"Trùng với dòng {rows[key].number}. Bỏ bớt một dòng.")
                rows.setdefault(key, row)
        for key in rows.keys() & held.keys():
            held[key] = self._compare_post(draft, rows[key], held[key])
        for key, row in rows.items():
            if key not in held:
                held[key] = self._new_post(draft, row, held.values())

    def _key_of(self, draft: PersonDraft, row: Row) -> tuple[int, str, date] | None:
        """What makes a post the same one: unit, role and first day; None when the row does not say all of it."""
        values = row.values
        unit = self.units.get(values.get("unit", ""))
        if unit is None and "unit" in values:
            self.problems.add(row.number, "unit", "Không có đơn vị mang mã này trong phạm vi quản lý.")
        if unit is None or "role" not in values or "valid_from" not in values:
            return None
        draft.path = draft.path or unit.path
        if "valid_to" in values and values["valid_to"] < values["valid_from"]:
            self.problems.add(row.number, "valid_to", "Ngày kết thúc phải từ ngày bắt đầu trở đi.")
            return None
        return unit.pk, values["role"], values["valid_from"]

    def _compare_post(self, draft: PersonDraft, row: Row, post: Post) -> Post:
        """A post that is there may get another title and end earlier, as on its page."""
        after, last_day = copy(post), row.values.get("valid_to")
        after.title = row.values.get("title", post.title)
        if last_day and last_day != post.valid_to:
            after.valid_to = last_day
            if post.role == Post.Role.ADMINISTRATOR:
                sentence = "Vị trí quản trị viên không kết thúc bằng tệp được. Kết thúc trên trang của người này."
                self.problems.add(row.number, "valid_to", sentence)
            elif post.valid_to and last_day > post.valid_to:
                sentence = f"Vị trí này đã kết thúc ngày {post.valid_to:%d/%m/%Y}. Ghi vị trí mới từ ngày sau đó."
                self.problems.add(row.number, "valid_to", sentence)
        if changes := differences(post, after, ("title", "valid_to")):
            draft.changes += changes
            draft.changed_posts.append(after)
        return after

    def _new_post(self, draft: PersonDraft, row: Row, held: Iterable[Post]) -> Post:
        values = row.values
        unit = self.units[values["unit"]]
        post = Post(
            unit=unit,
            role=values["role"],
            title=values.get("title", ""),
            valid_from=values["valid_from"],
            valid_to=values.get("valid_to"),
        )
        if unit.valid_to is not None:
            sentence = f"Đơn vị đã đóng từ ngày {unit.valid_to:%d/%m/%Y}. Mở lại đơn vị trước, hoặc ghi đơn vị khác."
            self.problems.add(row.number, "unit", sentence)
        if other := next((each for each in held if overlap(each, post)), None):
            self.problems.add(row.number, "valid_from", f"Trùng thời gian với vị trí khác: {told(other)}.")
        draft.changes.append(("vị trí", "–", told(post)))
        draft.new_posts.append(post)
        return post


def overlap(one: Post, other: Post) -> bool:
    """Whether the same role in the same unit covers some day twice."""
    return (
        (one.unit_id, one.role) == (other.unit_id, other.role)
        and one.valid_from <= (other.valid_to or date.max)
        and other.valid_from <= (one.valid_to or date.max)
    )


def compare_persons(rows: Iterable[Row], problems: Problems, *, by: Person, today: date, locked: bool) -> Comparison:
    """What the rows would do; `locked` when it is to be written in the same transaction: of two imports into one tree
    the second waits, and sees what the first one wrote.
    """
    if locked:
        lock_trees(post.unit for post in valid_posts(by, today))
    return PersonsComparison(by, problems, today=today, locked=locked).compare(rows)


def write_persons(found: Comparison, *, by: Person) -> None:
    """Take over what was found. New persons have no password: an invitation is handed over later."""
    drafts: list[PersonDraft] = found.drafts
    for draft in drafts:
        if draft.is_new:
            draft.person = _new_person(draft)
    Person.objects.bulk_create([draft.person for draft in drafts if draft.is_new], batch_size=1000)
    _save_facts([draft.person for draft in drafts if draft.has_new_facts])
    _forget_addresses([draft.person for draft in drafts if draft.has_new_email])
    _save_phones([draft for draft in drafts if draft.has_new_phone])
    for draft in drafts:
        for post in draft.new_posts:
            post.person = draft.person
    Post.objects.bulk_create([post for draft in drafts for post in draft.new_posts], batch_size=1000)
    Post.objects.bulk_update(
        [post for draft in drafts for post in draft.changed_posts], ["title", "valid_to"], batch_size=300
    )
    record_all(_entry(draft, by) for draft in drafts)


def _new_person(draft: PersonDraft) -> Person:
    """With a password that nobody can have, made more cheaply than by `set_unusable_password`."""
    facts = {name: value for name, value in draft.facts.items() if name in FACTS}
    person = Person(password=UNUSABLE_PASSWORD_PREFIX + token_urlsafe(30), **facts)
    person.clean_keys()
    draft.has_new_phone = "phone" in draft.facts
    return person


def _save_facts(persons: list[Person]) -> None:
    Person.objects.bulk_update(persons, [*FACTS, "search_text", "sort_key"], batch_size=150)


def _forget_addresses(persons: list[Person]) -> None:
    """Where a forgotten password was sent before the address changed."""
    for batch in batches(persons):
        EmailAddress.objects.filter(user__in=batch).delete()


def _save_phones(drafts: list[PersonDraft]) -> None:
    contacts = [Contact(person=draft.person, phone=draft.facts["phone"]) for draft in drafts]
    Contact.objects.bulk_create(
        contacts, batch_size=1000, update_conflicts=True, unique_fields=["person"], update_fields=["phone"]
    )


def _entry(draft: PersonDraft, by: Person) -> Entry:
    deed = "Thêm người" if draft.is_new else "Cập nhật"
    action = "people.add_person" if draft.is_new else "people.change_person"
    sentence = f"{deed} “{draft.person}” từ tệp Excel"
    return entry_of(action, draft.person, by=by, sentence=sentence, changes=draft.changes, path=draft.path)
