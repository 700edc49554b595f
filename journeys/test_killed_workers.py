"""A worker is killed in the middle of its work; the next one loses nothing and doubles nothing.

On SQLite, and on PostgreSQL as well where `TEST_DATABASE_URL` names a server.
"""

import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
import pytest

from journeys.killed import DUTIES, LETTERS, PAPERS, SCHOOLS

ROOT = Path(__file__).parent.parent
PATIENCE = 120
"""Seconds."""
SERVER = os.environ.get("TEST_DATABASE_URL", "")


@pytest.fixture(params=["sqlite", "postgres"] if SERVER else ["sqlite"])
def place(request, tmp_path, empty) -> Iterator["Installation"]:
    url = f"sqlite:///{tmp_path / 'thidua.sqlite3'}"
    if request.param == "postgres":
        url = urlsplit(SERVER)._replace(path="/thidua_killed").geturl()
        _drop_or_make(url)
    else:
        shutil.copy(empty / "thidua.sqlite3", tmp_path)
    installation = Installation(tmp_path, url)
    try:
        yield installation
    finally:
        for process in installation.workers:
            process.kill()
            process.wait()
        if request.param == "postgres":
            _drop_or_make(url, again=False)


def _drop_or_make(url: str, *, again: bool = True) -> None:
    server = urlsplit(url)._replace(scheme="postgresql", path="/postgres").geturl()
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute("DROP DATABASE IF EXISTS thidua_killed WITH (FORCE)")
        if again:
            connection.execute("CREATE DATABASE thidua_killed")


class Installation:
    """An installation of its own, with workers that can be killed."""

    def __init__(self, folder: Path, url: str) -> None:
        self.url, self.letters = url, folder / "letters.txt"
        self.workers: list[subprocess.Popen[bytes]] = []
        self.environment = {
            **os.environ,
            "DATABASE_URL": url,
            "DJANGO_SETTINGS_MODULE": "thidua.settings",
            "PYTHONPATH": str(ROOT),
            "SLOW_MAIL": str(self.letters),
            "THIDUA_EMAIL_BACKEND": "journeys.slow_mail.Backend",
            "THIDUA_HOSTS": "localhost",
            "THIDUA_SECRET_KEY": "killed",
            "THIDUA_VAR": str(folder),
        }
        self.run("django", "migrate", "--verbosity", "0")
        self.run("django", "createcachetable", "--verbosity", "0")

    def run(self, *words: str) -> list[str]:
        command = [sys.executable, "-m", *words]
        done = subprocess.run(command, env=self.environment, cwd=ROOT, check=True, capture_output=True, text=True)
        return done.stdout.splitlines()

    def does(self, name: str) -> list[str]:
        return self.run("journeys.killed", name)

    def work(self) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-m", "django", "db_worker", "--interval", "0.1", "--no-reload"]
        self.workers.append(subprocess.Popen(command, env=self.environment, cwd=ROOT))
        return self.workers[-1]

    def count(self, table: str, condition: str = "1 = 1") -> int:
        """Read beside the workers, quicker than a process could."""
        query = f"SELECT count(*) FROM {table} WHERE {condition}"
        path = urlsplit(self.url)
        server = path._replace(scheme="postgresql").geturl()
        opened = sqlite3.connect(path.path[1:]) if path.scheme == "sqlite" else psycopg.connect(server)
        with closing(opened) as connection:
            row = connection.execute(query).fetchone()
        return int(row[0])

    def sent(self) -> Counter[str]:
        return Counter(self.letters.read_text().split()) if self.letters.exists() else Counter()


def until(is_so: Callable[[], bool]) -> None:
    end = time.monotonic() + PATIENCE
    while not is_so():
        assert time.monotonic() < end, "it never came to that"
        time.sleep(0.01)


def kill(worker: subprocess.Popen[bytes]) -> None:
    assert worker.poll() is None
    os.kill(worker.pid, signal.SIGKILL)
    assert worker.wait() == -signal.SIGKILL


def finish(place: Installation) -> None:
    """Another worker takes over and comes to an end."""
    assert place.does("take_over") == ["1"]
    place.work()
    until(lambda: place.count("kernel_run", "status = 'done'") == 1)


def test_reminders_of_a_killed_worker_are_all_told_and_none_twice(place):
    place.environment["THIDUA_EMAIL_BACKEND"] = "django.core.mail.backends.console.EmailBackend"
    place.does("seed_papers")
    place.run("django", "tick", "--verbosity", "0")
    papers = SCHOOLS * PAPERS

    first = place.work()
    until(lambda: place.count("progress_reminder") > 0)
    kill(first)
    told = place.count("progress_reminder")
    finish(place)

    states, counts, summaries, _ = place.does("tell")
    assert 0 < told < papers
    assert (states, counts, summaries) == ("done", f"{papers} {2 * papers} 0", "1")


def test_letters_of_a_killed_worker_are_sent_once_and_none_is_lost(place):
    place.does("seed_letters")
    place.does("ask_for_letters")

    first = place.work()
    until(lambda: sum(place.sent().values()) > LETTERS // 4)
    kill(first)
    sent = sum(place.sent().values())
    finish(place)

    today = place.sent()
    stuck = place.count("progress_digest", "status = 'sending'")
    assert LETTERS // 4 < sent < LETTERS
    assert set(today.values()) == {1}
    assert stuck <= 1
    assert LETTERS - stuck <= len(today) <= LETTERS
    assert place.does("write_tomorrow") == [f"{stuck} 0"]
    assert set(place.sent()) == {f"nguoi{n}@example.org" for n in range(LETTERS)}


def test_plan_of_a_killed_worker_stays_a_draft_and_is_then_issued_once(place):
    place.does("ask_for_issue")

    first = place.work()
    until(lambda: place.count("kernel_run", "status = 'running'") == 1)
    time.sleep(0.5)
    kill(first)
    left = [place.count("plans_plan", "status = 'draft'"), place.count("plans_obligation")]
    left.append(place.count("documents_registrynumber"))
    finish(place)

    assert left == [1, 0, 0]
    assert place.count("plans_plan", "status = 'issued'") == place.count("documents_registrynumber") == 1
    assert place.count("plans_obligation") == DUTIES * SCHOOLS
    assert place.count("people_notice", "key LIKE 'run:%'") == 1
