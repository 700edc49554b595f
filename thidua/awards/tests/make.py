"""A department with two schools and their people, seasons, and nominations as far as a test needs them."""

from typing import Any

from thidua.awards.models import Award, Dossier, DossierEntry, Nomination, Registration, Season, YearGrade
from thidua.people.models import Person, Unit
from thidua.people.tests.make import person, post, unit

__all__ = ["FIGHTER", "WORKER", "YEAR", "Place", "award", "dossier", "grade", "nomination", "person", "post", "season"]

WORKER = "title_advanced_worker"
FIGHTER = "title_emulation_fighter_unit"
COLLECTIVE = "title_advanced_collective"
YEAR = "2025-2026"
NAMES = {WORKER: "Lao động tiên tiến", FIGHTER: "Chiến sĩ thi đua cơ sở", COLLECTIVE: "Tập thể lao động tiên tiến"}


class Place:
    """A department with a division, and an upper secondary school of it with a team. `teachers[n]` work in the team;
    `head` and `officer` are the school's, `chief` and `clerk` the department's, `appraiser` leads the division.
    """

    def __init__(self, teachers: int = 3) -> None:
        self.department = unit("Sở Giáo dục và Đào tạo Đông Hải", kind="department")
        self.division = unit("Phòng Tổ chức cán bộ", parent=self.department, kind="division")
        self.school = unit("Trường THPT Suối Mơ", parent=self.department, kind="upper_secondary")
        self.other = unit("Trường THPT Đồi Thông", parent=self.department, kind="upper_secondary")
        self.team = unit("Tổ Toán - Tin", parent=self.school, kind="team")
        self.chief = person(self.department, "head", name="Hoàng Văn Giám")
        self.clerk = person(self.department, "officer", name="Bùi Thị Vân")
        self.appraiser = person(self.division, "leader", name="Lương Văn Thẩm")
        self.head = person(self.school, "head", name="Đỗ Văn Hiển")
        self.officer = person(self.school, "officer", name="Vũ Thị Phượng")
        self.leader = person(self.team, "leader", name="Phan Thị Trưởng")
        self.teachers = [person(self.team, "member", name=f"Nguyễn Giáo Viên {n}") for n in range(teachers)]
        self.stranger = person(self.other, "officer", name="Người Trường Khác")


def season(of: Unit, **facts: Any) -> Season:
    facts = {
        "year": YEAR,
        "title": f"Xét thi đua {of.label}",
        "awards": [WORKER, FIGHTER, COLLECTIVE],
        **facts,
    }
    return Season.objects.create(unit=of, **facts)


def nomination(
    of: Season, about: Person | Unit, award: str = WORKER, *, by: Person, status: str = "draft", **facts: Any
) -> Nomination:
    """The row itself in that state, without the way there."""
    whose = {"person": about} if isinstance(about, Person) else {"collective": about}
    facts = {"desk": of, "unit": of.unit, "award_name": NAMES.get(award, award), **facts}
    return Nomination.objects.create(season=of, award=award, by=by, status=status, **whose, **facts)


def dossier(of: Season, to: Unit | None, *, by: Person, status: str = "draft", **facts: Any) -> Dossier:
    """With the nominations given as `nominations`."""
    rows = facts.pop("nominations", [])
    facts = {"title": "Hồ sơ đề nghị", "to_name": "" if to else "Ủy ban nhân dân tỉnh", **facts}
    made = Dossier.objects.create(season=of, to_unit=to, by=by, status=status, **facts)
    DossierEntry.objects.bulk_create(DossierEntry(dossier=made, nomination=row) for row in rows)
    return made


def grade(
    of: Unit, about: Person | Unit, value: str = "good", *, by: Person, year: str = YEAR, **facts: Any
) -> YearGrade:
    whose = {"person": about} if isinstance(about, Person) else {"collective": about}
    return YearGrade.objects.create(unit=of, year=year, grade=value, by=by, **whose, **facts)


def award(of: Unit, about: Person | Unit, key: str = WORKER, *, by: Person, year: str = YEAR, **facts: Any) -> Award:
    whose = {"person": about} if isinstance(about, Person) else {"collective": about}
    facts = {
        "award_name": NAMES.get(key, key),
        "decided_by": "Sở Giáo dục và Đào tạo Đông Hải",
        "decision_number": f"12/QĐ-SGDĐT-{year}",
        "decision_date": f"{year[:4]}-08-15",
        **facts,
    }
    return Award.objects.create(unit=of, award=key, year=year, by=by, **whose, **facts)


def registration(of: Season, about: Person | Unit, key: str = WORKER, *, by: Person, **facts: Any) -> Registration:
    whose = {"person": about} if isinstance(about, Person) else {"collective": about}
    return Registration.objects.create(season=of, award=key, by=by, **whose, **facts)
