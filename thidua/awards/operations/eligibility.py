"""Judging more people than one can wait for: in the background, and kept."""

from datetime import date
from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from thidua.audit.operations import record
from thidua.awards.models import Screening, Season
from thidua.awards.queries.eligibility import (
    IN_ADDRESS,
    award_of,
    candidates,
    line_of,
    refuse_unknown,
    verdicts_of,
)
from thidua.kernel.calendar import today as present_day
from thidua.kernel.models import Run
from thidua.kernel.permissions import require
from thidua.kernel.runs import Outcome, advance, run_kind, start_run
from thidua.kernel.templatetags.words import number
from thidua.people.models import Person

SCREEN = "awards.screen"
AT_ONCE = 200
"""Subjects judged between two words about the progress."""


@transaction.atomic
def screen(season: Season, award: str, kind: str, *, by: Person) -> Run:
    """Judge everybody for the award anew; the work under way is told again instead of begun twice. Raises
    ValidationError `unknown_award`, `wrong_subject`.
    """
    require(by, "awards.change_season", season)
    refuse_unknown(season, award, kind)
    row, _ = Screening.objects.get_or_create(season=season, award=award, subject=kind)
    row = Screening.objects.select_for_update(of=("self",)).select_related("run").get(pk=row.pk)
    if row.run and not row.run.is_over:
        return row.run
    title = f"Xét điều kiện {award_of(season, award).name}: {season}"[:300]
    row.run = start_run(SCREEN, title, by=by, season=season.pk, award=award, subject=kind)
    row.save(update_fields=["run"])
    record("awards.screen", season, by=by, sentence=f"Xét điều kiện {award_of(season, award).name} cho cả danh sách")
    return row.run


@run_kind(SCREEN)
def screen_in_background(run: Run) -> Outcome:
    """What is found takes the place of what was found before: a second run does no harm."""
    asked = run.parameters
    season = Season.objects.select_related("unit").get(pk=asked["season"])
    award, kind = asked["award"], asked["subject"]
    lines = judged_lines(run, season, award, kind, present_day())
    facts = {"lines": lines, "judged_on": present_day(), "at": timezone.now()}
    Screening.objects.filter(season=season, award=award, subject=kind).update(**facts)
    words = next(words for words, one in IN_ADDRESS.items() if one == kind)
    url = f"{reverse('awards:eligibility', args=[season.pk])}?danhhieu={award}&doituong={words}"
    return Outcome(f"Đã xét {number(len(lines))} trường hợp.", url)


def judged_lines(run: Run, season: Season, award: str, kind: str, today: date) -> list[dict[str, Any]]:
    whom = candidates(season, kind, today)
    lines: list[dict[str, Any]] = []
    for start in range(0, len(whom), AT_ONCE):
        part = whom[start : start + AT_ONCE]
        found = verdicts_of(season, award, today=today, kind=kind, only=part)
        lines += [line_of(one, verdict).written() for one, verdict in found]
        advance(run, len(lines), len(whom))
    return lines
