"""Official documents with their files and blocks."""

from django.db import models

from thidua.documents.models.files import File
from thidua.kernel.text import fold


class DocumentType(models.TextChoices):
    """Types of official documents with the abbreviation of their sign: Nghị định 30/2020/NĐ-CP, Phụ lục III."""

    PLAN = "KH", "Kế hoạch"
    DECISION = "QĐ", "Quyết định"
    DIRECTIVE = "CT", "Chỉ thị"
    RESOLUTION = "NQ", "Nghị quyết"
    NOTICE = "TB", "Thông báo"
    GUIDANCE = "HD", "Hướng dẫn"
    PROGRAMME = "CTr", "Chương trình"
    SCHEME = "ĐA", "Đề án"
    REPORT = "BC", "Báo cáo"
    SUBMISSION = "TTr", "Tờ trình"
    MINUTES = "BB", "Biên bản"
    INVITATION = "GM", "Giấy mời"
    LETTER = "CV", "Công văn"
    OTHER = "khác", "Loại khác"


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

    def save(self, *args: object, **kwargs: object) -> None:
        self.search_text = fold(f"{self.number} {self.issuer_name} {self.signer_name} {self.excerpt}")[:1500]
        super().save(*args, **kwargs)  # type: ignore[arg-type]

    @property
    def audit_path(self) -> str:
        return self.unit.path


class DocumentFile(models.Model):
    """One file of an official document; the first is the document itself, others are appendices."""

    document = models.ForeignKey(OfficialDocument, models.CASCADE, related_name="files")
    file = models.ForeignKey(File, models.PROTECT, related_name="document_files")
    name = models.CharField("tên tệp", max_length=255)
    order = models.PositiveSmallIntegerField(default=0)
    pages = models.PositiveIntegerField("số trang", default=0)

    class Meta:
        ordering = ["order"]

    def __str__(self) -> str:
        return self.name


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
