"""One row of everything in a school's season, for the walk over all addresses."""

from datetime import date
from typing import Any

from thidua.awards.models import (
    Absence,
    Decision,
    DecisionLine,
    Discipline,
    Hearing,
    Lead,
    Nomination,
    Objection,
    OtherAward,
    OwnDay,
    Pledge,
    Proceeding,
    Publication,
    SheetIn,
)
from thidua.awards.operations.rulebook import add_rules, put_point
from thidua.awards.rule_texts import digest_of
from thidua.awards.tests import make
from thidua.councils.models import Item
from thidua.people.models import Cluster, Person, Unit

DAY = date(2026, 1, 5)


def rows(school: Unit, cluster: Cluster, item: Item, *, by: Person, secret: str) -> dict[str, Any]:
    """By the name of the parameter that names it; `secret` stands in all that the school alone may read."""
    season = make.season(school, title=f"Đợt xét {secret}")
    about = make.person(school, "member", name=f"Người được xét {secret}")
    draft = make.nomination(season, about, by=by, merit=f"Thành tích {secret}")
    sent = make.nomination(season, about, make.FIGHTER, by=by, status="passed", merit=f"Thành tích {secret}")
    given = make.nomination(season, school, make.COLLECTIVE, by=by, status="awarded", merit=f"Tập thể {secret}")
    dossier = make.dossier(season, None, by=by, nominations=[sent], title=f"Hồ sơ {secret}")
    hearing = Hearing.objects.create(season=season, award=make.FIGHTER, item=item)
    hearing.nominations.set([sent])
    publication = _publication(season, sent, by, secret)
    decision = Decision.objects.create(
        season=season, title=f"Khen thưởng {secret}", award=make.COLLECTIVE, signer_position="Hiệu trưởng",
        signer_name="Người Ký", by=by,
    )  # fmt: skip
    DecisionLine.objects.create(decision=decision, nomination=given)
    absence = _records(school, about, by, secret)
    return {
        "season_id": season.pk,
        "registration_id": make.registration(season, about, by=by, goals=f"Chỉ tiêu riêng {secret}").pk,
        "pledge_id": Pledge.objects.create(
            cluster=cluster, year=make.YEAR, title=f"Giao ước {secret}", text="Cùng thi đua.", by=by
        ).pk,
        "award": make.WORKER,
        "subject_id": about.pk,
        "nomination_id": draft.pk,
        "hearing_id": hearing.pk,
        "dossier_id": dossier.pk,
        "entry_id": dossier.entries.get().pk,
        "appraisal_id": dossier.appraisals.create(division=school, opinion=f"Ý kiến {secret}").pk,
        "publication_id": publication.pk,
        "objection_id": publication.objections.get().pk,
        "own_day_id": OwnDay.objects.create(unit=school, day=DAY, reason=f"Nghỉ bù {secret}", by=by).pk,
        "decision_id": decision.pk,
        "award_id": make.award(school, about, by=by, achievement=f"Thành tích {secret}").pk,
        "other_id": OtherAward.objects.create(
            unit=school,
            person=about,
            name=f"Bằng khen {secret}",
            year=make.YEAR,
            decided_by="Tỉnh Đoàn",
            decision_date=DAY,
            by=by,
        ).pk,
        "sheet_id": SheetIn.objects.create(
            subject="grades", unit=school, year=make.YEAR, by=by, name=f"{secret}.xlsx"
        ).pk,
        **_rules(school, by, secret),
        "slug": "nghi",
        "record_id": absence.pk,
        "grade_id": make.grade(school, about, by=by, year="2024-2025").pk,
    }


def _publication(season: Any, row: Nomination, by: Person, secret: str) -> Publication:
    made = Publication.objects.create(season=season, title=f"Danh sách {secret}", days=5, code="CHUA-CONG-BO", by=by)
    made.nominations.set([row])
    Objection.objects.create(publication=made, nomination=row, sender_name=f"Người gửi {secret}", text="Xem lại.")
    return made


def _rules(school: Unit, by: Person, secret: str) -> dict[str, Any]:
    """A draft with one point, and what names the point and another that may be set."""
    paper = {"number": "25/QĐ-SM", "title": f"Quy chế {secret}", "issued": DAY, "valid_from": DAY}
    draft = add_rules(school, by=by, name=f"Quy chế {secret}", paper=paper)
    facts = {"mode": "replace", "key": make.FIGHTER, "name": secret, "share": "15%", "of": "số người"}
    facts |= {"source": "25/QĐ-SM Đ4", "verified": True}
    put_point(draft, "quota", facts, by=by, seen=digest_of(draft.content))
    return {"rules_id": draft.pk, "table": "quota", "key": make.FIGHTER}


def _records(school: Unit, about: Person, by: Person, secret: str) -> Absence:
    kept = {"unit": school, "by": by}
    Discipline.objects.create(person=about, form="reprimand", decided=DAY, decision=f"Quyết định {secret}", **kept)
    Proceeding.objects.create(person=about, kind="complaint", since=DAY, paper=f"Công văn {secret}", **kept)
    Lead.objects.create(collective=school, year=make.YEAR, kind="cluster", scope="unit", paper=secret, **kept)
    return Absence.objects.create(person=about, kind="sick", start=DAY, end=DAY, **kept)
