"""`thidua judge FACTS.json` explains what a person or collective can be proposed for; `thidua law-check [FILES]` looks
rule files over.
"""

from __future__ import annotations

import argparse
import io
import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NoReturn

from thidua.law.explaining import explain
from thidua.law.judging import Verdict, judge, judge_all
from thidua.law.loading import Text, national_rules, rules_over
from thidua.law.records import facts_in
from thidua.law.refusals import BadFacts, Fault, Refusal
from thidua.law.rules import RuleSet
from thidua.law.tables import Table

REFUSED = 2
"""The exit status where files, facts or the command itself are refused."""
MAX_BYTES = 16 << 20
USAGE = {
    "judge": "Cách dùng: thidua judge TỆP.json [--award MÃ] [--on NGÀY] [--period NĂM] [--rules TỆP.toml …] [--json].",
    "law-check": "Cách dùng: thidua law-check [TỆP.toml …].",
}


class _Arguments(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        self.exit(REFUSED, f"{USAGE[self.prog.removeprefix('thidua ')]}\n")


def main(command: str, argv: Sequence[str]) -> int:
    """A refusal goes to standard error, a sentence a line. Answers with the exit status."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    try:
        answer = COMMANDS[command](argv)
    except Refusal as refusal:
        return _refused(str(refusal))
    except (OSError, UnicodeDecodeError) as error:
        name = getattr(error, "filename", None) or ""
        return _refused(f"Không đọc được tệp {name}. Kiểm tra lại tên tệp, quyền đọc và bảng mã UTF-8.")
    sys.stdout.write("\n".join(answer) + "\n")
    return 0


def _refused(sentence: str) -> int:
    sys.stderr.write(sentence + "\n")
    return REFUSED


def _check(argv: Sequence[str]) -> list[str]:
    parser = _Arguments(prog="thidua law-check", description="Kiểm tra tệp quy tắc thi đua, khen thưởng.")
    parser.add_argument(
        "files", nargs="*", metavar="TỆP", help="quy định riêng, cấp cao trước; không ghi thì kiểm tra bộ có sẵn"
    )
    rules = _rules(parser.parse_args(argv).files)
    entries = {id(entry): entry for _, _, entry in rules.entries()}
    to_check = sum(not entry.verified for entry in entries.values())
    layers = " → ".join(layer.name for layer in rules.layers)
    return [f"Không có lỗi. {len(entries)} mục, trong đó {to_check} mục cần đối chiếu văn bản.", f"Thứ tự: {layers}."]


def _judge(argv: Sequence[str]) -> list[str]:
    parser = _Arguments(prog="thidua judge", description="Xét điều kiện danh hiệu, khen thưởng và giải thích.")
    parser.add_argument("facts", metavar="TỆP", help="dữ kiện dạng JSON; dấu - là đầu vào chuẩn")
    parser.add_argument("--award", default="", metavar="MÃ", help="chỉ xét một danh hiệu, hình thức")
    parser.add_argument("--on", default="", metavar="NGÀY", help="ngày nhận hồ sơ, dạng 2026-06-30")
    parser.add_argument("--period", default="", metavar="NĂM", help="2025-2026 (năm học) hoặc 2025")
    parser.add_argument("--rules", nargs="*", default=[], metavar="TỆP", help="quy định riêng, cấp cao trước")
    parser.add_argument("--json", action="store_true", help="in ra dạng JSON")
    options = parser.parse_args(argv)
    values = _values(options.facts)
    verdicts = _verdicts(values | {key: getattr(options, key) for key in ASKED if getattr(options, key)}, options)
    explained = [explain(verdict) for verdict in verdicts]
    if options.json:
        return [json.dumps([one.tree for one in explained], ensure_ascii=False, indent=1)]
    return ["\n\n".join(str(one) for one in explained)]


COMMANDS = {"judge": _judge, "law-check": _check}
ASKED = ("award", "on", "period")


def _verdicts(values: dict[str, Any], options: argparse.Namespace) -> list[Verdict]:
    faults: list[Fault] = []
    table = Table(values, file=options.facts, place="", faults=faults)
    award, on, period = table.text("award", ""), table.day("on"), table.year("period")
    facts = facts_in(table)
    table.done()
    if faults or on is None or period is None:
        raise BadFacts(faults)
    rules = _rules(options.rules)
    if award:
        return [judge(award, facts, on=on, period=period, rules=rules)]
    return list(judge_all(facts, on=on, period=period, rules=rules).values())


def _rules(files: Sequence[str]) -> RuleSet:
    return rules_over([Text(Path(name).name, _read(name)) for name in files]) if files else national_rules()


def _values(name: str) -> dict[str, Any]:
    try:
        values = json.loads(_read(name))
    except json.JSONDecodeError as error:
        sentence = f"Không đọc được theo dạng JSON (dòng {error.lineno}). Sửa chỗ này."
        raise BadFacts([Fault(name, "", "not_json", sentence)]) from None
    if not isinstance(values, dict):
        raise BadFacts([Fault(name, "", "wrong_type", "Cần một bảng gồm các khóa và giá trị.")])
    return values


def _read(name: str) -> str:
    """Raises OSError, UnicodeDecodeError; Refusal for what is too large."""
    if name == "-":
        data = sys.stdin.buffer.read(MAX_BYTES + 1)
    else:
        with Path(name).open("rb") as stream:
            data = stream.read(MAX_BYTES + 1)
    if len(data) > MAX_BYTES:
        raise Refusal(f"Tệp {name} quá lớn. Chia nhỏ tệp rồi thử lại.")
    return data.decode("utf-8-sig")
