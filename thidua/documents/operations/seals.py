"""Seals of organisations: brought in, handed to clerks, put on issued documents, retired."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from decimal import Decimal
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.crypto import get_random_string

from thidua.audit.operations import record
from thidua.documents.models import DocumentFile, OfficeSeal, OfficialDocument, Sealing
from thidua.documents.operations.files import open_file, store_file
from thidua.documents.operations.papers import keep_file
from thidua.documents.pades.places import page_count, seal_spot, text_spot
from thidua.documents.pades.sealing import (
    SealingError,
    Spot,
    Token,
    clock_at,
    opened_pkcs12,
    pkcs12_signer,
    sealed,
    token_certificate,
    token_signer,
)
from thidua.documents.signature_queries import is_sealable
from thidua.kernel.permissions import require
from thidua.kernel.text import clean
from thidua.people.models import Person, Unit
from thidua.writing.stamps import picture_stamp, text_stamp

REFUSALS = {
    "wrong_password": "Mật khẩu không mở được khóa ký. Nhập lại mật khẩu của dấu.",
    "not_keys": "Tệp không có khóa ký kèm chứng thư. Chọn tệp .p12 hoặc .pfx do nơi cấp phát hành.",
    "no_token": "Không mở được thiết bị ký của máy chủ. Kiểm tra thiết bị, tên chứng thư và cấu hình.",
    "not_pdf": "Tệp PDF hỏng hoặc có mật khẩu nên không đóng dấu được. Chọn tệp khác.",
    "locked": "Chữ ký trong tệp không cho ký thêm. Đề nghị người ký trước ký lại và cho phép ký tiếp.",
    "no_time": "Máy chủ dấu thời gian không trả lời. Thử lại sau ít phút.",
}
_NONCE = 12


@transaction.atomic
def add_seal(
    unit: Unit,
    *,
    by: Person,
    keys: bytes = b"",
    password: str = "",
    label: str = "",
    picture: bytes = b"",
    side: Decimal = Decimal(36),
) -> OfficeSeal:
    """Bring in a unit's seal: a PKCS#12 file with its password, or the name of a certificate in the server's device.

    The password is not kept. `side` is the seal's real width in millimetres. Raises ValidationError with the codes of
    `REFUSALS`, `expired`, `not_png`, `bad_side`, `no_keys`.
    """
    require(by, "documents.add_seal", unit)
    if not keys and not label:
        raise ValidationError("Chọn tệp khóa, hoặc ghi tên chứng thư trong thiết bị ký.", code="no_keys")
    if not 10 <= side <= 60:
        raise ValidationError("Bề rộng dấu từ 10 đến 60 mm. Đo trên con dấu thật.", code="bad_side")
    image = store_file(picture) if picture else None
    if image and image.kind != "png":
        raise ValidationError("Hình dấu phải là tệp PNG nền trong suốt.", code="not_png")
    with refused_in_words():
        found, secret = opened_pkcs12(keys, password) if keys else (token_certificate(token_named(label)), b"")
    _refuse_out_of_time(found.valid_from, found.valid_to, timezone.now())
    kind = OfficeSeal.Kind.FILE if keys else OfficeSeal.Kind.TOKEN
    names = ("subject", "issuer", "fingerprint", "valid_from", "valid_to")
    facts: dict[str, Any] = {name: getattr(found, name) for name in names}
    own = "" if keys else label
    seal = OfficeSeal(unit=unit, by=by, kind=kind, label=own, picture=image, side=side, **facts)
    seal.secret = locked(secret, seal.fingerprint) if keys else b""
    seal.save()
    record("documents.add_seal", seal, by=by, sentence=f"Đưa dấu số “{seal}” vào, hạn đến {day_of(seal.valid_to)}")
    return seal


@transaction.atomic
def retire_seal(seal: OfficeSeal, *, by: Person, reason: str) -> None:
    """Take a seal out of use for good; its key is destroyed. Raises ValidationError `no_reason`, `wrong_state`."""
    require(by, "documents.retire_seal", seal)
    reason = clean(reason)[:300]
    if not reason:
        raise ValidationError("Ghi lý do thôi dùng dấu.", code="no_reason")
    facts = {"retired_at": timezone.now(), "retired_reason": reason, "secret": b""}
    if not OfficeSeal.objects.filter(pk=seal.pk, retired_at=None).update(**facts):
        raise ValidationError("Dấu này đã thôi dùng trước đó.", code="wrong_state")
    record("documents.retire_seal", seal, by=by, sentence=f"Thôi dùng dấu số “{seal}”: {reason}")


@transaction.atomic
def let_seal(seal: OfficeSeal, *, by: Person, clerks: list[Person]) -> None:
    """Say who beside the head may put the seal on. Raises ValidationError `not_clerk` for one who keeps no documents
    of the unit.
    """
    require(by, "documents.let_seal", seal)
    if any(not person.has_perm("documents.add_document", seal.unit) for person in clerks):
        raise ValidationError("Chỉ giao dấu cho cán bộ phụ trách của chính đơn vị.", code="not_clerk")
    seal.clerks.set(clerks)
    names = ", ".join(sorted(str(person) for person in clerks)) or "không ai"
    record("documents.let_seal", seal, by=by, sentence=f"Giao dấu số “{seal}” cho: {names}")


@transaction.atomic
def seal_document(
    row: DocumentFile, seal: OfficeSeal, *, by: Person, password: str = "", is_shown: bool = True
) -> DocumentFile:
    """Put the unit's seal on a PDF of an issued document; the sealed file stands first, the one before is kept.

    On the document itself the picture of the seal covers the left third of the signature, on what is attached to it
    number and time stand in the upper right corner (Nghị định 30/2020/NĐ-CP, Phụ lục I, Mục II, khoản 8, as in the
    facts of law). Raises ValidationError with the codes of `REFUSALS`, `not_issued`, `not_pdf`, `sealed_already`,
    `expired`, `no_place`, `retired`.
    """
    require(by, "documents.view_document", row.document)
    require(by, "documents.use_seal", seal)
    document = OfficialDocument.objects.select_for_update(of=("self",)).select_related("unit").get(pk=row.document_id)
    now = timezone.now()
    _refuse_unfit(document, row, seal, now)
    with open_file(row.file) as content:
        data = content.read()
    if not page_count(data):
        raise ValidationError(REFUSALS["not_pdf"], code="not_pdf")
    is_first = not document.files.filter(order__lt=row.order).filter(file__kind="pdf").exists()
    picture, spot = _shown(document, seal, data, now, is_first=is_first) if is_shown else (None, None)
    after = keep_file(document, _signed(data, seal, password, picture, spot), f"{row.name[:-4]} (đã đóng dấu).pdf")
    after.pages = row.pages
    after.order, row.order = row.order, after.order
    after.save()
    row.save()
    Sealing.objects.create(seal=seal, before=row, after=after, by=by, at=now)
    record("documents.seal_document", document, by=by, sentence=f"Đóng dấu số “{seal}” lên tệp “{row}”")
    return after


def _refuse_unfit(document: OfficialDocument, row: DocumentFile, seal: OfficeSeal, now: datetime) -> None:
    if not is_sealable(document):
        sentence = "Chỉ đóng dấu văn bản đi đã có số và ngày ban hành. Cấp số vào sổ trước."
        raise ValidationError(sentence, code="not_issued")
    if document.unit_id != seal.unit_id:
        raise ValidationError("Dấu này của đơn vị khác. Chọn dấu của đơn vị ban hành.", code="other_unit")
    if row.file.kind != "pdf":
        raise ValidationError("Chỉ đóng dấu số lên tệp PDF. Chuyển tệp sang PDF rồi kèm vào.", code="not_pdf")
    if Sealing.objects.filter(after=row).exists() or row.sealings.exists():
        raise ValidationError("Tệp này đã đóng dấu. Tải bản đã đóng dấu để dùng.", code="sealed_already")
    if seal.retired_at:
        raise ValidationError("Dấu này đã thôi dùng. Chọn dấu khác.", code="retired")
    _refuse_out_of_time(seal.valid_from, seal.valid_to, now)


def _refuse_out_of_time(first: datetime, last: datetime, now: datetime) -> None:
    if now > last:
        sentence = f"Chứng thư của dấu đã hết hạn ngày {day_of(last)}. Xin gia hạn rồi đưa dấu mới vào."
        raise ValidationError(sentence, code="expired")
    if now < first:
        raise ValidationError(f"Chứng thư của dấu có hiệu lực từ ngày {day_of(first)}.", code="expired")


def day_of(moment: datetime) -> str:
    """The day in Vietnam, as it is written."""
    return f"{timezone.localtime(moment):%d/%m/%Y}"


def _shown(
    document: OfficialDocument, seal: OfficeSeal, data: bytes, now: datetime, *, is_first: bool
) -> tuple[bytes | None, Spot | None]:
    """What is seen of the signature, and where: a paper without the signer's name that is not the first is attached."""
    spot = seal_spot(data, document.signer_name, float(seal.side))
    if spot is None and not is_first:
        return text_stamp(document.number, now), text_spot(data)
    if seal.picture is None:
        return None, None
    if spot is None:
        sentence = (
            "Không tìm thấy tên người ký ở nửa bên phải của trang nào trong tệp. Ghi đúng tên người ký trong thông tin"
            " văn bản, hoặc bỏ chọn hiện hình dấu."
        )
        raise ValidationError(sentence, code="no_place")
    with open_file(seal.picture) as content:
        return picture_stamp(content.read(), float(seal.side)), spot


