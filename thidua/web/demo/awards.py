"""A school's awards: years of grades and titles, a review of last year in all its states, this year's registrations."""

from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta

from thidua.awards.models import Nomination, Season, SheetIn
from thidua.awards.operations import decisions, dossiers, hearings, publications
from thidua.awards.operations import nominations as proposing
from thidua.awards.operations.award_sheet import AWARD_SHEET
from thidua.awards.operations.awards import PastAward, add_past_award
from thidua.awards.operations.other_awards import OtherFacts, add_other_award
from thidua.awards.operations.pledges import add_pledge, open_pledge, sign_pledge
from thidua.awards.operations.records import Graded, set_grades
from thidua.awards.operations.registrations import register
from thidua.awards.operations.seasons import add_season
from thidua.awards.operations.sheets import start_sheet
from thidua.councils.models import Meeting
from thidua.law import Year, national_rules
from thidua.people.models import Cluster, Person, Unit
from thidua.people.queries import holders
from thidua.plans.matching import inner_units, staff_of
from thidua.web.demo.people import Scene

WORKER, FIGHTER = "title_advanced_worker", "title_emulation_fighter_unit"
COLLECTIVE, CERTIFICATE = "title_advanced_collective", "commendation_certificate"
BASE = [WORKER, FIGHTER, COLLECTIVE]
DIRECTOR = "Giám đốc Sở Giáo dục và Đào tạo"
GOALS = (
    "Một sáng kiến cấp cơ sở; lớp chủ nhiệm đạt tập thể tiên tiến.",
    "Dự giờ 18 tiết; hai chuyên đề cấp tổ; không học sinh nào bỏ học.",
    "Bồi dưỡng đội tuyển, có học sinh đạt giải cấp tỉnh.",
)
MERIT = "Tổ chức tốt tuần lễ chào mừng Ngày Nhà giáo Việt Nam; hướng dẫn học sinh làm tập san của trường"
PLEDGE = """Các trường trong cụm cùng giao ước:
1. Không để học sinh nào bỏ học vì hoàn cảnh khó khăn.
2. Mỗi tháng chia sẻ ít nhất một bài giảng số dùng chung trong cụm.
3. Mỗi học kỳ tổ chức một buổi sinh hoạt chuyên môn liên trường.
4. Hồ sơ thi đua gửi đúng hạn, số liệu trung thực, có minh chứng."""


@dataclass(frozen=True)
class Place:
    """A school with who acts for it, and its teachers in the order of the teams."""

    school: Unit
    head: Person
    officer: Person
    teams: list[Unit]
    staff: list[Person]


def build_awards(scene: Scene, today: date) -> None:
    calendar = national_rules().calendar(today)
    year = calendar.year_of(today, is_school=True)
    last = year.back(1)
    first, second, third = (place_of(school, today) for school in scene.schools[:3])
    for place in (first, second, third):
        keep_grades(place, [last])
    keep_grades(first, [last.back(2), last.back(1)])
    keep_titles(first, [last.back(2), last.back(1)], today)
    above = department_season(scene.department, last, today)
    review_last_year(first, above, last, today)
    for place, is_received in ((second, False), (third, True)):
        send_dossier(place, above, last, today, is_received=is_received)
    honour_an_occasion(first, year, today)
    register_this_year(first, year, today)
    pledge_together(scene.department, first, year)
    keep_award_of_the_union(first, last, today)
    bring_awards_of_before(scene, last.back(2), today)


def place_of(school: Unit, today: date) -> Place:
    head, officer = (holders(school, [role], today)[0] for role in ("head", "officer"))
    teams = list(inner_units(school))
    staff = list(staff_of(school, today).exclude(pk__in=[head.pk, officer.pk]).order_by("pk"))
    return Place(school, head, officer, teams, staff)


def keep_grades(place: Place, years: list[Year]) -> None:
    """Every fifth excellent, one only completed; teams and the school too."""
    for year in years:
        paper = f"{40 + year.start % 10}/QĐ-{place.school.sign}"
        marks = ["excellent" if n % 5 == 0 else "completed" if n == 4 else "good" for n in range(len(place.staff))]
        people = [Graded(person, mark, decision=paper) for person, mark in zip(place.staff, marks, strict=True)]
        units = [Graded(team, "good", decision=paper) for team in place.teams]
        set_grades(place.school, [*people, *units], year=year.short, by=place.officer)


