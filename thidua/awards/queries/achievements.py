"""What the report of achievements can say from what is stored: a first draft, to be edited by people."""

from collections.abc import Iterable, Iterator
from typing import Any

from django.db.models import Q

from thidua.awards.models import Award, Nomination, YearGrade
from thidua.initiatives.models import Author, Initiative, Recognition, Result
from thidua.kernel.templatetags.words import number
from thidua.kernel.text import sentence
from thidua.law import Year
from thidua.people.models import Person, Post, Unit
from thidua.progress.models import Measurement

YEARS_TOLD = 5
"""Years of results that a report goes back; the person who edits it leaves out what is not asked for."""
MOST_TARGETS = 30
PERSON_PARTS = (
    ("origin", "I. Sơ lược lý lịch"),
    ("achievements", "II. Thành tích đạt được"),
    ("awards", "III. Các hình thức đã được khen thưởng"),
)
COLLECTIVE_PARTS = (
    ("origin", "I. Sơ lược đặc điểm, tình hình"),
    ("achievements", "II. Thành tích đạt được"),
    ("awards", "III. Các hình thức đã được khen thưởng"),
)
Part = dict[str, str]


def parts_of(nomination: Nomination) -> list[Part]:
    """The report as it was saved; parts that were never written are empty."""
    said = {part["key"]: part["text"] for part in nomination.report}
    titles = COLLECTIVE_PARTS if nomination.collective_id else PERSON_PARTS
    return [{"key": key, "title": title, "text": said.get(key, "")} for key, title in titles]


def drafted_parts(nomination: Nomination) -> dict[str, str]:
    """By key of the part, what the data says."""
    if nomination.person:
        origin = _origin_of_person(nomination.person)
    else:
        origin = _origin_of_collective(nomination.collective or nomination.unit)
    return {
        "origin": "\n".join(origin),
        "achievements": "\n".join(_achievements(nomination)),
        "awards": "\n".join(awards_told(nomination)),
    }


def drafted_summary(nomination: Nomination) -> str:
    """A few lines: the latest grades, initiatives, and the highest awards."""
    lines = [*_grades(nomination, 2), *_initiatives(nomination), *awards_told(nomination)[:3]]
    return "\n".join(line.removeprefix("- ") for line in lines)


def _origin_of_person(person: Person) -> Iterator[str]:
    yield f"- Họ và tên: {person.full_name}"
    yield "- Ngày, tháng, năm sinh: …………; giới tính: ……"
    posts = list(person.posts.select_related("unit").exclude(role=Post.Role.ADMINISTRATOR).order_by("valid_from", "pk"))
    if posts:
        last = posts[-1]
        yield f"- Chức vụ, đơn vị công tác: {last.title or last.get_role_display()}, {_place(last.unit)}"
    yield "- Trình độ chuyên môn, nghiệp vụ: …………"
    if len(posts) > 1:
        yield "- Quá trình công tác:"
        for post in posts:
            end = f" đến {post.valid_to:%m/%Y}" if post.valid_to else " đến nay"
            yield f"+ Từ {post.valid_from:%m/%Y}{end}: {post.title or post.get_role_display()}, {_place(post.unit)}"
    yield "- Quyền hạn, nhiệm vụ được giao: …………"


def _place(unit: Unit) -> str:
    above = Unit.objects.get_parent(unit) if unit.kind == Unit.Kind.TEAM else None
    return f"{unit.name}, {above.name}" if above else unit.name


def _origin_of_collective(unit: Unit) -> Iterator[str]:
    yield f"- Tên tập thể: {_place(unit)}"
    count = Post.objects.filter(unit__path__under=unit.path, valid_to=None).values("person").distinct().count()
    yield f"- Tổng số cán bộ, giáo viên, nhân viên: {number(count)}"
    yield "- Cơ cấu tổ chức, chi bộ, công đoàn, đoàn thanh niên: …………"
    yield "- Chức năng, nhiệm vụ được giao; thuận lợi, khó khăn: …………"


