"""Initiatives recognised in past years, those that other schools apply, questions to their authors."""

from datetime import date, timedelta

from django.db.models import Q
from django.utils import timezone

from thidua.documents.operations import add_link
from thidua.initiatives.models import Initiative
from thidua.initiatives.operations.adopting import (
    adopt_initiative,
    answer_question,
    ask_question,
    publish_initiative,
    report_adoption,
)
from thidua.initiatives.operations.past import confirm_past_import, start_past_import
from thidua.initiatives.past_sheet import PAST_SHEET
from thidua.people.models import Person, Post, Unit
from thidua.web.demo.people import Scene

PAST = (
    (
        "Sơ đồ tư duy trong dạy học Lịch sử lớp 8",
        "Dạy học, giáo dục",
        "Mỗi bài học chia thành một nhánh chính và ba đến năm nhánh phụ. Giáo viên phát khung trống, từng "
        "nhóm học sinh vẽ nhánh của mình trên giấy khổ lớn rồi ghép lại trước lớp. Cuối bài, cả lớp kể lại "
        "diễn biến chỉ bằng sơ đồ.",
        "Giấy khổ lớn, bút màu; 10 phút cuối mỗi tiết.",
        "Tỷ lệ học sinh nhớ mốc sự kiện chính tăng từ 52 % lên 86 %.",
    ),
    (
        "Tủ sách hành lang do học sinh tự quản",
        "Dạy học, giáo dục",
        "Đặt sáu tủ sách ở hành lang. Mỗi lớp cử hai bạn trực, học sinh tự mượn, tự ghi sổ, cuối tuần đổi "
        "sách giữa các tầng. Thư viện chỉ bổ sung sách và tổng hợp số liệu hằng tháng.",
        "Tủ gỗ thấp, 600 đầu sách, sổ mượn theo lớp.",
        "Số lượt mượn mỗi tháng tăng từ 140 lên 610.",
    ),
    (
        "Một cửa điện tử cho phụ huynh xin giấy tờ",
        "Cải cách hành chính",
        "Phụ huynh quét mã ở cổng trường, chọn loại giấy cần xin và nhận tin nhắn khi giấy ký xong. Văn thư "
        "theo dõi từng yêu cầu trên một bảng chung, quá hai ngày thì tự nhắc người giữ việc.",
        "Một biểu mẫu trực tuyến, một người trực buổi sáng.",
        "Thời gian trả kết quả giảm từ 4 ngày xuống 1 ngày.",
    ),
    (
        "Ký số học bạ theo tổ",
        "Chuyển đổi số",
        "Giáo viên chủ nhiệm kiểm tra theo danh mục lỗi thường gặp, tổ trưởng soát chéo trong ngày, hiệu "
        "trưởng ký một lần theo lô. Lỗi được trả về kèm đúng ô cần sửa.",
        "Chữ ký số cá nhân cho giáo viên chủ nhiệm.",
        "100 % học bạ ký xong trước 31/5; số lỗi phải sửa giảm ba lần.",
    ),
    (
        "Bước chân an toàn trước cổng trường",
        "An toàn, y tế trường học",
        "Kẻ vạch đứng chờ theo lớp, phân hai khung giờ tan học cách nhau 10 phút, mỗi ngày một tổ phụ huynh "
        "trực cùng giáo viên. Trẻ nhận biết vạch màu của lớp mình qua trò chơi đầu năm.",
        "Sơn vạch, lịch trực, trò chơi 15 phút.",
        "Không còn ùn tắc giờ tan học; không có va chạm trong năm học.",
    ),
    (
        "Vườn rau trong lớp học khoa học tự nhiên",
        "Dạy học, giáo dục",
        "Mỗi nhóm trồng một khay rau, đo chiều cao hằng tuần, vẽ biểu đồ và so sánh giữa các chế độ tưới. Kết"
        " quả là số liệu thật cho các bài về sinh trưởng và thống kê.",
        "Khay nhựa tái chế, hạt giống, góc có nắng.",
        "92 % học sinh tự lập được bảng số liệu và biểu đồ.",
    ),
)
AUTHORS = ("Đặng Thị Thu Hiền", "Hoàng Văn Quý", "Lâm Thị Bích Ngọc 60%; Trương Công Định 40%", "Mai Thị Kim Oanh",
           "Phùng Thị Hạnh", "Tô Minh Trí 70%; Cao Thị Yến 30%")  # fmt: skip
COPYING = "Đã làm ở toàn khối trong một học kỳ; giáo viên điều chỉnh thời lượng cho hợp với lớp đông."


def build_library(scene: Scene, today: date) -> None:
    """One school after another has two of the past; the schools beside them apply some."""
    homes = [scene.schools[place] for place in (0, 9, 14)]
    for n, home in enumerate(homes):
        _bring_in(home, PAST[2 * n : 2 * n + 2], AUTHORS[2 * n : 2 * n + 2], today)
    models = list(Initiative.objects.filter(past_import__isnull=False).select_related("unit").order_by("pk"))
    others = [school for school in scene.schools if school not in homes]
    for n, model in enumerate(models):
        for place in others[3 * n : 3 * n + 3 - n % 3]:
            _apply(model, place, today, is_reported=n % 2 == 0)
    _ask(models[0], others[0])
    for model in models[::2]:
        publish_initiative(model, by=_officer(model.unit), is_public=True)


def _officer(unit: Unit) -> Person:
    posts = Post.objects.filter(Q(role=Post.Role.OFFICER) | Q(role=Post.Role.HEAD), unit=unit).order_by("-role", "pk")
    return posts.select_related("person")[0].person


def _bring_in(home: Unit, past: tuple[tuple[str, ...], ...], authors: tuple[str, ...], today: date) -> None:
    by, year = _officer(home), today.year - 1
    names = [column.name for column in PAST_SHEET.columns]
    lines: list[list[object]] = []
    for (title, field, solution, conditions, benefit), who in zip(past, authors, strict=True):
        facts = {
            "title": title, "year": year, "unit": home.code, "authors": who, "outcome": "Cơ sở",
            "number": f"{40 + len(lines)}/QĐ-{home.sign}", "day": date(year, 5, 28), "field": field,
            "first_applied": date(year - 1, 9, 15), "solution": solution, "conditions": conditions, "benefit": benefit,
            "kind": "Sáng kiến",
        }  # fmt: skip
        lines.append([facts.get(name) for name in names])
    data = PAST_SHEET.workbook(lines)
    row = start_past_import(home, by=by, data=data, name=f"sang-kien-{year}.xlsx", today=today)
    confirm_past_import(row, by=by)


def _apply(model: Initiative, place: Unit, today: date, *, is_reported: bool) -> None:
    by, since = _officer(place), today - timedelta(days=70)
    row = adopt_initiative(model, place, by=by, since=since, today=today)
    if is_reported:
        proof = add_link(
            place, by=by, link=f"https://truong.example/ap-dung/{row.pk}", caption="Bài đăng, ảnh hoạt động"
        )
        report_adoption(row, by=by, result=COPYING, attachments=[proof], since=None, beneficiary_count=210, today=today)


def _ask(model: Initiative, place: Unit) -> None:
    question = ask_question(model, by=_officer(place), text="Lớp 45 học sinh thì chia nhóm thế nào cho kịp tiết?")
    answer = "Chia 9 nhóm, mỗi nhóm một nhánh; phát khung in sẵn từ hôm trước."
    answer_question(question, by=_officer(model.unit), text=answer, now=timezone.now())
