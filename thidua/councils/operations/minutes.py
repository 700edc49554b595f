"""Minutes kept for good among the unit's documents."""

from django.core.exceptions import ValidationError
from django.db import transaction

from thidua.audit.operations import record
from thidua.councils.models import Meeting
from thidua.councils.operations.meetings import held_row
from thidua.councils.papers import minutes_of
from thidua.documents.models import DocumentType, OfficialDocument
from thidua.documents.operations import add_document, keep_written
from thidua.kernel.permissions import require
from thidua.people.models import Person


@transaction.atomic
def write_minutes(meeting: Meeting, *, by: Person) -> OfficialDocument:
    """Keep the minutes as Word and PDF; from then on they stay as they are. By who writes documents of the unit.

    Raises ValidationError `not_ended`, `written_already`.
    """
    require(by, "councils.write_minutes", meeting)
    row = held_row(meeting)
    if row.status != Meeting.Status.ENDED:
        raise ValidationError("Bế mạc phiên họp rồi mới lưu biên bản.", code="not_ended")
    if row.minutes_id:
        raise ValidationError("Biên bản đã được lưu.", code="written_already")
    official = add_document(
        row.council.unit,
        by=by,
        direction=OfficialDocument.Direction.OUT,
        type=DocumentType.MINUTES,
        date=row.day,
        issuer_name=row.council.name,
        excerpt=row.title,
        signer_position="Chủ tọa",
        signer_name=row.presiding.person.full_name,
    )
    keep_written(official, minutes_of(row))
    meeting.minutes = official
    meeting.save(update_fields=["minutes"])
    record("councils.write_minutes", meeting, by=by, sentence="Lưu biên bản họp vào văn bản của đơn vị")
    return official