def _signed(data: bytes, seal: OfficeSeal, password: str, picture: bytes | None, spot: Spot | None) -> bytes:
    field = f"DauSo{get_random_string(8)}"
    clock = clock_at(settings.TIME_STAMPER) if settings.TIME_STAMPER else None
    with refused_in_words(), _signer(seal, password) as signer:
        return sealed(data, signer, field=field, picture=picture, spot=spot, clock=clock)


@contextmanager
def _signer(seal: OfficeSeal, password: str) -> Iterator[Any]:
    if seal.kind == OfficeSeal.Kind.TOKEN:
        with token_signer(token_named(seal.label)) as signer:
            yield signer
    else:
        with pkcs12_signer(unlocked(bytes(seal.secret), seal.fingerprint), password) as signer:
            yield signer


@contextmanager
def refused_in_words() -> Iterator[None]:
    """What cannot be done with a key, as a refusal."""
    try:
        yield
    except SealingError as error:
        raise ValidationError(REFUSALS[error.code], code=error.code) from error


def token_named(label: str) -> Token:
    """The server's device by the settings. Raises SealingError `no_token` where there is none."""
    given = settings.PKCS11
    if not given["module"]:
        raise SealingError("no_token")
    return Token(given["module"], given["token"], given["pin"], label)


def locked(secret: bytes, name: str) -> bytes:
    """A key file, which has its own password, once more under the key of this installation."""
    nonce = os.urandom(_NONCE)
    return nonce + AESGCM(_installation_key()).encrypt(nonce, secret, name.encode())


def unlocked(data: bytes, name: str) -> bytes:
    """Raises ValidationError `other_key` when the installation's key was changed since."""
    try:
        return AESGCM(_installation_key()).decrypt(data[:_NONCE], data[_NONCE:], name.encode())
    except InvalidTag as error:
        sentence = "Khóa của hệ thống đã đổi nên không mở được dấu. Quản trị viên đưa lại tệp khóa của dấu."
        raise ValidationError(sentence, code="other_key") from error


def _installation_key() -> bytes:
    own = HKDF(algorithm=SHA256(), length=32, salt=None, info=b"thidua.documents.seals")
    return own.derive(settings.SECRET_KEY.encode())
