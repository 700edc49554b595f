"""A finished report goes up as Word and PDF with its paper, and comes back with remarks at its sections."""

from collections.abc import Mapping

from django.core.exceptions import ValidationError
from django.db import transaction

from thidua.audit.operations import record
from thidua.documents.models import Attachment, DocumentFile, OfficialDocument, RegistryNumber
from thidua.documents.operations import add_attachment, add_document, change_document, open_file
from thidua.documents.operations.writing import write_document
from thidua.kernel.calendar import today as present_day
from thidua.kernel.permissions import require
from thidua.kernel.text import clean_lines
from thidua.kernel.workflow import move
from thidua.people.models import Person
from thidua.plans.models import Flag, Obligation
from thidua.plans.operations import (
    accept_obligation,
    answer_flag,
    return_obligation,
    submit_obligation,
    take_out_file,
)
from thidua.plans.queries import open_flags
from thidua.reports.models import Report, ReportSection
from thidua.reports.operations.reports import held
from thidua.reports.paper import document_of, official_of, pdf_of_report, word_of_report
from thidua.reports.queries import lacking

CLOSING = frozenset({"propose", "submit", "confirm"})
OPENING = frozenset({"reject", "withdraw", "return", "demand"})


@transaction.atomic
def hand_in_report(report: Report, *, by: Person, note: str = "") -> None:
    """Print the report and hand it in with its paper; what was returned goes up with the new files in the place of the
    old ones. Raises ValidationError `not_owed`, `incomplete`, `unanswered`, and what `submit_obligation` raises.
    """
    require(by, "reports.submit_report", report)
    row = held(report)
    paper = row.obligation
    if paper is None:
        raise ValidationError("Báo cáo này không nộp cho mốc nào. Bấm Chốt báo cáo.", code="not_owed")
    _refuse_lacking(row)
    if row.is_open:
        Report.objects.filter(pk=row.pk).update(status=Report.Status.FINISHED)
    flags = [flag for flag in open_flags(paper) if flag.attachment_id]
    ours = [flag for flag in flags if flag.attachment_id in (row.word_id, row.pdf_id)]
    files = [] if flags and not ours else _printed(row, by)
    if ours:
        _answer(row, ours, files, by)
        files = []
    elif files:
        _take_out(paper, row, files, by)
    row.sections.update(remark="", mended_at=None)
    submit_obligation(paper, by=by, note=clean_lines(note) or f"Báo cáo: {row.title}", attachments=files)
    record("reports.submit_report", row, by=by, sentence=f"Nộp báo cáo: {row}")
    report.refresh_from_db()


def _refuse_lacking(report: Report) -> None:
    """Raise `incomplete` for what is not written, `unanswered` for a remark that nobody answered."""
    sections = list(report.sections.all())
    if missing := lacking(sections):
        named = "; ".join(f"“{section}” {why}" for section, why in missing[:5])
        raise ValidationError(f"Còn {len(missing)} mục cần bổ sung: {named}.", code="incomplete")
    if waiting := [section for section in sections if section.remark and section.mended_at is None]:
        named = "; ".join(f"“{section}”" for section in waiting[:5])
        raise ValidationError(f"Còn {len(waiting)} mục bị đánh dấu chưa sửa: {named}.", code="unanswered")


def _printed(report: Report, by: Person) -> list[Attachment]:
    """The report as it stands, as Word and PDF in the unit's store; where the person writes the unit's documents, as an
    official document too, with the code by which it is checked.
    """
    name, title = f"bao-cao-{report.pk}", report.title[:280]
    report.status = Report.Status.FINISHED
    if by.has_perm("documents.add_document", report.unit):
        written = write_document(_official(report, by), document_of(report), by=by, anew=True)
        word, pdf = (_content(row) for row in written)
    else:
        word, pdf = word_of_report(report), pdf_of_report(report)
    return [
        add_attachment(report.unit, by=by, data=word, name=f"{name}.docx", caption=f"{title} (Word)"),
        add_attachment(report.unit, by=by, data=pdf, name=f"{name}.pdf", caption=f"{title} (PDF)"),
    ]


def _official(report: Report, by: Person) -> OfficialDocument:
    """The document that the report goes out as, of this day until it has a number."""
    drawn = official_of(report)
    if report.document is None:
        facts = {"type": drawn.type, "date": drawn.date, "excerpt": drawn.excerpt, "place": report.unit.place}
        report.document = add_document(report.unit, by=by, direction=drawn.direction, **facts)
        Report.objects.filter(pk=report.pk).update(document=report.document)
    elif not RegistryNumber.objects.filter(document=report.document).exists():
        change_document(report.document, by=by, date=present_day(), excerpt=report.title)
    return report.document


