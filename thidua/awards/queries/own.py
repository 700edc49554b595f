"""What this room holds about a person, for that person's own eyes."""

from typing import Any

from thidua.awards.models import (
    Absence,
    Award,
    Discipline,
    Nomination,
    OtherAward,
    Proceeding,
    Registration,
    Service,
    YearGrade,
)
from thidua.awards.rulebook import rules_for
from thidua.people.models import Person
from thidua.people.queries import held_about


@held_about
def records_of(person: Person) -> dict[str, Any]:
    """Grades and the like with the unit that wrote them; registrations, what one was put forward for, and awards."""
    kept: dict[str, Any] = {"person": person}
    service = Service.objects.filter(**kept).first()
    return {
        "xếp loại năm": [
            {
                "năm": row.year,
                "mức": row.get_grade_display(),
                "nhóm": row.group,
                "quyết định": row.decision,
                "căn cứ vượt tỷ lệ": row.beyond_share,
                "đơn vị ghi": row.unit.name,
                "ghi lúc": row.at,
                "đã ghi trước đó": row.earlier,
            }
            for row in YearGrade.objects.filter(**kept).select_related("unit").order_by("year")
        ],
        "kỷ luật": [
            {
                "hình thức": row.get_form_display(),
                "ngày quyết định": row.decided,
                "hết hiệu lực ngày": row.until,
                "số quyết định": row.decision,
                "đơn vị ghi": row.unit.name,
            }
            for row in Discipline.objects.filter(**kept).select_related("unit").order_by("decided")
        ],
        "việc đang xem xét": [
            {
                "việc": row.get_kind_display(),
                "từ ngày": row.since,
                "có kết luận ngày": row.cleared,
                "văn bản": row.paper,
                "đơn vị ghi": row.unit.name,
            }
            for row in Proceeding.objects.filter(**kept).select_related("unit").order_by("since")
        ],
        "nghỉ, đi học": [
            {
                "lý do": row.get_kind_display(),
                "từ ngày": row.start,
                "đến hết ngày": row.end,
                "đơn vị ghi": row.unit.name,
            }
            for row in Absence.objects.filter(**kept).select_related("unit").order_by("start")
        ],
        "quá trình công tác": {
            "tuyển dụng ngày": service.hired,
            "vào ngành ngày": service.sector_since,
            "số năm ở vùng đặc biệt khó khăn": service.hard_area_years,
            "hồ sơ đủ từ năm": service.known_since,
        }
        if service
        else None,
        **_honours_of(person),
    }


def _honours_of(person: Person) -> dict[str, Any]:
    registered = Registration.objects.filter(person=person).select_related("season__unit").order_by("pk")
    put_forward = Nomination.objects.filter(person=person).exclude(status=Nomination.Status.DRAFT)
    return {
        "đăng ký thi đua": [
            {
                "đợt": row.season.title,
                "năm": row.season.year,
                "danh hiệu": _award_name(row),
                "chỉ tiêu": row.goals,
                "trạng thái": row.get_status_display(),
                "lúc": row.at,
            }
            for row in registered
        ],
        "đề nghị khen thưởng": [
            {
                "đợt": row.season.title,
                "danh hiệu, hình thức": row.award_name,
                "trạng thái": row.get_status_display(),
                "tóm tắt thành tích": row.summary,
            }
            for row in put_forward.select_related("season").order_by("pk")
        ],
        "khen thưởng đã nhận": [
            {
                "năm": row.year,
                "danh hiệu, hình thức": row.award_name,
                "cơ quan quyết định": row.decided_by,
                "số quyết định": row.decision_number,
                "ngày quyết định": row.decision_date,
                "tiền thưởng": row.bonus,
                "trạng thái": row.revocation or row.get_status_display(),
                "lý do hủy bỏ": row.reason,
            }
            for row in Award.objects.filter(person=person).order_by("year", "pk")
        ],
        "khen thưởng ngoài quy định của Nhà nước": [
            {
                "năm": row.year,
                "tên": row.name,
                "tổ chức, cơ quan tặng": row.decided_by,
                "số quyết định": row.decision_number,
                "ngày quyết định": row.decision_date,
                "thành tích": row.achievement,
            }
            for row in OtherAward.objects.filter(person=person).order_by("year", "pk")
        ],
    }


def _award_name(row: Registration) -> str:
    found = [award.name for award in rules_for(row.season.unit).awards() if award.key == row.award]
    return found[0] if found else row.award
