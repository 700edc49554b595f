"""The hour before a deadline, at the real server on PostgreSQL: for one minute 200 people at once hand in a report,
take it back and hand it in again; for another they open the figures that they owe, save them and hand them in. Wants a
server of PostgreSQL at `BENCH_DATABASE_URL` (its last part names the database to make).
"""

from __future__ import annotations

import asyncio
import os
import random
import statistics
import subprocess
import sys
import time
from collections.abc import Awaitable, Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import timedelta
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING
from urllib.parse import urlencode

import django

from bench.postgres import address, fresh_database, is_reachable

if TYPE_CHECKING:
    from thidua.people.models import Person

DATABASE = address("thidua_deadline")
PORT = int(os.environ.get("BENCH_PORT", "8199"))
USERS, SECONDS, TARGETS = 200, 60, 10
PAUSE = (0.5, 3.0)
"""Seconds that a person looks at a page before the next press."""


@dataclass
class Tally:
    """What all people together saw: how long each answer took, and what was no good answer."""

    times: list[float] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class User:
    """One officer of one school: the cookies of the sign-in, and the addresses of what the school owes."""

    cookies: str
    token: str
    paper: str
    figures: str
    """The page with the figures of a period, and `owed` the page of that same paper."""
    owed: str
    cells: dict[str, str]
    """What is typed into the figures."""


def measure() -> Iterable[tuple[str, float, str]]:
    if not is_reachable(DATABASE):
        print("deadline_hour: no PostgreSQL at BENCH_DATABASE_URL, not measured", file=sys.stderr)
        return
    with TemporaryDirectory() as folder, fresh_installation(folder):
        users = people()
        with server(folder):
            papers = asyncio.run(rush(users, hand_in_again_and_again))
            figures = asyncio.run(rush(users, report_again_and_again))
    yield from told("deadline_hour", papers)
    yield from told("deadline_figures", figures)


def told(name: str, tally: Tally) -> Iterable[tuple[str, float, str]]:
    for error in sorted(set(tally.errors))[:10]:
        print(f"{name}: {error}", file=sys.stderr)
    yield f"{name}.answers_per_second", len(tally.times) / SECONDS, "answers"
    yield f"{name}.errors", len(tally.errors), "errors"
    yield f"{name}.p50_ms", 1000 * statistics.median(tally.times), "ms"
    yield f"{name}.p95_ms", 1000 * statistics.quantiles(tally.times, n=20)[-1], "ms"


@contextmanager
def fresh_installation(folder: str) -> Iterator[None]:
    """Tables in an empty database of the name in `DATABASE`."""
    os.environ |= {
        "DATABASE_URL": DATABASE,
        "THIDUA_VAR": folder,
        "DJANGO_SETTINGS_MODULE": "thidua.settings",
        "THIDUA_SECRET_KEY": "bench",
    }
    django.setup()
    from django.core.management import call_command
    from django.db import connections

    with fresh_database(DATABASE):
        call_command("migrate", verbosity=0)
        call_command("createcachetable", verbosity=0)
        try:
            yield
        finally:
            connections.close_all()


def people() -> list[User]:
    """A department that asked 200 schools for a report and for figures, and an officer of each, signed in."""
    from thidua.kernel.calendar import today
    from thidua.people.tests import make
    from thidua.plans import operations
    from thidua.plans.models import Duty, Obligation, Target
    from thidua.plans.tests import make as plans

    province = make.unit("Tỉnh Sơn Hà", kind="province")
    department = make.unit("Sở Giáo dục và Đào tạo", kind="department", parent=province)
    communes = [make.unit(f"Xã {n}", kind="commune", parent=province) for n in range(10)]
    schools = [make.unit(f"Trường {n}", parent=communes[n % 10]) for n in range(USERS)]
    officer = make.person(department)
    plan = plans.draft(department, officer, start=today() - timedelta(days=100), end=today() + timedelta(days=20))
    for n in range(TARGETS):
        facts = {"measure": "ratio", "value": 90, "comparator": ">=", "unit_of_count": "%", "level": "subordinate"}
        plans.line(plan, Target, officer, text=f"Chỉ tiêu {n}", **facts)
    plan.targets.update(frequency="month")
    plans.line(plan, Duty, officer, text="Báo cáo cuối năm", kind="report", due=today())
    operations.address_units(plan, schools, by=officer, today=today())
    operations.issue_plan(plan, by=officer, today=today())
    owed = Obligation.objects.filter(duty__plan=plan).order_by("-due")
    papers = dict(owed.filter(period="").values_list("unit", "pk"))
    figures = dict(owed.exclude(period="").values_list("unit", "pk"))
    targets = list(plan.targets.values_list("pk", flat=True))
    return [sign_in(make.person(school), papers[school.pk], figures[school.pk], targets) for school in schools]


