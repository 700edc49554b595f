"""Documents that take long to read: kept, then read in the background."""

from typing import Any

from django.db import transaction
from django.urls import reverse

from thidua.documents.models import File
from thidua.documents.operations import open_file, store_file
from thidua.kernel.models import Run
from thidua.kernel.permissions import require
from thidua.kernel.runs import Outcome, keep, kept_alive, run_kind, start_run
from thidua.kernel.text import clean
from thidua.people.models import Person, Unit
from thidua.plans.operations.drafts import draft_from_reading, read_or_refuse
from thidua.reading.refusals import NoTextLayer, Refusal
from thidua.reading.sources import Programs, extract, kind_of, programs_here

READ = "plans.read_document"
SLOW_BYTES = 3 * 2**20
SLOW_KINDS = frozenset({"doc", "rtf", "odt", "png", "jpeg", "tiff"})


def is_slow(data: bytes) -> bool:
    """Whether reading would keep somebody waiting: a large file, an old format, a scan that has to be recognised."""
    if len(data) > SLOW_BYTES or kind_of(data) in SLOW_KINDS:
        return True
    try:
        extract(data, programs=Programs())
    except NoTextLayer:
        return programs_here().tesseract is not None
    except Refusal:
        return False  # the reading itself says so at once
    return False


@transaction.atomic
def read_later(unit: Unit, *, by: Person, data: bytes, name: str) -> Run:
    """Read a document in the background. Raises what `store_file` raises."""
    require(by, "plans.add_plan", unit)
    facts = {"unit": unit.pk, "person": by.pk, "file": store_file(data).pk, "name": clean(name)}
    return start_run(READ, f"Đọc văn bản “{clean(name)[:200]}”", by=by, **facts)


@run_kind(READ)
def read_kept_file(run: Run) -> Outcome:
    """The draft of a kept file; a second attempt finds the draft that the first one made."""
    if "plan" not in run.parameters:
        unit, kept = Unit.objects.get(pk=run.parameters["unit"]), reading_of(run)
        with transaction.atomic():
            keep(run, plan=draft_from_reading(unit, **kept).pk)
    return Outcome("Đã đọc xong, mở bàn đọc để xem lại.", reverse("plans:desk", args=[run.parameters["plan"]]))


def reading_of(run: Run) -> dict[str, Any]:
    """The kept file, read, with whose it is: facts for `draft_from_reading`."""
    facts = run.parameters
    with open_file(File.objects.get(pk=facts["file"])) as content:
        data = content.read()
    with kept_alive(run):
        reading = read_or_refuse(data)
    return {"reading": reading, "by": Person.objects.get(pk=facts["person"]), "data": data, "name": facts["name"]}
