"""Verdicts on many at once, kept because judging them takes longer than somebody waits."""

from typing import Any

from django.db import models

from thidua.awards.models.seasons import Season
from thidua.kernel.models import Run


class Screening(models.Model):
    """What the rules said of everybody for one award of a season when it was last asked. Facts change: it says when,
    and is made anew at a press of a button.
    """

    season = models.ForeignKey(Season, models.CASCADE, related_name="screenings", verbose_name="đợt xét")
    award = models.CharField("danh hiệu, hình thức", max_length=60)
    subject = models.CharField("xét ai", max_length=10)
    """`person` or `collective`."""
    lines: Any = models.JSONField("kết quả", default=list)
    """As `queries.eligibility.Line` writes itself; private, for who keeps the records."""
    run = models.ForeignKey(Run, models.SET_NULL, null=True, related_name="+")
    judged_on = models.DateField("xét theo ngày", null=True)
    at = models.DateTimeField("xét lúc", null=True)

    class Meta:
        verbose_name = "lượt xét điều kiện"
        constraints = [
            models.UniqueConstraint(fields=["season", "award", "subject"], name="awards_screening_once"),
        ]

    def __str__(self) -> str:
        return f"{self.season}: {self.award}"

    @property
    def audit_path(self) -> str:
        return self.season.audit_path
