"""Make a draft of a plan document from the command line, the same as the desk makes."""

import sys
from pathlib import Path
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser

from thidua.kernel.calendar import today
from thidua.people.models import Person, Unit
from thidua.people.queries import EDITORS, holders
from thidua.plans.operations import draft_from_file
from thidua.plans.queries import KINDS, doubts_of


class Command(BaseCommand):
    help = "Đọc một văn bản kế hoạch và lập bản nháp cho một đơn vị."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", help="tệp .docx, .pdf, .txt; dấu - là đầu vào chuẩn")
        parser.add_argument("--unit", required=True, help="mã đơn vị")
        parser.add_argument("--by", help="tên đăng nhập của người lập; mặc định là cán bộ phụ trách của đơn vị")

    def handle(self, *args: Any, **options: Any) -> None:
        unit = Unit.objects.filter(code=options["unit"]).first()
        if unit is None:
            raise CommandError(f"Không có đơn vị mã {options['unit']}. Xem mã ở trang Đơn vị.")
        by = author(unit, options["by"])
        name = options["file"]
        try:
            data = sys.stdin.buffer.read() if name == "-" else Path(name).read_bytes()
            plan = draft_from_file(unit, by=by, data=data, name=Path(name).name)
        except OSError as cause:
            raise CommandError(f"Không mở được tệp {name}: {cause.strerror}.") from cause
        except ValidationError as refusal:
            raise CommandError(" ".join(refusal.messages)) from refusal
        except PermissionDenied as refusal:
            raise CommandError(f"{by} không lập kế hoạch cho {unit}.") from refusal
        self.stdout.write(f"Đã lập bản nháp số {plan.pk}: {plan}")
        for kind in KINDS.values():
            count = kind._default_manager.filter(plan=plan).count()
            self.stdout.write(f"  {kind._meta.verbose_name}: {count}")
        self.stdout.write(f"  cần xem lại: {doubts_of(plan)}")


def author(unit: Unit, username: str | None) -> Person:
    """The named person, or the unit's first officer or head. Raises CommandError for none."""
    if username:
        found = Person.objects.filter(username=username.casefold()).first()
    else:
        found = holders(unit, EDITORS, today()).first()
    if found is None:
        raise CommandError("Chưa có người lập: đơn vị cần một cán bộ phụ trách hoặc người đứng đầu, hoặc nêu --by.")
    return found
