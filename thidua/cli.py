"""The command `thidua`: `read`, `judge` and `law-check` need no database and no settings; every other word is a command
of the site.
"""

from __future__ import annotations

import os
import sys


def main(argv: list[str] | None = None) -> int:
    """The exit status. `argv` is without the programme's name."""
    arguments = sys.argv[1:] if argv is None else argv
    if arguments[:1] == ["read"]:
        from thidua.reading.cli import main as read

        return read(arguments[1:])
    if arguments[:1] == ["lint-document"]:
        from thidua.writing.lint.cli import main as lint

        return lint(arguments[1:])
    if arguments[:1] in (["judge"], ["law-check"]):
        from thidua.law.cli import main as law

        return law(arguments[0], arguments[1:])
    return _manage(arguments)


def _manage(arguments: list[str]) -> int:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "thidua.settings")
    from django.core.management import execute_from_command_line

    command = [word.replace("-", "_") for word in arguments[:1] if not word.startswith("-")] or arguments[:1]
    execute_from_command_line(["thidua", *command, *arguments[1:]])
    return 0
