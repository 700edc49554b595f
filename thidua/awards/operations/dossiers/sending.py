"""Dossiers of a season: put together, sent, taken back, mended and sent again."""

from collections.abc import Iterable
from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction

from thidua.audit.operations import record
from thidua.awards.authority import superior_for
from thidua.awards.models import Dossier, DossierEntry, DossierPaper, Nomination, Season
from thidua.awards.operations.dossiers.copies import drop_copies
from thidua.awards.operations.nominations import refuse_closed
from thidua.awards.operations.telling import keepers_of, tell, tell_nominees
from thidua.awards.queries.dossiers import (
    free_to_send,
    minutes_of,
    problems_of,
    with_nominations,
)
from thidua.awards.submission import bases_of, submission_of
from thidua.documents.models import Attachment, DocumentType, OfficialDocument
from thidua.documents.operations import add_document, give_number, write_document
from thidua.kernel.calendar import today as present_day
from thidua.kernel.permissions import require
from thidua.kernel.text import clean, clean_lines
from thidua.kernel.workflow import move, wrong_state
from thidua.people.models import Person, Unit

Status, State, Stage = Dossier.Status, DossierEntry.State, Nomination.Status
WRITABLE = frozenset({Status.DRAFT, Status.RETURNED})
WITH_RECEIVER = frozenset({Status.RECEIVED, Status.CONCLUDED})


def held(dossier: Dossier) -> Dossier:
    """The row, held until the transaction ends."""
    rows = Dossier.objects.select_for_update(of=("self",)).select_related(
        "season__unit", "to_unit", "to_season__unit", "submission"
    )
    return rows.get(pk=dossier.pk)


def entries_of(dossier: Dossier) -> list[DossierEntry]:
    return list(with_nominations(dossier.entries.all()))


@transaction.atomic
def draft_dossier(
    season: Season,
    nominations: Iterable[Nomination],
    *,
    by: Person,
    to_unit: Unit | None = None,
    to_name: str = "",
    title: str = "",
    note: str = "",
    today: date | None = None,
) -> Dossier:
    """Put nominations that were agreed on this desk into one dossier, whoever drafted them. Without a receiver it goes
    to the unit above that decides on the first of them or hands it on.

    Raises ValidationError `season_closed`, `no_receiver`, `to_itself`, and what `add_entries` raises.
    """
    require(by, "awards.add_dossier", season)
    if season.status != Season.Status.OPEN:
        raise ValidationError("Đợt xét đã kết thúc. Mở lại đợt rồi lập hồ sơ.", code="season_closed")
    chosen = list(nominations)
    to_name = clean(to_name)[:200]
    if to_unit is None and not to_name and chosen:
        to_unit = superior_for(season.unit, chosen[0].award, today or present_day())
    _refuse_receiver(season, to_unit, to_name)
    made = Dossier.objects.create(
        season=season,
        to_unit=to_unit,
        to_name="" if to_unit else to_name,
        title=(clean(title) or f"Hồ sơ đề nghị khen thưởng {season.law_year.label}")[:200],
        note=clean_lines(note),
        by=by,
    )
    record("awards.add_dossier", made, by=by, sentence=f"Lập hồ sơ: {made}"[:500])
    add_entries(made, chosen, by=by)
    return made


def _refuse_receiver(season: Season, to_unit: Unit | None, to_name: str) -> None:
    if to_unit is None and not to_name:
        sentence = "Chưa rõ gửi đến đâu. Chọn đơn vị nhận, hoặc ghi tên nơi nhận ngoài hệ thống."
        raise ValidationError(sentence, code="no_receiver")
    if to_unit is not None and to_unit.pk == season.unit_id:
        sentence = "Nơi nhận là chính đơn vị này. Chọn đơn vị cấp trên, hoặc ban hành quyết định tại đơn vị."
        raise ValidationError(sentence, code="to_itself")


@transaction.atomic
def change_dossier(
    dossier: Dossier, *, by: Person, to_unit: Unit | None, to_name: str, title: str, note: str
) -> Dossier:
    """While it is with the sender. One that was given back goes to who gave it back: another receiver would read it
    before it is sent, with opinions of divisions that are none of its own.

    Raises `wrong_state`, `no_receiver`, `to_itself`, `no_title`, `seen_elsewhere`.
    """
    row = _writable(dossier, by)
    if row.to_unit_id != (to_unit.pk if to_unit else None) and (row.to_season_id or row.status == Status.RETURNED):
        sentence = "Hồ sơ đã qua nơi nhận cũ. Bỏ các đề nghị ra khỏi hồ sơ này, lập hồ sơ mới gửi nơi khác."
        raise ValidationError(sentence, code="seen_elsewhere")
    _refuse_receiver(row.season, to_unit, clean(to_name))
    if not clean(title):
        raise ValidationError("Ghi tên hồ sơ.", code="no_title")
    row.to_unit, row.to_name = to_unit, "" if to_unit else clean(to_name)[:200]
    row.title, row.note = clean(title)[:200], clean_lines(note)
    row.save()
    record("awards.change_dossier", row, by=by, sentence=f"Sửa hồ sơ: {row}"[:500])
    return row


