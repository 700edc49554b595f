"""A plan that was read is printed and read again: it must say the same."""

import json
import runpy
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from thidua.documents.writing import document_of
from thidua.reading import as_schema, read, read_text
from thidua.reading.blocks import BlockKind
from thidua.writing.document import Heading, Issuer, Number, Paragraph, Rank, Signature, Table
from thidua.writing.docx import docx_of
from thidua.writing.lint import lint
from thidua.writing.pdf import pdf_of

ROOT = Path(__file__).parents[3]
PLANS = sorted((ROOT / "thidua/reading/tests/plans/text").glob("*.txt"))
BESIDE = ROOT.parent / "shared/plans"
PRINTS = {docx_of: "docx", pdf_of: "pdf"}
LEAST = 0.98
"""The mean of all fields, over all plans together."""

LETTER = """\
UBND TỈNH SƠN HẠ
SỞ GIÁO DỤC VÀ ĐÀO TẠO
Số: 12/KH-SGDĐT
Sơn Hạ, ngày 05 tháng 02 năm 2026

KẾ HOẠCH
Thực hiện phong trào thi đua năm 2026

Căn cứ Kế hoạch số 05/KH-UBND ngày 10/01/2026 của UBND tỉnh;
Sở Giáo dục và Đào tạo ban hành Kế hoạch như sau:
I. MỤC ĐÍCH
1. Nâng cao chất lượng
- Thi đua dạy tốt.
II. CHỈ TIÊU
1. Chỉ tiêu chung
- Ít nhất 95% hồ sơ đúng hạn.
Trên đây là Kế hoạch của Sở.

Nơi nhận:
- UBND tỉnh;
- Lưu: VT, VP.
KT. GIÁM ĐỐC
PHÓ GIÁM ĐỐC
Trần Văn Khải
"""


@pytest.fixture(scope="module")
def described():
    return document_of(read_text(LETTER))


def again(text, print_as):
    """The plan of a text, and the plan of the file that is made of it."""
    reading = read_text(text)
    return as_schema(reading.plan), as_schema(read(print_as(document_of(reading))).plan)


def flat(value, path=""):
    """Every single fact of a plan under its field, lists as entries."""
    if isinstance(value, dict):
        return [fact for key, inner in value.items() for fact in flat(inner, f"{path}.{key}" if path else key)]
    if isinstance(value, list):
        return [(path, json.dumps(entry, ensure_ascii=False, sort_keys=True).casefold()) for entry in value]
    return [(path, str(value).casefold())]


def test_head_and_foot_are_taken_over(described):
    assert (described.type, described.issuer) == ("plan", Issuer("SỞ GIÁO DỤC VÀ ĐÀO TẠO", ("UBND TỈNH SƠN HẠ",)))
    assert (described.number, described.place, described.day) == (Number("KH-SGDĐT", 12), "Sơn Hạ", date(2026, 2, 5))
    assert described.excerpt == "Thực hiện phong trào thi đua năm 2026"
    assert described.bases == ("Căn cứ Kế hoạch số 05/KH-UBND ngày 10/01/2026 của UBND tỉnh;",)
    assert (described.recipients, described.kept) == (("UBND tỉnh",), "VT, VP")
    assert described.signatures == (Signature("PHÓ GIÁM ĐỐC", "Trần Văn Khải", ("KT. GIÁM ĐỐC",)),)


def test_text_keeps_its_ranks_and_labels(described):
    assert described.body == (
        Paragraph("Sở Giáo dục và Đào tạo ban hành Kế hoạch như sau:"),
        Heading("MỤC ĐÍCH", "I.", Rank.ROMAN),
        Heading("Nâng cao chất lượng", "1.", Rank.ARABIC),
        Paragraph("Thi đua dạy tốt.", "-"),
        Heading("CHỈ TIÊU", "II.", Rank.ROMAN),
        Heading("Chỉ tiêu chung", "1.", Rank.ARABIC),
        Paragraph("Ít nhất 95% hồ sơ đúng hạn.", "-"),
        Paragraph("Trên đây là Kế hoạch của Sở."),
    )


