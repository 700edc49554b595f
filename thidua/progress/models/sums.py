"""Sums kept for each node of the tree, so that a page costs what it shows."""

from decimal import Decimal

from django.db import models

from thidua.people.models import Unit
from thidua.plans.models import Target


class RollUp(models.Model):
    """What the units below a node (or the node itself) reported for a target in a period.

    Changed in the transaction of each change below, and always equal to a recount (`rebuild`).
    """

    target = models.ForeignKey(Target, models.CASCADE, related_name="sums")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="đơn vị")
    period = models.CharField("kỳ", max_length=24)
    units = models.IntegerField("đơn vị phải báo", default=0)
    reported = models.IntegerField("đã nộp", default=0)
    """Handed in, accepted or not."""
    accepted = models.IntegerField("đã chấp nhận", default=0)
    reached = models.IntegerField("đạt", default=0)
    """Accepted ones that reached the target."""
    numerator = models.DecimalField(max_digits=20, decimal_places=4, default=0)
    denominator = models.DecimalField(max_digits=20, decimal_places=4, default=0)
    total = models.DecimalField("tổng", max_digits=20, decimal_places=4, default=0)
    """Sums of what was accepted."""

    class Meta:
        verbose_name = "số cộng"
        constraints = [models.UniqueConstraint(fields=["target", "unit", "period"], name="progress_rollup_once")]
        indexes = [models.Index(fields=["unit", "period"], name="progress_rollup_at")]

    def __str__(self) -> str:
        return f"{self.target_id} {self.unit_id} {self.period}"

    @property
    def share(self) -> Decimal | None:
        """The ratio of the sums in per cent."""
        return 100 * self.numerator / self.denominator if self.denominator else None
