"""What a vote consists of: the options, who has voted, and the urn.

No row joins a member to a choice: a `Paper` says that a member has voted, the `Urn` holds what was said.
"""

from typing import ClassVar

from django.db import models

from thidua.councils.models.councils import Seat
from thidua.councils.models.votes import Ballot


class Option(models.Model):
    """Somebody or something that a ballot asks about; the counts are filled in when it is closed, all at once."""

    class Outcome(models.TextChoices):
        WAITING = "", "Chưa kiểm phiếu"
        PASSED = "passed", "Đạt"
        FAILED = "failed", "Không đạt"
        TIED = "tied", "Bằng phiếu, chưa chọn được"

    ballot = models.ForeignKey(Ballot, models.CASCADE, related_name="options")
    order = models.PositiveSmallIntegerField()
    label = models.CharField("mục", max_length=300)
    subject = models.PositiveBigIntegerField(null=True, blank=True)
    agreed = models.PositiveSmallIntegerField("đồng ý", null=True, blank=True)
    against = models.PositiveSmallIntegerField("không đồng ý", null=True, blank=True)
    abstained = models.PositiveSmallIntegerField("không có ý kiến", null=True, blank=True)
    outcome = models.CharField("kết quả", max_length=8, choices=Outcome, default=Outcome.WAITING, blank=True)

    class Meta:
        ordering = ["order"]
        constraints = [models.UniqueConstraint(fields=["ballot", "order"], name="councils_option_order")]

    def __str__(self) -> str:
        return self.label


class Paper(models.Model):
    """A member's right to answer once. Says that, never when or what; `marks` only where the vote is an open one."""

    class State(models.TextChoices):
        WAITING = "waiting", "Chưa bỏ phiếu"
        CAST = "cast", "Đã bỏ phiếu"
        HANDED = "handed", "Đã nhận phiếu giấy"

    ballot = models.ForeignKey(Ballot, models.CASCADE, related_name="papers")
    seat = models.ForeignKey(Seat, models.PROTECT, related_name="+")
    is_written = models.BooleanField("ý kiến của người vắng", default=False)
    state = models.CharField(max_length=8, choices=State, default=State.WAITING)
    marks = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["ballot", "seat"], name="councils_paper_once")]

    def __str__(self) -> str:
        return f"{self.seat}: {self.get_state_display()}"

    DONE: ClassVar[frozenset[str]] = frozenset({State.CAST, State.HANDED})


class Urn(models.Model):
    """All sealed answers of a running secret ballot in one row: cells of one size, each answer in a random one.

    One row, so that neither the order of rows nor their numbers or versions tell who put in what. It is emptied when
    the ballot is closed, and the key that opened it is destroyed.
    """

    ballot = models.OneToOneField(Ballot, models.CASCADE, primary_key=True, related_name="urn")
    cells = models.BinaryField(editable=False)
    free = models.JSONField(default=list)
    """Places of the cells that hold noise still."""

    def __str__(self) -> str:
        return f"Hòm phiếu {self.pk}"


class CountSheet(models.Model):
    """What one of the counting team counted on paper: sealed, opened with the urn, and gone with it."""

    ballot = models.ForeignKey(Ballot, models.CASCADE, related_name="sheets")
    seat = models.ForeignKey(Seat, models.PROTECT, related_name="+")
    sealed = models.BinaryField(editable=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["ballot", "seat"], name="councils_sheet_once")]

    def __str__(self) -> str:
        return f"Phiếu giấy do {self.seat} kiểm"
