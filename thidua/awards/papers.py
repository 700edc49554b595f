"""Papers about nominations, as descriptions for `thidua.writing`."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from thidua.awards.models import Hearing, Nomination
from thidua.documents.letterheads import issuer_of
from thidua.law.explaining import TO_CHECK
from thidua.writing import forms
from thidua.writing.document import Block, Column, Document, Heading, Paragraph, Rank, Signature, Table

OUTCOMES = {"met": "Đủ điều kiện", "open": "Cần người xem xét", "not_met": "Chưa đủ điều kiện"}
CHECKED = {"met": "đạt", "open": "cần người xem xét", "not_met": "chưa đạt"}
BARE = "Tất cả các điều kiện"
"""A join of conditions that has no words of its own: only its parts are told."""
MOST_LACKS = 5


def hearing_paper(hearing: Hearing, rows: Sequence[Nomination]) -> Document:
    """For members to read before they vote: the list, then of each nominee the summary of achievements and how the
    conditions were found, article by article.
    """
    season = hearing.season
    name = rows[0].award_name if rows else ""
    return forms.report(
        issuer_of(season.unit),
        f"Danh sách đề nghị {name} {season.law_year.label} và kết quả xét điều kiện",
        tuple(_hearing_blocks(rows)),
        place=season.unit.place,
        kept="Hồ sơ Hội đồng",
    )


def _hearing_blocks(rows: Sequence[Nomination]) -> Iterator[Block]:
    yield Heading("Danh sách đề nghị", "I.", Rank.ROMAN)
    yield nominees_table(rows)
    yield Heading("Tóm tắt thành tích và kết quả xét điều kiện", "II.", Rank.ROMAN)
    for n, row in enumerate(rows, start=1):
        yield Heading(f"{row.subject_name}, {row.unit.label}", f"{n}.", Rank.ARABIC)
        yield from map(Paragraph, lines_of(row.summary))
        yield from explanation_blocks(row)


def nominees_table(rows: Iterable[Nomination]) -> Table:
    columns = (
        Column("TT", 0.3, "center"),
        Column("Cá nhân, tập thể", 1.4),
        Column("Đơn vị", 1.2),
        Column("Điều kiện", 1.1),
        Column("Thành tích", 1.8),
    )
    lines = tuple(
        (n, row.subject_name, row.unit.label, _outcome_words(row), row.merit) for n, row in enumerate(rows, start=1)
    )
    return Table(columns, lines)


def _outcome_words(row: Nomination) -> str:
    words = OUTCOMES.get(row.outcome, "Chưa xét")
    return f"{words}, vẫn đưa ra xét" if row.exception else words


def explanation_blocks(row: Nomination) -> Iterator[Block]:
    """How the conditions were found, as it was kept: condition, facts, article, what is missing."""
    found = row.findings
    if not found:
        yield Paragraph("Chưa xét điều kiện.")
        return
    mark = f" ({TO_CHECK})" if found.get("to_check") else ""
    yield Paragraph(f"Điều kiện: {OUTCOMES.get(row.outcome, '').lower()}{mark}. {found.get('ruling', '')}")
    if said := row.exception:
        yield Paragraph(f"Vẫn đưa ra xét theo ý kiến của {said['by']} ({said['at']}): {said['reason']}")
    for depth, branch in branches(found.get("finding", {})):
        yield Paragraph(branch_words(branch, row.judgements), "+" if depth else "-")
    for lack in found.get("lacks", [])[:MOST_LACKS]:
        yield Paragraph(f"Còn thiếu: {lack.removeprefix('còn thiếu ').rstrip('.')}.")


def branches(branch: dict[str, Any], depth: int = 0) -> Iterator[tuple[int, dict[str, Any]]]:
    """Conditions in reading order with how deep they lie."""
    if not branch:
        return
    is_bare = bool(branch["parts"]) and branch["condition"] == BARE
    if not is_bare:
        yield depth, branch
    for part in branch["parts"]:
        yield from branches(part, depth + (not is_bare))


def branch_words(branch: dict[str, Any], judgements: dict[str, Any]) -> str:
    """`Hoàn thành tốt nhiệm vụ trở lên: đạt – năm học …: hoàn thành tốt nhiệm vụ (Điều 24 Luật …).`"""
    outcome = "không áp dụng" if branch["idle"] else CHECKED[branch["outcome"]]
    facts = f" – {'; '.join(branch['facts'])}" if branch["facts"] else ""
    source = "" if branch["parts"] else branch["source"]
    if source and branch["to_check"] and not branch["idle"]:
        source += f"; {TO_CHECK}"
    words = f"{branch['condition']}: {outcome}{facts}{f' ({source})' if source else ''}"
    if said := judgements.get(branch["key"]):
        words += f". {said['by']} kết luận lúc {said['at']}: {said['reason'].rstrip('.')}"
    return f"{words}."


def report_paper(row: Nomination) -> Document:
    """Báo cáo thành tích in the usual parts: who reports signs on the right, the head confirms on the left."""
    whom = "tập thể" if row.collective_id else "cá nhân"
    body: list[Block] = []
    for part in row.report:
        label, _, title = part["title"].partition(" ")
        body.append(Heading(title or label, label if title else "", Rank.ROMAN))
        body += list(map(Paragraph, lines_of(part["text"]))) or [Paragraph("……")]
    return forms.report(
        issuer_of(row.unit),
        f"Thành tích của {whom} đề nghị tặng {row.award_name} {row.season.law_year.label}",
        tuple(body),
        place=row.unit.place,
        kept="Hồ sơ",
        signatures=(
            Signature("Xác nhận của thủ trưởng đơn vị"),
            Signature("Người báo cáo", row.subject_name if row.person_id else ""),
        ),
    )


def summary_paper(row: Nomination) -> Document:
    """Tóm tắt thành tích with how the conditions were found."""
    text: list[Block] = list(map(Paragraph, lines_of(row.summary or row.merit))) or [Paragraph("……")]
    return forms.report(
        issuer_of(row.unit),
        f"Tóm tắt thành tích của {row.subject_name} đề nghị tặng {row.award_name} {row.season.law_year.label}",
        (
            Heading("Tóm tắt thành tích", "I.", Rank.ROMAN),
            *text,
            Heading("Kết quả xét điều kiện", "II.", Rank.ROMAN),
            *explanation_blocks(row),
        ),
        place=row.unit.place,
        kept="Hồ sơ",
    )


def lines_of(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]
