"""A served demonstration, a real browser, and axe-core on every page that a journey shows."""

import fcntl
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest
from playwright.sync_api import expect

PASSWORD = "Thidua@2026"
AXE = "axe-core@4.10.3"
THIDUA = [str(Path(sys.executable).with_name("thidua"))]
STEP_TIME = 30_000
"""Milliseconds that a page may take on a slow machine before a step counts as failed."""
CALM = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args):
    return {**browser_type_launch_args, "executable_path": shutil.which("chromium"), "args": CALM}


@pytest.fixture(params=[1280, 390], ids=["wide", "phone"])
def browser_context_args(browser_context_args, request):
    return {
        **browser_context_args,
        "viewport": {"width": request.param, "height": 844},
        "locale": "vi-VN",
        "timezone_id": "Asia/Ho_Chi_Minh",
    }


@pytest.fixture(scope="session")
def of_the_run(tmp_path_factory, worker_id):
    """A folder that all workers of the run share."""
    own = tmp_path_factory.getbasetemp()
    return own if worker_id == "master" else own.parent


@pytest.fixture(scope="session")
def empty(of_the_run):
    """The folder of an installation whose database has its tables and nothing in them. Copy it."""
    return made_once(of_the_run / "empty", ["migrate", "--verbosity", "0"], ["createcachetable", "--verbosity", "0"])


@pytest.fixture(scope="session")
def environment(of_the_run, empty, tmp_path_factory):
    """Of the commands of one demonstration: each worker has its own, copied from one that is built once."""
    built = made_once(of_the_run / "demo", ["demo", "--no-serve"], begin=empty)
    return commands_of(shutil.copytree(built, tmp_path_factory.mktemp("demo") / "var"))


def commands_of(folder):
    settings = {**os.environ, "THIDUA_VAR": str(folder)}
    settings.pop("DJANGO_SETTINGS_MODULE", None)
    return settings


def made_once(folder, *deeds, begin=None):
    """An installation that the first worker who asks makes, from a copy of `begin`, while the others wait."""
    done = folder.with_suffix(".done")
    with folder.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not done.exists():
            folder.mkdir() if begin is None else shutil.copytree(begin, folder)
            for deed in deeds:
                subprocess.run([*THIDUA, *deed], env=commands_of(folder), check=True, capture_output=True)
            done.touch()
    return folder


@pytest.fixture(scope="session")
def shell(environment):
    """Runs a few lines in the management shell and gives what they print, without the last line's end."""

    def run(lines):
        command = [*THIDUA, "shell", "-v", "0", "-c", lines]
        return subprocess.run(command, env=environment, check=True, capture_output=True, text=True).stdout.strip()

    return run


@pytest.fixture(scope="session")
def place(environment):
    """The address of the demonstration, served as `make demo` serves it."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    address = f"http://127.0.0.1:{port}"
    server = subprocess.Popen([*THIDUA, "serve", "--port", str(port)], env=environment)
    try:
        wait_for(address)
        yield address
    finally:
        server.terminate()
        server.wait(timeout=40)


def wait_for(address):
    for _ in range(120):
        try:
            urllib.request.urlopen(address, timeout=10).close()
            return
        except OSError:
            time.sleep(0.5)
    raise TimeoutError(address)


@pytest.fixture(scope="session")
def axe():
    """The source of axe-core, from the npm registry, kept beside the other things that a run leaves behind."""
    folder = Path(__file__).parent.parent / "var" / "journeys"
    source = folder / "node_modules" / "axe-core" / "axe.min.js"
    if not source.exists():
        folder.mkdir(parents=True, exist_ok=True)
        subprocess.run(["npm", "install", "--silent", "--no-save", "--prefix", str(folder), AXE], check=True)
    return source.read_text("utf-8")


@pytest.fixture
def visitor(page, place, axe):
    page.set_default_timeout(STEP_TIME)
    expect.set_options(timeout=STEP_TIME)
    return Visitor(page, place, axe)


class Visitor:
    """Somebody at a browser. Whatever page is looked at has to please axe-core and fit its screen."""

    def __init__(self, page, place, axe):
        self.page, self.place, self.axe = page, place, axe
        self.troubles = []
        page.on("pageerror", lambda error: self.troubles.append(str(error)))

    @property
    def is_phone(self):
        return self.page.viewport_size["width"] < 600

    def go(self, path):
        self.page.goto(self.place + path)
        self.look()

    def look(self):
        """Check the page as it is now."""
        self.page.wait_for_load_state("networkidle")
        self.page.evaluate(self.axe)
        found = self.page.evaluate("axe.run({ resultTypes: ['violations'] })")
        problems = [
            (item["id"], node["target"], node["failureSummary"])
            for item in found["violations"]
            for node in item["nodes"][:3]
        ]
        assert problems == [], f"{self.page.url}: {problems}"
        assert self.page.evaluate("document.documentElement.scrollWidth") <= self.page.viewport_size["width"]
        assert self.troubles == []

    def sign_in(self, name, password=PASSWORD):
        self.page.goto(self.place)
        self.page.get_by_label("Tên đăng nhập").fill(name)
        self.page.get_by_label("Mật khẩu", exact=True).fill(password)
        self.page.get_by_role("button", name="Đăng nhập").click()
        self.page.wait_for_load_state()

    def sign_out(self):
        self.page.locator("details.menu > summary").click()
        self.page.get_by_role("button", name="Đăng xuất").click()
        self.page.wait_for_load_state()
