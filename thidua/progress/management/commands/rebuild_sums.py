"""`thidua rebuild-sums`, `thidua rebuild-sums --check`."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from thidua.progress.operations.rebuilding import rebuild, wrong_sums


class Command(BaseCommand):
    help = "Số cộng của các kế hoạch: tính lại từ số liệu gốc, hoặc chỉ đối chiếu (--check)."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--check", action="store_true", help="chỉ đối chiếu, không sửa")

    def handle(self, *args: Any, check: bool = False, **options: Any) -> None:
        if not check:
            self.stdout.write(f"Đã tính lại; {rebuild()} số cộng được sửa.")
            return
        found = list(wrong_sums())
        for plan, count in found:
            self.stderr.write(f"{plan} (kế hoạch {plan.pk}): {count} số cộng sai")
        if found:
            raise CommandError("Có số cộng sai. Chạy lại lệnh không có --check để tính lại.")
        self.stdout.write("Mọi số cộng đều đúng.")
