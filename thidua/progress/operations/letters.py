"""One letter a day to each person who has news.

A letter is claimed (a `Digest` in state SENDING) before it goes to the mail server, so it is sent at most once: what a
killed worker had claimed is not sent by the next. After an hour it counts as failed, and its notices, which are still
unread, stand in the letter of the next day.
"""

import logging
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from smtplib import SMTPException
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.mail import EmailMultiAlternatives, get_connection
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone

from thidua.audit.operations import differences, record
from thidua.kernel.models import Run
from thidua.kernel.permissions import require
from thidua.kernel.runs import Outcome, advance, run_kind
from thidua.people.models import Notice, Person
from thidua.progress.models import Digest, Preference
from thidua.progress.queries.letters import Letter, letters_for, persons_to_write

log = logging.getLogger(__name__)
BATCH = 50
STUCK_AFTER = timedelta(hours=1)
TROUBLES = (SMTPException, OSError, ValueError)
"""What a mail server or an address answers with."""


def letters_are_sent() -> bool:
    """Whether this installation has a mail server; by default letters are only printed."""
    return not settings.EMAIL_BACKEND.endswith((".console.EmailBackend", ".dummy.EmailBackend"))


@transaction.atomic
def change_preference(
    person: Person, *, by: Person, letters: str, quiet_from: time | None, quiet_to: time | None
) -> Preference:
    """How the person wants to be told. Raises `half` for quiet hours without an end."""
    require(by, "progress.change_preference", person)
    if (quiet_from is None) != (quiet_to is None):
        raise ValidationError("Ghi cả giờ bắt đầu và giờ kết thúc, hoặc bỏ trống cả hai.", code="half")
    row = Preference.objects.filter(person=person).first() or Preference(person=person)
    before = Preference(person=person, letters=row.letters, quiet_from=row.quiet_from, quiet_to=row.quiet_to)
    row.letters, row.quiet_from, row.quiet_to = letters, quiet_from, quiet_to
    row.full_clean()
    row.save()
    if differences(before, row, ["letters"]):
        record("progress.change_preference", person, by=by, sentence="Đổi cách nhận thư tổng hợp")
    return row


@run_kind("progress.send_letters")
def send_in_background(run: Run) -> Outcome:
    day = date.fromisoformat(run.parameters["day"])
    sent, failed = send_letters(today=day, with_hours_only=run.parameters["with_hours_only"], run=run)
    return Outcome(f"Đã gửi {sent} thư" + (f", {failed} thư không gửi được." if failed else "."))


def send_letters(
    *, today: date, with_hours_only: bool = False, clock: Callable[[], datetime] | None = None, run: Run | None = None
) -> tuple[int, int]:
    """Write to everybody who is to get a letter now. Returns how many were sent and how many failed.

    Raises ValidationError `no_server` as soon as the mail server does not answer: who was not claimed yet gets the
    letter when it does.
    """
    clock = clock or timezone.now
    release_stuck(now=clock())
    ids = list(persons_to_write(today, clock(), with_hours_only=with_hours_only).values_list("pk", flat=True))
    results: list[bool] = []
    connection = get_connection()
    try:
        for start in range(0, len(ids), BATCH):
            for letter in letters_for(ids[start : start + BATCH], today, clock()):
                _open(connection)
                results += _send(letter, today, connection)
            if run:
                advance(run, min(start + BATCH, len(ids)), len(ids))
    finally:
        connection.close()
    return results.count(True), results.count(False)


def release_stuck(*, now: datetime) -> int:
    """Count as failed what was claimed an hour ago and not finished."""
    stuck = Digest.objects.filter(
        status=Digest.Status.SENDING, day__gte=timezone.localdate(now) - timedelta(days=2), at__lt=now - STUCK_AFTER
    )
    return stuck.update(status=Digest.Status.FAILED)


def _open(connection: Any) -> None:
    """Before a letter is claimed; does nothing while the line is open."""
    try:
        connection.open()
    except TROUBLES as error:
        log.warning("the mail server did not answer: %s", type(error).__name__)
        raise ValidationError("Máy chủ thư không trả lời. Thư sẽ được gửi lại sau một giờ.", code="no_server") from None


def _send(letter: Letter, today: date, connection: Any) -> list[bool]:
    """Claim, send, note. Nothing when another worker claimed it; False when the server refused it."""
    claim, is_mine = Digest.objects.get_or_create(person=letter.person, day=today, defaults={"up_to": letter.up_to})
    if not is_mine:
        return []
    try:
        message_of(letter, connection).send()
    except TROUBLES as error:
        log.warning("letter %s was not sent: %s", claim.pk, type(error).__name__)
        connection.close()
        done = False
    else:
        done = True
    claim.status = Digest.Status.SENT if done else Digest.Status.FAILED
    claim.save(update_fields=["status"])
    return [done]


def message_of(letter: Letter, connection: Any = None) -> EmailMultiAlternatives:
    context = {
        "person": letter.person,
        "parts": [
            (title, [(row.text, _link(row)) for row in rows])
            for title, rows in (("Việc đến hạn hoặc quá hạn", letter.due), ("Tin khác", letter.news))
            if rows
        ],
        "left_out": letter.left_out,
        "inbox": settings.SITE_ADDRESS + reverse("web:notices"),
        "preferences": settings.SITE_ADDRESS + reverse("progress:change_preference"),
    }
    message = EmailMultiAlternatives(
        subject_of(letter),
        render_to_string("progress/email/digest.txt", context),
        to=[letter.person.email or ""],
        connection=connection,
        headers={"Auto-Submitted": "auto-generated"},
    )
    message.attach_alternative(render_to_string("progress/email/digest.html", context), "text/html")
    return message


def subject_of(letter: Letter) -> str:
    """`Thi đua: 3 việc đến hạn hoặc quá hạn, 2 tin khác`."""
    parts = [f"{len(letter.due)} việc đến hạn hoặc quá hạn"] if letter.due else []
    others = len(letter.news) + letter.left_out
    parts += [f"{others} tin {'khác' if letter.due else 'mới'}"] if others else []
    return f"Thi đua: {', '.join(parts)}"


def _link(notice: Notice) -> str:
    return settings.SITE_ADDRESS + reverse("web:open_notice", args=[notice.pk])
