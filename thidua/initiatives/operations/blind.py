"""Copies for reviewers of a blind review: made in the background when scoring opens, looked over by who keeps it."""

from django.core.exceptions import ValidationError
from django.db import transaction

from thidua.audit.operations import record
from thidua.documents.operations import store_file
from thidua.documents.operations.files import open_file
from thidua.initiatives.blind import NotClean, cleaned
from thidua.initiatives.models import Enclosure, Round
from thidua.initiatives.queries.blind import enclosures_to_copy, mask_of
from thidua.kernel.models import Run
from thidua.kernel.permissions import require
from thidua.kernel.runs import Outcome, counted, run_kind, start_run
from thidua.people.models import Person

LINK = "Đường dẫn không đưa vào chấm kín: trang đó có thể cho biết người viết."


def prepare_copies(the_round: Round, *, by: Person) -> Run | None:
    """Begin to make the copies that are missing, in a blind round."""
    if not the_round.hides_authors or not enclosures_to_copy(the_round).exists():
        return None
    title = f"Bỏ thông tin tác giả khỏi tệp của đợt “{the_round}”"[:300]
    return start_run("initiatives.blind_copies", title, by=by, round=the_round.pk)


@run_kind("initiatives.blind_copies")
def make_copies(run: Run) -> Outcome:
    the_round = Round.objects.get(pk=run.parameters["round"])
    rows = list(enclosures_to_copy(the_round))
    for enclosure in counted(run, rows, len(rows)):
        copy_enclosure(enclosure)
    left = Enclosure.objects.filter(pk__in=[row.pk for row in rows], blind_file=None).count()
    message = f"Đã chuẩn bị {len(rows) - left} tệp cho người chấm."
    if left:
        message += f" {left} tệp không bỏ được thông tin tác giả nên không đưa vào chấm."
    unread = Enclosure.objects.filter(pk__in=[row.pk for row in rows], blind_unread=True).count()
    if unread:
        message += f" {unread} tệp có ảnh hoặc bản quét chờ xem có lộ tên không rồi mới tới người chấm."
    return Outcome(message, the_round.get_absolute_url())


def copy_enclosure(enclosure: Enclosure) -> None:
    """Make the copy of one, or note why there is none."""
    file = enclosure.attachment.file
    if file is None:
        enclosure.blind_problem = LINK
    else:
        try:
            with open_file(file) as content:
                copy = cleaned(content.read(), file.kind, mask_of(enclosure.initiative))
            enclosure.blind_file = store_file(copy.data)
            enclosure.blind_unread, enclosure.blind_problem = copy.unread, ""
        except NotClean as reason:
            enclosure.blind_problem = str(reason)[:300]
        except ValidationError as refusal:
            enclosure.blind_problem = " ".join(refusal.messages)[:300]
    enclosure.save(update_fields=["blind_file", "blind_unread", "blind_problem"])


@transaction.atomic
def clear_enclosure(enclosure: Enclosure, *, by: Person) -> None:
    """Say that one looked at the copy of a picture or scan and found no name on it: now reviewers get it.

    Raises ValidationError `no_copy`.
    """
    require(by, "initiatives.keep_initiative", enclosure.initiative)
    if enclosure.blind_file is None:
        raise ValidationError("Tệp này không có bản cho người chấm.", code="no_copy")
    enclosure.cleared_by = by
    enclosure.save(update_fields=["cleared_by"])
    record("initiatives.clear_enclosure", enclosure, by=by, sentence="Xác nhận tệp không lộ tác giả")
