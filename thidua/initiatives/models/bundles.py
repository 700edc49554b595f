"""Dossiers of many initiatives in one file."""

from django.db import models
from django.urls import reverse
from django.utils import timezone

from thidua.documents.models import File
from thidua.kernel.models import Run
from thidua.people.models import Person, Unit


class Bundle(models.Model):
    """A zip of dossiers, packed in the background for the one who asked."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="đơn vị")
    by = models.ForeignKey(Person, models.PROTECT, related_name="initiative_bundles", verbose_name="người yêu cầu")
    at = models.DateTimeField("lúc", default=timezone.now)
    title = models.CharField("tên", max_length=300)
    run = models.ForeignKey(Run, models.SET_NULL, null=True, related_name="+")
    file = models.ForeignKey(File, models.PROTECT, null=True, related_name="+", verbose_name="tệp")
    """None until it is packed."""
    count = models.PositiveIntegerField("số hồ sơ", default=0)

    class Meta:
        ordering = ["-id"]
        verbose_name = "tệp hồ sơ sáng kiến"

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("initiatives:bundle", args=[self.pk])

    @property
    def audit_path(self) -> str:
        return self.unit.path
