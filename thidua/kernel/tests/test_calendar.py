from datetime import UTC, date, datetime, timedelta

import pytest
from django.utils import timezone

from thidua.kernel.calendar import distance, today

DAY = date(2026, 11, 21)


@pytest.mark.parametrize(
    ("days", "words"),
    [(19, "còn 19 ngày"), (1, "còn 1 ngày"), (0, "hôm nay"), (-1, "quá hạn 1 ngày"), (-40, "quá hạn 40 ngày")],
)
def test_distance_is_told_in_days(days, words):
    assert distance(DAY + timedelta(days=days), DAY) == words


def test_the_day_begins_at_midnight_in_vietnam():
    last_second = datetime(2026, 11, 20, 16, 59, 59, tzinfo=UTC)

    assert timezone.localdate(last_second) == date(2026, 11, 20)
    assert timezone.localdate(last_second + timedelta(seconds=1)) == DAY
    assert today() == timezone.localdate()
