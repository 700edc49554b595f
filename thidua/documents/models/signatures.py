"""Digital signatures: which authorities are trusted, what was found in files, and the seals of organisations."""

from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from thidua.documents.models.files import File
from thidua.documents.models.papers import DocumentFile
from thidua.documents.pades.verdicts import Report


class TrustAnchor(models.Model):
    """A certificate that signatures are believed by, as long as it is not removed. It counts for the whole
    installation; `unit` is the root of the tree whose administrator answers for it.
    """

    unit = models.ForeignKey("people.Unit", models.PROTECT, related_name="trust_anchors", verbose_name="đơn vị")
    subject = models.CharField("tên", max_length=500)
    issuer = models.CharField("nơi cấp", max_length=500)
    fingerprint = models.CharField("dấu vân tay SHA-256", max_length=64)
    certificate = models.BinaryField()
    valid_from = models.DateTimeField("hiệu lực từ")
    valid_to = models.DateTimeField("đến")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="người đưa vào")
    at = models.DateTimeField("đưa vào lúc", default=timezone.now)
    removed_at = models.DateTimeField("bỏ lúc", null=True, blank=True)
    removed_reason = models.CharField("lý do bỏ", max_length=300, blank=True)

    class Meta:
        verbose_name = "chứng thư tin cậy"
        constraints = [
            models.UniqueConstraint(
                fields=["fingerprint"], condition=Q(removed_at__isnull=True), name="documents_anchor_once"
            )
        ]

    def __str__(self) -> str:
        return self.subject

    @property
    def audit_path(self) -> str:
        return self.unit.path


class SignatureCheck(models.Model):
    """What the signatures of a file were found to be worth, and when. A file without signatures has none."""

    class Level(models.TextChoices):
        WAITING = "waiting", "Đang kiểm tra chữ ký"
        GOOD = "good", "Chữ ký số hợp lệ"
        DOUBT = "doubt", "Chữ ký số cần xem xét"
        BAD = "bad", "Chữ ký số không hợp lệ"

    LOOKS = {Level.WAITING: "mute", Level.GOOD: "ok", Level.DOUBT: "warn", Level.BAD: "late"}
    ICONS = {
        Level.WAITING: "hourglass",
        Level.GOOD: "shield-check",
        Level.DOUBT: "shield-question-mark",
        Level.BAD: "shield-x",
    }

    file = models.OneToOneField(File, models.CASCADE, primary_key=True, related_name="signature_check")
    level = models.CharField("kết quả", max_length=8, choices=Level, default=Level.WAITING)
    title = models.CharField("tóm tắt", max_length=120, blank=True)
    found = models.JSONField(default=dict)
    at = models.DateTimeField("kiểm tra lúc", default=timezone.now)

    class Meta:
        verbose_name = "kết quả kiểm tra chữ ký"

    def __str__(self) -> str:
        return self.title or self.get_level_display()

    @property
    def report(self) -> Report:
        return Report.from_json(self.found)

    @property
    def look(self) -> str:
        return self.LOOKS[self.Level(self.level)]

    @property
    def icon(self) -> str:
        return self.ICONS[self.Level(self.level)]


class OfficeSeal(models.Model):
    """The certificate by which an organisation signs. The key is in `secret`, under two locks, or in a device.

    See decision 15: the password is asked for at every use and kept nowhere.
    """

    class Kind(models.TextChoices):
        FILE = "file", "Tệp khóa (PKCS#12)"
        TOKEN = "token", "Thiết bị ký của máy chủ"

    unit = models.ForeignKey("people.Unit", models.PROTECT, related_name="office_seals", verbose_name="đơn vị")
    kind = models.CharField("khóa nằm ở", max_length=8, choices=Kind)
    subject = models.CharField("tên trong chứng thư", max_length=500)
    issuer = models.CharField("nơi cấp", max_length=500)
    fingerprint = models.CharField("dấu vân tay SHA-256", max_length=64)
    valid_from = models.DateTimeField("hiệu lực từ")
    valid_to = models.DateTimeField("đến")
    secret = models.BinaryField(default=bytes)
    label = models.CharField("tên trong thiết bị", max_length=120, blank=True)
    picture = models.ForeignKey(File, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="hình dấu")
    side = models.DecimalField("bề rộng dấu (mm)", max_digits=4, decimal_places=1, default=36)
    clerks = models.ManyToManyField(settings.AUTH_USER_MODEL, related_name="office_seals_kept", blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="người đưa vào")
    at = models.DateTimeField("đưa vào lúc", default=timezone.now)
    retired_at = models.DateTimeField("thôi dùng lúc", null=True, blank=True)
    retired_reason = models.CharField("lý do thôi dùng", max_length=300, blank=True)

    class Meta:
        verbose_name = "dấu số của đơn vị"

    def __str__(self) -> str:
        return self.subject

    @property
    def audit_path(self) -> str:
        return self.unit.path

    def is_usable(self, now: datetime) -> bool:
        return self.retired_at is None and self.valid_from <= now <= self.valid_to


class Sealing(models.Model):
    """A file of a document was sealed: what came out, and what it was made of."""

    seal = models.ForeignKey(OfficeSeal, models.PROTECT, related_name="sealings")
    before = models.ForeignKey(DocumentFile, models.SET_NULL, null=True, related_name="sealings")
    after = models.OneToOneField(DocumentFile, models.CASCADE, related_name="sealing")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="người đóng dấu")
    at = models.DateTimeField("đóng dấu lúc", default=timezone.now)

    class Meta:
        verbose_name = "lần đóng dấu số"

    def __str__(self) -> str:
        return f"{self.seal} · {self.after}"
