"""A school's two rounds of initiatives: one that takes registrations, one that is being judged blind."""

from datetime import date, datetime, time, timedelta
from decimal import Decimal

from django.utils import timezone

from thidua.documents.operations import add_attachment
from thidua.initiatives.models import Enclosure, Initiative, Round
from thidua.initiatives.operations import initiatives as writing
from thidua.initiatives.operations.authors import Entry, set_authors
from thidua.initiatives.operations.results import Row, enclose, set_results
from thidua.initiatives.operations.reviews import assign_evenly
from thidua.initiatives.operations.rounds import add_round, announce_round, open_scoring
from thidua.initiatives.operations.rubrics import copy_template
from thidua.people.models import Person, Unit
from thidua.plans.models import Plan
from thidua.web.demo.people import Scene

TEXTS = (
    ("Góc học tập mở ở sân trường", "teaching", "Giờ ra chơi học sinh ít hoạt động bổ ích", "bàn cờ, thẻ hỏi đáp"),
    ("Sổ trực điện tử của tổ", "management", "Sổ trực giấy hay thất lạc", "biểu mẫu dùng chung trên điện thoại"),
    ("Phiếu một cửa cho phụ huynh", "reform", "Phụ huynh phải đến trường nhiều lần", "mã QR ở cổng trường"),
    ("Ngân hàng câu hỏi chung toàn khối", "digital", "Mỗi giáo viên soạn đề một kiểu", "kho câu hỏi gắn mức độ"),
    ("Phân luồng giờ tan học", "safety", "Cổng trường ùn tắc lúc tan học", "hai khung giờ và vạch chờ theo lớp"),
)


def build_initiatives(scene: Scene, today: date) -> None:
    school = scene.schools[0]
    officer = Person.objects.get(username=f"{school.code.lower()}-cb")
    writers = [team_member(team, n) for team in scene.teams[school.pk][:3] for n in (1, 2)]
    rubric = copy_template(school, "commune_100", by=officer)
    plan = Plan.objects.filter(unit=school, status=Plan.Status.ISSUED).order_by("pk").first()
    judged = add_round(
        school,
        by=officer,
        plan=plan,
        name=f"Đợt sáng kiến cải cách hành chính năm {today.year}",
        year=today.year,
        opens=moment(today - timedelta(days=60)),
        closes=moment(today + timedelta(days=1)),
        report_by=moment(today + timedelta(days=5)),
        score_by=moment(today + timedelta(days=12)),
        rubric=rubric,
        note="Nêu rõ số liệu trước và sau khi áp dụng.",
    )
    announce_round(judged, by=officer)
    for n, text in enumerate(TEXTS[:4]):
        report(written(judged, writers[n], text))
    assign_evenly(judged, [*writers, team_member(scene.teams[school.pk][0], 3)], each=2, by=officer)
    open_scoring(judged, by=officer)
    coming = add_round(
        school,
        by=officer,
        name=f"Đợt đăng ký sáng kiến năm {today.year + 1}",
        year=today.year + 1,
        opens=moment(today - timedelta(days=7)),
        closes=moment(today + timedelta(days=21)),
        report_by=moment(today + timedelta(days=200)),
        most_per_person=2,
        rubric=rubric,
    )
    announce_round(coming, by=officer)
    shared(coming, writers[2], writers[0], TEXTS[4])
    written(coming, writers[0], TEXTS[1])


def team_member(team: Unit, n: int) -> Person:
    return Person.objects.get(username=f"{team.code.lower()}-gv{n}")


def moment(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time()))


def written(the_round: Round, by: Person, text: tuple[str, str, str, str], *, sent: bool = True) -> Initiative:
    title, subject, need, means = text
    now, place = timezone.now(), by.posts.select_related("unit").get().unit
    row = writing.draft_initiative(the_round, place, by=by, title=title, now=now)
    parts = {
        "need": f"{need}, mất thời gian của giáo viên và phụ huynh.",
        "present": "Mỗi người làm một cách, không có số liệu chung để so sánh giữa các tháng.",
        "solution": f"Dùng {means}; chia ba bước: thử ở một lớp, góp ý trong tổ, làm ở toàn trường.",
        "novelty": "Lần đầu áp dụng tại trường, chưa có trong quy trình bắt buộc nào.",
        "benefit": "Giảm việc ghi chép lặp lại; mỗi tuần bớt khoảng hai giờ làm việc.",
        "conditions": "Một người phụ trách, điện thoại có mạng, in mã QR.",
        "reach": "Trường khác làm theo được trong một tuần.",
    }
    writing.save_initiative(row, by=by, seen_edition=row.edition, parts=parts, field=subject)
    if sent:
        writing.register_initiative(row, by=by, now=now)
    row.refresh_from_db()
    return row


def shared(the_round: Round, by: Person, other: Person, text: tuple[str, str, str, str]) -> Initiative:
    """A draft with a co-author who has not answered yet."""
    row = written(the_round, by, text, sent=False)
    set_authors(row, [Entry(Decimal(60), by), Entry(Decimal(40), other)], by=by, now=timezone.now())
    return row


def report(row: Initiative) -> None:
    by = row.created_by
    facts = {"first_applied": row.created.date() - timedelta(days=40), "beneficiaries": "Giáo viên và phụ huynh"}
    writing.save_initiative(row, by=by, seen_edition=row.edition, parts={}, beneficiary_count=640, **facts)
    figures = [
        Row("Thời gian giải quyết một yêu cầu", Decimal(45), Decimal(12), "phút", "Bấm giờ 20 lượt mỗi tháng"),
        Row("Ý kiến hài lòng", Decimal("72.5"), Decimal(94), "%", "Khảo sát cuối tháng"),
    ]
    set_results(row, figures, by=by)
    told = f"Nhật ký thử nghiệm {row.pk}\nTháng 9: thử ở một lớp.\nTháng 10: làm ở toàn trường.\nNgười ghi: {by}\n"
    piece = add_attachment(row.unit, by=by, data=told.encode(), name="nhat-ky.txt", caption="Nhật ký thử nghiệm")
    enclose(row, [piece], purpose=Enclosure.Purpose.EVIDENCE, by=by)
    writing.report_initiative(row, by=by, now=timezone.now())
