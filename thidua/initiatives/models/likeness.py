"""What is alike: fingerprints to find candidates by, and what people say about a pair."""

from django.conf import settings
from django.db import models

from thidua.initiatives.models.initiatives import Initiative


class Fingerprint(models.Model):
    """One hash of an initiative's text; texts that are alike share some. Written by `operations.remember` only."""

    pk = models.CompositePrimaryKey("hash", "initiative_id")
    hash = models.IntegerField()
    initiative = models.ForeignKey(Initiative, models.CASCADE, related_name="fingerprints")

    def __str__(self) -> str:
        return f"{self.initiative_id} {self.hash}"


class CommonHash(models.Model):
    """A hash of a phrase that so many texts have that it tells none of them apart; no fingerprints are kept of it."""

    hash = models.IntegerField(primary_key=True)

    def __str__(self) -> str:
        return str(self.hash)


class Mark(models.Model):
    """A person's word on a pair that looks alike: `initiative` beside the earlier `other`."""

    class Verdict(models.TextChoices):
        COPY = "copy", "Sao chép"
        BUILDS_UPON = "builds_upon", "Phát triển tiếp"
        DIFFERENT = "different", "Khác nhau"

    initiative = models.ForeignKey(Initiative, models.CASCADE, related_name="marks")
    other = models.ForeignKey(Initiative, models.CASCADE, related_name="marks_of_later")
    verdict = models.CharField("kết luận", max_length=12, choices=Verdict)
    note = models.TextField("ghi chú", blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="người kết luận")
    at = models.DateTimeField("lúc", auto_now=True)

    class Meta:
        verbose_name = "kết luận về sáng kiến giống nhau"
        constraints = [models.UniqueConstraint(fields=["initiative", "other", "by"], name="initiatives_mark_once")]

    def __str__(self) -> str:
        return self.get_verdict_display()

    @property
    def audit_path(self) -> str:
        return self.initiative.audit_path
