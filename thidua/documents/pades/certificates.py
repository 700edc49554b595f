"""Certificates: read from the files that authorities hand out, and what they say of their holder."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.serialization import pkcs7
from cryptography.x509.oid import NameOID

from thidua.documents.pades.verdicts import Holder

MOST_CERTIFICATES = 50
_PEM = re.compile(rb"-----BEGIN CERTIFICATE-----.+?-----END CERTIFICATE-----", re.DOTALL)
_PEM_PKCS7 = b"-----BEGIN PKCS7-----"


class NotCertificates(ValueError):
    """A file in which no certificate can be read."""


@dataclass(frozen=True, slots=True)
class Certificate:
    """What a certificate says, with its bytes (DER)."""

    der: bytes
    holder: Holder
    subject: str
    issuer: str
    fingerprint: str
    valid_from: datetime
    valid_to: datetime
    is_authority: bool


def certificates_in(data: bytes) -> list[Certificate]:
    """Those of a .cer, .crt, .pem or .p7b file, in its order, each once. Raises NotCertificates."""
    try:
        found = _parsed(data)
    except ValueError as error:
        raise NotCertificates from error
    if not found or len(found) > MOST_CERTIFICATES:
        raise NotCertificates
    return list({each.fingerprint: each for each in map(facts_of, found)}.values())


def _parsed(data: bytes) -> list[x509.Certificate]:
    if _PEM_PKCS7 in data:
        return pkcs7.load_pem_pkcs7_certificates(data)
    if blocks := _PEM.findall(data):
        return [x509.load_pem_x509_certificate(block) for block in blocks]
    try:
        return [x509.load_der_x509_certificate(data)]
    except ValueError:
        return pkcs7.load_der_pkcs7_certificates(data)


def facts_of(certificate: x509.Certificate) -> Certificate:
    """Raises ValueError for a certificate whose names cannot be read."""
    return Certificate(
        der=certificate.public_bytes(serialization.Encoding.DER),
        holder=holder_of(certificate),
        subject=_named(certificate.subject),
        issuer=_named(certificate.issuer),
        fingerprint=certificate.fingerprint(hashes.SHA256()).hex(),
        valid_from=certificate.not_valid_before_utc,
        valid_to=certificate.not_valid_after_utc,
        is_authority=_is_authority(certificate),
    )


def holder_of(certificate: x509.Certificate) -> Holder:
    subject = certificate.subject
    return Holder(
        name=_part(subject, NameOID.COMMON_NAME),
        organisation=_part(subject, NameOID.ORGANIZATION_NAME),
        position=_part(subject, NameOID.TITLE),
        issuer=_part(certificate.issuer, NameOID.COMMON_NAME) or _part(certificate.issuer, NameOID.ORGANIZATION_NAME),
        serial=f"{certificate.serial_number:x}",
        valid_from=certificate.not_valid_before_utc,
        valid_to=certificate.not_valid_after_utc,
    )


def read(der: bytes) -> x509.Certificate:
    """Raises ValueError."""
    return x509.load_der_x509_certificate(der)


def is_self_issued(certificate: x509.Certificate) -> bool:
    return certificate.subject == certificate.issuer


def is_spoilt_among(embedded: Iterable[bytes], known: Sequence[bytes]) -> bool:
    """Whether one of the certificates that a signature brings has been changed: signatures do not cover them.

    One is sound when it is known byte for byte, or when its own issuer's key, as far as it is there, proves it.
    """
    trusted = set(known)
    given = [read(der) for der in embedded]
    issuers = given + [read(der) for der in trusted]
    return any(
        each.public_bytes(serialization.Encoding.DER) not in trusted and not _is_proved(each, issuers) for each in given
    )


def _is_proved(certificate: x509.Certificate, issuers: Sequence[x509.Certificate]) -> bool:
    """True as well when nobody of the issuer's name is there to ask."""
    named = [issuer for issuer in issuers if issuer.subject == certificate.issuer]
    return not named or any(_has_signed(issuer, certificate) for issuer in named)


def _has_signed(issuer: x509.Certificate, certificate: x509.Certificate) -> bool:
    from cryptography.exceptions import InvalidSignature

    try:
        certificate.verify_directly_issued_by(issuer)
    except (InvalidSignature, ValueError, TypeError):
        return False
    return True


def _part(name: x509.Name, oid: Any) -> str:
    said = [str(each.value) for each in name.get_attributes_for_oid(oid)]
    return " ".join(" ".join(said).split())[:300]


def _named(name: x509.Name) -> str:
    parts = [_part(name, oid) for oid in (NameOID.COMMON_NAME, NameOID.ORGANIZATION_NAME)]
    return ", ".join(dict.fromkeys(filter(None, parts)))[:500]


def _is_authority(certificate: x509.Certificate) -> bool:
    try:
        return certificate.extensions.get_extension_for_class(x509.BasicConstraints).value.ca
    except x509.ExtensionNotFound:
        return False
