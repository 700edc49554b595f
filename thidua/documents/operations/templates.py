"""An office's own templates: kept in versions, put into use, retired."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max

from thidua.audit.operations import record
from thidua.documents.filling import filled, problems_of
from thidua.documents.layout_rules import as_rows
from thidua.documents.letterheads import POSITIONS, issuer_of
from thidua.documents.models import DocumentType, Template
from thidua.documents.operations.files import file_name, open_file, store_file
from thidua.documents.operations.layouts import refuse_others
from thidua.kernel.calendar import today
from thidua.kernel.permissions import require
from thidua.kernel.workflow import move
from thidua.people.models import Person, Unit
from thidua.reading.refusals import Refusal as Unreadable
from thidua.reading.sources import Programs, converted, programs_here
from thidua.writing.document import Document, Heading, Number, Paragraph, Rank, Signature
from thidua.writing.lint import Refused, lint


@transaction.atomic
def add_template(unit: Unit, *, by: Person, of_type: str, data: bytes, name: str) -> Template:
    """Keep the next version of a unit's template, with what is wrong with it. It is used only when it is put into use.

    Raises ValidationError `empty`, `not_word`, `too_large`.
    """
    require(by, "documents.add_template", unit)
    refuse_others(data)
    Unit.objects.select_for_update().get(pk=unit.pk)
    try:
        problems = problems_of(data)
        findings = as_rows(lint(filled(data, sample(unit, of_type))))
    except Refused as refusal:
        raise ValidationError(str(refusal), code="not_word") from refusal
    file = store_file(data)
    last = Template.objects.filter(unit=unit, type=of_type).aggregate(last=Max("version"))["last"] or 0
    row = Template.objects.create(
        unit=unit,
        type=of_type,
        version=last + 1,
        file=file,
        name=file_name(name, file.kind),
        problems=problems,
        findings=findings,
        by=by,
    )
    record("documents.add_template", row, by=by, sentence=f"Gửi lên {row}")
    return row


@transaction.atomic
def use_template(template: Template, *, by: Person) -> None:
    """Print by it from now on; the one in use before is retired. Also brings an older version back.

    Raises ValidationError `not_fit` for one with faults, `wrong_state`.
    """
    require(by, "documents.use_template", template)
    if template.problems:
        raise ValidationError(
            "Mẫu còn lỗi chỗ điền nên chưa dùng được. Sửa trong Word rồi gửi bản mới.", code="not_fit"
        )
    Unit.objects.select_for_update().get(pk=template.unit_id)
    others = Template.objects.filter(unit=template.unit, type=template.type, status=Template.Status.IN_USE)
    for other in others.exclude(pk=template.pk):
        move(other, "retire", by=by, sentence=f"Thôi dùng {other}")
    move(template, "use", by=by, sentence=f"Đưa vào dùng {template}")


@transaction.atomic
def retire_template(template: Template, *, by: Person) -> None:
    """Print by the template of the unit above again, or by our layout."""
    move(template, "retire", by=by, sentence=f"Thôi dùng {template}")


def preview(template: Template) -> bytes:
    """The template filled with made-up words, as Word."""
    with open_file(template.file) as content:
        return filled(content.read(), sample(template.unit, template.type))


def pdf_preview(template: Template, *, programs: Programs | None = None) -> bytes:
    """The same as PDF, by LibreOffice where the machine has it. Raises ValidationError `no_office`, `too_slow`,
    `damaged`, and `not_fit` for one with faults: a link to elsewhere would be followed.
    """
    data, office = preview(template), (programs or programs_here()).office
    if template.problems:
        raise ValidationError("Sửa các lỗi của mẫu trước, rồi gửi bản mới để xem thử bản PDF.", code="not_fit")
    if office is None:
        sentence = "Máy chủ chưa cài LibreOffice nên không lập được bản PDF để xem thử. Tải bản xem thử Word."
        raise ValidationError(sentence, code="no_office")
    try:
        return converted(data, "docx", "pdf", office=office)
    except Unreadable as refusal:
        sentence = "Chưa lập được bản PDF để xem thử. Tải bản xem thử Word, hoặc thử lại sau ít phút."
        raise ValidationError(sentence, code=refusal.code) from refusal


def sample(unit: Unit, of_type: str) -> Document:
    """A document of the unit to look at a template by."""
    kind = DocumentType(of_type)
    return Document(
        type=kind.key,
        issuer=issuer_of(unit),
        number=Number(f"{kind.value}-{unit.sign or unit.code}" if kind.is_in_sign else unit.sign or unit.code, 1),
        place=unit.place or "Địa danh",
        day=today(),
        excerpt="Nội dung mẫu để xem thử",
        bases=("Căn cứ văn bản thứ nhất", "Căn cứ văn bản thứ hai"),
        body=(
            Heading("Mục đích, yêu cầu", "I."),
            Paragraph("Đoạn văn mẫu để xem cỡ chữ, giãn dòng và cách trình bày của nội dung văn bản.", "1."),
            Heading("Tổ chức thực hiện", "II.", Rank.ROMAN),
            Paragraph("Đoạn văn mẫu cuối cùng của nội dung văn bản."),
        ),
        recipients=("Nơi nhận thứ nhất", "Nơi nhận thứ hai"),
        signatures=(Signature(POSITIONS.get(Unit.Kind(unit.kind), "Hiệu trưởng"), "Nguyễn Văn A"),),
    )
