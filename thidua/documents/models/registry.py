"""The number registers."""

from django.db import models

from thidua.documents.models.papers import OfficialDocument

SHARED = "chung"
"""The series of the types that have none of their own."""


class NumberingRule(models.Model):
    """Which types of documents a unit numbers in a series of their own, from a year on; the others share one.

    A unit without a rule numbers each type by itself. Nghị định 30/2020/NĐ-CP, Điều 15 khoản 1: one series a year,
    from 01; how many series an office runs is its own rule.
    """

    unit = models.ForeignKey("people.Unit", models.CASCADE, related_name="numbering_rules")
    year = models.PositiveSmallIntegerField("từ năm")
    own_types = models.JSONField("loại có dãy số riêng", default=list)

    class Meta:
        verbose_name = "quy định đánh số"
        constraints = [models.UniqueConstraint(fields=["unit", "year"], name="documents_rule_of_year")]

    def __str__(self) -> str:
        return f"{self.unit} – từ năm {self.year}"

    @property
    def audit_path(self) -> str:
        return self.unit.path


class RegistryNumber(models.Model):
    """A number taken from a unit's series of a year: given once, without gaps, never reused.

    It is held for a purpose, then borne by a document; a cancelled one stays with its reason.
    """

    unit = models.ForeignKey("people.Unit", models.PROTECT, related_name="registry_numbers")
    year = models.PositiveSmallIntegerField("năm")
    series = models.CharField("dãy số", max_length=20)
    n = models.PositiveIntegerField("số")
    document = models.OneToOneField(
        OfficialDocument, models.PROTECT, null=True, blank=True, related_name="registry_number"
    )
    purpose = models.CharField("giữ cho", max_length=300, blank=True)
    cancelled_reason = models.CharField("lý do hủy", max_length=300, blank=True)

    class Meta:
        verbose_name = "số đăng ký"
        constraints = [models.UniqueConstraint(fields=["unit", "year", "series", "n"], name="documents_number_once")]

    def __str__(self) -> str:
        return f"{self.n:02d}/{self.series} ({self.year})"

    @property
    def is_held(self) -> bool:
        """Whether it waits for its document."""
        return self.document_id is None and not self.cancelled_reason

    @property
    def state(self) -> str:
        """In words: borne by a document, held, or cancelled and why."""
        if self.cancelled_reason:
            return f"Đã hủy: {self.cancelled_reason}"
        return "Đang giữ" if self.is_held else "Đã cấp"

    @property
    def audit_path(self) -> str:
        return self.unit.path
