"""Days in Vietnam. Moments are stored in UTC; a day begins at midnight in Asia/Ho_Chi_Minh."""

from datetime import date

from django.utils import timezone


def today() -> date:
    """The present day in Vietnam. Called at the edges only: inside, the day is passed in as `today`."""
    return timezone.localdate()


def distance(due: date, today: date) -> str:
    """How far a deadline is, in words: `còn 19 ngày`, `hôm nay`, `quá hạn 2 ngày`."""
    days = (due - today).days
    if days == 0:
        return "hôm nay"
    return f"còn {days} ngày" if days > 0 else f"quá hạn {-days} ngày"
