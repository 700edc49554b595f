"""A school with teams, a round, and initiatives as far as a test needs them, made by the real operations."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from django.utils import timezone

from thidua.documents.operations import add_attachment
from thidua.initiatives.models import (
    Adoption,
    Bundle,
    Enclosure,
    Initiative,
    PastImport,
    Question,
    Round,
    Rubric,
)
from thidua.initiatives.operations.authors import Entry, set_authors
from thidua.initiatives.operations.initiatives import (
    draft_initiative,
    register_initiative,
    report_initiative,
    save_initiative,
)
from thidua.initiatives.operations.recognition import Decision, recognise_initiative
from thidua.initiatives.operations.results import Row, enclose, set_results
from thidua.initiatives.operations.reviews import Entry as Given
from thidua.initiatives.operations.reviews import assign_reviewers, criteria_of, save_scores, submit_review
from thidua.initiatives.operations.rounds import add_round, announce_round
from thidua.initiatives.operations.rubrics import copy_template
from thidua.initiatives.parts import PARTS
from thidua.kernel.calendar import today
from thidua.people.models import Person, Unit
from thidua.people.tests.make import person, post, unit

__all__ = ["LATE", "NOW", "School", "attachment", "initiative", "person", "post", "round_of", "unit"]

HERE = ZoneInfo("Asia/Ho_Chi_Minh")
NOW = timezone.now().astimezone(HERE).replace(microsecond=0)
LATE = NOW + timedelta(days=400)
TEXTS = {
    "need": "Học sinh ngại đọc sách ngoài giờ học.",
    "present": "Thư viện mở hai buổi một tuần, ít lượt mượn.",
    "solution": "Đặt tủ sách ở hành lang, học sinh tự mượn và ghi sổ.",
    "novelty": "Lần đầu học sinh tự quản tủ sách.",
    "benefit": "Số lượt mượn tăng, không tốn thêm người trông.",
    "reach": "Trường nào cũng làm được.",
}


class School:
    """`teachers[n]` works in `teams[n]`; the officer keeps the rounds, the head heads."""

    def __init__(self, teams: int = 3, *, parent: Unit | None = None, name: str = "Trường THCS Suối Mơ") -> None:
        self.unit = unit(name, parent=parent)
        self.teams = [unit(f"Tổ {subject}", parent=self.unit, kind="team") for subject in SUBJECTS[:teams]]
        self.officer = person(self.unit, "officer", name="Vũ Thị Phượng")
        self.head = person(self.unit, "head", name="Đỗ Văn Hiển")
        self.teachers = [person(team, "member", name=NAMES[n]) for n, team in enumerate(self.teams)]


SUBJECTS = ("Khoa học tự nhiên", "Khoa học xã hội", "Văn phòng", "Nghệ thuật")
NAMES = ("Nguyễn Thị Hoài Lan", "Trần Quốc Bảo", "Phạm Ngọc Diệp", "Lý Gia Khánh")


def round_of(school: School, *, announced: bool = True, rubric: Rubric | bool | None = True, **facts: Any) -> Round:
    """A blind round, open from yesterday for ten days, to be reported in sixty."""
    facts = {
        "name": "Đợt sáng kiến",
        "year": NOW.year,
        "opens": NOW - timedelta(days=1),
        "closes": NOW + timedelta(days=10),
        "report_by": NOW + timedelta(days=60),
        **facts,
    }
    facts["rubric"] = rubric_of(school) if rubric is True else rubric or None
    row = add_round(school.unit, by=school.officer, **facts)
    if announced:
        announce_round(row, by=school.officer)
    return row


def rubric_of(school: School) -> Rubric:
    return copy_template(school.unit, "school_100", by=school.officer)


def attachment(place: Unit, by: Person, *, data: bytes = b"ket qua", name: str = "ket-qua.txt"):
    return add_attachment(place, by=by, data=data, name=name)


def initiative(
    of: Round,
    by: Person,
    *,
    status: str = "registered",
    authors: list[tuple[Person | str, int]] | None = None,
    title: str = "Tủ sách hành lang",
    now: datetime = NOW,
    **texts: str,
) -> Initiative:
    """As far as `draft`, `registered`, `reported` or `recognised`; `authors` with shares instead of `by` alone."""
    place = by.posts.order_by("pk").last().unit
    row = draft_initiative(of, place, by=by, title=title, now=now)
    parts = {part.name: {**TEXTS, **texts}.get(part.name, "") for part in PARTS}
    facts = {"first_applied": today(), "beneficiaries": "Học sinh toàn trường"}
    save_initiative(row, by=by, seen_edition=1, parts=parts, **facts)
    if authors:
        set_authors(row, [_entry(who, share) for who, share in authors], by=by, now=now)
        row.authors.filter(person__isnull=False).update(agreed_at=now)
    if status != "draft":
        register_initiative(row, by=by, now=now)
    if status in {"reported", "recognised"}:
        report(row, by, now)
    row.refresh_from_db()
    if status == "recognised":
        keeper = Person.objects.get(pk=of.created_by_id)
        recognise_initiative(row, decision(), by=keeper, today=today())
    return row


def _entry(who: Person | str, share: int) -> Entry:
    return Entry(Decimal(share), outside_name=who) if isinstance(who, str) else Entry(Decimal(share), person=who)


def report(row: Initiative, by: Person, now: datetime = NOW) -> None:
    set_results(row, [Row("Lượt mượn sách một tháng", Decimal(40), Decimal(130), "lượt")], by=by)
    piece = attachment(row.unit, by, data=f"ket qua {row.pk}".encode())
    enclose(row, [piece], purpose=Enclosure.Purpose.EVIDENCE, by=by)
    report_initiative(row, by=by, now=now)


def decision(**facts: Any) -> Decision:
    facts = {
        "scope": "unit",
        "number": "15/QĐ-SM",
        "day": date(today().year, 1, 5),
        "decided_by": "Hiệu trưởng",
        **facts,
    }
    return Decision(**facts)


def reviewed(row: Initiative, reviewer: Person, points: int, *, keeper: Person) -> None:
    """Assigned, scored with this share of every criterion's points (per cent), handed in; scoring is open."""
    (review,) = assign_reviewers(row, [reviewer], by=keeper)
    score(review, points)


