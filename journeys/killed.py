"""What the tests with dead workers do inside the installation: `python -m journeys.killed seed_papers` and so on."""

import sys
from datetime import timedelta

import django
from django.db.models import Count

SCHOOLS, PAPERS, LETTERS, DUTIES = 100, 40, 600, 200


def seed_papers() -> None:
    """Thousands of papers that are due today; two officers a school, so two notices a paper."""
    from thidua.kernel.calendar import today
    from thidua.people.tests import make
    from thidua.plans.models import Duty, Obligation
    from thidua.plans.tests import make as plans

    department = make.unit("Sở Giáo dục và Đào tạo", kind="department")
    officer = make.person(department)
    schools = [make.unit(f"Trường {n}", parent=department) for n in range(SCHOOLS)]
    for school in schools:
        make.person(school, name="Lê Thị An")
        make.person(school, name="Trần Văn Bình")
    plan = plans.issued(department, officer, schools[:1], tasks=0)
    Obligation.objects.all().delete()
    duties = [Duty.objects.create(plan=plan, text=f"Báo cáo {n}", due=today()) for n in range(PAPERS)]
    Obligation.objects.bulk_create(
        Obligation(duty=duty, unit=school, due=today()) for duty in duties for school in schools
    )


def seed_letters() -> None:
    """A notice for each of many persons with an address, and a run that is to write to them."""
    from thidua.people.models import Person
    from thidua.people.operations.notices import notify
    from thidua.people.tests import make

    school = make.unit()
    for n in range(LETTERS):
        make.person(school, "member", email=f"nguoi{n}@example.org")
    notify(Person.objects.all(), "x", "Tin mới")


def ask_for_letters() -> None:
    from thidua.kernel.calendar import today
    from thidua.kernel.runs import start_run

    start_run("progress.send_letters", "Gửi thư tổng hợp", by=None, day=str(today()), with_hours_only=False)


def ask_for_issue() -> None:
    """A plan of many lines for many schools that is to be issued."""
    from thidua.kernel.calendar import today
    from thidua.people.tests import make
    from thidua.plans import operations
    from thidua.plans.models import Duty
    from thidua.plans.tests import make as plans

    department = make.unit("Sở Giáo dục và Đào tạo", kind="department")
    officer = make.person(department)
    schools = [make.unit(f"Trường {n}", parent=department) for n in range(SCHOOLS)]
    plan = plans.draft(department, officer)
    due = today() + timedelta(days=9)
    Duty.objects.bulk_create(Duty(plan=plan, order=n, text=f"Báo cáo {n}", due=due) for n in range(DUTIES))
    operations.address_units(plan, schools, by=officer, today=today())
    operations.issue_later(plan, by=officer, today=today())


def take_over() -> None:
    """As the tick does, when the dead worker has been silent for long."""
    from django.utils import timezone

    from thidua.kernel.models import Run
    from thidua.kernel.runs import requeue_stale

    Run.objects.filter(status=Run.Status.RUNNING).update(heartbeat=timezone.now() - timedelta(minutes=10))
    print(requeue_stale(now=timezone.now()))


def write_tomorrow() -> None:
    """What the next day's letters do; what the dead worker had claimed has been silent for more than an hour."""
    from django.utils import timezone

    from thidua.kernel.calendar import today
    from thidua.progress.models import Digest
    from thidua.progress.operations.letters import send_letters

    Digest.objects.filter(status=Digest.Status.SENDING).update(at=timezone.now() - timedelta(hours=2))
    print(*send_letters(today=today() + timedelta(days=1)))


def tell() -> None:
    """What has come of it: states of runs, reminders, notices, those doubled, claims by state."""
    from thidua.kernel.models import Run
    from thidua.people.models import Notice
    from thidua.progress.models import Digest, Reminder

    told = Notice.objects.filter(key__startswith="remind:obligation")
    doubled = Reminder.objects.values("obligation").annotate(n=Count("pk")).filter(n__gt=1)
    print(*Run.objects.filter(kind__startswith="progress.").values_list("status", flat=True), sep=",")
    print(Reminder.objects.count(), told.count(), doubled.count())
    print(Notice.objects.filter(key__startswith="remind:summary").count())
    print(*(Digest.objects.filter(status=status).count() for status in ("sending", "sent", "failed")))


if __name__ == "__main__":
    django.setup()
    globals()[sys.argv[1]]()
