"""What follows when somebody is honoured, whoever decided: the nomination ends, the award is kept for life, initiatives
are noted as used, and who is honoured hears of it. Part of operations that have the decision.
"""

from collections import Counter
from collections.abc import Sequence
from datetime import date

from django.core.exceptions import ValidationError
from django.urls import reverse

from thidua.audit.operations import entry_of, record_all
from thidua.awards.bonuses import ROOM, Due, Lowered, Pay, Reckoning
from thidua.awards.models import Award, Decision, Nomination, OtherAward
from thidua.awards.queries.facts import review_year
from thidua.documents.models import OfficialDocument
from thidua.initiatives.operations.recognition import keep_uses
from thidua.kernel.calendar import today
from thidua.kernel.workflow import move_all
from thidua.people.models import Notice, Person, Post
from thidua.people.operations.notices import notify_all
from thidua.people.queries import EDITORS, LEADERS

OTHER_PAYER = Pay(None, "Cơ quan quyết định khen thưởng chi tiền thưởng.")


def give(
    nominations: Sequence[Nomination],
    *,
    by: Person,
    decided_by: str,
    number: str,
    day: date,
    decision: Decision | None = None,
    paper: OfficialDocument | None = None,
    pay: Reckoning | None = None,
) -> list[Award]:
    """Raises `wrong_state`, `given_already`."""
    _refuse_given(nominations, number)
    sentence = f"Khen thưởng theo Quyết định số {number} ngày {day:%d/%m/%Y} của {decided_by}"[:500]
    move_all(nominations, "decide", by=by, sentence=sentence)
    awards = []
    for row in nominations:
        brought = pay.by_nomination[row.pk] if pay else OTHER_PAYER
        awards.append(_award(row, brought, decided_by, number, day, decision, paper, by))
    Award.objects.bulk_create(awards, batch_size=500)
    record_all(
        entry_of("awards.add_award", award, by=by, sentence=f"{award}: {sentence}"[:500], path=award.audit_path)
        for award in awards
    )
    if pay:
        _lower(pay.lowered, awards, number, by)
    _note_uses(nominations, by)
    _tell(awards, number, decided_by)
    _tell_senders(nominations, decision, f"Quyết định số {number} của {decided_by}", by)
    return awards


def _refuse_given(nominations: Sequence[Nomination], number: str) -> None:
    """Somebody may have written the award into the register by hand."""
    rows = Award.objects.filter(decision_number=number, award__in={row.award for row in nominations})
    known = {(award.person_id, award.collective_id, award.award, award.year) for award in rows}
    for row in nominations:
        if (row.person_id, row.collective_id, row.award, row.season.year) in known:
            raise ValidationError(
                f"Sổ khen thưởng đã ghi {row.award_name} của {row.subject_name} theo Quyết định số {number}. "
                "Kiểm tra số quyết định, hoặc rút đề nghị này.",
                code="given_already",
            )


def _award(
    row: Nomination,
    brought: Pay,
    decided_by: str,
    number: str,
    day: date,
    decision: Decision | None,
    paper: OfficialDocument | None,
    by: Person,
) -> Award:
    award = Award(
        person=row.person,
        collective=row.collective,
        unit=row.unit,
        award=row.award,
        award_name=row.award_name,
        year=row.season.year,
        kind=row.season.kind,
        achievement=row.merit,
        decided_by=decided_by[:200],
        decision_number=number,
        decision_date=day,
        decision=decision,
        paper=paper,
        nomination=row,
        bonus=brought.amount,
        bonus_note=brought.note[:ROOM],
        paid_with=brought.within,
        by=by,
    )
    award.keep_words()
    return award


def _lower(lowered: Sequence[Lowered], awards: Sequence[Award], number: str, by: Person) -> None:
    """Earlier awards bring nothing any more, for a higher one of the same time is paid."""
    given = {award.nomination_id: award for award in awards}
    set_bonuses(
        [
            Due(one.award, Pay(0, f"{one.reason}; Quyết định số {number}", within=given[one.nomination]))
            for one in lowered
        ],
        by=by,
    )


def set_bonuses(rows: Sequence[Due], *, by: Person) -> None:
    """Part of a deed by which other titles of the same time bring another amount than before."""
    entries = []
    for one in rows:
        award = one.award
        changes = [("tiền thưởng (đồng)", money(award.bonus), money(one.pay.amount))]
        award.bonus, award.bonus_note, award.paid_with = one.pay.amount, one.pay.note[:ROOM], one.pay.within
        path, sentence = award.audit_path, f"{award}: {award.bonus_note}"[:500]
        entries.append(entry_of("awards.note_bonus", award, by=by, sentence=sentence, path=path, changes=changes))
    fields = ["bonus", "bonus_note", "paid_with"]
    Award.objects.bulk_update([one.award for one in rows], fields, batch_size=500)
    record_all(entries)


def money(amount: int | None) -> str:
    """As the trail writes it."""
    return "–" if amount is None else str(amount)


def _note_uses(nominations: Sequence[Nomination], by: Person) -> None:
    links = Nomination.initiatives.through._default_manager.filter(nomination__in=[row.pk for row in nominations])
    used = list(links.values_list("nomination", "initiative"))
    rows = {row.pk: row for row in nominations}
    persons = [(initiative, row.person_id) for pk, initiative in used if (row := rows[pk]).person_id]
    if persons:
        first = nominations[0]
        year = review_year(first.season.law_year)
        keep_uses(persons, award=first.award, award_name=first.award_name, year=year, by=by)


def _tell(awards: Sequence[Award], number: str, decided_by: str) -> None:
    """The person; of a collective who leads it."""
    collectives = [award.collective_id for award in awards if award.collective_id]
    leading: dict[int, list[int]] = {}
    posts = Post.objects.valid_on(today()).filter(unit__in=collectives, role__in=LEADERS) if collectives else []
    for post in posts:
        leading.setdefault(post.unit_id, []).append(post.person_id)
    notices = []
    for award in awards:
        told = [award.person_id] if award.person_id else leading.get(award.collective_id or 0, [])
        whose = "" if award.person_id else f" cho {award.subject_name}"
        text = f"{award.award_name}{whose}, {award.year}: Quyết định số {number} của {decided_by}"
        notices += [Notice(person_id=pk, key=f"award:{award.pk}", text=text[:500], url=page_of(award)) for pk in told]
    notify_all(notices)


def _tell_senders(nominations: Sequence[Nomination], decision: Decision | None, paper: str, by: Person) -> None:
    """Head and officers of the units that proposed, where another than theirs wrote it down."""
    counts = Counter(row.season.unit_id for row in nominations if row.season_id != row.desk_id)
    posts = Post.objects.valid_on(today()).filter(unit__in=counts, role__in=EDITORS) if counts else []
    url = decision.get_absolute_url() if decision else reverse("awards:register")
    notices = []
    for post in posts:
        text = f"{counts[post.unit_id]} đề nghị của đơn vị được khen thưởng: {paper}"
        key = f"award:{nominations[0].pk}:sent:{post.unit_id}"
        notices.append(Notice(person_id=post.person_id, key=key, text=text[:500], url=url))
    notify_all(notice for notice in notices if notice.person_id != by.pk)


def page_of(award: Award | OtherAward) -> str:
    """Where all that the person or the collective was given can be seen."""
    if award.person_id:
        return reverse("awards:passport", args=[award.person_id])
    return reverse("awards:collective_passport", args=[award.collective_id])
