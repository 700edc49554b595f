"""Prepare the demonstration and serve it; a second start keeps what was entered."""

from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandParser
from django.db import transaction
from django.utils import timezone

from thidua.kernel.calendar import today
from thidua.people.models import Person
from thidua.people.operations.notices import read_notices
from thidua.web.demo.awards import build_awards
from thidua.web.demo.campaigns import build_campaigns
from thidua.web.demo.certificates import build_certificates
from thidua.web.demo.councils import build_councils
from thidua.web.demo.initiatives import build_initiatives
from thidua.web.demo.layouts import build_layouts
from thidua.web.demo.library import build_library
from thidua.web.demo.people import PASSWORD, Login, build_people
from thidua.web.demo.reports import take_initiatives
from thidua.web.demo.signatures import build_signatures


class Command(BaseCommand):
    help = "Dựng bản trình diễn (tỉnh giả định, 60 trường, khoảng 1.500 người) rồi phục vụ."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--port", type=int, default=8000)
        parser.add_argument("--no-serve", action="store_true", help="chỉ dựng dữ liệu")

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write("Đang chuẩn bị cơ sở dữ liệu, lần đầu mất một vài phút…")
        call_command("migrate", verbosity=0)
        call_command("createcachetable", verbosity=0)
        if not Person.objects.exists():
            self.stdout.write("Đang dựng bản trình diễn…")
            self.show(self.build())
        else:
            self.stdout.write("Bản trình diễn đã có, giữ nguyên dữ liệu. Mật khẩu mọi tài khoản mẫu: " + PASSWORD)
            self.show_known()
        if not options["no_serve"]:
            call_command("serve", port=options["port"])

    @transaction.atomic
    def build(self) -> list[Login]:
        scene, logins = build_people()
        build_campaigns(scene, today())
        build_councils(scene, today())
        build_signatures(scene, today())
        build_layouts(scene, today())
        build_certificates(scene, today())
        build_library(scene, today())
        build_initiatives(scene, today())
        build_awards(scene, today())
        take_initiatives(today())
        leave_unread({login.username for login in logins})
        return logins

    def show(self, logins: list[Login]) -> None:
        self.stdout.write(f"Mật khẩu của mọi tài khoản mẫu: {PASSWORD}")
        for login in logins:
            self.stdout.write(f"  {login.username:<16} {login.role} – {login.unit}")

    def show_known(self) -> None:
        signed = [person for person in Person.objects.order_by("pk")[:3000] if person.has_usable_password()]
        for person in signed[:20]:
            post = person.posts.select_related("unit").first()
            self.stdout.write(f"  {person.username:<16} {post}")


def leave_unread(usernames: set[str], count: int = 4) -> None:
    """Who signs in finds the newest few notices unread, as after a day away."""
    for person in Person.objects.filter(username__in=usernames):
        newest = list(person.notices.values_list("pk", flat=True)[:count])
        older = person.notices.exclude(pk__in=newest).values_list("pk", flat=True)
        read_notices(person, now=timezone.now(), ids=list(older))
