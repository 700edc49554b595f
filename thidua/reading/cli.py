"""`thidua read FILE`: a plan document in, what it says out, as JSON."""

from __future__ import annotations

import argparse
import dataclasses
import io
import json
import os
import sys
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any, NoReturn

from thidua.reading.refusals import Refusal, TooLarge

REFUSED = 2
"""The exit status where the document, or the command itself, is refused."""


class _Arguments(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        self.exit(REFUSED, "Cách dùng: thidua read TỆP [--blocks]. Dùng dấu - để đọc từ đầu vào chuẩn.\n")


def main(argv: list[str]) -> int:
    """Print the plan of one file; a refusal goes to standard error in one sentence. Answers with the exit status."""
    _speak_unicode()
    options = _options(argv)
    try:
        answer = _answer(_bytes_of(options.file), with_blocks=options.blocks)
    except Refusal as refusal:
        return _refused(str(refusal))
    except OSError:
        return _refused(f"Không mở được tệp {options.file}. Kiểm tra lại tên tệp và quyền đọc.")
    sys.stdout.write(json.dumps(answer, ensure_ascii=False, indent=1) + "\n")
    return 0


def _speak_unicode() -> None:
    """Whatever the language of the terminal: the answer is JSON for other programmes."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")


def _options(argv: list[str]) -> argparse.Namespace:
    parser = _Arguments(prog="thidua read", description="Đọc một văn bản kế hoạch, in ra nội dung dưới dạng JSON.")
    parser.add_argument("file", metavar="TỆP", help="tệp .docx, .pdf hoặc .txt; dấu - là đầu vào chuẩn")
    parser.add_argument("--blocks", action="store_true", help="in thêm các đoạn văn bản và vị trí của từng mục")
    return parser.parse_args(argv)


def _bytes_of(name: str) -> bytes:
    """At most one byte more than is accepted, so that no input fills the memory."""
    from thidua.reading.sources import MAX_BYTES

    if name == "-":
        return sys.stdin.buffer.read(MAX_BYTES + 1)
    with Path(name).open("rb") as file:
        size = os.fstat(file.fileno()).st_size
        if size > MAX_BYTES:
            raise TooLarge(size, MAX_BYTES)
        return file.read(MAX_BYTES + 1)


def _answer(data: bytes, *, with_blocks: bool) -> dict[str, Any]:
    from thidua.reading import as_schema, read

    reading = read(data)
    answer: dict[str, Any] = as_schema(reading.plan)
    if with_blocks:
        answer["blocks"] = [_block(block) for block in reading.blocks]
        answer["items"] = _plain(reading.plan)
    return answer


def _plain(value: Any) -> Any:
    """Dataclasses as objects, each item with its certainty; dates and decimals as JSON has them."""
    if dataclasses.is_dataclass(value):
        fields = {field.name: _plain(getattr(value, field.name)) for field in dataclasses.fields(value)}
        return fields | ({"certainty": value.certainty} if hasattr(value, "certainty") else {})
    if isinstance(value, list | tuple):
        return [_plain(part) for part in value]
    if isinstance(value, Mapping):
        return {str(key): _plain(part) for key, part in value.items()}
    if isinstance(value, date):
        return value.isoformat()
    return float(value) if isinstance(value, Decimal) else value


def _block(block: Any) -> dict[str, Any]:
    fields = ("index", "kind", "text", "page", "label", "level", "spans")
    return {name: getattr(block, name) for name in fields}


def _refused(sentence: str) -> int:
    sys.stderr.write(sentence + "\n")
    return REFUSED
