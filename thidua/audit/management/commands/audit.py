"""`thidua audit seal` and `thidua audit verify`."""

from argparse import ArgumentTypeError
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from thidua.audit.operations import seal
from thidua.audit.queries import Head, missing_guards, verify


class Command(BaseCommand):
    help = "Nhật ký: niêm phong các mục mới (seal), kiểm tra toàn bộ (verify)."

    def add_arguments(self, parser: CommandParser) -> None:
        words = parser.add_subparsers(dest="word", required=True)
        words.add_parser("seal", help="niêm phong các mục chưa niêm phong")
        check = words.add_parser("verify", help="tìm mục bị sửa, xóa, chèn hoặc đổi chỗ")
        check.add_argument("--head", type=read_head, help="niêm phong cuối đã ghi ở nơi khác, dạng SỐ:DẤU")

    def handle(self, *args: Any, word: str, head: Head | None = None, **options: Any) -> None:
        if word == "seal":
            self.stdout.write(f"Đã niêm phong {seal(now=timezone.now())} mục.")
        else:
            self.verify(head)

    def verify(self, head: Head | None) -> None:
        report = verify(head)
        self.stdout.write(f"{report.entries} mục, {report.seals} niêm phong, {report.unsealed} mục chờ niêm phong.")
        if report.head:
            self.stdout.write(f"Niêm phong cuối, ghi lại ở nơi khác: {report.head[0]}:{report.head[1]}")
        for finding in report.findings:
            self.stderr.write(f"{finding.code} {finding.number}: {finding.sentence}")
        if not report.is_whole:
            raise CommandError(f"Nhật ký không còn nguyên vẹn: {len(report.findings)} dấu hiệu.")
        if missing := missing_guards():
            sentence = "Nhật ký nguyên vẹn, nhưng cơ sở dữ liệu không còn chặn sửa, xóa. Chốt chặn bị gỡ: "
            raise CommandError(sentence + ", ".join(missing))
        self.stdout.write("Nhật ký nguyên vẹn.")


def read_head(text: str) -> Head:
    number, _, digest = text.partition(":")
    if not number.isdigit() or not digest:
        raise ArgumentTypeError("ghi dạng SỐ:DẤU như lệnh verify đã in")
    return int(number), digest
