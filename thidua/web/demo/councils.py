"""A school's council: one meeting over, with a recusal and a vote, and one being prepared."""

from datetime import date, datetime, time, timedelta

from django.utils import timezone

from thidua.councils import operations
from thidua.councils.models import Attendance, Ballot, Council, Meeting, Seat
from thidua.people.models import Person, Unit
from thidua.web.demo.people import Scene

NOMINEES = 6


def build_councils(scene: Scene, today: date) -> None:
    """The council of the first school, whose head and officer have logins."""
    school = scene.schools[0]
    head = school_person(school, "head")
    officer = school_person(school, "officer")
    leaders = [school_person(team, "leader") for team in scene.teams[school.pk]]
    member = Person.objects.filter(posts__unit=scene.teams[school.pk][0], posts__role="member").order_by("pk")[0]
    council = established(school, head, officer, [*leaders, member], today)
    staff = Person.objects.filter(posts__unit__in=scene.teams[school.pk], posts__role="member").order_by("pk")
    names = [person.full_name for person in staff[1 : NOMINEES + 1]]
    held(council, head, names, today)
    prepared(council, head, today)


def school_person(unit: Unit, role: str) -> Person:
    return Person.objects.filter(posts__unit=unit, posts__role=role).order_by("pk")[0]


def established(school: Unit, head: Person, officer: Person, others: list[Person], today: date) -> Council:
    since = today - timedelta(days=60)
    council = operations.add_council(
        school,
        by=head,
        name="Hội đồng Thi đua - Khen thưởng",
        decision_number=f"45/QĐ-{school.sign}",
        decision_date=since,
        valid_from=since,
        valid_to=since + timedelta(days=364),
    )
    offices = [(head, Seat.Office.CHAIR), (officer, Seat.Office.SECRETARY)]
    offices += [(person, Seat.Office.MEMBER) for person in others]
    for person, office in offices:
        operations.add_seat(council, by=head, person=person, office=office, valid_from=since)
    source = "Quy chế hoạt động của Hội đồng, Điều 6"
    vote = {"kind": "vote", "numerator": 1, "denominator": 2, "is_strict": True, "source": source}
    operations.add_house_rule(council, by=head, valid_from=since, **vote)
    quorum = {"kind": "quorum", "numerator": 2, "denominator": 3, "source": "Quy chế hoạt động của Hội đồng, Điều 4"}
    operations.add_house_rule(council, by=head, valid_from=since, **quorum)
    return council


def at(day: date, hour: int) -> datetime:
    return datetime.combine(day, time(hour), timezone.get_current_timezone())


def held(council: Council, head: Person, names: list[str], today: date) -> None:
    """A meeting of ten days ago: one member excused, another out of the vote on her own name."""
    seats = list(council.seats.select_related("person").order_by("pk"))
    meeting = operations.add_meeting(
        council,
        by=head,
        title="Xét khen thưởng đợt thi đua chào mừng Ngày Nhà giáo Việt Nam",
        starts=at(today - timedelta(days=10), 8),
        venue="Phòng họp số 1",
        counters=seats[2:4],
    )
    text = (
        "Tờ trình của Thường trực Hội đồng: đề nghị tặng Giấy khen cho các giáo viên có thành tích trong đợt thi đua."
    )
    item = operations.add_item(
        meeting, by=head, title="Đề nghị tặng Giấy khen", text=text, nominees=[(name, None) for name in names]
    )
    operations.invite(meeting, by=head)
    states = {seat.pk: Attendance.State.PRESENT for seat in seats} | {seats[-2].pk: Attendance.State.EXCUSED}
    operations.mark_attendance(meeting, states, by=head)
    operations.begin_meeting(meeting, by=head)
    operations.record_recusal(item, by=head, seat=seats[-1], reason="Cùng tổ đăng ký sáng kiến với người được xét")
    notes = "Các ý kiến thống nhất danh sách; đề nghị bổ sung minh chứng dự giờ cho một trường hợp."
    operations.change_item(item, by=head, notes=notes)
    ballot = operations.add_ballot(item, by=head, question="Tặng Giấy khen", options=[(name, None) for name in names])
    operations.open_ballot(ballot, by=head)
    vote(ballot)
    operations.close_ballot(ballot, by=head)
    operations.end_meeting(meeting, by=head, conclusion="Trình Hiệu trưởng quyết định theo kết quả bỏ phiếu.")
    began = at(today - timedelta(days=10), 8)
    Meeting.objects.filter(pk=meeting.pk).update(began=began, ended=began + timedelta(hours=1, minutes=30))
    Ballot.objects.filter(pk=ballot.pk).update(opened=began + timedelta(hours=1), closed=began + timedelta(minutes=75))


def vote(ballot: Ballot) -> None:
    """Most agree to most; the last name finds few friends."""
    count = ballot.options.count()
    for n, paper in enumerate(ballot.papers.select_related("seat__person").order_by("seat")):
        if not paper.is_written:
            marks = "+" * (count - 2) + ("+" if n % 4 else "0") + ("+" if n % 3 == 0 else "-")
            operations.cast_vote(ballot, by=paper.seat.person, marks=marks)


def prepared(council: Council, head: Person, today: date) -> None:
    """A meeting of next week: members are invited and can read."""
    meeting = operations.add_meeting(
        council,
        by=head,
        title="Xét danh hiệu thi đua học kỳ I",
        starts=at(today + timedelta(days=6), 14),
        venue="Phòng họp số 1",
    )
    text = "Rà soát đăng ký danh hiệu của các tổ; thống nhất cách chấm và minh chứng cần có."
    item = operations.add_item(meeting, by=head, title="Danh sách đề nghị Lao động tiên tiến", text=text)
    words = "Tờ trình: danh sách đề nghị và tiêu chuẩn áp dụng.\n".encode()
    operations.add_item_file(item, by=head, data=words, name="to-trinh.txt")
    operations.add_item(
        meeting,
        by=head,
        title="Đề nghị Chiến sĩ thi đua cơ sở",
        matter="title_emulation_fighter_unit",
        text="Xét theo quy định hiện hành.",
    )
    operations.add_ballot(item, by=head, question="Đồng ý danh sách đề nghị Lao động tiên tiến")
    operations.invite(meeting, by=head)
