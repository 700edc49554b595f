"""Ballots: the question, the rule it is judged by, and what came of it."""

from fractions import Fraction
from typing import ClassVar

from django.db import models

from thidua.councils.models.councils import HouseRule
from thidua.councils.models.meetings import Item
from thidua.kernel.workflow import Move


class Ballot(models.Model):
    """One question put to a council; each member who takes part answers once. It keeps counts only.

    The rule is written on the ballot when its urn is set up, and holds whatever is changed later.
    """

    class Form(models.TextChoices):
        APPROVE = "approve", "Đồng ý hay không với từng mục"
        CHOOSE = "choose", "Chọn không quá một số mục"

    class Status(models.TextChoices):
        DRAFT = "draft", "Chưa mở"
        GATHERING = "gathering", "Đang lấy ý kiến người vắng"
        OPEN = "open", "Đang bỏ phiếu"
        CLOSED = "closed", "Đã kiểm phiếu"
        VOID = "void", "Đã hủy"

    MOVES: ClassVar[dict[str, Move]] = {
        "gather": Move({Status.DRAFT}, Status.GATHERING, "Lấy ý kiến người vắng"),
        "open": Move({Status.DRAFT, Status.GATHERING}, Status.OPEN, "Mở bỏ phiếu"),
        "close": Move({Status.OPEN}, Status.CLOSED, "Đóng và kiểm phiếu"),
        "void": Move({Status.DRAFT, Status.GATHERING, Status.OPEN}, Status.VOID, "Hủy cuộc bỏ phiếu"),
    }
    RUNNING: ClassVar[frozenset[str]] = frozenset({Status.GATHERING, Status.OPEN})

    item = models.ForeignKey(Item, models.PROTECT, related_name="ballots")
    question = models.CharField("nội dung biểu quyết", max_length=300)
    form = models.CharField("cách bỏ phiếu", max_length=8, choices=Form, default=Form.APPROVE)
    most = models.PositiveSmallIntegerField("mỗi phiếu chọn không quá", default=1)
    places = models.PositiveSmallIntegerField("số mục được chọn", default=1)
    """How many of the options can pass in a ballot of choice."""
    is_secret = models.BooleanField("bỏ phiếu kín", default=True)
    may_abstain = models.BooleanField("có ô không có ý kiến", default=True)
    needs_code = models.BooleanField("khóa hòm phiếu bằng mã", default=False)
    round = models.PositiveSmallIntegerField("lần", default=1)
    previous = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="rounds")
    status = models.CharField("trạng thái", max_length=16, choices=Status, default=Status.DRAFT)
    opened = models.DateTimeField("mở lúc", null=True, blank=True)
    closed = models.DateTimeField("đóng lúc", null=True, blank=True)

    numerator = models.PositiveSmallIntegerField(null=True, blank=True)
    denominator = models.PositiveSmallIntegerField(null=True, blank=True)
    is_strict = models.BooleanField(default=False)
    whole = models.CharField(max_length=16, choices=HouseRule.Whole, default=HouseRule.Whole.ALL_MEMBERS)
    counts_recused = models.BooleanField(default=True)
    absent_in_writing = models.BooleanField(default=False)
    source = models.CharField("căn cứ", max_length=300, blank=True)
    to_compare = models.CharField("cần đối chiếu", max_length=400, blank=True)
    """What still has to be compared with the text of the law; empty for a rule that was read."""

    members = models.PositiveSmallIntegerField("tổng số thành viên", default=0)
    present = models.PositiveSmallIntegerField("số tham gia", default=0)
    """Who is there or answers in writing, without those who take no part in the item."""
    recused = models.PositiveSmallIntegerField("số không tham gia biểu quyết", default=0)
    cast = models.PositiveSmallIntegerField("số phiếu thu về", default=0)
    invalid = models.PositiveSmallIntegerField("số phiếu không hợp lệ", null=True, blank=True)
    needed = models.PositiveSmallIntegerField("số phiếu cần có", default=0)
    is_broken_down = models.BooleanField("nêu số phiếu", default=True)
    public_key = models.BinaryField(editable=False, default=b"")

    class Meta:
        verbose_name = "cuộc bỏ phiếu"
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.question} (lần {self.round})" if self.round > 1 else self.question

    @property
    def audit_path(self) -> str:
        return self.item.audit_path

    @property
    def is_running(self) -> bool:
        return self.status in self.RUNNING

    @property
    def share(self) -> Fraction | None:
        return Fraction(self.numerator, self.denominator) if self.numerator and self.denominator else None

    @property
    def base(self) -> int:
        """What the share is of."""
        whole = self.members if self.whole == HouseRule.Whole.ALL_MEMBERS else self.present + self.recused
        return whole if self.counts_recused else whole - self.recused
