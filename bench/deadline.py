"""The hour before a deadline: 200 people at once hand in, take back and hand in again, for one minute, at the real
server on PostgreSQL. Wants a server of PostgreSQL at `BENCH_DATABASE_URL` (its last part names the database to make).
"""

from __future__ import annotations

import asyncio
import os
import random
import statistics
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import timedelta
from tempfile import TemporaryDirectory
from urllib.parse import urlencode, urlsplit

import django

DATABASE = os.environ.get("BENCH_DATABASE_URL", "postgres://postgres@127.0.0.1:5432/thidua_deadline")
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


def measure() -> Iterable[tuple[str, float, str]]:
    if not is_reachable():
        print("deadline_hour: no PostgreSQL at BENCH_DATABASE_URL, not measured", file=sys.stderr)
        return
    with TemporaryDirectory() as folder, fresh_database(folder):
        users = people()
        with server(folder):
            tally = asyncio.run(rush(users))
    for error in sorted(set(tally.errors))[:10]:
        print(error, file=sys.stderr)
    yield "deadline_hour.answers_per_second", len(tally.times) / SECONDS, "answers"
    yield "deadline_hour.errors", len(tally.errors), "errors"
    yield "deadline_hour.p50_ms", 1000 * statistics.median(tally.times), "ms"
    yield "deadline_hour.p95_ms", 1000 * statistics.quantiles(tally.times, n=20)[-1], "ms"


def server_address() -> str:
    return urlsplit(DATABASE)._replace(scheme="postgresql", path="/postgres").geturl()


def is_reachable() -> bool:
    import psycopg

    try:
        psycopg.connect(server_address(), connect_timeout=3).close()
    except psycopg.OperationalError:
        return False
    return True


@contextmanager
def fresh_database(folder: str) -> Iterator[None]:
    """An empty database of the name in `DATABASE`, which is dropped afterwards."""
    import psycopg
    from psycopg.sql import SQL, Identifier

    name, root = Identifier(urlsplit(DATABASE).path.lstrip("/")), server_address()
    with psycopg.connect(root, autocommit=True) as connection:
        connection.execute(SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(name))
        connection.execute(SQL("CREATE DATABASE {}").format(name))
    os.environ |= {
        "DATABASE_URL": DATABASE,
        "THIDUA_VAR": folder,
        "DJANGO_SETTINGS_MODULE": "thidua.settings",
        "THIDUA_SECRET_KEY": "bench",
    }
    django.setup()
    from django.core.management import call_command
    from django.db import connections

    call_command("migrate", verbosity=0)
    call_command("createcachetable", verbosity=0)
    try:
        yield
    finally:
        connections.close_all()
        with psycopg.connect(root, autocommit=True) as connection:
            connection.execute(SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(name))


def people() -> list[User]:
    """A department that asked 200 schools for a report, and an officer of each, signed in."""
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
    plans.line(plan, Duty, officer, text="Báo cáo cuối năm", kind="report", due=today())
    operations.address_units(plan, schools, by=officer, today=today())
    operations.issue_plan(plan, by=officer, today=today())
    papers = dict(Obligation.objects.filter(duty__plan=plan, period="").values_list("unit", "pk"))
    return [sign_in(make.person(school), papers[school.pk]) for school in schools]


def sign_in(person: object, paper: int) -> User:
    from django.test import Client

    client = Client()
    client.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")  # type: ignore[arg-type]
    token = "t" * 32
    cookies = f"sessionid={client.cookies['sessionid'].value}; csrftoken={token}"
    return User(cookies, token, f"/ke-hoach/viec-phai-nop/{paper}/")


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


async def rush(users: list[User]) -> Tally:
    tally, end = Tally(), time.monotonic() + SECONDS
    await asyncio.gather(*(hand_in_again_and_again(user, place, end, tally) for place, user in enumerate(users)))
    return tally


async def hand_in_again_and_again(user: User, place: int, end: float, tally: Tally) -> None:
    """Read the page, hand in, read it again, take it back, and anew, with pauses as a person makes."""
    chance = random.Random(place)
    await asyncio.sleep(chance.uniform(0, PAUSE[1]))
    forms = [{"act": "submit", "note": "Gửi báo cáo của trường."}, {"act": "withdraw"}]
    turn = 0
    while time.monotonic() < end:
        await timed(tally, "GET", user.paper, user.cookies)
        await asyncio.sleep(chance.uniform(*PAUSE))
        form = {**forms[turn % 2], "csrfmiddlewaretoken": user.token}
        await timed(tally, "POST", user.paper, user.cookies, form)
        turn += 1
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
            tally.errors.append(f"{method} {status}")


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
