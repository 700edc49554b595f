"""Serve an installation: web processes, the background worker and the tick, started and stopped together."""

import os
import signal
import subprocess
import sys
import time
from types import FrameType
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandParser
from django.db import connection

TICK_SECONDS = 60


class Command(BaseCommand):
    help = "Chạy hệ thống: máy chủ web, việc nền và nhịp đều."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--host", default="127.0.0.1")
        parser.add_argument("--port", type=int, default=8000)

    def handle(self, *args: Any, **options: Any) -> None:
        self.prepare()
        signal.signal(signal.SIGTERM, self.stop)
        surroundings = told_where(options["host"], options["port"])
        children = [
            subprocess.Popen(command, env=surroundings)  # noqa: S603
            for command in commands(options["host"], options["port"])
        ]
        self.stdout.write(f"Mở http://{options['host']}:{options['port']}/ – dừng bằng Ctrl-C.")
        try:
            self.watch(children)
        except (KeyboardInterrupt, SystemExit):
            self.stdout.write("Đang dừng…")
        finally:
            for child in children:
                child.terminate()
            for child in children:
                child.wait(timeout=30)

    def prepare(self) -> None:
        """Bring the database and the static files up to date; set SQLite's journal mode once, when nobody writes."""
        call_command("migrate", verbosity=0)
        call_command("createcachetable", verbosity=0)
        call_command("collectstatic", verbosity=0, interactive=False)
        if connection.vendor == "sqlite":
            with connection.cursor() as cursor:
                cursor.execute("PRAGMA journal_mode=WAL")
        connection.close()

    def watch(self, children: list[subprocess.Popen[bytes]]) -> None:
        """Tick once a minute; stop all when one has died, so that a supervisor starts the whole anew."""
        while True:
            call_command("tick", verbosity=0)
            for _ in range(TICK_SECONDS):
                time.sleep(1)
                if any(child.poll() is not None for child in children):
                    self.stderr.write("Một tiến trình đã dừng ngoài ý muốn.")
                    return

    @staticmethod
    def stop(number: int, frame: FrameType | None) -> None:
        raise SystemExit(0)


def told_where(host: str, port: int) -> dict[str, str]:
    """The environment of the processes: where no name of the server is known, links lead to where it listens."""
    known = {} if "*" not in settings.ALLOWED_HOSTS else {"THIDUA_ADDRESS": f"http://{host}:{port}"}
    return {**known, **os.environ}


def commands(host: str, port: int) -> list[list[str]]:
    workers = str((os.cpu_count() or 1) + 1)
    web = ["gunicorn", "thidua.wsgi", "--bind", f"{host}:{port}", "--workers", workers, "--log-level", "warning"]
    work = ["django", "db_worker", "--interval", "1", "--no-reload", "--settings", "thidua.settings"]
    return [[sys.executable, "-m", *web], [sys.executable, "-m", *work]]
