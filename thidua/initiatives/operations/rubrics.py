"""A unit's rubrics: copied from a template or from another of its own, and changed while no scores hang on them."""

from collections.abc import Sequence
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import transaction

from thidua.audit.operations import record
from thidua.initiatives.lawbook import CriterionTemplate, rubric_template
from thidua.initiatives.models import Criterion, Rubric, Score
from thidua.kernel.permissions import require
from thidua.kernel.templatetags.words import number
from thidua.kernel.text import clean
from thidua.people.models import Person, Unit

MOST = 40


@transaction.atomic
def copy_template(unit: Unit, key: str, *, by: Person) -> Rubric:
    """The unit's own copy of a template. Raises ValidationError `unknown_template`."""
    require(by, "initiatives.add_rubric", unit)
    template = rubric_template(key)
    if template is None:
        raise ValidationError("Không còn mẫu này. Tải lại trang rồi chọn lại.", code="unknown_template")
    row = Rubric.objects.create(
        unit=unit,
        name=template.name,
        template=key,
        source=template.source,
        verified=template.verified,
        pass_mark=template.pass_mark,
        created_by=by,
    )
    _write_criteria(row, template.criteria)
    record("initiatives.add_rubric", row, by=by, sentence=f"Lấy bộ tiêu chí “{row}” từ mẫu"[:500])
    return row


@transaction.atomic
def copy_rubric(rubric: Rubric, *, by: Person) -> Rubric:
    """Another of the same unit, to change: the old one keeps its scores."""
    require(by, "initiatives.add_rubric", rubric.unit)
    require(by, "initiatives.view_rubric", rubric)
    criteria = list(rubric.criteria.all())
    row = Rubric.objects.get(pk=rubric.pk)
    row.pk, row.name, row.created_by = None, f"{rubric.name[:180]} (bản mới)", by
    row.save(force_insert=True)
    for each in criteria:
        each.pk, each.rubric = None, row
        each.save(force_insert=True)
    record("initiatives.add_rubric", row, by=by, sentence=f"Chép bộ tiêu chí “{rubric}”"[:500])
    return row


@transaction.atomic
def change_rubric(
    rubric: Rubric, criteria: Sequence[CriterionTemplate], *, by: Person, name: str, source: str, pass_mark: Decimal
) -> None:
    """Write it anew. Raises ValidationError `in_use`, `no_name`, `no_criterion`, `too_many`, `floor_too_high`,
    `pass_mark_too_high`.
    """
    row = Rubric.objects.select_for_update(of=("self",)).select_related("unit").get(pk=rubric.pk)
    require(by, "initiatives.change_rubric", row)
    if is_used(row):
        sentence = "Đã có phiếu chấm theo bộ tiêu chí này. Chép thành bản mới rồi sửa bản đó."
        raise ValidationError(sentence, code="in_use")
    row.name, row.source = clean(name)[:200], clean(source)[:300]
    if not row.name:
        raise ValidationError("Ghi tên bộ tiêu chí.", code="no_name")
    _refuse_bad(criteria, pass_mark)
    row.pass_mark = pass_mark
    row.verified = row.verified and row.source == rubric.source
    row.save()
    row.criteria.all().delete()
    _write_criteria(row, criteria)
    sentence = f"Sửa bộ tiêu chí: {len(criteria)} tiêu chí, đạt từ {number(pass_mark)} điểm"
    record("initiatives.change_rubric", row, by=by, sentence=sentence)


def is_used(rubric: Rubric) -> bool:
    return Score.objects.filter(criterion__rubric=rubric).exists()


def _refuse_bad(criteria: Sequence[CriterionTemplate], pass_mark: Decimal) -> None:
    points = [each for each in criteria if each.kind == Criterion.Kind.POINTS]
    if not points:
        raise ValidationError("Cần ít nhất một tiêu chí cho điểm.", code="no_criterion")
    if len(criteria) > MOST:
        raise ValidationError(f"Ghi nhiều nhất {MOST} tiêu chí.", code="too_many")
    for each in points:
        if each.most <= 0:
            raise ValidationError(f"Tiêu chí “{each.name}” chưa có điểm tối đa.", code="no_points")
        if each.floor is not None and not 0 <= each.floor <= each.most:
            sentence = f"Mức tối thiểu của “{each.name}” phải từ 0 đến {number(each.most)}."
            raise ValidationError(sentence, code="floor_too_high")
    most = sum((each.most for each in points), Decimal(0))
    if not 0 <= pass_mark <= most:
        raise ValidationError(f"Điểm đạt phải từ 0 đến tổng điểm {number(most)}.", code="pass_mark_too_high")


def _write_criteria(row: Rubric, criteria: Sequence[CriterionTemplate]) -> None:
    Criterion.objects.bulk_create(
        Criterion(
            rubric=row,
            order=n,
            group=clean(each.group)[:120],
            name=clean(each.name)[:200],
            hint=clean(each.hint)[:500],
            kind=each.kind,
            most=each.most if each.kind == Criterion.Kind.POINTS else Decimal(0),
            floor=each.floor if each.kind == Criterion.Kind.POINTS else None,
        )
        for n, each in enumerate(criteria)
    )
