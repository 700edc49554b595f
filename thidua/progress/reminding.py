"""When somebody is reminded and in which words.

Days are relative to the deadline: -7 a week before, 3 three days late.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from thidua.kernel.calendar import distance
from thidua.kernel.text import sentence, short
from thidua.people.models import Notice
from thidua.plans.models import Assignment, Obligation, Plan

Thing = Obligation | Assignment
"""What one is reminded of: a paper, or a share of a task."""
MOST_DAYS = 60
"""Before or after a deadline."""
MOST_WORDS = 180
"""Letters that a sender adds to a reminder: with the rest they fit into a notice."""


@dataclass(frozen=True, slots=True)
class Pattern:
    """The days of a rule; from `escalate_after` days late on (None for never) the head is told too."""

    days: tuple[int, ...]
    escalate_after: int | None

    @property
    def all_days(self) -> set[int]:
        return set(self.days) | ({self.escalate_after} if self.escalate_after else set())

    @property
    def before(self) -> list[int]:
        """How many days before the deadline, the farthest first."""
        return sorted((-day for day in self.days if day < 0), reverse=True)

    @property
    def after(self) -> list[int]:
        return sorted(day for day in self.days if day > 0)

    @property
    def words(self) -> str:
        """`trước hạn 7, 3, 1 ngày; đúng ngày hạn; sau hạn 1, 3, 7 ngày`."""
        parts = [
            f"trước hạn {_list(self.before)} ngày" if self.before else "",
            "đúng ngày hạn" if 0 in self.days else "",
        ]
        parts.append(f"sau hạn {_list(self.after)} ngày" if self.after else "")
        return "; ".join(part for part in parts if part)

    def day_for(self, deadline: date, *, since: date, today: date) -> int | None:
        """The newest of the days that came after `since` up to today; None when none did."""
        come = [day for day in self.all_days if since < deadline + timedelta(days=day) <= today]
        return max(come, default=None)

    def tells_head(self, day: int) -> bool:
        return self.escalate_after is not None and day >= self.escalate_after


DEFAULT = Pattern((-7, -3, -1, 0, 1, 3, 7), escalate_after=3)
"""Where neither the plan nor a unit above it has a rule."""


def _list(days: list[int]) -> str:
    return ", ".join(map(str, days))


def deadlines_between(days: set[int], *, since: date, today: date) -> set[date]:
    """The deadlines for which one of the days came after `since` up to today."""
    dates = [since + timedelta(days=n) for n in range(1, (today - since).days + 1)]
    return {come - timedelta(days=day) for come in dates for day in days}


def deadline_of(thing: Thing) -> date | None:
    return thing.deadline if isinstance(thing, Obligation) else thing.due


def plan_of(thing: Thing) -> Plan:
    return thing.duty.plan if isinstance(thing, Obligation) else thing.task.plan


def text_of(thing: Thing) -> str:
    return thing.text if isinstance(thing, Obligation) else thing.task.text


def words_of(thing: Thing, today: date) -> str:
    """`Còn 3 ngày, hạn 10/12/2026: Báo cáo kết quả (Trường THCS Suối Mơ) – Cải cách hành chính năm 2026`."""
    due = deadline_of(thing)
    when = f"{sentence(distance(due, today))}, hạn {due:%d/%m/%Y}" if due else "Chưa có hạn"
    return f"{when}: {short(text_of(thing), 110)} ({short(thing.unit.label, 50)}) – {short(plan_of(thing).title, 70)}"


def call_of(thing: Thing, words: str, today: date) -> str:
    """What an issuer's reminder says; `words` are the sender's own, at most `MOST_WORDS` letters."""
    return f"{short(plan_of(thing).unit.label, 40)} nhắc: {words_of(thing, today)}. {words}".strip()


def notices_for(thing: Thing, key: str, text: str, persons: set[int], url: str) -> Iterator[Notice]:
    """One for each person. All that remind have a key that begins with `remind:`."""
    key = f"remind:{thing._meta.model_name}:{thing.pk}:{key}"
    for person in sorted(persons):
        yield Notice(person_id=person, key=key, text=text[:500], url=url)
