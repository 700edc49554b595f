"""Who counts the sums anew is killed half-way: the old sums stand, and the next one counts them right."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent


@pytest.fixture
def run(tmp_path, empty):
    """Runs a deed of `killed_sums` in an installation of its own and gives what it printed; a `Popen` if not waited."""
    settings = {
        **os.environ,
        "TEST_DATABASE_URL": f"sqlite:///{tmp_path / 'thidua.sqlite3'}",
        "DJANGO_SETTINGS_MODULE": "thidua.settings_test",
        "PYTHONHASHSEED": "0",
    }

    def deed(*words, wait=True):
        command = [sys.executable, "-m", *words]
        if wait:
            done = subprocess.run(command, cwd=ROOT, env=settings, check=True, capture_output=True, text=True)
            return done.stdout.strip()
        return subprocess.Popen(command, cwd=ROOT, env=settings, stdout=subprocess.PIPE, text=True)

    shutil.copy(empty / "thidua.sqlite3", tmp_path)
    return deed


def test_a_counter_killed_half_way_leaves_the_old_sums(run):
    run("journeys.killed_sums", "seed")
    before = run("journeys.killed_sums", "tell")
    with run("journeys.killed_sums", "count_slowly", wait=False) as counter:
        assert counter.stdout.readline() == "written\n"

        counter.kill()

    assert run("journeys.killed_sums", "tell") == before
    assert before.split()[2] == "1"
    assert int(run("journeys.killed_sums", "mend")) > 0
    assert run("journeys.killed_sums", "tell").split()[2] == "0"
