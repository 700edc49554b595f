"""Reports are begun, written and filled."""

from collections.abc import Iterable
from datetime import date, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from thidua.audit.operations import record
from thidua.kernel.calendar import Period
from thidua.kernel.permissions import require
from thidua.kernel.text import clean, clean_lines
from thidua.kernel.workflow import wrong_state
from thidua.people.models import Person, Unit
from thidua.plans.models import Duty, Obligation, Plan
from thidua.plans.operations import start_obligation
from thidua.reports.models import Kind, Report, ReportForm, ReportSection
from thidua.reports.operations.forms import FIELDS
from thidua.reports.periods import kind_of, period_of
from thidua.reports.queries import campaign_of, form_for, gathers, open_sections, sections_for
from thidua.reports.queries.passages import passages_for
from thidua.reports.sources import Ask, filled

MOST_LETTERS = 50_000
TOLD_AGAIN = timedelta(minutes=30)
"""Who goes on writing at a section is noted in the trail again after so long."""


@transaction.atomic
def start_report(paper: Obligation, *, by: Person, today: date) -> Report:
    """The report that is handed in for a paper; the one that was begun, if there is one. By the form that the issuer
    uses on the day, filled with the figures of the day. Raises `not_a_report`, `wrong_state`.
    """
    require(by, "reports.start_report", paper)
    paper = (
        Obligation.objects.select_for_update()
        .select_related("duty__plan__unit", "duty__plan__document", "unit")
        .get(pk=paper.pk)
    )
    if known := Report.objects.filter(obligation=paper).first():
        return known
    duty = paper.duty
    if duty.kind != Duty.Kind.REPORT or paper.period:
        raise ValidationError("Việc này không phải là báo cáo. Nộp tại trang của việc.", code="not_a_report")
    if paper.status not in Obligation.WRITABLE:
        raise wrong_state(paper)
    form = form_for(duty)
    kind = form.kind if form else kind_of(duty)
    report = Report(unit=paper.unit, plan=duty.plan, obligation=paper, form=form, kind=kind, changed_by=by)
    report.period = period_of(kind, paper.due, duty.plan).key
    report.addressee = duty.plan.unit.name[:300]
    if paper.status == Obligation.Status.NOT_STARTED:
        start_obligation(paper, by=by)
    return _begun(report, form, by, today)


@transaction.atomic
def make_report(  # one fact of its head each
    unit: Unit, plan: Plan, *, by: Person, kind: str, today: date, addressee: str = "", form: ReportForm | None = None
) -> Report:
    """A report on the unit's own account about a plan that it issued. Raises `foreign_plan`."""
    require(by, "reports.add_report", unit)
    if plan.unit_id != unit.pk:
        raise ValidationError("Chọn kế hoạch do chính đơn vị ban hành.", code="foreign_plan")
    report = Report(unit=unit, plan=plan, form=form, kind=kind, changed_by=by)
    report.period = period_of(kind, today, plan).key
    report.addressee = clean(addressee)[:300]
    return _begun(report, form, by, today)


def _begun(report: Report, form: ReportForm | None, by: Person, today: date) -> Report:
    report.title = title_of(report)
    report.save()
    for section in sections_for(form, report.kind, gathers=gathers(report)):
        facts = {name: getattr(section, name) for name in FIELDS}
        ReportSection.objects.create(report=report, order=section.order, **facts)
    _fill(report, report.sections.exclude(source=""), today)
    record("reports.start_report", report, by=by, sentence=f"Bắt đầu soạn: {report}")
    return report


BEGINNINGS = ("Phát động ", "Triển khai thực hiện ", "Triển khai ", "Thực hiện ", "Kế hoạch ")
NAMES = {Kind.FINAL: "Tổng kết", Kind.INTERIM: "Sơ kết", Kind.MONTHLY: "Kết quả", Kind.QUARTERLY: "Kết quả"}


def title_of(report: Report) -> str:
    """What the report is called on paper: `Tổng kết phong trào thi đua “…”`, `Kết quả … tháng 10/2026`."""
    subject = report.plan.title
    for beginning in BEGINNINGS:
        if subject.startswith(beginning):
            subject = subject.removeprefix(beginning)
            break
    is_movement = subject.lower().startswith(("phong trào", "cao trào", "đợt thi đua"))
    about = (
        subject[:1].lower() + subject[1:] if is_movement else f"thực hiện kế hoạch {subject[:1].lower()}{subject[1:]}"
    )
    when = f" {report.span.label}" if report.kind in (Kind.MONTHLY, Kind.QUARTERLY) else ""
    return f"{NAMES[Kind(report.kind)]} {about}"[: 500 - len(when)] + when


def _fill(report: Report, sections: Iterable[ReportSection], today: date) -> None:
    campaign, now = campaign_of(report), timezone.now()
    for section in sections:
        section.filled = filled(Ask(report, section, campaign, today)).to_json()
        section.filled_at = section.changed = now
        section.save(update_fields=["filled", "filled_at", "changed"])


def held(report: Report) -> Report:
    """The report's row, held until the transaction ends, with what it hangs on."""
    Report.objects.select_for_update().get(pk=report.pk)
    rows = Report.objects.select_related(
        "unit", "plan__unit", "plan__document", "obligation__duty__plan__unit", "obligation__unit", "word", "pdf"
    )
    return rows.get(pk=report.pk)