def _achievements(nomination: Nomination) -> Iterator[str]:
    yield "1. Kết quả thực hiện nhiệm vụ"
    grades = list(_grades(nomination, YEARS_TOLD))
    yield from grades or ["- …………"]
    figures = list(_figures(nomination)) if nomination.collective_id else []
    if figures:
        yield "2. Chỉ tiêu được giao"
        yield from figures
    own = list(_initiatives(nomination))
    if own:
        yield f"{3 if figures else 2}. Sáng kiến, giải pháp và kết quả áp dụng"
        yield from own
    if nomination.merit:
        yield f"- Thành tích nổi bật: {nomination.merit}"


def _about(nomination: Nomination) -> dict[str, Any]:
    if nomination.person_id:
        return {"person": nomination.person_id}
    return {"collective": nomination.collective_id}


def _grades(nomination: Nomination, years: int) -> Iterator[str]:
    """Of the years up to the one judged, the newest first."""
    last = nomination.season.law_year
    wanted = [last.back(n) for n in range(years)]
    rows = YearGrade.objects.filter(year__in=[year.short for year in wanted], **_about(nomination))
    for row in sorted(rows, key=lambda row: Year.of(row.year), reverse=True):
        decision = f" (Quyết định {row.decision})" if row.decision else ""
        yield f"- {sentence(Year.of(row.year).label)}: {row.get_grade_display()}{decision}"


def _initiatives(nomination: Nomination) -> Iterator[str]:
    """Those chosen for it; where none was, all recognised ones of the nominee."""
    rows = nomination.initiatives.all()
    if not rows and nomination.person_id:
        rows = initiatives_of(nomination)
    for one in rows.prefetch_related("recognitions", "results"):
        said = [str(each) for each in one.recognitions.all() if each.status == Recognition.Status.VALID]
        yield f"- “{one.title}” ({one.year}){f': {_together(said)}' if said else ''}"
        yield from (f"+ {line}" for line in _results(one.results.all()))


def _together(words: Iterable[str]) -> str:
    return "; ".join(words)


def _results(rows: Iterable[Result]) -> Iterator[str]:
    for row in rows:
        unit = f" {row.unit_of_count}" if row.unit_of_count else ""
        if row.before is not None and row.after is not None:
            yield f"{row.indicator}: từ {number(row.before)} lên {number(row.after)}{unit}"
        elif row.after is not None:
            yield f"{row.indicator}: {number(row.after)}{unit}"


def initiatives_of(nomination: Nomination) -> Any:
    """Recognised ones that the nominee wrote: of a collective, those registered in it."""
    rows = Initiative.objects.filter(status__in=Initiative.HONOURED)
    if nomination.person_id:
        mine = Author.objects.filter(person=nomination.person_id, declined_at=None)
        return rows.filter(pk__in=mine.values("initiative")).order_by("-year", "pk")
    path = nomination.collective.path if nomination.collective else ""
    return rows.filter(unit__path__under=path).order_by("-year", "pk")


def _figures(nomination: Nomination) -> Iterator[str]:
    """Targets of plans whose figures the collective handed in for a time within the year, the newest of each."""
    year, unit = nomination.season.law_year, nomination.collective
    rows = Measurement.objects.filter(unit=unit, status=Measurement.Status.ACCEPTED).filter(_within(year))
    newest: dict[int, Measurement] = {}
    for row in rows.select_related("target").order_by("period", "pk"):
        newest[row.target_id] = row
    for row in list(newest.values())[:MOST_TARGETS]:
        said = row.shown
        reached = {True: " – đạt", False: " – chưa đạt", None: ""}[row.reached]
        yield f"- {row.target.text.rstrip('.')}: {said}{reached}"


def _within(year: Year) -> Q:
    """Periods begin with the calendar year or name the school year."""
    if not year.is_school:
        return Q(period__startswith=str(year.start))
    own = Q(period__startswith=f"NH{year.short}")
    return own | Q(period__startswith=str(year.start)) | Q(period__startswith=str(year.start + 1))


def awards_told(nomination: Nomination) -> list[str]:
    """Titles and commendations with year, number and day of the decision and who took it, the newest first."""
    rows = Award.objects.filter(status=Award.Status.VALID, **_about(nomination)).order_by("-year", "-decision_date")
    return [
        f"- {row.year}: {row.award_name} (Quyết định số {row.decision_number} ngày {row.decision_date:%d/%m/%Y} "
        f"của {row.decided_by})"
        for row in rows
    ] or ["- Chưa có."]
