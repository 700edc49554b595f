"""Papers of the checklist that belong to one nominee: put in, taken out, not asked for."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from thidua.audit.operations import record
from thidua.awards.models import Nomination
from thidua.awards.operations.nominations import written
from thidua.awards.queries.papers import checklist_of
from thidua.documents.models import Attachment
from thidua.documents.queries import are_visible
from thidua.kernel.permissions import require
from thidua.people.models import Person
from thidua.plans.operations.work import may_say


@transaction.atomic
def waive_paper(nomination: Nomination, key: str, *, by: Person, reason: str, name: str = "") -> None:
    """Say why a paper that is asked for in some cases only is not asked for here; an empty reason asks for it again.

    Raises ValidationError `always_needed`.
    """
    require(by, "awards.change_nomination", nomination)
    row = written(nomination)
    paper = next((line.paper for line in checklist_of(row) if line.paper.key == key), None)
    if paper is None or not paper.only_if:
        raise ValidationError("Giấy tờ này bắt buộc với danh hiệu, hình thức đang xét. Thêm tệp.", code="always_needed")
    reason = may_say(reason)
    waived = {one: said for one, said in row.waived.items() if one != key}
    if reason:
        waived[key] = {"reason": reason, "by": by.full_name, "at": f"{timezone.localtime():%H:%M %d/%m/%Y}"}
    row.waived = waived
    row.save(update_fields=["waived"])
    said = f"không áp dụng: {reason}" if reason else "cần có"
    record("awards.change_nomination", row, by=by, sentence=f"Giấy tờ “{paper.name}” {said}"[:500])
    nomination.refresh_from_db()


@transaction.atomic
def add_paper(nomination: Nomination, key: str, *, by: Person, attachment: Attachment) -> None:
    """Put a file in for a paper of the checklist. Raises `no_such_paper`, `not_seen`, `wrong_state`."""
    require(by, "awards.change_nomination", nomination)
    row = written(nomination)
    if key not in {line.paper.key for line in checklist_of(row)}:
        raise ValidationError("Danh mục hồ sơ không có giấy tờ này. Chọn lại.", code="no_such_paper")
    if not are_visible(by, [attachment.pk]):
        raise ValidationError("Tệp không thuộc phạm vi của mình. Chọn lại.", code="not_seen")
    row.papers.get_or_create(key=key, attachment=attachment)
    record("awards.change_nomination", row, by=by, sentence=f"Thêm giấy tờ: {attachment}"[:500])


@transaction.atomic
def take_out_paper(nomination: Nomination, paper: int, *, by: Person) -> None:
    """Raises `wrong_state`."""
    require(by, "awards.change_nomination", nomination)
    row = written(nomination)
    found = row.papers.filter(pk=paper).first()
    if found:
        said = found.attachment or found.document
        found.delete()
        record("awards.change_nomination", row, by=by, sentence=f"Bỏ giấy tờ: {said}"[:500])
