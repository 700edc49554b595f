"""Invitation and minutes as descriptions for `thidua.writing`."""

from datetime import datetime

from django.utils import timezone

from thidua.councils.models import Attendance, Ballot, Meeting, Option
from thidua.councils.queries import quorum_at
from thidua.councils.rulebook import rule_words
from thidua.writing import forms
from thidua.writing.document import Block, Column, Document, Issuer, Paragraph, Signature, Table


def moment_words(moment: datetime | None) -> str:
    if moment is None:
        return "… giờ … phút, ngày … tháng … năm …"
    local = timezone.localtime(moment)
    return f"{local:%H} giờ {local:%M} phút, ngày {local.day:02} tháng {local.month:02} năm {local.year}"


def issuer_of(meeting: Meeting) -> Issuer:
    return Issuer(meeting.council.name, (meeting.council.unit.name,), in_prose=meeting.council.name)


def invitation_of(meeting: Meeting) -> Document:
    agenda = [f"Nội dung {n}: {item.title}" for n, item in enumerate(meeting.items.all(), start=1)]
    remarks = agenda + ([f"Dự họp qua mạng tại: {meeting.link}"] if meeting.link else [])
    return forms.invitation(
        issuer_of(meeting),
        f"Họp {meeting.council.name}",
        host=meeting.council.name,
        guests="các thành viên hội đồng",
        occasion=meeting.title,
        time=moment_words(meeting.starts),
        venue=meeting.venue,
        chair=meeting.presiding.person.full_name,
        remarks=tuple(remarks),
        place=meeting.council.unit.place,
        recipients=("Các thành viên hội đồng",),
        signatures=(Signature("CHỦ TỊCH HỘI ĐỒNG", meeting.presiding.person.full_name),),
    )


def attendance_words(meeting: Meeting) -> tuple[str, ...]:
    """Numbers first, then names, then who is absent and why."""
    quorum = quorum_at(meeting)
    rows = list(meeting.attendances.select_related("seat__person").order_by("seat__person__sort_key", "pk"))
    lines = [f"Có mặt {quorum.there}/{quorum.members} thành viên có quyền biểu quyết"]
    for state in (Attendance.State.PRESENT, Attendance.State.ONLINE, Attendance.State.EXCUSED, Attendance.State.ABSENT):
        names = [f"{row.seat.person.full_name} ({row.seat.get_office_display()})" for row in rows if row.state == state]
        if names:
            lines.append(f"{state.label}: {', '.join(names)}")
    return tuple(lines)


def minutes_of(meeting: Meeting) -> Document:
    """The meeting's minutes: of each item what was presented, said, who kept out, and how the votes went."""
    proceedings: list[Block] = []
    for n, item in enumerate(meeting.items.prefetch_related("ballots__options", "recusals__seat__person"), start=1):
        proceedings.append(Paragraph(item.title, f"{n}."))
        proceedings += [Paragraph(line) for line in (*item.text.splitlines(), *item.notes.splitlines()) if line]
        proceedings += [
            Paragraph(f"{recusal.seat.person.full_name} không tham gia biểu quyết nội dung này: {recusal.reason}.")
            for recusal in item.recusals.all()
        ]
        for ballot in item.ballots.all():
            if ballot.status == Ballot.Status.CLOSED:
                proceedings += result_blocks(ballot)
    if meeting.conclusion:
        proceedings += [Paragraph("Kết luận của chủ tọa:"), *map(Paragraph, meeting.conclusion.splitlines())]
    return forms.minutes(
        issuer_of(meeting),
        meeting.title,
        began=moment_words(meeting.began or meeting.starts),
        venue=meeting.venue,
        present=attendance_words(meeting),
        chair=meeting.presiding.person.full_name,
        secretary=meeting.secretary.person.full_name,
        proceedings=tuple(proceedings),
        ended=moment_words(meeting.ended),
        place=meeting.council.unit.place,
        day=meeting.day,
    )


def result_blocks(ballot: Ballot) -> list[Block]:
    """What the vote was, by what rule, and its outcome; numbers only where they are told."""
    way = "Bỏ phiếu kín" if ballot.is_secret else "Biểu quyết công khai"
    again = f" lần {ballot.round}" if ballot.round > 1 else ""
    source = f"{ballot.source} (cần đối chiếu văn bản)" if ballot.to_compare else ballot.source
    lines = [
        f"{way}{again}: {ballot.question}. Tổng số thành viên {ballot.members}, tham gia {ballot.present}, "
        f"phiếu thu về {ballot.cast}" + (f", không hợp lệ {ballot.invalid}" if ballot.invalid else ""),
        f"Tỷ lệ để được thông qua: {rule_words(ballot)}, bằng {ballot.needed}/{ballot.base}; căn cứ: {source}",
    ]
    if not ballot.is_broken_down:
        lines.append("Số phiếu thu về ít nên chỉ ghi kết quả, không ghi số phiếu từng loại")
    return [*(Paragraph(f"{line}.") for line in lines), result_table(ballot)]


def result_table(ballot: Ballot) -> Table:
    rows = list(ballot.options.all())
    numbers = {"agreed": "Đồng ý", "against": "Không đồng ý", "abstained": "Không có ý kiến"}
    if ballot.form == Ballot.Form.CHOOSE:
        numbers = {"agreed": "Số phiếu chọn"}
    if not ballot.is_broken_down:
        numbers = {}
    columns = [Column("Nội dung", 3), *(Column(title, 1, "center") for title in numbers.values())]
    lines = tuple((row.label, *(getattr(row, field) for field in numbers), said(row)) for row in rows)
    return Table((*columns, Column("Kết quả", 1, "center")), lines)


def said(option: Option) -> str:
    return option.get_outcome_display()


def count_minutes_of(ballot: Ballot) -> Document:
    meeting = ballot.item.meeting
    team = [seat.person.full_name for seat in meeting.counters.select_related("person").order_by("person__sort_key")]
    head = team[0] if team else meeting.secretary.person.full_name
    handed = ballot.papers.filter(state="handed").count()
    intro = [f"Số phiếu phát ra {ballot.papers.count()}, trong đó phiếu giấy {handed}; thu về {ballot.cast}."]
    if ballot.is_secret:
        intro.append(
            "Khóa hòm phiếu điện tử đã hủy sau khi kiểm; không còn dữ liệu nào nối người bỏ phiếu với lá phiếu."
        )
    return forms.minutes(
        issuer_of(meeting),
        f"Kiểm phiếu: {ballot}",
        began=moment_words(ballot.opened),
        venue=meeting.venue,
        present=tuple(f"Tổ kiểm phiếu: {name}" for name in team) or ("Hệ thống kiểm phiếu tự động",),
        chair=meeting.presiding.person.full_name,
        secretary=head,
        proceedings=(*map(Paragraph, intro), *result_blocks(ballot)),
        ended=moment_words(ballot.closed),
        place=meeting.council.unit.place,
        day=meeting.day,
        signatures=(
            Signature("Tổ kiểm phiếu", head),
            Signature("Chủ tọa", meeting.presiding.person.full_name),
        ),
    )
