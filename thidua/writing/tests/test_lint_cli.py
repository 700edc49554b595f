import json
import os
import subprocess
import sys

import pytest

from thidua.writing.docx import docx_of
from thidua.writing.lint.cli import main
from thidua.writing.tests import make


@pytest.fixture
def wrong(tmp_path):
    path = tmp_path / "ke-hoach.docx"
    path.write_bytes(docx_of(make.plan(place="")))
    return str(path)


def test_clean_file_is_told_so(tmp_path, capsys):
    path = tmp_path / "ke-hoach.docx"
    path.write_bytes(docx_of(make.plan()))

    assert main([str(path)]) == 0
    assert capsys.readouterr().out == "Không thấy điểm nào sai thể thức.\n"


def test_findings_are_numbered_with_their_article(wrong, capsys):
    assert main([wrong]) == 1
    assert capsys.readouterr().out.startswith("1. Không thấy địa danh")


def test_findings_are_data_for_other_programmes(wrong, capsys):
    assert main([wrong, "--json"]) == 1

    (finding,) = json.loads(capsys.readouterr().out)
    assert (finding["rule"], finding["source"]) == ("date_missing", "Phụ lục I, Mục II, khoản 4")


@pytest.mark.parametrize("name", ["khong-co.docx", "hong.docx"])
def test_file_that_cannot_be_read_is_refused_in_a_sentence(name, tmp_path, capsys):
    (tmp_path / "hong.docx").write_bytes(b"PK nonsense")

    assert main([str(tmp_path / name)]) == 2
    assert capsys.readouterr().err.count("\n") == 1


def test_command_starts_without_django(wrong):
    code = "import sys; from thidua.cli import main; main(sys.argv[1:]); sys.exit('django' in sys.modules)"
    command = [sys.executable, "-c", code, "lint-document", wrong]

    run = subprocess.run(command, capture_output=True, text=True, check=False, env={**os.environ, "PYTHONUTF8": "1"})

    assert (run.returncode, run.stderr) == (0, "")
    assert run.stdout.startswith("1. Không thấy địa danh")
