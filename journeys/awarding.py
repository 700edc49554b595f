"""What a year of awards begins with: councils with members who may sign in, a reported initiative, a printed form."""

from ast import literal_eval
from datetime import date
from types import SimpleNamespace

from journeys.test_initiatives import Somebody

BEGIN = """
from datetime import timedelta
from types import SimpleNamespace
from thidua.councils import operations
from thidua.councils.models import Council, Seat
from thidua.documents.models import CertificateDesign
from thidua.documents.operations import designs
from thidua.initiatives.tests import make
from thidua.kernel.calendar import today
from thidua.law import national_rules
from thidua.people.models import Person, Unit

logins, code, day = {logins!r}, {code!r}, today()
known = Person.objects.get(username="canboso").password
Person.objects.filter(username__in=logins).update(password=known)
people = {{person.username: person for person in Person.objects.filter(username__in=[*logins, "giamdoc", "canboso"])}}
school, department = Unit.objects.get(code=code), Unit.objects.get(kind="department")


def council(unit, *members):
    head, since = members[0], day - timedelta(days=60)
    name = "Hội đồng Thi đua - Khen thưởng"
    facts = {{"decision_number": f"61/QĐ-{{unit.sign}}", "decision_date": since, "valid_from": since}}
    made = Council.objects.filter(unit=unit, name=name).first() or operations.add_council(
        unit, by=head, name=name, **facts
    )
    if not made.seats.exists():
        offices = ["chair", "secretary"] + ["member"] * len(members)
        for person, office in zip(members, offices):
            operations.add_seat(made, by=head, person=person, office=office, valid_from=since)
        facts = {{"valid_from": since, "source": "Quy chế hoạt động của Hội đồng, Điều 4"}}
        operations.add_house_rule(made, by=head, kind="quorum", numerator=2, denominator=3, **facts)
    return made


here = council(school, *(people[login] for login in logins[:7]))
council(department, *Person.objects.filter(username__in=["giamdoc", "canboso", "thanhtra"]).order_by("pk"))
if not CertificateDesign.objects.filter(unit=department).exists():
    designs.add_design(department, by=people["canboso"], name="Giấy chứng nhận của Sở", way="own")
year = national_rules().calendar(day).year_of(day, is_school=True).back(1)
place = SimpleNamespace(unit=school, officer=people[logins[1]])
of = make.round_of(place, name="Đợt sáng kiến cả năm " + year.short)
work = make.initiative(of, people[logins[8]], status="reported", title={title!r})
print([
    {{login: (row.pk, row.full_name) for login, row in people.items()}}, here.pk, work.pk, year.short, year.start,
    school.name,
])
"""
DEPARTMENT_VOTES = """
from django.utils import timezone
from thidua.awards.models import Nomination, Season
from thidua.awards.operations.hearings import bring_to_council
from thidua.awards.tests import sitting
from thidua.councils.models import Council
from thidua.people.models import Person

season, head = Season.objects.get(pk={season}), Person.objects.get(username="giamdoc")
council = Council.objects.get(unit=season.unit, name="Hội đồng Thi đua - Khen thưởng")
rows = list(Nomination.objects.filter(desk=season, status="ready"))
meeting = sitting.meeting(council, head, title="Xét danh hiệu của các trường", starts=timezone.now())
hearing = bring_to_council(season, rows[0].award, rows, meeting, by=Person.objects.get(username="canboso"))
sitting.begin(meeting, head)
sitting.vote(sitting.ballot(hearing, head), "+" * len(rows), by=head)
print(len(rows))
"""
DAYS_PASS = """
from datetime import timedelta
from thidua.awards.models import Publication
row = Publication.objects.get(pk={publication})
Publication.objects.filter(pk=row.pk).update(starts=row.starts - timedelta(days=30), ends=row.ends - timedelta(days=30))
"""


def school_year(shell, code, title, movement):
    """Seven members of the school's council, then who is proposed: a good teacher, one with an initiative, a leader."""
    home = code.lower()
    logins = [f"{home}-ht", f"{home}-cb", *(f"{home}-t{n}-tt" for n in (1, 2, 3, 4)), f"{home}-t1-gv2"]
    logins += [f"{home}-t1-gv1", f"{home}-t2-gv1", f"{home}-t2-gv2"]
    said = literal_eval(shell(BEGIN.format(logins=logins, code=code, title=title)))
    people, council, initiative, short, start, school = said
    found = [Somebody(login, *people[login]) for login in logins]
    return SimpleNamespace(
        head=found[0],
        officer=found[1],
        members=found[:7],
        absent=found[5],
        touched=found[4],
        good=found[7],
        author=found[8],
        weak=found[9],
        department=Somebody("canboso", *people["canboso"]),
        director=Somebody("giamdoc", *people["giamdoc"]),
        council=council,
        initiative=initiative,
        title=title,
        school=school,
        year=short,
        recognised=date(start + 1, 5, 20),
        name=f"Xét danh hiệu thi đua {movement}",
    )


MOVE = """
from thidua.people.models import Person, Unit
from thidua.plans.models import Plan
from thidua.plans.tests import make

logins, code, name = {logins!r}, {code!r}, {name!r}
known = Person.objects.get(username="canboso").password
Person.objects.filter(username__in=logins).update(password=known)
people = {{person.username: (person.pk, person.full_name) for person in Person.objects.filter(username__in=logins)}}
school = Unit.objects.get(code=code)
team = Unit.objects.get(code=code + "-T4")
head = Person.objects.get(username=logins[0])
title = f"Kế hoạch phát động phong trào thi đua “{{name}}”"
plan = make.issued(school, head, [team], title=title, kind=Plan.Kind.MOVEMENT)
Plan.objects.filter(pk=plan.pk).update(movement=name)
print([people, plan.pk, school.name, team.name])
"""


def school_movement(shell, code, name):
    """A plan that the school issued, and who is commended at the middle of it."""
    home = code.lower()
    logins = [f"{home}-ht", f"{home}-cb", *(f"{home}-t3-gv{n}" for n in (1, 2, 3)), "canboso"]
    people, plan, school, team = literal_eval(shell(MOVE.format(logins=logins, code=code, name=name)))
    head, officer, one, two, three, department = (Somebody(login, *people[login]) for login in logins)
    return SimpleNamespace(
        head=head,
        officer=officer,
        one=one,
        two=two,
        three=three,
        department=department,
        plan=plan,
        school=school,
        team=team,
        name=name,
    )
