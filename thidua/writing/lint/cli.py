"""`thidua lint-document FILE`: what in a Word file departs from Nghị định 30/2020/NĐ-CP, a line each."""

from __future__ import annotations

import argparse
import io
import json
import sys
from dataclasses import asdict
from pathlib import Path
from typing import NoReturn

from thidua.writing.lint import Finding, Refused, lint
from thidua.writing.lint.package import MAX_BYTES

DEPARTS, REFUSED = 1, 2
"""Exit statuses: something departs; the file or the command is refused."""


class _Arguments(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        self.exit(REFUSED, "Cách dùng: thidua lint-document TỆP.docx [--json].\n")


def main(argv: list[str]) -> int:
    """Print the findings; 0 where there are none."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    parser = _Arguments(prog="thidua lint-document", description="Kiểm tra thể thức theo Nghị định 30/2020/NĐ-CP.")
    parser.add_argument("file", metavar="TỆP", help="tệp .docx")
    parser.add_argument("--json", action="store_true", help="in dưới dạng JSON")
    options = parser.parse_args(argv)
    try:
        with Path(options.file).open("rb") as file:
            findings = lint(file.read(MAX_BYTES + 1))
    except Refused as refusal:
        return _refused(str(refusal))
    except OSError:
        return _refused(f"Không mở được tệp {options.file}. Kiểm tra lại tên tệp và quyền đọc.")
    sys.stdout.write(_told(findings, as_json=options.json))
    return DEPARTS if findings else 0


def _told(findings: tuple[Finding, ...], *, as_json: bool) -> str:
    if as_json:
        return json.dumps([asdict(finding) for finding in findings], ensure_ascii=False, indent=1) + "\n"
    if not findings:
        return "Không thấy điểm nào sai thể thức.\n"
    lines = (f"{place}. {finding.sentence} ({finding.source})\n" for place, finding in enumerate(findings, start=1))
    return "".join(lines)


def _refused(sentence: str) -> int:
    sys.stderr.write(sentence + "\n")
    return REFUSED
