"""How many units' plans are compared with the plan above in a second: half derived from it, half written elsewhere."""

from __future__ import annotations

import time
from collections.abc import Iterable
from datetime import date
from itertools import product
from typing import Any

from bench.people import temporary_database

TODAY = date(2026, 11, 21)
LINES = 30
CHILDREN = 300
THINGS = ("học bạ", "sổ điểm", "văn bản", "hồ sơ học sinh", "bài giảng", "thư viện")
MATTERS = ("được ký số đúng hạn", "xử lý trên môi trường điện tử", "công khai trên cổng tin", "kiểm tra, giám sát",
           "chia sẻ dùng chung")  # fmt: skip
WAYS = ("Tỷ lệ {} {} đạt tối thiểu {} %", "Phấn đấu trên {2} % {0} {1}", "{1} đối với {0}: ít nhất {2} %")
DEEDS = ("Rà soát {} {} trong năm học", "Đẩy mạnh việc {1} cho {0}", "Tập huấn giáo viên về {0}, {1}")


def measure() -> Iterable[tuple[str, float, str]]:
    with temporary_database():
        parent = build()
        start = time.perf_counter()
        compared = check(parent)
        seconds = time.perf_counter() - start
    yield "coverage.children_per_second", compared / seconds, "plans/s"


def check(parent: Any) -> int:
    """All that the background does with one run of them."""
    from thidua.plans.models import Coverage
    from thidua.plans.operations import check_coverage
    from thidua.plans.queries import answers_of, said_by_parent

    Coverage.objects.all().delete()
    said = said_by_parent(parent)
    for child in answers_of(parent).select_related("document", "unit"):
        child.parent = parent
        check_coverage(child, today=TODAY, said=said)
    return Coverage.objects.count()


def build() -> Any:
    """A department's plan with thirty targets and thirty tasks, and three hundred schools' plans under it."""
    from thidua.people.models import Person, Post, Unit
    from thidua.plans.models import Plan

    top = Unit.objects.add_root({"kind": "department", "name": "Sở Giáo dục và Đào tạo", "code": "SO", "sign": "SGDDT"})
    chief = Person.objects.create(full_name="Lê Thị An", username="an", password="!")
    Post.objects.create(person=chief, unit=top, role=Post.Role.OFFICER, valid_from=date(2020, 1, 1))
    parent = plan_of(top, chief, 0, None)
    for n in range(CHILDREN):
        facts = {"kind": "primary", "name": f"Trường Tiểu học {n}", "code": f"T{n:03d}"}
        plan_of(Unit.objects.add_child(top, facts), chief, n % 3, parent, is_derived=n % 2 == 0)
    return Plan.objects.select_related("document").get(pk=parent.pk)


def plan_of(unit: Any, by: Any, way: int, parent: Any, *, is_derived: bool = False) -> Any:
    """An issued plan, worded in one of three ways; figures go up and down by a few."""
    from thidua.documents.models import OfficialDocument
    from thidua.plans.models import Plan, Target, Task

    document = OfficialDocument.objects.create(unit=unit, number=f"{unit.pk}/KH", date=TODAY, excerpt="Chuyển đổi số")
    facts = {"status": Plan.Status.ISSUED, "created_by": by, "parent": parent, "title": "Kế hoạch chuyển đổi số"}
    plan = Plan.objects.create(unit=unit, document=document, **facts)
    above = {kind: list(kind.objects.filter(plan=parent)) if is_derived else [] for kind in (Target, Task)}
    subjects = list(product(THINGS, MATTERS))[:LINES]
    targets = [
        Target(text=WAYS[way].format(*about, 70 + place % 25 + way), comparator=">=", value=70 + place % 25 + way,
               unit_of_count="%", measure="ratio", level="subordinate")
        for place, about in enumerate(subjects)
    ]  # fmt: skip
    tasks = [Task(text=DEEDS[way].format(*about), level="subordinate") for about in subjects]
    kinds: tuple[tuple[Any, Any], ...] = ((Target, targets), (Task, tasks))
    for kind, lines in kinds:
        for place, line in enumerate(lines):
            line.plan, line.order = plan, place
            line.parent_line = above[kind][place] if above[kind] else None
        kind._default_manager.bulk_create(lines)
    return plan