def keep_titles(place: Place, years: list[Year], today: date) -> None:
    """Titles of earlier years, as the office wrote them down from old decisions."""
    for year in years:
        day = date(year.start + 1, 8, 15)
        for n, person in enumerate(place.staff[:12]):
            if n == 4:
                continue
            title = FIGHTER if n % 5 == 0 else WORKER
            told = PastAward(
                title, year.short, "Giám đốc Sở Giáo dục và Đào tạo", f"{200 + year.start % 10}/QĐ-SGDĐT", day
            )
            add_past_award(place.school, person, told, by=place.officer, today=today)
        told = PastAward(
            COLLECTIVE, year.short, "Giám đốc Sở Giáo dục và Đào tạo", f"{210 + year.start % 10}/QĐ-SGDĐT", day
        )
        add_past_award(place.school, place.teams[0], told, by=place.officer, today=today)


def department_season(department: Unit, year: Year, today: date) -> Season:
    by = holders(department, ["officer"], today)[0]
    return add_season(
        department,
        by=by,
        kind=Season.Kind.YEARLY,
        year=year.short,
        title=f"Xét thi đua, khen thưởng toàn ngành {year.label}",
        awards=[*BASE, "merit_certificate_province", "title_excellent_collective"],
        send_by=today + timedelta(days=12),
        notice_days=5,
    )


def school_season(place: Place, above: Season, year: Year) -> Season:
    return add_season(
        place.school,
        by=place.officer,
        kind=Season.Kind.YEARLY,
        year=year.short,
        title=f"Xét thi đua, khen thưởng {year.label}",
        awards=BASE,
        parent=above,
        registers_from=date(year.start, 9, 15),
        registers_until=date(year.start, 10, 15),
        notice_days=5,
    )


def proposed(season: Season, place: Place, persons: list[Person], award: str, today: date) -> list[Nomination]:
    """Drafted with a word on the merit and put forward."""
    rows = []
    for person in persons:
        merit = f"Hoàn thành tốt nhiệm vụ {season.law_year.label}; học sinh tiến bộ rõ qua từng kỳ"
        row = proposing.draft_nomination(season, person, award, by=place.officer, today=today, merit=merit)
        proposing.propose_nomination(row, by=place.officer, today=today)
        rows.append(row)
    return rows


def review_last_year(place: Place, above: Season, year: Year, today: date) -> None:
    """Some agreed to and shown to everybody, one not, some before the council, some still being written."""
    season = school_season(place, above, year)
    workers = [person for n, person in enumerate(place.staff[:11]) if n % 5 and n != 4]
    rows = proposed(season, place, workers, WORKER, today)
    word = "Họp bình xét của các tổ ngày thứ Sáu tuần trước, các tổ thống nhất"
    for row in rows[:5]:
        proposing.pass_nomination(row, by=place.head, reason=word)
    proposing.fail_nomination(rows[5], by=place.head, reason="Tổ đề nghị xem lại hồ sơ chuyên môn, để năm sau xét")
    for person in place.staff[11:14]:
        proposing.draft_nomination(season, person, WORKER, by=place.officer, today=today)
    fighters = proposed(season, place, [place.staff[0], place.staff[5], place.staff[10]], FIGHTER, today)
    meeting = Meeting.objects.filter(council__unit=place.school, status=Meeting.Status.INVITED).first()
    if meeting:
        hearings.bring_to_council(season, FIGHTER, fighters, meeting, by=place.officer)
    shown = publications.add_publication(
        season, rows[:5], by=place.officer, title=f"Danh sách đề nghị Lao động tiên tiến {year.label}", today=today
    )
    publications.open_publication(shown, by=place.officer, today=today)
    text = "Đề nghị xem lại số tiết dự giờ của một trường hợp trong danh sách, sổ dự giờ của tổ ghi khác."
    publications.object_to(shown, text=text, today=today, by=place.staff[20], nomination=rows[1])


def send_dossier(place: Place, above: Season, year: Year, today: date, *, is_received: bool) -> None:
    """Another school's list is with the department: one only sent, one taken in."""
    season = school_season(place, above, year)
    Season.objects.filter(pk=season.pk).update(notice_days=0)
    rows = proposed(season, place, place.staff[1:4], WORKER, today)
    for row in rows:
        proposing.pass_nomination(row, by=place.head, reason="Các tổ bình xét, thống nhất")
    title = f"Đề nghị Lao động tiên tiến {year.label}, {place.school.label}"
    dossier = dossiers.draft_dossier(season, rows, by=place.officer, to_unit=above.unit, title=title, today=today)
    reason = "Biên bản bình xét bản giấy gửi trong tuần"
    dossiers.submit_dossier(dossier, by=place.officer, today=today, anyway=reason)
    if is_received:
        clerk = holders(above.unit, ["officer"], today)[0]
        dossiers.receive_dossier(dossier, above, by=clerk, today=today)
        entry = dossier.entries.order_by("pk")[0]
        remark = "Thiếu xác nhận của tổ về số tiết dạy thay. Bổ sung rồi gửi lại."
        dossiers.flag_entries(dossier, {entry.pk: remark}, by=clerk, today=today)


