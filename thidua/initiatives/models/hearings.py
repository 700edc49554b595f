"""Initiatives brought before the unit's council."""

from typing import ClassVar

from django.db import models
from django.urls import reverse

from thidua.councils.models import Item
from thidua.initiatives.models.initiatives import Initiative
from thidua.initiatives.models.rounds import Round


class Hearing(models.Model):
    """Initiatives of one round brought before a council's meeting: the subject of an item on its agenda. What came of
    it is read from the item's ballots, whose options name the initiatives.
    """

    KIND: ClassVar[str] = "initiatives.hearing"

    round = models.ForeignKey(Round, models.PROTECT, related_name="hearings", verbose_name="đợt sáng kiến")
    item = models.ForeignKey(Item, models.PROTECT, null=True, related_name="+")
    initiatives = models.ManyToManyField(Initiative, related_name="hearings")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = "lượt trình Hội đồng sáng kiến"
        ordering = ["pk"]

    def __str__(self) -> str:
        return str(self.item) if self.item else str(self.round)

    def get_absolute_url(self) -> str:
        return reverse("initiatives:hearing", args=[self.pk])

    @property
    def audit_path(self) -> str:
        return self.round.audit_path
