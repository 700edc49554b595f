"""An authority of certificates for tests and nothing else: keys are made as they are asked for, and kept nowhere."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, Encoding, pkcs7, pkcs12
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from thidua.documents.pades.sealing import pkcs12_signer, sealed
from thidua.writing import forms
from thidua.writing.document import Issuer, Paragraph, Signature
from thidua.writing.pdf import pdf_of

PASSWORD = "mat-khau-thu"
TODAY = datetime.now(UTC).replace(microsecond=0)


@dataclass(frozen=True)
class Keeper:
    """A certificate with its key, and the certificates above it but the root."""

    certificate: x509.Certificate
    key: Any
    chain: tuple[x509.Certificate, ...] = ()

    @property
    def der(self) -> bytes:
        return self.certificate.public_bytes(Encoding.DER)

    @property
    def pem(self) -> bytes:
        return self.certificate.public_bytes(Encoding.PEM)

    def pkcs12(self, password: str = PASSWORD) -> bytes:
        encryption = BestAvailableEncryption(password.encode())
        return pkcs12.serialize_key_and_certificates(b"dau", self.key, self.certificate, self.chain, encryption)


@cache
def key(name: str) -> Any:
    return ec.generate_private_key(ec.SECP256R1())


@cache
def rsa_key(bits: int = 2048) -> Any:
    return rsa.generate_private_key(65537, bits)


def keeper(
    name: str,
    above: Keeper | None = None,
    *,
    since: int = -365,
    until: int = 365,
    organisation: str = "Trường THCS Suối Mơ",
    title: str = "",
    is_authority: bool = False,
    stamps_time: bool = False,
    signing_key: Any = None,
    digest: Any = None,
) -> Keeper:
    """`since` and `until` are days from today."""
    own = signing_key or key(name)
    subject = _name(name, organisation, title)
    issuer = above.certificate.subject if above else subject
    builder = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(own.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(TODAY + timedelta(days=since))
        .not_valid_after(TODAY + timedelta(days=until))
        .add_extension(x509.BasicConstraints(ca=is_authority, path_length=None), critical=True)
        .add_extension(_usage(is_authority), critical=True)
        .add_extension(_lists_of_revoked(), critical=False)
    )
    if stamps_time:
        builder = builder.add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING]), critical=True)
    signer = above.key if above else own
    certificate = builder.sign(signer, digest or hashes.SHA256())
    chain = (above.certificate, *above.chain) if above and above.certificate.issuer != above.certificate.subject else ()
    return Keeper(certificate, own, chain)


@cache
def root() -> Keeper:
    return keeper("Cơ quan chứng thực gốc Thử nghiệm", organisation="Thử nghiệm", until=3650, is_authority=True)


@cache
def issuing() -> Keeper:
    return keeper("Cơ quan chứng thực số Thử nghiệm", root(), organisation="Thử nghiệm", until=1825, is_authority=True)


@cache
def school() -> Keeper:
    return keeper("Trường THCS Suối Mơ", issuing())


@cache
def head() -> Keeper:
    return keeper("Trần Thu Hà", issuing(), title="Hiệu trưởng")


@cache
def clock() -> Keeper:
    return keeper(
        "Dấu thời gian Thử nghiệm", issuing(), organisation="Thử nghiệm", stamps_time=True, signing_key=rsa_key()
    )


def bundle(*keepers: Keeper) -> bytes:
    """A .p7b file."""
    return pkcs7.serialize_certificates([each.certificate for each in keepers], Encoding.DER)


@cache
def paper(text: str = "Nội dung kế hoạch thi đua.") -> bytes:
    return pdf_of(forms.plan(Issuer("TRƯỜNG THCS SUỐI MƠ"), "Phong trào thi đua", (Paragraph(text),)))


def signed(data: bytes, by: Keeper, field: str = "ChuKy1", *, clock: Any = None, **how: Any) -> bytes:
    with pkcs12_signer(by.pkcs12(), PASSWORD) as signer:
        return sealed(data, signer, field=field, clock=clock, **how)


def stamping(by: Keeper | None = None) -> Any:
    """An authority of time that answers without a network."""
    from asn1crypto import keys
    from asn1crypto import x509 as asn1
    from cryptography.hazmat.primitives.serialization import NoEncryption, PrivateFormat
    from pyhanko.sign.timestamps import DummyTimeStamper
    from pyhanko_certvalidator.registry import SimpleCertificateStore

    by = by or clock()
    private = by.key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
    others = SimpleCertificateStore()
    others.register_multiple(asn1.Certificate.load(each.public_bytes(Encoding.DER)) for each in by.chain)
    return DummyTimeStamper(asn1.Certificate.load(by.der), keys.PrivateKeyInfo.load(private), others)


def with_revocations(data: bytes, *revoked: Keeper) -> bytes:
    """The file with a list of revoked certificates in its store, as archives of signatures have it."""
    from io import BytesIO

    from asn1crypto import crl
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
    from pyhanko.sign.validation.dss import DocumentSecurityStore

    day = TODAY - timedelta(days=1)
    above = issuing()
    builder = x509.CertificateRevocationListBuilder().issuer_name(above.certificate.subject)
    builder = builder.last_update(day).next_update(TODAY + timedelta(days=30))
    builder = builder.add_extension(x509.CRLNumber(1), critical=False)
    for each in revoked:
        entry = x509.RevokedCertificateBuilder().serial_number(each.certificate.serial_number).revocation_date(day)
        builder = builder.add_revoked_certificate(entry.build())
    listed = crl.CertificateList.load(builder.sign(above.key, hashes.SHA256()).public_bytes(Encoding.DER))
    writer = IncrementalPdfFileWriter(BytesIO(data))
    DocumentSecurityStore.supply_dss_in_writer(writer, None, crls=[listed])
    out = BytesIO()
    writer.write(out)
    return out.getvalue()


@cache
def signed_by_hand() -> bytes:
    """A paper that ends with the name of who signs, signed by the head."""
    issuer, by = Issuer("TRƯỜNG THCS SUỐI MƠ"), Signature("Hiệu trưởng", "Trần Thị Thu Hà")
    body = (Paragraph("Nội dung kế hoạch thi đua."),)
    return signed(pdf_of(forms.plan(issuer, "Phong trào", body, recipients=("Như trên",), signatures=(by,))), head())


def red_square() -> bytes:
    """A seal's picture: PNG, one dot."""
    parts = ((b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 6, 0, 0, 0)), (b"IDAT", zlib.compress(b"\0\xff\0\0\xff")))
    chunks = (
        struct.pack(">I", len(d)) + n + d + struct.pack(">I", zlib.crc32(n + d)) for n, d in (*parts, (b"IEND", b""))
    )
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunks)


