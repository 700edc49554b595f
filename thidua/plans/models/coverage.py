"""How a unit's plan answers the plan above it, line by line."""

from django.conf import settings
from django.db import models

from thidua.plans.models.plans import Plan


class Coverage(models.Model):
    """What the last comparison of a child with its parent found; made anew at any time."""

    parent = models.ForeignKey(Plan, models.CASCADE, related_name="coverages")
    child = models.ForeignKey(Plan, models.CASCADE, related_name="answers")
    checked_at = models.DateTimeField("đối chiếu lúc")
    verdicts = models.JSONField(default=dict)
    """By the `line_key` of the parent's line: `{"verdict": kept|sharper|weaker|missing, "child": line_key or "",
    "likeness": 0..1, "late": days later than the parent's deadline, "why": in words, "reason": of the departure}`.
    """
    added = models.JSONField(default=list)
    """`line_key`s of the child's lines that answer nothing above."""
    kept = models.PositiveSmallIntegerField("giữ", default=0)
    sharper = models.PositiveSmallIntegerField("cao hơn", default=0)
    weaker = models.PositiveSmallIntegerField("thấp hơn", default=0)
    missing = models.PositiveSmallIntegerField("thiếu", default=0)
    later = models.PositiveSmallIntegerField("hạn muộn hơn", default=0)

    class Meta:
        verbose_name = "đối chiếu kế hoạch"
        constraints = [models.UniqueConstraint(fields=["parent", "child"], name="plans_coverage_once")]

    def __str__(self) -> str:
        return f"{self.child} so với {self.parent}"


class Pair(models.Model):
    """A person's word on which line of the child answers a line of the parent; an empty `child_key` says none does."""

    parent = models.ForeignKey(Plan, models.CASCADE, related_name="+")
    child = models.ForeignKey(Plan, models.CASCADE, related_name="+")
    parent_key = models.UUIDField()
    child_key = models.UUIDField(null=True, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField("lúc", auto_now=True)

    class Meta:
        verbose_name = "ghép dòng kế hoạch"
        constraints = [models.UniqueConstraint(fields=["parent", "child", "parent_key"], name="plans_pair_once")]

    def __str__(self) -> str:
        return f"{self.parent_key} – {self.child_key or 'không có'}"

    @property
    def audit_path(self) -> str:
        return self.parent.audit_path
