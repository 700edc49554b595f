"""Official documents with their files and blocks."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q

from thidua.documents.models.files import File
from thidua.kernel.text import fold
from thidua.writing.codes import new_code
from thidua.writing.decree import TYPES

CHECK_PATH = "/cong-khai/kiem-tra/{}/"
"""The public page that checks a document by its code."""


def _of(key: str, stored: str = "") -> tuple[str, str]:
    """What is stored and what is said of a type: the abbreviation of its sign where it has one."""
    kind = TYPES[key]
    return kind.abbreviation or stored, kind.name


class DocumentType(models.TextChoices):
    """The types of `decree.TYPES`: their keys there are the names here. Series of numbers are named alike."""

    PLAN = _of("plan")
    DECISION = _of("decision")
    DIRECTIVE = _of("directive")
    RESOLUTION = _of("resolution")
    NOTICE = _of("notice")
    GUIDANCE = _of("guidance")
    PROGRAMME = _of("programme")
    SCHEME = _of("scheme")
    REPORT = _of("report")
    SUBMISSION = _of("submission")
    MINUTES = _of("minutes")
    INVITATION = _of("invitation")
    LETTER = _of("letter", "CV")
    REGULATION = _of("regulation")
    RULES = _of("rules")
    COMMUNIQUE = _of("communique")
    OPTION = _of("option")
    PROJECT = _of("project")
    CONTRACT = _of("contract")
    TELEGRAM = _of("telegram")
    MEMORANDUM = _of("memorandum")
    AGREEMENT = _of("agreement")
    PROXY = _of("proxy")
    INTRODUCTION = _of("introduction")
    LEAVE = _of("leave")
    SENDING_SLIP = _of("sending_slip")
    TRANSFER_SLIP = _of("transfer_slip")
    NOTICE_SLIP = _of("notice_slip")
    PUBLIC_LETTER = _of("public_letter", "ThC")
    OTHER = "khác", "Loại khác"

    @property
    def key(self) -> str:
        """In `decree.TYPES`; empty for another type."""
        return self.name.lower() if self is not DocumentType.OTHER else ""

    @property
    def is_in_sign(self) -> bool:
        """Whether a document's sign begins with it: `KH-THCSHB`, but a letter's is `THCSHB`."""
        return bool(self.key and TYPES[self.key].abbreviation)


class OfficialDocument(models.Model):
    """A document that a unit issued or received, with the facts of its head and foot."""

    class Direction(models.TextChoices):
        OUT = "out", "Văn bản đi"
        IN = "in", "Văn bản đến"

    unit = models.ForeignKey("people.Unit", models.PROTECT, related_name="documents", verbose_name="đơn vị lưu")
    direction = models.CharField("chiều", max_length=3, choices=Direction, default=Direction.OUT)
    type = models.CharField("loại văn bản", max_length=8, choices=DocumentType, default=DocumentType.PLAN)
    number = models.CharField("số, ký hiệu", max_length=80, blank=True)
    date = models.DateField("ngày ban hành", null=True, blank=True)
    place = models.CharField("địa danh", max_length=120, blank=True)
    issuer_name = models.CharField("cơ quan ban hành", max_length=300, blank=True)
    excerpt = models.TextField("trích yếu", blank=True)
    signer_capacity = models.CharField("thẩm quyền ký", max_length=200, blank=True)
    signer_position = models.CharField("chức vụ người ký", max_length=200, blank=True)
    signer_name = models.CharField("người ký", max_length=120, blank=True)
    recipients = models.JSONField("nơi nhận", default=list, blank=True)
    entered = models.DateTimeField("đưa vào lúc", auto_now_add=True)
    check_code = models.CharField("mã kiểm tra", max_length=16, unique=True, null=True, editable=False)
    """By which anybody finds it on the public check page; random, so that nobody finds others. Given on saving."""
    files_public = models.BooleanField("cho tải tệp công khai", default=False, editable=False)
    """Whether the unit lets whoever has the code download its PDF files, once it was issued."""
    search_text = models.CharField(max_length=1500, editable=False, db_default="")

    class Meta:
        verbose_name = "văn bản"
        indexes = [
            models.Index(fields=["unit", "direction", "-date"], name="documents_of_unit"),
            models.Index(fields=["number"], name="documents_number"),
        ]

    def __str__(self) -> str:
        name = f"{self.get_type_display()} số {self.number}" if self.number else self.get_type_display()
        return f"{name} ngày {self.date:%d/%m/%Y}" if self.date else name

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.check_code = self.check_code or new_code()
        self.search_text = fold(f"{self.number} {self.issuer_name} {self.signer_name} {self.excerpt}")[:1500]
        super().save(*args, **kwargs)

    @property
    def audit_path(self) -> str:
        return self.unit.path

    @property
    def check_url(self) -> str:
        """Where anybody can check it; printed on it as a QR code."""
        return settings.SITE_ADDRESS + CHECK_PATH.format(self.check_code)


class DocumentFile(models.Model):
    """One file of an official document; the first is the document itself, others are appendices.

    `made` tells the two that the system wrote (`operations.write_document`): they are never changed.
    """

    class Made(models.TextChoices):
        WORD = "word", "Bản Word"
        PDF = "pdf", "Bản PDF"

    document = models.ForeignKey(OfficialDocument, models.CASCADE, related_name="files")
    file = models.ForeignKey(File, models.PROTECT, related_name="document_files")
    name = models.CharField("tên tệp", max_length=255)
    order = models.PositiveSmallIntegerField(default=0)
    pages = models.PositiveIntegerField("số trang", default=0)
    made = models.CharField("hệ thống lập", max_length=8, choices=Made, blank=True, default="")

    class Meta:
        ordering = ["order"]
        constraints = [
            models.UniqueConstraint(fields=["document", "made"], condition=~Q(made=""), name="documents_made_once")
        ]

    def __str__(self) -> str:
        return self.name


class Description(models.Model):
    """What an issued document says, as `documents.descriptions` keeps it: its files are made of it, then stay."""

    document = models.OneToOneField(OfficialDocument, models.CASCADE, primary_key=True, related_name="description")
    said = models.JSONField("nội dung")

    def __str__(self) -> str:
        return str(self.document)


class Block(models.Model):
    """One paragraph, heading, item or row of a document: the anchor of everything that was read from it."""

    document = models.ForeignKey(OfficialDocument, models.CASCADE, related_name="blocks")
    index = models.PositiveIntegerField()
    kind = models.CharField(max_length=16)
    text = models.TextField()
    page = models.PositiveIntegerField(default=1)
    label = models.CharField(max_length=40, blank=True)
    level = models.PositiveSmallIntegerField(default=0)
    cells = models.JSONField(default=list)
    table = models.PositiveIntegerField(null=True, blank=True)

    class Meta:
        ordering = ["index"]
        constraints = [models.UniqueConstraint(fields=["document", "index"], name="documents_block_index")]

    def __str__(self) -> str:
        return self.text[:80]
