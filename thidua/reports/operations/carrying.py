"""Reports that were being written when a new version of the plan came into force."""

from django.db import transaction

from thidua.plans.models import Obligation, Plan
from thidua.reports.models import Report


@transaction.atomic
def carry_reports(new: Plan) -> int:
    """What was begun and not handed in goes on under the paper of the new version. Returns how many were carried."""
    papers = Obligation.objects.filter(duty__plan=new, status__in=Obligation.OWING, report=None).select_related("duty")
    heirs = {(paper.duty.line_key, paper.unit_id): paper for paper in papers.order_by("-due")}
    begun = Report.objects.filter(
        obligation__duty__plan__family_key=new.family_key,
        obligation__duty__plan__version__lt=new.version,
        obligation__status=Obligation.Status.EXCUSED,
        status=Report.Status.DRAFTING,
    ).select_related("obligation__duty")
    carried = 0
    for report in begun:
        if report.obligation and (heir := heirs.pop((report.obligation.duty.line_key, report.unit_id), None)):
            Report.objects.filter(pk=report.pk).update(obligation=heir, plan=new)
            carried += 1
    return carried
