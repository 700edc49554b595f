"""Forms are set out, put into use, and followed by new versions."""

from collections.abc import Iterable
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F, Max

from thidua.audit.operations import record
from thidua.kernel.permissions import require
from thidua.kernel.text import clean
from thidua.kernel.workflow import move
from thidua.people.models import Person, Unit
from thidua.plans.models import Duty, Plan
from thidua.reports.models import FormSection, ReportForm
from thidua.reports.shipped import shipped_sections
from thidua.reports.sources import source_of

FIELDS = ("title", "source", "hint", "required", "least_words", "most_words", "chosen")
MOST_SECTIONS = 40


@transaction.atomic
def new_form(unit: Unit, *, by: Person, kind: str, title: str, plan: Plan | None = None, after: str = "") -> ReportForm:
    """A draft with the sections of the shipped form `after`; empty without one. Raises `foreign_plan`, `no_title`."""
    require(by, "reports.add_reportform", unit)
    _refuse_foreign(unit, plan)
    form = ReportForm(unit=unit, plan=plan, kind=kind, title=_named(title), changed_by=by)
    form.save()
    for section in shipped_sections(after) if after else ():
        section.form = form
        section.save()
    record("reports.add_reportform", form, by=by, sentence=f"Lập mẫu báo cáo “{form}”")
    return form


def _named(title: str) -> str:
    if not (title := clean(title)[:300]):
        raise ValidationError("Ghi tên.", code="no_title")
    return title


def _refuse_foreign(unit: Unit, plan: Plan | None) -> None:
    if plan is not None and plan.unit_id != unit.pk:
        raise ValidationError("Chọn kế hoạch do chính đơn vị ban hành.", code="foreign_plan")


@transaction.atomic
def change_form(
    form: ReportForm, *, by: Person, kind: str, title: str, plan: Plan | None, duties: Iterable[Duty] = ()
) -> None:
    """Raises `form_in_use`, `foreign_plan`, `no_title`; of `duties` those of the plan are taken."""
    _draft(form, by)
    _refuse_foreign(form.unit, plan)
    form.kind, form.title, form.plan, form.changed_by = kind, _named(title), plan, by
    form.save()
    form.duties.set([duty for duty in duties if plan and duty.plan_id == plan.pk])
    record("reports.change_reportform", form, by=by, sentence=f"Sửa mẫu báo cáo “{form}”")


def _draft(form: ReportForm, by: Person) -> None:
    """Raise `form_in_use` unless the form is a draft; holds its row."""
    require(by, "reports.change_reportform", form)
    status = ReportForm.objects.select_for_update().values_list("status", flat=True).get(pk=form.pk)
    if status != ReportForm.Status.DRAFT:
        sentence = "Mẫu đã đưa vào dùng thì giữ nguyên. Bấm Lập bản mới để sửa trên bản sau."
        raise ValidationError(sentence, code="form_in_use")


@transaction.atomic
def add_section(form: ReportForm, *, by: Person, **facts: Any) -> FormSection:
    """At the end. Raises `form_in_use`, `no_title`, `no_source`, `many_sections`, `wrong_length`."""
    _draft(form, by)
    if form.sections.count() >= MOST_SECTIONS:
        raise ValidationError(f"Mẫu có nhiều nhất {MOST_SECTIONS} mục.", code="many_sections")
    last = form.sections.aggregate(last=Max("order"))["last"] or 0
    section = FormSection(form=form, order=last + 1)
    _put(section, facts)
    record("reports.change_reportform", form, by=by, sentence=f"Thêm mục “{section}”")
    return section


@transaction.atomic
def change_section(section: FormSection, *, by: Person, **facts: Any) -> None:
    """Raises what `add_section` raises."""
    _draft(section.form, by)
    _put(section, facts)
    record("reports.change_reportform", section.form, by=by, sentence=f"Sửa mục “{section}”")


def _put(section: FormSection, facts: dict[str, Any]) -> None:
    for name in FIELDS:
        if name in facts:
            setattr(section, name, facts[name])
    section.title, section.hint = _named(section.title), clean(section.hint)[:1000]
    if section.source and source_of(section.source) is None:
        raise ValidationError("Chọn nguồn số liệu trong danh sách.", code="no_source")
    least, most = section.least_words, section.most_words
    if least and most and least > most:
        raise ValidationError("Số chữ ít nhất lớn hơn số chữ nhiều nhất.", code="wrong_length")
    section.save()


@transaction.atomic
def move_section(section: FormSection, *, by: Person, step: int) -> None:
    """One place up (-1) or down (1); at the end of the list nothing happens. Raises `form_in_use`."""
    _draft(section.form, by)
    rows = list(section.form.sections.all())
    here = rows.index(section)
    there = here + (1 if step > 0 else -1)
    if not 0 <= there < len(rows):
        return
    rows[here], rows[there] = rows[there], rows[here]
    for order, row in enumerate(rows, start=1):
        row.order = order
    FormSection.objects.bulk_update(rows, ["order"])
    record("reports.change_reportform", section.form, by=by, sentence=f"Đổi chỗ mục “{section}”")


@transaction.atomic
def remove_section(section: FormSection, *, by: Person) -> None:
    """Raises `form_in_use`."""
    _draft(section.form, by)
    form, title, order = section.form, section.title, section.order
    section.delete()
    form.sections.filter(order__gt=order).update(order=F("order") - 1)
    record("reports.change_reportform", form, by=by, sentence=f"Bỏ mục “{title}”")


@transaction.atomic
def use_form(form: ReportForm, *, by: Person) -> None:
    """From now on reports are begun by it; the version before is retired. Raises `no_sections`, `wrong_state`."""
    require(by, "reports.use_reportform", form)
    if not form.sections.exists():
        raise ValidationError("Mẫu chưa có mục nào. Thêm ít nhất một mục.", code="no_sections")
    before = ReportForm.objects.filter(family_key=form.family_key, status=ReportForm.Status.IN_USE)
    for old in before.exclude(pk=form.pk):
        move(old, "retire", by=by, sentence=f"Thôi dùng, thay bằng bản số {form.version}")
    move(form, "use", by=by, sentence=f"Đưa mẫu “{form}” vào dùng")


@transaction.atomic
def retire_form(form: ReportForm, *, by: Person) -> None:
    """No report is begun by it any more; those that were, go on."""
    move(form, "retire", by=by, sentence=f"Thôi dùng mẫu “{form}”")


@transaction.atomic
def new_version(form: ReportForm, *, by: Person) -> ReportForm:
    """A draft that begins as the form stands; the draft that is already there, if there is one."""
    require(by, "reports.change_reportform", form)
    family = ReportForm.objects.select_for_update().filter(family_key=form.family_key)
    if draft := family.filter(status=ReportForm.Status.DRAFT).first():
        return draft
    last = family.aggregate(last=Max("version"))["last"]
    new = ReportForm(unit=form.unit, plan=form.plan, kind=form.kind, title=form.title, changed_by=by)
    new.family_key, new.version = form.family_key, last + 1
    new.save()
    new.duties.set(form.duties.all())
    for section in form.sections.all():
        facts = {name: getattr(section, name) for name in FIELDS}
        FormSection.objects.create(form=new, order=section.order, **facts)
    record("reports.add_reportform", new, by=by, sentence=f"Lập bản số {new.version} của mẫu “{new}”")
    return new
