"""Reports of a campaign: some schools have handed theirs in, one came back, the department is writing its own."""

from datetime import date

from thidua.people.models import Person, Unit
from thidua.plans.models import Obligation, Plan
from thidua.reports import operations
from thidua.reports.models import Report

SAID = {
    "Công tác chỉ đạo, triển khai": "Trường ban hành kế hoạch trong tuần đầu, phân công từng tổ và công khai thủ tục "
    "tại cổng trường, trên trang thông tin điện tử; mỗi tháng kiểm tra một lần và ghi sổ.",
    "Nhận xét về kết quả chỉ tiêu": "Hồ sơ trả đúng hạn tăng đều qua các quý. Nộp trực tuyến đạt {number}, còn lại là "
    "phụ huynh chưa quen thao tác, trường cử người hướng dẫn tại chỗ.",
    "Hạn chế, nguyên nhân": "Đường truyền ở điểm trường lẻ còn chậm; hai giáo viên phụ trách mới nhận việc.",
    "Phương hướng, kiến nghị": "Tiếp tục hướng dẫn phụ huynh vào đầu năm học; đề nghị Sở tập huấn thêm một buổi.",
}
GOOD = (
    "Bàn hướng dẫn phụ huynh đặt ngay cổng trường trong hai tuần đầu, học sinh lớp lớn trực theo ca; 9 trên 10 hồ sơ "
    "nộp xong ngay tại bàn.",
    "Mỗi sáng thứ Hai đăng số hồ sơ đã trả lên bảng tin, phụ huynh không phải gọi điện hỏi.",
    "Tổ văn phòng quay đoạn hướng dẫn hai phút, gửi vào nhóm của từng lớp; số hồ sơ phải bổ sung giảm một nửa.",
)
EXAMPLES = "Cách làm hay, mô hình tiêu biểu"


def build_reports(plan: Plan, schools: list[Unit], officer: Person, today: date) -> None:
    """The first report is accepted, the second came back, the others wait."""
    handed_in = [_handed_in(plan, school, good, today) for school, good in zip(schools, GOOD, strict=False)]
    first, second, *_ = handed_in
    operations.accept_report(first, by=officer)
    weak = second.sections.get(title="Hạn chế, nguyên nhân")
    operations.return_report(
        second, by=officer, reason="", remarks={weak: "Nêu rõ điểm trường nào, khi nào khắc phục."}
    )
    form = operations.new_form(
        plan.unit, by=officer, kind="interim", title="Báo cáo sơ kết gửi Sở", plan=plan, after="interim"
    )
    operations.use_form(form, by=officer)
    operations.new_form(plan.unit, by=officer, kind="monthly", title="Báo cáo tháng của trường", after="monthly")
    above = operations.make_report(
        plan.unit, plan, by=officer, kind="final", today=today, addressee="Ủy ban nhân dân tỉnh Sơn Hà"
    )
    examples = first.sections.filter(title=EXAMPLES)
    operations.quote_passages(above.sections.get(source="quotes"), examples, by=officer, today=today)


def take_initiatives(today: date) -> None:
    """Initiatives come after the campaigns: what is still being written on a unit's own account takes them in."""
    for report in Report.objects.filter(obligation=None, status=Report.Status.DRAFTING):
        operations.refill_report(report, by=report.changed_by, today=today)


def _handed_in(plan: Plan, school: Unit, good: str, today: date) -> Report:
    by = Person.objects.filter(posts__unit=school, posts__role="officer").order_by("pk")[0]
    paper = Obligation.objects.get(duty__plan=plan, duty__kind="report", period="", unit=school)
    report = operations.start_report(paper, by=by, today=today)
    number = next(report.sections.get(source="figures").facts.numbers()).live
    for section in report.sections.filter(source=""):
        text = SAID.get(section.title, good).replace("{number}", number)
        is_good = section.title == EXAMPLES
        operations.write_section(section, by=by, text=text, seen=section.edition, exemplary=is_good)
    operations.hand_in_report(report, by=by)
    return report