def sign_in(person: Person, paper: int, figures: int, targets: list[int]) -> User:
    from django.test import Client

    client = Client()
    client.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
    token = "t" * 32
    cookies = f"sessionid={client.cookies['sessionid'].value}; csrftoken={token}"
    cells = {
        f"t{target}-{name}": value
        for target in targets
        for name, value in (("numerator", "27"), ("denominator", "31"), ("note", "Còn bốn hồ sơ."), ("seen", "0"))
    }
    owed = "/ke-hoach/viec-phai-nop/{}/"
    return User(cookies, token, owed.format(paper), f"/tien-do/so-lieu/{figures}/", owed.format(figures), cells)


@contextmanager
def server(folder: str) -> Iterator[None]:
    """`thidua serve` as an installation runs it, until it answers."""
    command = [sys.executable, "-m", "django", "serve", "--port", str(PORT)]
    running = subprocess.Popen(command, stdout=subprocess.DEVNULL, cwd=folder)
    try:
        asyncio.run(answering())
        yield
    finally:
        running.terminate()
        running.wait(timeout=60)


async def answering() -> None:
    for _ in range(240):
        with suppress(OSError):
            if (await ask("GET", "/tai-khoan/dang-nhap/", ""))[0] == 200:
                return
        await asyncio.sleep(0.5)
    raise RuntimeError("the server does not answer")


Turn = Callable[[User, int, Tally, random.Random], Awaitable[None]]
"""What a person does in one turn, by its number."""


async def rush(users: list[User], turn: Turn) -> Tally:
    tally, end = Tally(), time.monotonic() + SECONDS
    await asyncio.gather(*(one_person(user, place, end, tally, turn) for place, user in enumerate(users)))
    return tally


async def one_person(user: User, place: int, end: float, tally: Tally, turn: Turn) -> None:
    chance, number = random.Random(place), 0
    await asyncio.sleep(chance.uniform(0, PAUSE[1]))
    while time.monotonic() < end:
        await turn(user, number, tally, chance)
        number += 1


async def hand_in_again_and_again(user: User, number: int, tally: Tally, chance: random.Random) -> None:
    """Read the page and hand in; in the next turn read it again and take it back."""
    form = {"act": "withdraw"} if number % 2 else {"act": "submit", "note": "Gửi báo cáo của trường."}
    await look(tally, user.paper, user, chance)
    await press(tally, user.paper, user, form, chance)


async def report_again_and_again(user: User, number: int, tally: Tally, chance: random.Random) -> None:
    """Open the figures, save all of them, hand them in, look at them, take them back: each turn with other figures."""
    cells = {
        name: str(20 + number % 10) if name.endswith("-numerator") else typed for name, typed in user.cells.items()
    }
    await look(tally, user.figures, user, chance)
    await press(tally, user.figures, user, {"act": "save", **cells}, chance)
    await press(tally, user.figures, user, {"act": "hand_in", "note": "Gửi số liệu của trường."}, chance)
    await look(tally, user.figures, user, chance)
    await press(tally, user.owed, user, {"act": "withdraw"}, chance)


async def look(tally: Tally, path: str, user: User, chance: random.Random) -> None:
    """With a pause afterwards, as a person makes."""
    await timed(tally, "GET", path, user.cookies)
    await asyncio.sleep(chance.uniform(*PAUSE))


async def press(tally: Tally, path: str, user: User, form: dict[str, str], chance: random.Random) -> None:
    await timed(tally, "POST", path, user.cookies, {**form, "csrfmiddlewaretoken": user.token})
    await asyncio.sleep(chance.uniform(*PAUSE))


async def timed(tally: Tally, method: str, path: str, cookies: str, form: dict[str, str] | None = None) -> None:
    start = time.monotonic()
    try:
        status, _ = await ask(method, path, cookies, form)
    except (OSError, asyncio.IncompleteReadError) as error:
        tally.errors.append(f"{method} {type(error).__name__}")
    else:
        tally.times.append(time.monotonic() - start)
        if status != (200 if method == "GET" else 302):
            tally.errors.append(f"{method} {path.split('/')[1:3]} {form.get('act') if form else ''} {status}")


async def ask(method: str, path: str, cookies: str, form: dict[str, str] | None = None) -> tuple[int, bytes]:
    """One request on a connection of its own, as browsers behind a school's line make."""
    body = urlencode(form or {}).encode()
    head = [f"{method} {path} HTTP/1.1", f"Host: 127.0.0.1:{PORT}", "Connection: close"]
    head += [f"Cookie: {cookies}"] if cookies else []
    if form:
        head += ["Content-Type: application/x-www-form-urlencoded", f"Content-Length: {len(body)}"]
    reader, writer = await asyncio.open_connection("127.0.0.1", PORT)
    try:
        writer.write("\r\n".join([*head, "", ""]).encode() + body)
        await writer.drain()
        answer = await reader.read()
    finally:
        writer.close()
    return int(answer.split(b" ", 2)[1]), answer