def honour_an_occasion(place: Place, year: Year, today: date) -> None:
    """Commendations within the principal's authority: decided, with awards; two more still wait."""
    season = add_season(
        place.school,
        by=place.officer,
        kind=Season.Kind.OCCASION,
        year=year.short,
        title="Khen thưởng đợt thi đua chào mừng Ngày Nhà giáo Việt Nam",
        awards=[CERTIFICATE],
    )
    rows = []
    for person in place.staff[2:8]:
        row = proposing.draft_nomination(season, person, CERTIFICATE, by=place.officer, today=today, merit=MERIT)
        proposing.propose_nomination(row, by=place.officer, today=today)
        rows.append(row)
    for row in rows[:4]:
        proposing.pass_nomination(row, by=place.head, reason="Kết luận họp liên tịch đầu tuần")
    decision = decisions.draft_decision(season, CERTIFICATE, rows[:4], by=place.officer, today=today)
    decisions.issue_decision(decision, by=place.head, today=today)


def register_this_year(place: Place, year: Year, today: date) -> None:
    season = add_season(
        place.school,
        by=place.officer,
        kind=Season.Kind.YEARLY,
        year=year.short,
        title=f"Xét thi đua, khen thưởng {year.label}",
        awards=BASE,
        registers_from=today - timedelta(days=30),
        registers_until=today + timedelta(days=9),
        notice_days=5,
    )
    for n, person in enumerate(place.staff):
        if n % 3 == 2:
            continue
        for award in [WORKER, FIGHTER] if n % 5 == 0 else [WORKER]:
            register(season, person, award, by=person, today=today, goals=GOALS[n % len(GOALS)])
    for team in place.teams[1:3]:
        leader = holders(team, ["leader"], today)[0]
        register(season, team, COLLECTIVE, by=leader, today=today, goals="Cả tổ đạt Lao động tiên tiến từ 80%.")


def pledge_together(department: Unit, place: Place, year: Year) -> None:
    """A cluster's pledge that some heads have signed; the first school's has not."""
    cluster = Cluster.objects.filter(unit=department, units=place.school).order_by("pk").first()
    if cluster is None:
        return
    by = department.posts.get(role="officer").person
    pledge = add_pledge(cluster, by=by, year=year.short, title=f"Giao ước thi đua {year.label}", text=PLEDGE)
    open_pledge(pledge, by=by)
    for unit in cluster.units.exclude(pk=place.school.pk).order_by("sort_key")[:4]:
        sign_pledge(pledge, unit, by=unit.posts.get(role="head").person)


def keep_award_of_the_union(place: Place, year: Year, today: date) -> None:
    """One that the State's rules do not know; it stands in the passport of a teacher who can sign in."""
    teacher = place.teams[0].posts.filter(role="member").order_by("pk")[0].person
    union = "Công đoàn Giáo dục tỉnh"
    told = OtherFacts(
        f"Bằng khen của {union}", year.short, union, date(year.start + 1, 5, 1), "18/QĐ-CĐGD", "Hoạt động công đoàn"
    )
    add_other_award(place.school, teacher, told, by=place.officer, today=today)


def bring_awards_of_before(scene: Scene, year: Year, today: date) -> None:
    """A sheet of the department that waits: several bear one of its names, so somebody has to choose."""
    path = scene.department.path
    times = Counter(person.full_name for person, unit, *_ in scene.persons if unit.path.startswith(path))
    names = [next(name for name, count in times.items() if count > 1), next(n for n, c in times.items() if c == 1)]
    day = date(year.start + 1, 8, 15)
    facts = {"award": "Lao động tiên tiến", "year": year.short, "number": "180/QĐ-SGDĐT", "day": day}
    lines = [{**facts, "name": name, "decided_by": DIRECTOR} for name in names]
    rows = [tuple(line.get(column.name) for column in AWARD_SHEET.columns) for line in lines]
    start_sheet(
        scene.department,
        SheetIn.Subject.AWARDS,
        by=holders(scene.department, ["officer"], today)[0],
        data=AWARD_SHEET.workbook(rows),
        name=f"khen-thuong-{year.short}.xlsx",
        today=today,
    )
