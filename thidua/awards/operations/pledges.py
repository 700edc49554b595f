"""Pledges of a cluster: drafted, sent for signing, signed by each unit's head once."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from thidua.audit.operations import differences, record
from thidua.awards.models import Pledge, PledgeSignature
from thidua.awards.models.subjects import check_year
from thidua.kernel.calendar import today as present_day
from thidua.kernel.permissions import require
from thidua.kernel.text import clean, clean_lines
from thidua.kernel.workflow import move, wrong_state
from thidua.people.models import Cluster, Person, Post, Unit
from thidua.people.operations.notices import notify

WRITTEN = ("year", "title", "text")


@transaction.atomic
def add_pledge(cluster: Cluster, *, by: Person, year: str, title: str, text: str) -> Pledge:
    """A draft. Raises ValidationError `bad_year`, `no_title`, `no_text`, `taken`."""
    require(by, "awards.add_pledge", cluster)
    pledge = Pledge(cluster=cluster, by=by)
    _write(pledge, year=year, title=title, text=text)
    pledge.save()
    record("awards.add_pledge", pledge, by=by, sentence=f"Soạn giao ước “{pledge}”"[:500])
    return pledge


@transaction.atomic
def change_pledge(pledge: Pledge, *, by: Person, **facts: str) -> None:
    """While it is a draft. Raises what `add_pledge` raises and `wrong_state`: what is being signed stays as it is."""
    row = Pledge.objects.select_for_update(of=("self",)).select_related("cluster__unit").get(pk=pledge.pk)
    require(by, "awards.change_pledge", row)
    if row.status != Pledge.Status.DRAFT:
        raise wrong_state(row)
    before = Pledge.objects.get(pk=pledge.pk)
    _write(row, **{name: getattr(before, name) for name in WRITTEN} | facts)
    row.save()
    if changes := differences(before, row, WRITTEN):
        record("awards.change_pledge", row, by=by, sentence="Sửa giao ước", changes=changes)


def _write(pledge: Pledge, **facts: Any) -> None:
    for name, value in facts.items():
        if name not in WRITTEN:
            raise TypeError(name)
        setattr(pledge, name, value)
    pledge.year, pledge.title = clean(pledge.year).replace(" ", ""), clean(pledge.title)[:200]
    pledge.text = clean_lines(pledge.text)
    try:
        check_year(pledge.year)
    except ValidationError as refusal:
        raise ValidationError({"year": refusal}) from refusal
    if not pledge.title:
        raise ValidationError({"title": ValidationError("Ghi tên giao ước.", code="no_title")})
    if not pledge.text:
        raise ValidationError({"text": ValidationError("Ghi nội dung giao ước.", code="no_text")})
    same = Pledge.objects.filter(cluster=pledge.cluster, year=pledge.year, title=pledge.title)
    if same.exclude(pk=pledge.pk).exists():
        sentence = "Cụm, khối đã có giao ước cùng tên trong năm. Mở giao ước đó, hoặc đặt tên khác."
        raise ValidationError({"title": ValidationError(sentence, code="taken")})


@transaction.atomic
def open_pledge(pledge: Pledge, *, by: Person) -> None:
    """Send it to the units of the cluster; their heads hear. Raises ValidationError `no_units`, `wrong_state`."""
    require(by, "awards.open_pledge", pledge)
    units = list(pledge.cluster.units.values_list("pk", flat=True))
    if not units:
        raise ValidationError("Cụm, khối chưa có đơn vị nào. Thêm đơn vị vào cụm rồi gửi ký.", code="no_units")
    move(pledge, "open", by=by, sentence=f"Gửi các đơn vị ký giao ước “{pledge}”"[:500])
    heads = Post.objects.valid_on(present_day()).filter(unit__in=units, role=Post.Role.HEAD)
    told = set(heads.values_list("person", flat=True)) - {by.pk}
    text = f"Ký giao ước thi đua “{pledge.title}” của {pledge.cluster.name}"
    notify(told, f"pledge:{pledge.pk}:open", text, pledge.get_absolute_url())


@transaction.atomic
def sign_pledge(pledge: Pledge, unit: Unit, *, by: Person) -> PledgeSignature:
    """For a unit of the cluster, by its head, once. Raises ValidationError `not_open`, `signed_already`."""
    signature = PledgeSignature(pledge=pledge, unit=unit, person=by)
    require(by, "awards.sign_pledge", signature)
    row = Pledge.objects.select_for_update().get(pk=pledge.pk)
    if row.status != Pledge.Status.OPEN:
        raise ValidationError("Giao ước chưa gửi ký hoặc đã kết thúc ký. Tải lại trang.", code="not_open")
    try:
        with transaction.atomic():
            signature.save()
    except IntegrityError as error:
        sentence = f"{unit.label} đã ký giao ước này. Tải lại trang để xem."
        raise ValidationError(sentence, code="signed_already") from error
    record("awards.sign_pledge", pledge, by=by, sentence=f"Ký giao ước thay mặt {unit.label}"[:500])
    return signature


@transaction.atomic
def recall_pledge(pledge: Pledge, *, by: Person) -> None:
    """Back to a draft: signatures were put under the old words, so they fall; who signed hears, and the trail keeps
    who had.
    """
    move(pledge, "recall", by=by, sentence=f"Rút lại giao ước “{pledge}” để sửa"[:500])
    signatures = list(pledge.signatures.select_related("unit", "person"))
    if not signatures:
        return
    names = "; ".join(f"{each.unit.label}: {each.person.full_name}" for each in signatures)
    record("awards.recall_pledge", pledge, by=by, sentence="Hủy chữ ký đã có", changes=[("chữ ký", names, "")])
    text = f"Giao ước “{pledge.title}” được rút lại để sửa, chữ ký đã hủy. Sẽ có bản mới để ký"
    last = signatures[-1].pk
    notify({each.person_id for each in signatures}, f"pledge:{pledge.pk}:recall:{last}", text, "")
    pledge.signatures.all().delete()


@transaction.atomic
def close_pledge(pledge: Pledge, *, by: Person, anyway: bool = False) -> None:
    """End the signing. Raises ValidationError `unsigned` while units are missing, unless `anyway`; `wrong_state`."""
    require(by, "awards.close_pledge", pledge)
    missing = pledge.cluster.units.exclude(pk__in=pledge.signatures.values("unit")).count()
    if missing and not anyway and pledge.status == Pledge.Status.OPEN:
        sentence = f"Còn {missing} đơn vị chưa ký. Nhắc các đơn vị, hoặc đánh dấu “Vẫn kết thúc”."
        raise ValidationError(sentence, code="unsigned")
    move(pledge, "close", by=by, sentence=f"Kết thúc ký giao ước “{pledge}”"[:500])


@transaction.atomic
def remind_pledge(pledge: Pledge, *, by: Person) -> int:
    """Tell the heads of units that have not signed, once a day. Returns how many units. Raises `not_open`."""
    require(by, "awards.change_pledge", pledge)
    if pledge.status != Pledge.Status.OPEN:
        raise ValidationError("Giao ước chưa gửi ký hoặc đã kết thúc ký. Tải lại trang.", code="not_open")
    missing = list(pledge.cluster.units.exclude(pk__in=pledge.signatures.values("unit")).values_list("pk", flat=True))
    day = present_day()
    heads = Post.objects.valid_on(day).filter(unit__in=missing, role=Post.Role.HEAD).values_list("person", flat=True)
    text = f"Nhắc ký giao ước thi đua “{pledge.title}” của {pledge.cluster.name}"
    notify(set(heads), f"pledge:{pledge.pk}:remind:{day:%Y%m%d}", text, pledge.get_absolute_url())
    record("awards.remind_pledge", pledge, by=by, sentence=f"Nhắc {len(missing)} đơn vị chưa ký")
    return len(missing)