def _writable(dossier: Dossier, by: Person) -> Dossier:
    row = held(dossier)
    require(by, "awards.change_dossier", row)
    if row.status not in WRITABLE:
        raise wrong_state(row)
    return row


@transaction.atomic
def add_entries(dossier: Dossier, nominations: Iterable[Nomination], *, by: Person) -> None:
    """Raises ValidationError `nothing_chosen`, `wrong_state`, and `not_free` for what was not agreed on this desk or
    lies in another dossier.
    """
    row = _writable(dossier, by)
    chosen = {each.pk: each for each in nominations}
    if not chosen:
        raise ValidationError("Chọn ít nhất một đề nghị đưa vào hồ sơ.", code="nothing_chosen")
    rows = Nomination.objects.select_for_update(of=("self",)).filter(pk__in=chosen).order_by("pk")
    list(rows.values_list("pk", flat=True))  # held, so that another dossier does not take them meanwhile
    free = set(free_to_send(row.season).filter(pk__in=chosen).values_list("pk", flat=True))
    if taken := [str(each) for pk, each in chosen.items() if pk not in free]:
        named = "; ".join(taken[:5])
        raise ValidationError(
            f"Chưa đưa vào hồ sơ được: {named}. Chỉ gửi đề nghị đã được đồng ý và chưa nằm trong hồ sơ khác.",
            code="not_free",
        )
    DossierEntry.objects.bulk_create(DossierEntry(dossier=row, nomination=each) for each in chosen.values())
    keep_minutes(row)
    record("awards.change_dossier", row, by=by, sentence=f"Đưa {len(chosen)} đề nghị vào hồ sơ")


def keep_minutes(dossier: Dossier) -> None:
    """Link the minutes of the meetings that heard its nominations, and no longer those of others."""
    wanted = minutes_of(dossier)
    linked = dossier.papers.filter(document__isnull=False, attachment=None)
    kept: set[tuple[str, int]] = set()
    for paper in linked:
        if paper.document_id is not None and (paper.key, paper.document_id) in wanted:
            kept.add((paper.key, paper.document_id))
        else:
            paper.delete()
    DossierPaper.objects.bulk_create(
        DossierPaper(dossier=dossier, key=key, document_id=document) for key, document in sorted(wanted - kept)
    )


@transaction.atomic
def take_out_entry(entry: DossierEntry, *, by: Person) -> None:
    """Raises `wrong_state` once it was sent."""
    row = _writable(entry.dossier, by)
    entry.delete()
    keep_minutes(row)
    _drop_pack(row)
    record("awards.change_dossier", row, by=by, sentence=f"Bỏ ra khỏi hồ sơ: {entry.nomination}"[:500])


def _drop_pack(dossier: Dossier) -> None:
    """A pack that was made before holds what was taken out: the receiver would still read it."""
    Dossier.objects.filter(pk=dossier.pk).update(pack=None)


@transaction.atomic
def add_paper(dossier: Dossier, key: str, attachment: Attachment, *, by: Person) -> DossierPaper:
    """A paper of the whole dossier, by its key in the law's list. Raises `wrong_state`, `unseen`."""
    row = _writable(dossier, by)
    if not by.has_perm("documents.view_attachment", attachment):
        raise ValidationError("Không thấy tệp này. Chọn tệp khác.", code="unseen")
    paper = DossierPaper.objects.create(dossier=row, key=key[:60], attachment=attachment)
    record("awards.change_dossier", row, by=by, sentence=f"Thêm giấy tờ vào hồ sơ: {attachment}"[:500])
    return paper


@transaction.atomic
def take_out_paper(paper: DossierPaper, *, by: Person) -> None:
    row = _writable(paper.dossier, by)
    sentence = f"Bỏ giấy tờ khỏi hồ sơ: {paper.attachment or paper.document}"
    paper.delete()
    _drop_pack(row)
    record("awards.change_dossier", row, by=by, sentence=sentence[:500])


@transaction.atomic
def submit_dossier(dossier: Dossier, *, by: Person, today: date, anyway: str = "") -> None:
    """Send it: the tờ trình is written and numbered, every nomination is with the receiver. One that was given back
    goes up again as a whole.

    Raises ValidationError `nothing_in_it`, `not_passed`, `incomplete` (papers are missing or a share is exceeded and
    `anyway` does not say why it goes up all the same), `wrong_state`, `season_closed`.
    """
    row = held(dossier)
    require(by, "awards.submit_dossier", row)
    refuse_closed(row.season)
    if row.status not in WRITABLE:
        raise wrong_state(row)
    keep_minutes(row)
    entries = entries_of(row)
    _refuse_unready(row, entries)
    anyway = clean_lines(anyway)[:2000]
    if not anyway and (stops := [each for each in problems_of(row, entries, today, by) if each.asks]):
        raise ValidationError(
            f"Hồ sơ còn {len(stops)} điểm chưa đủ. Bổ sung, hoặc ghi lý do vẫn gửi để nơi nhận biết.",
            code="incomplete",
        )
    again = row.status == Status.RETURNED
    sentence = f"{'Gửi lại' if again else 'Gửi'} hồ sơ đến {receiver_name(row)}: {len(entries)} đề nghị"
    move(row, "submit", by=by, sentence=sentence, submitted_on=today, reason="", sent_anyway=anyway)
    for entry in entries:
        move(entry.nomination, "send", by=by, sentence=f"Trình {receiver_name(row)}"[:500], reason="")
    row.entries.update(state=State.INCLUDED)
    drop_copies(row)
    _drop_pack(row)
    row.submission = _written(row, entries, by, today)
    row.save(update_fields=["submission"])
    told = f"{row.season.unit.label} {'gửi lại' if again else 'gửi'} hồ sơ “{row.title}”: {len(entries)} đề nghị"
    if row.to_unit:
        tell(row, keepers_of(row.to_unit, today), "submitted", told, by=by)
    tell_nominees(row, entries, "submitted", f"đã được trình {receiver_name(row)}")
    dossier.refresh_from_db()


