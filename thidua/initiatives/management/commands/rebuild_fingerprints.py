"""`thidua rebuild_fingerprints`: what look-alikes are found by, made anew from the texts. Safe to repeat."""

from typing import Any

from django.core.management.base import BaseCommand

from thidua.initiatives.operations.likeness import remember_all


class Command(BaseCommand):
    help = "Tính lại dấu so sánh của mọi sáng kiến."

    def handle(self, *args: Any, **options: Any) -> None:
        done = 0
        for done in remember_all():
            self.stdout.write(f"{done} sáng kiến")
        self.stdout.write(f"Xong: {done} sáng kiến.")
