"""A plan's document as Word, as PDF and as a picture of its first page."""

from django.http import HttpResponse, HttpResponseBase

from thidua.documents.operations import Written, freeze_description, open_file, printed, written_of
from thidua.documents.operations.writing import name_of
from thidua.documents.pictures import page_png
from thidua.documents.views import download
from thidua.people.requests import PersonRequest
from thidua.plans.models import Plan
from thidua.plans.printing import described_plan
from thidua.plans.views.plans import visible_plan
from thidua.writing.docx import DOCX_TYPE
from thidua.writing.pdf import PDF_TYPE


def plan_file(request: PersonRequest, plan_id: int, kind: str) -> HttpResponseBase:
    """`word` or `pdf`: of an issued plan the files that are kept, of a draft as it stands now, marked as a draft."""
    plan = visible_plan(request, plan_id)
    if plan.issued_at:
        row = kept_files(plan).word if kind == "word" else kept_files(plan).pdf
        return download(row.file, row.name)
    document = described_plan(plan)
    data = printed(plan.document, document)[0 if kind == "word" else 1]
    name = f"Du thao - {name_of(plan.document, document)}.{'docx' if kind == 'word' else 'pdf'}"
    response = HttpResponse(data, content_type=DOCX_TYPE if kind == "word" else PDF_TYPE)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["Cache-Control"] = "private, no-store"
    return response


def plan_picture(request: PersonRequest, plan_id: int) -> HttpResponse:
    plan = visible_plan(request, plan_id)
    pdf = (
        open_file(kept_files(plan).pdf.file).read()
        if plan.issued_at
        else printed(plan.document, described_plan(plan))[1]
    )
    response = HttpResponse(page_png(pdf), content_type="image/png")
    response["Cache-Control"] = "private, no-store"
    return response


def kept_files(plan: Plan) -> Written:
    """What is kept of an issued plan; one that was issued before such files were is written down as it stands."""
    written = written_of(plan.document)
    if written is None:
        freeze_description(plan.document, described_plan(plan))
        written = written_of(plan.document)
    assert written
    return written