def receiver_name(dossier: Dossier) -> str:
    return dossier.to_unit.name if dossier.to_unit else dossier.to_name


def _refuse_unready(dossier: Dossier, entries: list[DossierEntry]) -> None:
    if not entries:
        raise ValidationError("Hồ sơ chưa có đề nghị nào. Đưa đề nghị vào rồi gửi.", code="nothing_in_it")
    sendable = {Stage.PASSED, Stage.RETURNED}
    here = dossier.season_id
    if bad := [
        each.nomination for each in entries if each.nomination.status not in sendable or each.nomination.desk_id != here
    ]:
        named = "; ".join(f"{each} ({each.get_status_display().lower()})" for each in bad[:5])
        sentence = f"Chưa gửi được vì có đề nghị không còn ở trạng thái được đồng ý: {named}. Bỏ ra khỏi hồ sơ rồi gửi."
        raise ValidationError(sentence, code="not_passed")


def _written(dossier: Dossier, entries: list[DossierEntry], by: Person, today: date) -> OfficialDocument:
    """The tờ trình with a number of the register. One of the same day is written anew under its number: it was taken
    back before anybody received it; one of another day stays, and a new one goes up.
    """
    official = dossier.submission
    if official is None or official.date != today:
        official = add_document(
            dossier.season.unit,
            by=by,
            direction=OfficialDocument.Direction.OUT,
            type=DocumentType.SUBMISSION,
            date=today,
            place=dossier.season.unit.place,
            excerpt=f"Về việc đề nghị khen thưởng {dossier.season.law_year.label}",
            recipients=["Như trên", "Lưu: VT"],
        )
        give_number(official, by=by)
    write_document(
        official, submission_of(dossier, entries, official, bases_of(dossier, entries, today)), by=by, anew=True
    )
    return official


@transaction.atomic
def take_back_dossier(dossier: Dossier, *, by: Person, today: date | None = None) -> None:
    """Before the receiver takes it in. Raises `wrong_state`, `answered`."""
    row = held(dossier)
    require(by, "awards.take_back_dossier", row)
    if row.entries.exclude(state=State.INCLUDED).exists():
        raise ValidationError(
            "Hồ sơ đã có kết quả cho một số đề nghị nên không lấy lại được. Chờ nơi nhận xét xong hoặc trả lại.",
            code="answered",
        )
    move(row, "take_back", by=by, sentence="Lấy lại hồ sơ chưa được tiếp nhận")
    entries = entries_of(row)
    for entry in entries:
        move(entry.nomination, "take_back", by=by, sentence=f"Lấy lại từ {receiver_name(row)}"[:500])
    if row.to_unit:
        told = f"{row.season.unit.label} đã lấy lại hồ sơ “{row.title}”"
        tell(row, keepers_of(row.to_unit, today or present_day()), "taken_back", told, by=by, url="")
    dossier.refresh_from_db()


@transaction.atomic
def resend_entry(entry: DossierEntry, *, by: Person, today: date, answer: str = "") -> None:
    """Send one that was given back up again, with a word on what was mended. Raises `wrong_state`."""
    row = held(entry.dossier)
    require(by, "awards.submit_dossier", row)
    fresh = with_nominations(row.entries.all()).get(pk=entry.pk)
    open_states = WITH_RECEIVER if row.to_unit else {Status.SUBMITTED}
    if row.status not in open_states or fresh.state != State.FLAGGED:
        raise ValidationError("Đề nghị này không chờ gửi lại. Tải lại trang.", code="wrong_state")
    move(fresh.nomination, "send", by=by, sentence=f"Gửi lại {receiver_name(row)}"[:500], reason="")
    fresh.state, fresh.answer = State.INCLUDED, clean_lines(answer)[:2000]
    fresh.save(update_fields=["state", "answer"])
    drop_copies(row, fresh.nomination)
    record("awards.submit_dossier", row, by=by, sentence=f"Gửi lại sau bổ sung: {fresh.nomination}"[:500])
    if row.to_unit:
        told = f"{row.season.unit.label} đã bổ sung và gửi lại: {fresh.nomination} (hồ sơ “{row.title}”)"
        tell(row, keepers_of(row.to_unit, today), "resent", told, by=by)
    entry.refresh_from_db()