def score(review: Any, points: int) -> None:
    given = {each.pk: Given(points=each.most * points / 100) for each in criteria_of(review)}
    save_scores(review, given, by=review.reviewer, comment="")
    submit_review(review, by=review.reviewer)


def judged(place: Unit, team: Unit, officer: Person, words: str) -> tuple[Round, Initiative, Any]:
    """A round that is being judged, an initiative of the officer in it, and a review by a member: as rows."""
    rubric = copy_template(place, "school_100", by=officer)
    facts = {"opens": NOW - timedelta(days=9), "closes": NOW + timedelta(days=9), "year": NOW.year, "rubric": rubric}
    row = Round.objects.create(unit=place, name=f"Đợt {words}", created_by=officer, status="scoring", **facts)
    made = Initiative.objects.create(
        unit=team,
        round=row,
        year=NOW.year,
        title=f"Sáng kiến {words}",
        status="under_review",
        registered_at=NOW,
        reported_at=NOW,
        created_by=officer,
        changed_by=officer,
    )
    made.authors.create(person=officer, share=100, agreed_at=NOW)
    reviewer = person(place, "member", name=f"Người chấm {words}")
    return row, made, made.reviews.create(reviewer=reviewer, assigned_by=officer)


def initiative_later(of: Round, by: Person, school: School) -> Initiative:
    """Registered in time and ready to be reported, in a round whose review is open already."""
    Round.objects.filter(pk=of.pk).update(status="announced")
    of.refresh_from_db()
    row = initiative(of, by, title="Vườn rau")
    set_results(row, [Row("Rau sạch một tuần", None, Decimal(20), "kg")], by=by)
    piece = attachment(row.unit, by, data=b"anh vuon rau")
    enclose(row, [piece], purpose=Enclosure.Purpose.EVIDENCE, by=by)
    Round.objects.filter(pk=of.pk).update(status="scoring")
    of.refresh_from_db()
    row.round = of
    return row


def spread_rows(row: Initiative, officer: Person, words: str) -> tuple[Any, ...]:
    """Beside a row that nobody else sees: a refused one, an adoption by the unit, a question, an import, a bundle."""
    facts = {"unit": row.unit, "year": 2024, "status": "not_recognised", "created_by": officer, "changed_by": officer}
    old = Initiative.objects.create(title=f"Sáng kiến cũ {words}", **facts)
    adoption = Adoption.objects.create(initiative=old, unit=officer.posts.get().unit, by=officer, result=words)
    question = Question.objects.create(initiative=old, by=officer, text=words)
    past = PastImport.objects.create(unit=officer.posts.get().unit, by=officer, name=f"{words}.xlsx")
    return old, adoption, question, past, Bundle.objects.create(unit=past.unit, by=officer, title=words)
