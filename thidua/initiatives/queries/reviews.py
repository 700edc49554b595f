"""How far the review of an initiative or of a round is, and what it came to."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from statistics import pstdev

from django.db.models import Count, Q

from thidua.initiatives.models import Criterion, Initiative, Review, Round, Score
from thidua.kernel.templatetags.words import number

CENT = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class Line:
    """What all reviewers gave for a criterion: the average, the lowest and highest, who said no."""

    criterion: Criterion
    average: Decimal | None
    lowest: Decimal | None
    highest: Decimal | None
    unmet: int
    given: int

    @property
    def fails(self) -> bool:
        """Below its floor, or no condition in the eyes of more than half."""
        if self.criterion.kind == Criterion.Kind.CONDITION:
            return 2 * self.unmet > self.given
        floor = self.criterion.floor
        return floor is not None and self.average is not None and self.average < floor


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the reviews handed in come to: points, in the mean and how far apart; reasons in words why not."""

    asked: int
    handed_in: int
    average: Decimal | None
    spread: Decimal | None
    """Highest minus lowest total."""
    deviation: Decimal | None
    lines: tuple[Line, ...]
    reasons: tuple[str, ...]
    doubts: tuple[str, ...]

    @property
    def passed(self) -> bool | None:
        """None while nobody has handed in, or where a person must decide."""
        if self.average is None:
            return None
        if self.reasons:
            return False
        return None if self.doubts else True

    @property
    def words(self) -> str:
        return (
            {True: "đạt", False: "chưa đạt", None: "cần người xem xét"}[self.passed]
            if self.handed_in
            else "chưa có điểm"
        )


def rounded(value: Decimal) -> Decimal:
    return value.quantize(CENT, ROUND_HALF_UP)


def verdict_of(initiative: Initiative) -> Verdict:
    return verdicts_of([initiative])[initiative.pk]


def verdicts_of(initiatives: Sequence[Initiative]) -> dict[int, Verdict]:
    """By initiative, in a fixed number of queries. All are of one round."""
    the_round = next((each.round for each in initiatives if each.round), None)
    criteria = list(the_round.rubric.criteria.all()) if the_round and the_round.rubric else []
    pass_mark = the_round.rubric.pass_mark if the_round and the_round.rubric else Decimal(0)
    reviews: dict[int, list[Review]] = defaultdict(list)
    live = Review.objects.filter(initiative__in=[each.pk for each in initiatives]).exclude(status="excused")
    for review in live:
        reviews[review.initiative_id].append(review)
    scores: dict[int, dict[int, list[Score]]] = defaultdict(lambda: defaultdict(list))
    rows = Score.objects.filter(review__in=live.filter(status=Review.Status.SUBMITTED)).select_related("review")
    for score in rows:
        scores[score.review.initiative_id][score.criterion_id].append(score)
    return {
        each.pk: _verdict(reviews[each.pk], [_line(one, scores[each.pk][one.pk]) for one in criteria], pass_mark)
        for each in initiatives
    }


def _line(criterion: Criterion, scores: Iterable[Score]) -> Line:
    rows = list(scores)
    points = [score.points for score in rows if score.points is not None]
    average = rounded(sum(points, Decimal(0)) / len(points)) if points else None
    said = [score.met for score in rows if score.met is not None]
    return Line(
        criterion,
        average,
        min(points, default=None),
        max(points, default=None),
        said.count(False),
        len(said) if criterion.kind == Criterion.Kind.CONDITION else len(points),
    )


def _verdict(reviews: Sequence[Review], lines: Sequence[Line], pass_mark: Decimal) -> Verdict:
    totals = [review.total for review in reviews if review.status == "submitted" and review.total is not None]
    if not totals:
        return Verdict(len(reviews), 0, None, None, None, tuple(lines), (), ())
    average = rounded(sum(totals, Decimal(0)) / len(totals))
    reasons = [_failing(line) for line in lines if line.fails]
    if average < pass_mark:
        reasons.append(f"Điểm trung bình {number(average)} dưới mức đạt {number(pass_mark)}")
    doubts = [
        f"{line.unmet}/{line.given} người chấm cho rằng không đạt điều kiện “{line.criterion}”"
        for line in lines
        if line.criterion.kind == Criterion.Kind.CONDITION and line.unmet and not line.fails
    ]
    deviation = rounded(Decimal(str(pstdev([float(total) for total in totals]))))
    spread = max(totals) - min(totals)
    return Verdict(len(reviews), len(totals), average, spread, deviation, tuple(lines), tuple(reasons), tuple(doubts))


def _failing(line: Line) -> str:
    if line.criterion.kind == Criterion.Kind.CONDITION:
        return f"Không đạt điều kiện “{line.criterion}” ({line.unmet}/{line.given} người chấm)"
    floor, average = line.criterion.floor or Decimal(0), line.average or Decimal(0)
    return f"“{line.criterion}” trung bình {number(average)}, dưới mức tối thiểu {number(floor)}"


def peers_of(review: Review) -> list[Review]:
    """The other reviews of the initiative as this reviewer may read them: none before the discussion, and none while
    one's own is not handed in.
    """
    the_round = review.initiative.round
    shown = the_round is not None and the_round.status in {Round.Status.DISCUSSION, Round.Status.CONCLUDED}
    if not shown or review.first_total is None:
        return []
    rows = review.initiative.reviews.exclude(pk=review.pk).filter(first_total__isnull=False)
    return list(rows.prefetch_related("scores__criterion").order_by("number"))


def progress_of_reviewers(the_round: Round) -> list[tuple[str, int, int]]:
    """By name: how many reviews each reviewer has, and how many are handed in."""
    rows = Review.objects.filter(initiative__round=the_round).exclude(status=Review.Status.EXCUSED)
    counted = rows.values("reviewer", "reviewer__full_name").annotate(
        asked=Count("pk"), done=Count("pk", filter=Q(status=Review.Status.SUBMITTED))
    )
    return [(row["reviewer__full_name"], row["asked"], row["done"]) for row in counted.order_by("reviewer__sort_key")]
