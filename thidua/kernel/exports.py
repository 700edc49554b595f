"""Lists as Excel files: at once when they are short, in the background with a notice when they are long.

A room registers what a list is, by the address that shows it:

    @export_kind("documents.documents")
    def documents_export(by, asked, today) -> Export: ...

`asked` are the words of the address, so that the file holds what the list shows. The work in the background asks the
same function again, as the same person: what that person may not see any more is not in the file.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from thidua.kernel.models import Run
from thidua.kernel.runs import Outcome, counted, run_kind, start_run
from thidua.kernel.templatetags.words import number as in_words
from thidua.writing.sheets import EXCEL_TYPE, Column, workbook

EXPORT = "kernel.export"
MOST_AT_ONCE = 5000
"""Rows that are written while somebody waits: about half a second."""
KEPT_FOR = timedelta(days=7)
GONE = "Tệp đã hết hạn lưu. Xuất lại từ danh sách."


@dataclass(frozen=True)
class Export:
    """A list: the sheet's name, the file's without its ending, columns, lines (gone through once) and their number."""

    name: str
    file: str
    columns: Sequence[Column]
    lines: Iterable[Sequence[Any]]
    count: int


ExportKind = Callable[[Any, Mapping[str, str], date], Export]
_kinds: dict[str, ExportKind] = {}


def export_kind(name: str) -> Callable[[ExportKind], ExportKind]:
    """Register what a list is."""

    def register(kind: ExportKind) -> ExportKind:
        _kinds[name] = kind
        return kind

    return register


def exported(request: Any, kind: str, today: date, **more: object) -> HttpResponse:
    """The list of this address as a file, or the page of the background work that writes it.

    `more` is asked too: what the path of the address names.
    """
    asked = {name: value for name, value in request.GET.items() if name not in ("xuat", "trang")}
    asked |= {name: str(value) for name, value in more.items()}
    export = _kinds[kind](request.user, asked, today)
    if export.count <= MOST_AT_ONCE:
        return excel(export.file, workbook(export.name, export.columns, export.lines))
    title = f"Xuất Excel: {export.name} ({in_words(export.count)} dòng)"
    run = start_run(EXPORT, title, by=request.user, export=kind, asked=asked, today=str(today))
    return redirect("web:run", run.pk)


def excel(file: str, content: bytes) -> HttpResponse:
    """A workbook as a download."""
    disposition = f'attachment; filename="{file}.xlsx"'
    return HttpResponse(content, content_type=EXCEL_TYPE, headers={"Content-Disposition": disposition})


@run_kind(EXPORT)
def export_in_background(run: Run) -> Outcome:
    facts = run.parameters
    export = _kinds[facts["export"]](run.by, facts["asked"], date.fromisoformat(facts["today"]))
    content = workbook(export.name, export.columns, counted(run, export.lines, export.count))
    key = default_storage.save(f"exports/{run.pk}-{secrets.token_hex(8)}.xlsx", ContentFile(content))
    Run.objects.filter(pk=run.pk).update(parameters=facts | {"file": key, "name": export.file})
    url = reverse("web:run_file", args=[run.pk])
    return Outcome(f"Đã xuất {in_words(export.count)} dòng. Tệp được giữ {KEPT_FOR.days} ngày.", url)


def forget_exports(*, now: datetime) -> int:
    """Remove files that have been kept long enough. Returns how many."""
    old = Run.objects.filter(kind=EXPORT, finished__lt=now - KEPT_FOR).exclude(result_url="")
    for run in old:
        if key := run.parameters.get("file"):
            default_storage.delete(key)
        Run.objects.filter(pk=run.pk).update(result_url="", message=GONE)
    return len(old)