def _require_open(section: ReportSection) -> None:
    """Raise `closed` unless the section can be changed now."""
    report = held(section.report)
    if section.pk not in open_sections(report, report.sections.all()):
        sentence = "Mục này không mở để sửa: báo cáo đã nộp, hoặc chỉ các mục bị đánh dấu được sửa. Tải lại trang."
        raise ValidationError(sentence, code="closed")


@transaction.atomic
def write_section(
    section: ReportSection, *, by: Person, text: str, seen: int, exemplary: bool | None = None
) -> ReportSection:
    """Keep what an officer wrote. `seen` is the edition that the writer had before the eyes.

    Raises ValidationError `closed`, `too_long`, `changed_meanwhile`: somebody else wrote in the meantime, and nothing
    is kept.
    """
    require(by, "reports.change_report", section.report)
    _require_open(section)
    text = clean_lines(text)
    if len(text) > MOST_LETTERS:
        raise ValidationError("Mục này quá dài. Chia thành nhiều mục hoặc rút gọn.", code="too_long")
    now = ReportSection.objects.get(pk=section.pk)
    mark = now.exemplary if exemplary is None else exemplary
    if (now.text, now.exemplary) == (text, mark):
        return now
    if now.edition != seen:
        when = f" lúc {timezone.localtime(now.changed):%H:%M}" if now.changed else ""
        sentence = f"{now.changed_by or 'Người khác'} vừa sửa mục này{when}. Xem bản đang lưu rồi chọn bản giữ lại."
        raise ValidationError(sentence, code="changed_meanwhile")
    is_new = now.changed_by_id != by.pk or now.changed is None or now.changed < timezone.now() - TOLD_AGAIN
    now.text, now.exemplary, now.edition = text, mark, now.edition + 1
    now.changed, now.changed_by = timezone.now(), by
    if now.remark:
        now.mended_at = now.changed
    now.save(update_fields=["text", "exemplary", "edition", "changed", "changed_by", "mended_at"])
    Report.objects.filter(pk=now.report_id).update(changed=now.changed, changed_by=by)
    if is_new:
        record("reports.write_section", section.report, by=by, sentence=f"Viết mục “{now}”")
    return now


@transaction.atomic
def refill_report(report: Report, *, by: Person, today: date) -> int:
    """Take the figures as they are now into every open section that is filled. Raises `closed`. Returns how many
    cells changed.
    """
    from thidua.reports.queries.fresh import fresh_facts

    require(by, "reports.change_report", report)
    row = held(report)
    fresh = fresh_facts(row, today)
    if not fresh:
        raise ValidationError("Báo cáo đã nộp: số liệu giữ nguyên như ngày chốt.", code="closed")
    now = timezone.now()
    changed = 0
    for section, facts, found in fresh:
        section.filled, section.filled_at = facts.to_json(), now
        if section.remark:
            section.mended_at = now
        section.save(update_fields=["filled", "filled_at", "mended_at"])
        changed += len(found)
    sentence = f"Cập nhật số liệu: {changed} chỗ thay đổi"
    told = [(each.where[:120], each.before, each.after) for _, _, found in fresh for each in found][:8]
    record("reports.refill_report", report, by=by, sentence=sentence, changes=told)
    return changed


@transaction.atomic
def quote_passages(section: ReportSection, passages: Iterable[ReportSection], *, by: Person, today: date) -> None:
    """Choose which passages of the units below a section shows, instead of those that it showed. Raises `closed`,
    `not_below` for a passage of a report that was not handed in to this unit.
    """
    require(by, "reports.change_report", section.report)
    _require_open(section)
    wanted = {passage.pk for passage in passages}
    known = set(passages_for(section.report).filter(pk__in=wanted).values_list("pk", flat=True))
    if wanted - known:
        raise ValidationError("Có đoạn không thuộc báo cáo của đơn vị cấp dưới. Tải lại trang.", code="not_below")
    section.quoted.set(known)
    _fill(section.report, [section], today)
    record("reports.quote_passages", section.report, by=by, sentence=f"Trích {len(known)} đoạn vào mục “{section}”")


@transaction.atomic
def change_head(report: Report, *, by: Person, title: str, addressee: str, period: Period | None = None) -> None:
    """Raises `closed`, `no_title`. Another period asks for fresh figures afterwards."""
    require(by, "reports.change_report", report)
    row = held(report)
    if not open_sections(row, row.sections.all()):
        raise ValidationError("Báo cáo đã nộp nên không sửa được.", code="closed")
    if not (title := clean(title)[:500]):
        raise ValidationError("Ghi tên báo cáo.", code="no_title")
    report.title, report.addressee, report.changed_by = title, clean(addressee)[:300], by
    if period is not None:
        report.period = period.key
    report.save()
    record("reports.change_report", report, by=by, sentence=f"Sửa phần đầu báo cáo: {report}")


@transaction.atomic
def drop_report(report: Report, *, by: Person) -> None:
    """Give up what was begun and never handed in; the paper can be handed in another way. Raises `handed_in`."""
    require(by, "reports.change_report", report)
    row = held(report)
    if not row.is_open or row.word_id or row.pdf_id:
        raise ValidationError("Báo cáo đã nộp hoặc đã chốt một lần thì không bỏ được.", code="handed_in")
    record("reports.drop_report", row.obligation or row.plan, by=by, sentence=f"Bỏ bản soạn báo cáo: {row}")
    row.delete()