def words_of_stamp(data: bytes) -> str:
    """What stands in the upper right corner of the first page, where no other text is, drawn by the signature."""
    import pypdfium2 as pdfium

    with pdfium.PdfDocument(data) as pdf:
        pdf.init_forms()
        page = pdf[0]
        page.flatten()
        text = pdf[0].get_textpage()
        wide, high = page.get_size()
        return " ".join(text.get_text_bounded(left=wide / 2, bottom=high - 50, right=wide, top=high).split())


@cache
def signed_paper() -> bytes:
    return signed(paper(), school())


def trusted(*others: Keeper) -> Sequence[bytes]:
    return [each.der for each in (others or (root(),))]


def _name(name: str, organisation: str, title: str) -> x509.Name:
    parts = [(NameOID.COMMON_NAME, name), (NameOID.ORGANIZATION_NAME, organisation), (NameOID.COUNTRY_NAME, "VN")]
    parts += [(NameOID.TITLE, title)] if title else []
    return x509.Name([x509.NameAttribute(oid, value) for oid, value in parts])


def _lists_of_revoked() -> x509.CRLDistributionPoints:
    """Where a real authority publishes them; nobody goes there."""
    place = x509.UniformResourceIdentifier("http://ca.example/thu-hoi.crl")
    return x509.CRLDistributionPoints([x509.DistributionPoint([place], None, None, None)])


def _usage(is_authority: bool) -> x509.KeyUsage:
    names = ("key_encipherment", "data_encipherment", "key_agreement", "encipher_only", "decipher_only")
    signs = {"digital_signature": not is_authority, "content_commitment": not is_authority}
    return x509.KeyUsage(**dict.fromkeys(names, False), **signs, key_cert_sign=is_authority, crl_sign=is_authority)
