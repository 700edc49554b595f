"""Reports: who sees them, what is owed, what they still lack."""

from collections.abc import Iterable

from django.db.models import Q, QuerySet

from thidua.people.models import Person
from thidua.people.queries import LEADERS, OVERSEERS, oversight_paths, paths_held, under_any
from thidua.plans.models import Duty, Obligation, Plan
from thidua.plans.queries import STANDING, open_flags, own_reach
from thidua.plans.queries.work import HANDED_IN
from thidua.plans.queries.work import for_rows as papers_for_rows
from thidua.reports.facts import Fact
from thidua.reports.models import Report, ReportSection


def reports_visible_to(person: Person) -> QuerySet[Report]:
    """Those of one's own office or school and its teams; of units that one oversees and of plans that one issued, once
    they are handed in or finished. What came back is the unit's own until it comes again.
    """
    over = under_any(oversight_paths(person), "unit__path")
    issued = Q(plan__unit__path__in=paths_held(person, OVERSEERS))
    handed_in = Q(obligation__status__in=HANDED_IN) | Q(obligation=None, status=Report.Status.FINISHED)
    return Report.objects.filter(own_reach(person) | (over | issued) & handed_in)


def for_rows(reports: QuerySet[Report]) -> QuerySet[Report]:
    return reports.select_related("unit", "plan__document", "plan__unit", "obligation__duty__plan", "form").order_by(
        "-pk"
    )


def asked_reports(papers: QuerySet[Obligation]) -> QuerySet[Obligation]:
    """Of papers those that a report is handed in for."""
    return papers.filter(duty__kind=Duty.Kind.REPORT, period="")


def is_report(paper: Obligation) -> bool:
    """As `asked_reports`, of one with its duty at hand."""
    return paper.duty.kind == Duty.Kind.REPORT and not paper.period


def reports_owed_by(person: Person) -> QuerySet[Obligation]:
    """What units that the person answers for still have to report, by deadline, with the report begun."""
    papers = Obligation.objects.filter(
        unit__path__in=paths_held(person, LEADERS),
        status__in=Obligation.OWING,
        duty__plan__status__in=[Plan.Status.ISSUED, Plan.Status.SUPERSEDED],
    )
    return papers_for_rows(asked_reports(papers)).select_related(
        "duty__plan__document", "duty__plan__unit", "unit", "report"
    )


def campaign_of(report: Report) -> Plan | None:
    """The unit's own plan under which others report to it: the one that the report is about, or the unit's answer to
    it; None where nobody below reports.
    """
    plan = report.plan
    if plan.unit_id == report.unit_id:
        return plan if _has_others(plan) else None
    answers = Plan.objects.filter(parent__family_key=plan.family_key, unit=report.unit_id, status__in=STANDING)
    own = answers.exclude(status=Plan.Status.SUPERSEDED).select_related("unit", "document").order_by("-pk").first()
    return own if own and _has_others(own) else None


def _has_others(plan: Plan) -> bool:
    return Obligation.objects.filter(duty__plan__family_key=plan.family_key).exclude(unit=plan.unit_id).exists()


def gathers(report: Report) -> bool:
    """Whether it tells of the units below rather than of the unit's own figures alone."""
    return report.plan.unit_id == report.unit_id


def numbers_of(sections: Iterable[ReportSection]) -> dict[str, Fact]:
    """By key: every number that a text of the report can refer to."""
    return {fact.key: fact for section in sections if section.source for fact in section.facts.numbers()}


def lacking(sections: Iterable[ReportSection]) -> list[tuple[ReportSection, str]]:
    """What has to be mended before handing in, section by section."""
    from thidua.reports.facts import lost

    listed = list(sections)
    numbers = numbers_of(listed)
    found = []
    for section in listed:
        if gone := lost(section.text, numbers):
            found.append((section, f"có {len(gone)} số chèn không còn trong bảng"))
        elif section.lacks:
            found.append((section, section.lacks))
    return found


def open_sections(report: Report, sections: Iterable[ReportSection]) -> set[int]:
    """Keys of the sections that can be changed now: all of a draft, of a returned report those with a remark; none
    while other papers than the report's own files were flagged.
    """
    listed = list(sections)
    paper = report.obligation
    if not report.is_open or (paper and paper.status not in Obligation.WRITABLE):
        return set()
    remarked = {section.pk for section in listed if section.remark}
    if remarked:
        return remarked
    flags = open_flags(paper) if paper else []
    files = {report.word_id, report.pdf_id} - {None}
    if flags and not any(flag.attachment_id in files for flag in flags):
        return set()
    return {section.pk for section in listed}
