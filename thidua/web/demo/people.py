"""The tree of the demonstration: a province, its department, twelve communes, sixty schools, their people."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

from django.contrib.auth.hashers import make_password

from thidua.kernel.calendar import today
from thidua.people.models import Cluster, Person, Post, Unit
from thidua.web.demo.places import COMMUNES, SCHOOL_NAMES, SUBJECT_TEAMS, UPPER_SCHOOLS, full_names

PASSWORD = "Thidua@2026"
"""The same for every demonstration login; such an installation is for looking, not for use."""
SINCE = date(2023, 8, 1)
LEVELS = ("preschool", "primary", "lower_secondary", "primary")
LEVEL_WORDS = {"preschool": ("Trường Mầm non", "MN"), "primary": ("Trường Tiểu học", "TH")}
LEVEL_WORDS |= {"lower_secondary": ("Trường THCS", "THCS"), "upper_secondary": ("Trường THPT", "THPT")}
LEVEL_WORDS |= {"centre": ("Trung tâm GDTX", "GDTX")}
TEAM_SIZE = {"preschool": 5, "primary": 5, "lower_secondary": 7, "upper_secondary": 7, "centre": 5}


@dataclass
class Scene:
    """What the rest of the demonstration needs to know by name."""

    province: Unit
    department: Unit
    communes: list[Unit] = field(default_factory=list)
    schools: list[Unit] = field(default_factory=list)
    teams: dict[int, list[Unit]] = field(default_factory=dict)
    persons: list[tuple[Person, Unit, str, str]] = field(default_factory=list)


@dataclass(frozen=True)
class Login:
    username: str
    role: str
    unit: str


def build_people() -> tuple[Scene, list[Login]]:
    """Create units, persons, posts and clusters; a few persons get the demonstration password."""
    scene = build_units()
    names = full_names()
    _staff_offices(scene, names)
    for school in scene.schools:
        _staff_school(scene, school, names)
    _save_people(scene)
    _clusters(scene)
    return scene, _logins(scene)


def build_units() -> Scene:
    province = Unit.objects.add_root(
        {"kind": "province", "name": "Tỉnh Sơn Hà", "code": "SONHA", "sign": "UBND", "place": "Sơn Hà"}
    )
    department = _unit(province, "department", "Sở Giáo dục và Đào tạo tỉnh Sơn Hà", "SGDDT", "Sở GDĐT", "SGDĐT")
    for n, name in enumerate(("Văn phòng Sở", "Phòng Giáo dục phổ thông", "Phòng Giáo dục mầm non"), start=1):
        _unit(department, "division", name, f"SGDDT-P{n}")
    scene = Scene(province, department)
    for n, name in enumerate(UPPER_SCHOOLS):
        _school(scene, department, "upper_secondary", name, f"THPT{n + 1:02d}")
    _school(scene, department, "centre", "tỉnh Sơn Hà", "GDTX01")
    for n, (name, code) in enumerate(COMMUNES):
        commune = _unit(province, "commune", name, code, name, "UBND")
        scene.communes.append(commune)
        for m, level in enumerate(LEVELS):
            school_name = SCHOOL_NAMES[(n * len(LEVELS) + m * 5) % len(SCHOOL_NAMES)]
            _school(scene, commune, level, f"{school_name}", f"{code}-{m + 1}")
    return scene


def _unit(parent: Unit, kind: str, name: str, code: str, short: str = "", sign: str = "") -> Unit:
    facts = {"kind": kind, "name": name, "code": code, "short_name": short, "sign": sign, "place": "Sơn Hà"}
    return Unit.objects.add_child(parent, facts)


def _school(scene: Scene, parent: Unit, kind: str, name: str, code: str) -> None:
    long_word, short_word = LEVEL_WORDS[kind]
    where = "" if parent.kind == "department" else f" {parent.name.split(' ', 1)[1]}"
    school = _unit(
        parent,
        kind,
        f"{long_word} {name}{where}",
        code,
        f"{short_word} {name}{where}",
        f"{short_word}{len(scene.schools) + 1}",
    )
    scene.schools.append(school)
    scene.teams[school.pk] = [
        _unit(school, "team", team, f"{code}-T{n + 1}") for n, team in enumerate(SUBJECT_TEAMS[kind])
    ]


def _staff_offices(scene: Scene, names: Iterator[str]) -> None:
    add = scene.persons.append
    department = scene.department
    add((Person(full_name="Vương Thục Đoan", username="giamdoc"), department, "head", "Giám đốc"))
    add((Person(full_name="Đinh Gia Khánh", username="canboso"), department, "officer", "Chánh Văn phòng"))
    add((Person(full_name=next(names), username="quantri"), scene.province, "administrator", "Quản trị hệ thống"))
    add((Person(full_name=next(names), username="thanhtra"), department, "inspector", "Thanh tra viên"))
    for n, commune in enumerate(scene.communes):
        add((Person(full_name=next(names), username=f"chutich{n + 1}"), commune, "head", "Chủ tịch"))
        add(
            (
                Person(full_name=next(names), username=f"canboxa{n + 1}"),
                commune,
                "officer",
                "Công chức Văn hóa - Xã hội",
            )
        )


def _staff_school(scene: Scene, school: Unit, names: Iterator[str]) -> None:
    code = school.code.lower()
    title = "Giám đốc" if school.kind == "centre" else "Hiệu trưởng"
    add = scene.persons.append
    add((Person(full_name=next(names), username=f"{code}-ht"), school, "head", title))
    add((Person(full_name=next(names), username=f"{code}-cb"), school, "officer", "Phó Hiệu trưởng"))
    add(
        (Person(full_name=next(names), username=f"{code}-qt"), school, "administrator", "Nhân viên công nghệ thông tin")
    )
    for team in scene.teams[school.pk]:
        place = team.code.lower()
        add((Person(full_name=next(names), username=f"{place}-tt"), team, "leader", "Tổ trưởng"))
        for n in range(1, TEAM_SIZE[school.kind]):
            add((Person(full_name=next(names), username=f"{place}-gv{n}"), team, "member", "Giáo viên"))


def _save_people(scene: Scene) -> None:
    unusable = make_password(None)
    for person, unit, *_ in scene.persons:
        person.password = unusable
        person.code = f"CB{unit.code}-{person.username}"[:40]
        person.clean_keys()
    Person.objects.bulk_create([person for person, *_ in scene.persons], batch_size=500)
    Post.objects.bulk_create(
        [
            Post(person=person, unit=unit, role=role, title=title, valid_from=SINCE)
            for person, unit, role, title in scene.persons
        ],
        batch_size=500,
    )


def _clusters(scene: Scene) -> None:
    """Upper schools compete in two clusters, schools of the communes in one for each level."""
    upper = [school for school in scene.schools if school.kind in {"upper_secondary", "centre"}]
    groups = {"Cụm thi đua THPT số 1": upper[:6], "Cụm thi đua THPT số 2": upper[6:]}
    for kind, name in (("preschool", "Khối mầm non"), ("primary", "Khối tiểu học"), ("lower_secondary", "Khối THCS")):
        groups[name] = [school for school in scene.schools if school.kind == kind]
    for name, units in groups.items():
        cluster = Cluster.objects.create(name=name, unit=scene.department)
        cluster.units.set(units)
        cluster.leads.create(year=today().year, unit=units[0])


def _logins(scene: Scene) -> list[Login]:
    """One login for each role, all with the demonstration password."""
    school = scene.schools[0]
    team = scene.teams[school.pk][0].code.lower()
    first = school.code.lower()
    wanted = {
        "canboso": "Cán bộ phụ trách của Sở",
        "giamdoc": "Giám đốc Sở",
        f"{first}-cb": "Cán bộ phụ trách của trường",
        f"{first}-ht": "Hiệu trưởng",
        f"{team}-tt": "Tổ trưởng",
        f"{team}-gv1": "Giáo viên",
        "canboxa1": "Cán bộ phụ trách của xã",
        "thanhtra": "Người kiểm tra (chỉ xem)",
        "quantri": "Quản trị viên",
    }
    password = make_password(PASSWORD)
    Person.objects.filter(username__in=wanted).update(password=password)
    units = {person.username: unit.label for person, unit, *_ in scene.persons}
    return [Login(username, role, units[username]) for username, role in wanted.items()]
