import json
from pathlib import Path

import pytest

from thidua.law import BadFacts, facts_from
from thidua.law.cli import main
from thidua.law.tests import make

PROVINCE = Path(__file__).parent / "layers" / "tinh-song-ha.toml"
FACTS = {
    "name": "Trần Thị Mẫu",
    "on": "2026-06-15",
    "period": "2025-2026",
    "grades": [{"year": "2025-2026", "grade": "good"}],
    "judgements": {"conduct": True},
}


@pytest.fixture
def facts(tmp_path):
    path = tmp_path / "facts.json"
    path.write_text(json.dumps(FACTS), "utf-8")
    return str(path)


def test_judge_explains_in_vietnamese(facts, capsys):
    assert main("judge", [facts, "--award", "title_advanced_worker"]) == 0

    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "Trần Thị Mẫu: Lao động tiên tiến, năm học 2025-2026: đủ điều kiện."
    assert any("Điều 24 Luật Thi đua, khen thưởng 06/2022/QH15" in line for line in lines)


def test_judge_answers_other_programmes_in_json(facts, capsys):
    assert main("judge", [facts, "--on", "2026-11-21", "--json"]) == 0

    trees = {tree["award"]: tree for tree in json.loads(capsys.readouterr().out)}
    assert trees["title_advanced_worker"]["outcome"] == "met"
    assert "06/2026/QH16" in trees["title_advanced_worker"]["to_check"][0]
    assert trees["title_emulation_fighter_unit"]["outcome"] == "not_met"


def test_judge_takes_rules_of_a_province(facts, capsys):
    assert main("judge", [facts, "--award", "title_advanced_worker", "--rules", str(PROVINCE)]) == 0

    assert "vi phạm hành chính" in capsys.readouterr().out


def test_law_check_tells_how_many_rules_are_to_be_compared(capsys):
    assert main("law-check", [str(PROVINCE)]) == 0

    first, second = capsys.readouterr().out.splitlines()
    assert first.startswith("Không có lỗi.")
    assert second == "Thứ tự: Quy định của Nhà nước → Tỉnh Sông Hà."


def test_law_check_names_file_and_key_of_every_fault(tmp_path, capsys):
    path = tmp_path / "quy-che.toml"
    path.write_text(
        make.LAYER + '[[quota]]\nmode = "add"\nkey = "x"\nname = "x"\nverified = true\ncolour = 1\n', "utf-8"
    )

    assert main("law-check", [str(path)]) == 2

    told = capsys.readouterr().err.splitlines()
    assert any(line.startswith("quy-che.toml: quota “x”: Khóa lạ “colour”") for line in told)
    assert any("Không ghi căn cứ pháp lý" in line for line in told)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("{", "Không đọc được theo dạng JSON (dòng 1)"),
        ("[]", "Cần một bảng"),
        ("{}", "Thiếu khóa “on”"),
        (json.dumps(FACTS | {"on": "x"}), "Khóa “on” cần một ngày"),
        (json.dumps(FACTS | {"height": 3}), "Khóa lạ “height”"),
        (json.dumps(FACTS | {"grades": [{"year": "2025-2027", "grade": "good"}]}), "cần năm dạng 2025-2026"),
        (json.dumps(FACTS | {"award": "crown"}), "mang mã “crown”"),
        (json.dumps(FACTS | {"judgements": {"conduct": 1}}), "true hoặc false"),
    ],
)
def test_judge_refuses_facts_it_cannot_use(tmp_path, capsys, content, words):
    path = tmp_path / "facts.json"
    path.write_text(content, "utf-8")

    assert main("judge", [str(path)]) == 2

    assert words in capsys.readouterr().err


def test_commands_refuse_files_that_are_not_there_and_wrong_words(capsys):
    assert main("judge", ["/nowhere.json"]) == 2
    assert "Không đọc được tệp /nowhere.json" in capsys.readouterr().err
    with pytest.raises(SystemExit) as end:
        main("judge", ["--colour"])
    assert end.value.code == 2
    assert "Cách dùng: thidua judge" in capsys.readouterr().err


def test_facts_tell_all_their_faults_at_once():
    with pytest.raises(BadFacts) as refusal:
        facts_from({"grades": [{"grade": "fine"}], "hired": "x"}, "facts.json")

    assert [fault.code for fault in refusal.value.faults] == ["missing_key", "unknown_choice", "wrong_type"]
