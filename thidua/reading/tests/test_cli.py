import io
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from thidua.reading import as_schema, read
from thidua.reading.cli import main
from thidua.reading.sources import MAX_BYTES
from thidua.reading.tests.files import docx_of

PLAN = """TRƯỜNG TIỂU HỌC HOA MAI
Số: 12/KH-THHM

KẾ HOẠCH
Phát động phong trào thi đua "Trường xanh" năm 2026

I. MỤC TIÊU
1. Chỉ tiêu
- 100% lớp có góc cây xanh.
II. TỔ CHỨC THỰC HIỆN
Các tổ gửi báo cáo trước ngày 15/5/2026.
"""


@pytest.fixture
def plan(tmp_path):
    path = tmp_path / "plan.bin"
    path.write_text(PLAN, "utf-8")
    return path


def test_read_prints_the_schema_object_and_nothing_else(plan, capsys):
    status = main([str(plan)])

    printed, warned = capsys.readouterr()
    assert status == 0
    assert json.loads(printed) == as_schema(read(PLAN.encode()).plan)
    assert "Hoa Mai".upper() in printed
    assert warned == ""


def test_dash_reads_standard_input(monkeypatch, capsys):
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(PLAN.encode())))

    assert main(["-"]) == 0
    assert json.loads(capsys.readouterr().out)["header"]["number"] == "12/KH-THHM"


def test_blocks_come_with_spans_that_point_into_the_text(plan, capsys):
    main(["--blocks", str(plan)])

    answer = json.loads(capsys.readouterr().out)
    reading = read(PLAN.encode())
    assert [block["text"] for block in answer["blocks"]] == [block.text for block in reading.blocks]
    assert set(answer["blocks"][0]) == {"index", "kind", "text", "page", "label", "level", "spans"}
    assert {key: answer[key] for key in as_schema(reading.plan)} == as_schema(reading.plan)
    number = answer["items"]["header"]["number"]
    place = number["source"]
    assert answer["blocks"][place["block"]]["text"][place["start"] : place["end"]] == "12/KH-THHM"
    assert number["certainty"] == "sure"


def test_word_file_is_read_whatever_its_name(tmp_path, capsys):
    path = tmp_path / "plan.txt"
    path.write_bytes(docx_of(lambda document: [document.add_paragraph(line) for line in PLAN.splitlines()]))

    assert main([str(path)]) == 0
    assert json.loads(capsys.readouterr().out)["movement"] == "Trường xanh"


def test_refusal_is_one_sentence_on_standard_error(tmp_path, capsys):
    path = tmp_path / "empty.docx"
    path.write_bytes(b"")

    status = main([str(path)])

    printed, warned = capsys.readouterr()
    assert status == 2
    assert printed == ""
    assert warned.startswith("Tệp không có nội dung")


def test_file_that_is_too_large_is_refused_unread(tmp_path, capsys):
    path = tmp_path / "large.txt"
    with path.open("wb") as file:
        file.truncate(MAX_BYTES * 100)

    assert main([str(path)]) == 2
    assert "5.000 MB" in capsys.readouterr().err


def test_missing_file_is_refused(tmp_path, capsys):
    assert main([str(tmp_path / "none.txt")]) == 2
    assert "Không mở được tệp" in capsys.readouterr().err


@pytest.mark.parametrize("words", [[], ["a", "b"], ["--what", "a"]])
def test_wrong_use_is_explained(words, capsys):
    with pytest.raises(SystemExit) as end:
        main(words)

    assert end.value.code == 2
    assert "Cách dùng: thidua read" in capsys.readouterr().err


def run(*words, **environment):
    python = "import sys; from thidua.cli import main; status = main(sys.argv[1:]); "
    told = python + "print('django' in sys.modules, 'docx' in sys.modules, file=sys.stderr); sys.exit(status)"
    root = Path(__file__).resolve().parents[3]
    return subprocess.run(
        [sys.executable, "-c", told, *words], env=os.environ | environment, cwd=root, capture_output=True, check=False
    )


def test_reading_loads_no_django_and_speaks_unicode_in_any_locale(plan):
    done = run("read", str(plan), LC_ALL="C", PYTHONUTF8="0", PYTHONIOENCODING="ascii")

    assert done.returncode == 0
    assert json.loads(done.stdout.decode("utf-8"))["title"]
    assert done.stderr.split() == [b"False", b"False"]


def test_other_words_are_commands_of_the_site():
    done = run("no-such-command", THIDUA_SECRET_KEY="x")

    assert done.returncode != 0
    assert b"no_such_command" in done.stderr
