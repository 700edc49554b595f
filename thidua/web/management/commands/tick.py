"""What comes round: safe to repeat at any time."""

from datetime import date
from typing import Any

from django.core.cache import cache
from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from thidua.audit.operations import seal
from thidua.audit.queries import last_head
from thidua.councils.operations import destroy_left_keys, remind_members
from thidua.kernel.calendar import today
from thidua.kernel.exports import forget_exports
from thidua.kernel.runs import requeue_stale
from thidua.plans.operations import open_occurrences
from thidua.plans.operations.succeeding import excuse_ended
from thidua.plans.queries import running_plans
from thidua.progress.operations.daily import remind_daily, write_daily

DAY_SECONDS = 24 * 3600


class Command(BaseCommand):
    help = "Nhịp đều: tiếp tục việc nền bị bỏ dở, mở các kỳ mới của việc định kỳ, nhắc việc, niêm phong nhật ký."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--today", type=date.fromisoformat, default=None, help="ngày coi là hôm nay (YYYY-MM-DD)")

    def handle(self, *args: Any, **options: Any) -> None:
        day = options["today"] or today()
        requeue_stale(now=timezone.now())
        open_day(day)
        remind_members(today=day)
        destroy_left_keys()
        remind_daily(today=day, now=timezone.now())
        write_daily(today=day, now=timezone.now())
        if seal(now=timezone.now()) and options["verbosity"] and (head := last_head()):
            self.stdout.write(f"Niêm phong cuối, ghi lại ở nơi khác: {head[0]}:{head[1]}")


def open_day(day: date) -> None:
    """Open what comes round and ask no more of who has ended, once a day: the first tick that gets through notes it."""
    noted = f"occurrences:{day:%Y-%m-%d}"
    if cache.get(noted):
        return
    for plan in running_plans(day).iterator(chunk_size=200):
        open_occurrences(plan, today=day)
    excuse_ended(today=day)
    forget_exports(now=timezone.now())
    cache.set(noted, True, timeout=DAY_SECONDS)
