"""Days that a unit does not work or works in exchange; and whether its honours are shown to everybody."""

from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction

from thidua.audit.operations import record
from thidua.awards.models import HonourPage, OwnDay
from thidua.kernel.permissions import require
from thidua.kernel.text import clean
from thidua.people.models import Person, Unit


@transaction.atomic
def add_own_day(unit: Unit, *, by: Person, day: date, works: bool, reason: str) -> OwnDay:
    """Lists that are shown already keep the last day that they were announced with. Raises `no_reason`, `known_day`."""
    require(by, "awards.keep_own_days", unit)
    reason = clean(reason)[:200]
    if not reason:
        raise ValidationError("Ghi lý do, ví dụ “Nghỉ bão theo công văn số 12/UBND”.", code="no_reason")
    if unit.own_days.filter(day=day).exists():
        raise ValidationError("Ngày này đã được ghi. Xóa dòng cũ rồi ghi lại.", code="known_day")
    row: OwnDay = unit.own_days.create(day=day, works=works, reason=reason, by=by)
    record("awards.keep_own_days", row, by=by, sentence=f"Ghi {'ngày làm bù' if works else 'ngày nghỉ'} {row}")
    return row


@transaction.atomic
def remove_own_day(row: OwnDay, *, by: Person) -> None:
    require(by, "awards.keep_own_days", row.unit)
    record("awards.keep_own_days", row.unit, by=by, sentence=f"Bỏ ngày {row}")
    row.delete()


@transaction.atomic
def show_honours(unit: Unit, *, by: Person, is_public: bool) -> HonourPage:
    """Let everybody see the unit's valid awards, or nobody any more."""
    require(by, "awards.change_honourpage", unit)
    row, _ = HonourPage.objects.update_or_create(unit=unit, defaults={"is_public": is_public, "by": by})
    words = "Công khai bảng vinh danh" if is_public else "Thôi công khai bảng vinh danh"
    record("awards.change_honourpage", row, by=by, sentence=f"{words} của {unit.label}")
    return row