def test_printed_plan_is_laid_out_by_the_decree(described):
    assert lint(docx_of(described)) == ()


def test_tables_stay_tables():
    text = "KẾ HOẠCH\nThi đua năm 2026\nTrường xây dựng kế hoạch như sau:\nI. NHIỆM VỤ\n"
    reading = read_text(text)
    row = replace(reading.blocks[-1], kind=BlockKind.ROW, text="STT Việc", cells=("STT", "Việc"), table=0, label="")
    other = replace(row, index=row.index + 1, text="1 Dạy tốt", cells=("1", "Dạy tốt", ""))

    (table,) = document_of(replace(reading, blocks=(*reading.blocks[:-1], row, other))).body[-1:]

    assert isinstance(table, Table)
    assert [column.title for column in table.columns] == ["STT", "Việc", ""]
    assert table.rows == (("1", "Dạy tốt", ""),)


def test_text_of_nothing_is_described():
    document = document_of(read_text(""))

    assert (document.body, document.recipients, document.signatures) == ((), (), ())
    assert docx_of(document)


@pytest.mark.parametrize("print_as", PRINTS, ids=PRINTS.get)
def test_our_sample_plans_say_the_same_when_printed_and_read_again(print_as):
    kept, lost, added = 0, [], []
    for path in PLANS if print_as is docx_of else PLANS[::3]:
        before, after = (flat(plan) for plan in again(path.read_text("utf-8"), print_as))
        missing, extra = list(before), list(after)
        for fact in before:
            if fact in extra:
                extra.remove(fact)
                missing.remove(fact)
                kept += 1
        lost += missing
        added += extra

    assert len(PLANS) > 30
    assert 2 * kept / (2 * kept + len(lost) + len(added)) >= LEAST


@pytest.mark.parametrize("print_as", PRINTS, ids=PRINTS.get)
def test_published_plans_say_the_same_when_printed_and_read_again(print_as):
    """The plans beside the project, where they are: a figure a field, by their own comparison; the mean of all fields."""
    for place in BESIDE.glob("score.py"):
        pairs = [again(path.read_text("utf-8"), print_as) for path in sorted((BESIDE / "text").glob("*.txt"))]

        figures = figures_of(pairs, runpy.run_path(str(place)))

        assert len(pairs) == 5
        assert {field: figure for field, figure in figures.items() if figure < LEAST} == {}
        assert sum(figures.values()) / len(figures) >= LEAST


def figures_of(pairs, score):
    """By field: the share of single values that are the same, the F1 of lists over all plans together."""
    figures = {
        name: sum(same(score["pick"](before, name), score["pick"](after, name)) for before, after in pairs) / len(pairs)
        for name, same in score["VALUES"].items()
    }
    for name, same in score["LISTS"].items():
        parted = [score["pair"](before[name], after[name], same) for before, after in pairs]
        kept, lost, added = (sum(len(each[part]) for each in parted) for part in range(3))
        figures[name] = 2 * kept / ((2 * kept + lost + added) or 1)
    return figures


def test_published_plans_keep_their_score_when_printed_and_read_again():
    """By their own gold: printing hides nothing that the reader found."""
    for place in BESIDE.glob("score.py"):
        golds = sorted((BESIDE / "gold").glob("*.json"))
        pairs = [(json.loads(gold.read_text("utf-8")), printed(gold.stem)) for gold in golds]

        figures = figures_of(pairs, runpy.run_path(str(place)))

        assert len(pairs) == 5
        assert sum(figures.values()) / len(figures) >= LEAST


@pytest.mark.parametrize("path", PLANS[::7], ids=lambda path: path.stem)
def test_sample_plan_is_printed_as_pdf(path):
    assert pdf_of(document_of(read_text(path.read_text("utf-8")))).startswith(b"%PDF-")


def printed(stem):
    return again((BESIDE / "text" / f"{stem}.txt").read_text("utf-8"), docx_of)[1]
