"""Units, persons and posts with sane defaults."""

from datetime import date
from typing import Any

from thidua.people.models import Cluster, Person, Post, Unit

LONG_AGO = date(2020, 1, 1)


def unit(name: str = "Trường THCS Suối Mơ", *, parent: Unit | None = None, kind: str = "lower_secondary", **facts: Any):
    place = Unit.objects.count() + 1
    facts = {"name": name, "kind": kind, "code": f"DV{place:04d}", "sign": f"DV{place}", **facts}
    return Unit.objects.add_child(parent, facts) if parent else Unit.objects.add_root(facts)


def person(unit: Unit | None = None, role: str = "officer", *, name: str = "Lê Thị An", **facts: Any) -> Person:
    """Somebody with one post since long ago (or with `valid_from`, `valid_to`), or without any when no unit is given.

    With `password` the person can sign in.
    """
    dates = {key: facts.pop(key) for key in ("valid_from", "valid_to") if key in facts}
    password = facts.pop("password", None)
    facts.setdefault("username", f"nguoi{Person.objects.count() + 1}")
    somebody = Person(full_name=name, **facts)
    somebody.set_password(password)
    somebody.save()
    if unit:
        post(somebody, unit, role, **dates)
    return somebody


def post(person: Person, unit: Unit, role: str = "officer", **facts: Any) -> Post:
    person.posts_by_day = None
    return Post.objects.create(person=person, unit=unit, role=role, **{"valid_from": LONG_AGO, **facts})


def cluster(unit: Unit, units: list[Unit], *, name: str = "Cụm 1") -> Cluster:
    made = Cluster.objects.create(unit=unit, name=name)
    made.units.set(units)
    return made


def province() -> dict[str, Unit]:
    """A department with a division, a commune with two schools, one of them with a team."""
    top = unit("Sở Giáo dục và Đào tạo Đông Hải", kind="department")
    commune = unit("Xã Bình Minh", parent=top, kind="commune")
    school = unit("Trường THCS Suối Mơ", parent=commune)
    return {
        "top": top,
        "division": unit("Phòng Giáo dục phổ thông", parent=top, kind="division"),
        "commune": commune,
        "school": school,
        "team": unit("Tổ Toán", parent=school, kind="team"),
        "other": unit("Trường Tiểu học Đồi Thông", parent=commune, kind="primary"),
    }
