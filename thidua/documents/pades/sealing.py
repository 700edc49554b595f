"""A signature put on a PDF: PAdES B-B, or B-T where an authority of time is named; seen as a picture or not at all."""

from __future__ import annotations

import logging
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from io import BytesIO
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding, pkcs12

from thidua.documents.pades.certificates import Certificate, facts_of

log = logging.getLogger(__name__)
POINTS_PER_MM = 72 / 25.4


class SealingError(Exception):
    """`code` says why a file cannot be signed: `wrong_password`, `not_keys`, `no_token`, `not_pdf`, `locked`,
    `no_time`.
    """

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True)
class Spot:
    """A box on a page (from 0) in millimetres from the page's left lower corner."""

    page: int
    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Token:
    """A signing device: the module of its maker, the device's name, the name of key and certificate in it."""

    module: str
    token: str
    pin: str
    label: str


def opened_pkcs12(data: bytes, password: str) -> tuple[Certificate, bytes]:
    """The certificate of the key, and the same file under the strongest encryption with the same password.

    Raises SealingError `wrong_password`, `not_keys`.
    """
    kept = _pkcs12(data, password)
    from cryptography.hazmat.primitives.serialization import BestAvailableEncryption

    others = [each.certificate for each in kept.additional_certs]
    again = pkcs12.serialize_key_and_certificates(
        None, kept.key, kept.cert.certificate, others, BestAvailableEncryption(password.encode())
    )
    return facts_of(kept.cert.certificate), again


def _pkcs12(data: bytes, password: str) -> Any:
    """Raises SealingError; of a file that holds no key beside its certificate as well."""
    try:
        kept = pkcs12.load_pkcs12(data, password.encode())
    except ValueError as error:
        is_password = "password" in str(error).lower() or "mac" in str(error).lower()
        raise SealingError("wrong_password" if is_password else "not_keys") from error
    if kept.key is None or kept.cert is None:
        raise SealingError("not_keys")
    return kept


@contextmanager
def pkcs12_signer(data: bytes, password: str) -> Iterator[Any]:
    """A signer for `sealed`. Raises SealingError `wrong_password`, `not_keys`."""
    from asn1crypto import keys
    from asn1crypto import x509 as asn1
    from cryptography.hazmat.primitives.serialization import NoEncryption, PrivateFormat
    from pyhanko.sign.signers import SimpleSigner
    from pyhanko_certvalidator.registry import SimpleCertificateStore

    kept = _pkcs12(data, password)
    key = kept.key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
    others = SimpleCertificateStore()
    others.register_multiple(asn1.Certificate.load(_der(each.certificate)) for each in kept.additional_certs)
    yield SimpleSigner(
        signing_cert=asn1.Certificate.load(_der(kept.cert.certificate)),
        signing_key=keys.PrivateKeyInfo.load(key),
        cert_registry=others,
        embed_roots=False,
    )


@contextmanager
def token_signer(token: Token) -> Iterator[Any]:
    """A signer whose key never leaves its device. Raises SealingError `no_token`, `wrong_password`."""
    try:
        import pkcs11
        from pyhanko.config.pkcs11 import TokenCriteria
        from pyhanko.sign.pkcs11 import PKCS11Signer, open_pkcs11_session
    except ImportError as error:
        raise SealingError("no_token") from error
    try:
        session = open_pkcs11_session(token.module, token_criteria=TokenCriteria(token.token), user_pin=token.pin)
    except pkcs11.PinIncorrect as error:
        raise SealingError("wrong_password") from error
    except (pkcs11.PKCS11Error, RuntimeError) as error:
        log.warning("the signing device cannot be opened: %s", type(error).__name__)
        raise SealingError("no_token") from error
    with session:
        yield PKCS11Signer(session, cert_label=token.label, other_certs_to_pull=None)


def token_certificate(token: Token) -> Certificate:
    """Raises SealingError `no_token`, `wrong_password`."""
    with token_signer(token) as signer:
        try:
            return facts_of(x509.load_der_x509_certificate(signer.signing_cert.dump()))
        except Exception as error:  # whatever a device answers when it has no such certificate
            log.warning("the signing device has no such certificate: %s", type(error).__name__)
            raise SealingError("no_token") from error


def sealed(
    data: bytes,
    signer: Any,
    *,
    field: str,
    picture: bytes | None = None,
    spot: Spot | None = None,
    reason: str = "",
    clock: Any = None,
) -> bytes:
    """The file with one signature more; what was there before stays byte for byte.

    `picture` is a PDF of one page that is drawn into `spot`, `clock` an authority of time (`clock_at`).
    Raises SealingError `not_pdf`, `locked`, `no_time`.
    """
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
    from pyhanko.pdf_utils.misc import PdfError
    from pyhanko.sign import PdfSignatureMetadata, PdfSigner
    from pyhanko.sign.fields import SigFieldSpec, SigSeedSubFilter
    from pyhanko.sign.general import SigningError
    from pyhanko.sign.timestamps.common_utils import TimestampRequestError

    meta = PdfSignatureMetadata(
        field_name=field, md_algorithm="sha256", subfilter=SigSeedSubFilter.PADES, reason=reason or None
    )
    drawn = _stamp(picture) if picture and spot else None
    place = SigFieldSpec(field, on_page=spot.page, box=_box(spot)) if drawn and spot else SigFieldSpec(field)
    try:
        writer = IncrementalPdfFileWriter(BytesIO(data), strict=False)
        chosen = PdfSigner(meta, signer, stamp_style=drawn, new_field_spec=place, timestamper=clock)
        return bytes(chosen.sign_pdf(writer).getvalue())
    except TimestampRequestError as error:
        raise SealingError("no_time") from error
    except SigningError as error:
        raise SealingError("locked") from error
    except PdfError as error:
        raise SealingError("not_pdf") from error


def clock_at(address: str) -> Any:
    """The authority of time at a web address (RFC 3161); waits ten seconds at most."""
    from pyhanko.sign.timestamps import HTTPTimeStamper

    return HTTPTimeStamper(address, timeout=10)


def _box(spot: Spot) -> tuple[int, int, int, int]:
    edges = (spot.x, spot.y, spot.x + spot.width, spot.y + spot.height)
    left, low, right, high = (round(edge * POINTS_PER_MM) for edge in edges)
    return left, low, right, high


def _stamp(picture: bytes) -> Any:
    """The page as it is: no frame, no words of pyHanko's, which would set Vietnamese apart and cut it off."""
    from pyhanko.pdf_utils.content import PdfContent
    from pyhanko.pdf_utils.layout import AxisAlignment, BoxConstraints, InnerScaling, Margins, SimpleBoxLayoutRule
    from pyhanko.pdf_utils.reader import PdfFileReader
    from pyhanko.stamp import StaticStampStyle

    class Page(PdfContent):
        def render(self) -> bytes:
            writer = self._ensure_writer
            page = writer.import_page_as_xobject(PdfFileReader(BytesIO(picture)))
            name = f"/Seal{uuid.uuid4().hex}"
            self.resources.xobject[name] = page
            left, low, right, high = page.get_object()["/BBox"]
            self.box = BoxConstraints(width=abs(right - left), height=abs(high - low))
            return f"{name} Do".encode()

    layout = SimpleBoxLayoutRule(
        AxisAlignment.ALIGN_MID, AxisAlignment.ALIGN_MID, Margins(0, 0, 0, 0), InnerScaling.STRETCH_TO_FIT
    )
    return StaticStampStyle(background=Page(), background_layout=layout, border_width=0)


def _der(certificate: x509.Certificate) -> bytes:
    return certificate.public_bytes(Encoding.DER)