def _content(row: DocumentFile) -> bytes:
    with open_file(row.file) as content:
        return content.read()


def _answer(report: Report, flags: list[Flag], files: list[Attachment], by: Person) -> None:
    new = dict(zip((report.word_id, report.pdf_id), files, strict=True))
    for flag in flags:
        answer_flag(flag, new[flag.attachment_id], by=by)
    flagged = {flag.attachment_id for flag in flags}
    word, pdf = files
    changes = {}
    if report.word_id in flagged:
        changes["word"] = word
    if report.pdf_id in flagged:
        changes["pdf"] = pdf
    Report.objects.filter(pk=report.pk).update(**changes)


def _take_out(paper: Obligation, report: Report, files: list[Attachment], by: Person) -> None:
    """The files of an earlier hand-in make room for these."""
    for old in (report.word, report.pdf):
        if old and paper.attachments.filter(pk=old.pk).exists():
            take_out_file(paper, old, by=by)
    word, pdf = files
    Report.objects.filter(pk=report.pk).update(word=word, pdf=pdf)


@transaction.atomic
def return_report(
    report: Report, *, by: Person, reason: str, remarks: Mapping[ReportSection, str] | None = None
) -> None:
    """Send back the whole, or only the sections with a remark: then the others stay closed. Raises `not_owed`,
    `not_of_report`, and what `return_obligation` raises.
    """
    require(by, "reports.return_report", report)
    row = held(report)
    paper = row.obligation
    if paper is None:
        raise ValidationError("Báo cáo này không nộp cho mốc nào.", code="not_owed")
    said = {section: clean_lines(why)[:500] or reason.strip()[:500] for section, why in (remarks or {}).items()}
    if any(section.report_id != row.pk for section in said):
        raise ValidationError("Có mục không thuộc báo cáo này. Tải lại trang.", code="not_of_report")
    words = "; ".join(f"Mục “{section}”: {why}" for section, why in said.items())
    files = [file for file in (row.word, row.pdf) if file is not None] if said else []
    return_obligation(paper, by=by, reason=reason or words[:2000], flags=[(file, words[:500]) for file in files])
    for section, why in said.items():
        ReportSection.objects.filter(pk=section.pk).update(remark=why or "Xem lại mục này.", mended_at=None)
    record("reports.return_report", row, by=by, sentence=f"Trả lại báo cáo: {reason or words}"[:500])
    report.refresh_from_db()


@transaction.atomic
def accept_report(report: Report, *, by: Person) -> None:
    require(by, "reports.return_report", report)
    paper = held(report).obligation
    if paper is None:
        raise ValidationError("Báo cáo này không nộp cho mốc nào.", code="not_owed")
    accept_obligation(paper, by=by)


@transaction.atomic
def finish_report(report: Report, *, by: Person) -> None:
    """Fix a report on one's own account: figures and words stand, Word and PDF are kept.

    Raises ValidationError `owed`, `incomplete`.
    """
    require(by, "reports.finish_report", report)
    row = held(report)
    _refuse_owed(row)
    _refuse_lacking(row)
    word, pdf = _printed(row, by)
    move(report, "finish", by=by, sentence=f"Chốt báo cáo: {report}", word=word, pdf=pdf)


@transaction.atomic
def reopen_report(report: Report, *, by: Person) -> None:
    """Raises `owed`."""
    require(by, "reports.reopen_report", report)
    _refuse_owed(report)
    move(report, "reopen", by=by, sentence=f"Mở lại để sửa: {report}")


def _refuse_owed(report: Report) -> None:
    if report.obligation_id:
        raise ValidationError("Báo cáo này nộp cho cấp trên: bấm Nộp hoặc Rút lại.", code="owed")


@transaction.atomic
def follow_obligation(paper: Obligation, step: str) -> None:
    """Bring the report in line with a move that its paper has just made. Raises `report_here` when the paper is handed
    in past a report that is still being written.
    """
    report = Report.objects.filter(obligation=paper).first()
    if report is None:
        return
    if step in CLOSING and report.is_open:
        sentence = "Báo cáo này đang soạn ở trang Báo cáo. Nộp từ trang đó, hoặc bỏ bản soạn rồi nộp tệp tại đây."
        raise ValidationError(sentence, code="report_here")
    if step in OPENING:
        Report.objects.filter(pk=report.pk).update(status=Report.Status.DRAFTING)
