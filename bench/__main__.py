"""`python -m bench [SUBJECT…]`: figures, a line each, as `name value unit`. Each subject is measured in a process of
its own, so that none warms or slows another.
"""

from __future__ import annotations

import importlib
import subprocess
import sys

SUBJECTS = (
    "reading", "pages", "people", "progress", "coverage", "law", "deadline", "writing", "sheets", "ballots",
    "lookalike", "reports", "dossiers",
)  # fmt: skip


def main(subjects: list[str]) -> None:
    if len(subjects) == 1:
        show(subjects[0])
        return
    for subject in subjects or SUBJECTS:
        subprocess.run([sys.executable, "-m", "bench", subject], check=True)


def show(subject: str) -> None:
    for name, value, unit in importlib.import_module(f"bench.{subject}").measure():
        print(f"{name} {value:.3f} {unit}", flush=True)


main(sys.argv[1:])
