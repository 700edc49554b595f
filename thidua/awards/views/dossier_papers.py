"""What goes with a dossier on paper: papers added by hand, the tờ trình, and everything packed into one file."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import FileResponse, Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect

from thidua.awards.forms.dossiers import PaperForm
from thidua.awards.operations import dossiers as operations
from thidua.awards.packing import safe
from thidua.awards.queries import dossiers as queries
from thidua.awards.queries.sent import reads_copies
from thidua.awards.submission import bases_of, submission_of
from thidua.awards.views.dossiers import kept_dossier, seen_dossier
from thidua.awards.views.seen import refused
from thidua.documents.models import OfficialDocument
from thidua.documents.operations import add_attachment, open_file
from thidua.kernel.calendar import today
from thidua.kernel.htmx import page
from thidua.people.requests import PersonRequest
from thidua.writing.pdf import PDF_TYPE, pdf_of

ZIP_TYPE = "application/zip"


def add_paper(request: PersonRequest, dossier_id: int) -> HttpResponse:
    row = kept_dossier(request, dossier_id)
    checklist = queries.checklist_of(row, list(queries.with_nominations(row.entries.all())))
    asked = {"key": request.GET.get("loai", "")}
    form = PaperForm(checklist, request.POST or None, request.FILES or None, initial=asked)
    if form.is_valid():
        file, facts = form.cleaned_data["file"], form.cleaned_data
        try:
            with transaction.atomic():
                attachment = add_attachment(
                    row.season.unit, by=request.user, data=file.read(), name=file.name, caption=facts["caption"]
                )
                operations.add_paper(row, facts["key"], attachment, by=request.user)
        except ValidationError as refusal:
            refused(form, refusal)
        else:
            messages.success(request, "Đã thêm giấy tờ vào hồ sơ.")
            return redirect("awards:dossier", row.pk)
    return page(request, "awards/add_dossier_paper.html", {"dossier": row, "form": form})


def submission(request: PersonRequest, dossier_id: int) -> HttpResponse:
    """The tờ trình as it would go up now."""
    row = kept_dossier(request, dossier_id)
    entries = list(queries.with_nominations(row.entries.all()))
    drawn = OfficialDocument(
        unit=row.season.unit,
        type="TTr",
        date=None,
        place=row.season.unit.place,
        excerpt=f"Về việc đề nghị khen thưởng {row.season.law_year.label}",
        recipients=["Như trên", "Lưu: VT"],
    )
    content = pdf_of(submission_of(row, entries, drawn, bases_of(row, entries, today())))
    disposition = f'inline; filename="to-trinh-{row.pk}.pdf"'
    return HttpResponse(content, content_type=PDF_TYPE, headers={"Content-Disposition": disposition})


def packed(request: PersonRequest, dossier_id: int) -> HttpResponseBase:
    row = seen_dossier(request, dossier_id)
    pack = row.received_pack if reads_copies(request.user, row) else row.pack
    if pack is None:
        raise Http404
    name = f"{safe(row.title, 80)}-{row.pk}.zip"
    return FileResponse(open_file(pack), as_attachment=True, filename=name, content_type=ZIP_TYPE)
