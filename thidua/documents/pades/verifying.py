"""The signatures of a PDF judged: what pyHanko finds, and what it leaves open.

Nothing is fetched from the network; what the file brings about revoked certificates is used.
"""

from __future__ import annotations

import asyncio
import logging
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from io import BytesIO
from typing import Any

from thidua.documents.pades.certificates import holder_of, is_self_issued, is_spoilt_among, read
from thidua.documents.pades.verdicts import Problem, Report, Signed

log = logging.getLogger(__name__)
_MARKS = re.compile(rb"/ByteRange|adbe\.pkcs7|ETSI\.CAdES|ETSI\.RFC3161|/DocTimeStamp")
_CONTENTS = re.compile(rb"<(?:[0-9a-f]*|[0-9A-F]*)>")
_WEAK_DIGESTS = {"md2", "md5", "sha1"}
_LEAST_RSA_BITS = 2048


def may_be_signed(data: bytes) -> bool:
    """Quick, and never wrong for a file that is signed: a signature's place cannot be compressed."""
    return bool(_MARKS.search(data))


def report_of(data: bytes, anchors: Sequence[bytes], *, now: datetime) -> Report:
    """Judge the signatures of a file against trusted certificates (DER). Whatever cannot be read is said to be so."""
    if not may_be_signed(data):
        return Report()
    logging.getLogger("pyhanko").setLevel(logging.CRITICAL)
    logging.getLogger("pyhanko_certvalidator").setLevel(logging.CRITICAL)
    try:
        found = tuple(_judged(data, tuple(anchors), now))
    except Exception as error:  # a spoilt file breaks pyHanko in a hundred ways, and each means the same here
        log.info("the signatures of a file cannot be read: %s", type(error).__name__)
        return Report(problems=(Problem.UNREADABLE,))
    return Report(found) if found else Report(problems=(Problem.UNREADABLE,))


@dataclass(frozen=True, slots=True)
class _Case:
    """A file that is looked at."""

    data: bytes
    reader: Any
    anchors: tuple[bytes, ...]
    now: datetime
    knowledge: dict[str, list[Any]]


def _judged(data: bytes, anchors: tuple[bytes, ...], now: datetime) -> Iterator[Signed]:
    from pyhanko.pdf_utils.reader import PdfFileReader
    from pyhanko.sign.fields import enumerate_sig_fields

    reader = PdfFileReader(BytesIO(data), strict=False)
    embedded = reader.embedded_signatures
    if len(embedded) != sum(1 for _ in enumerate_sig_fields(reader, filled_status=True)):
        raise ValueError("a signature of an unknown kind")
    case = _Case(data, reader, anchors, now, _knowledge(reader, embedded))
    is_last = {id(embedded[-1])} if embedded else set()
    for signature in embedded:
        yield _one(case, signature, is_last=id(signature) in is_last)


def _one(case: _Case, signature: Any, *, is_last: bool) -> Signed:
    if signature.sig_object_type == "/DocTimeStamp":
        return _stamp_of_time(case, signature, is_last=is_last)
    certificate = read(signature.signer_cert.dump())
    claimed = signature.self_reported_timestamp
    status = _status(case, signature, claimed or case.now)
    stamp = status.timestamp_validity
    is_stamped = bool(stamp and stamp.valid and stamp.intact and stamp.trusted)
    at = stamp.timestamp if stamp and is_stamped else claimed
    if is_stamped:
        status = _status(case, signature, at)
    problems: list[Problem] = []
    if broken := _broken(case, signature, status, is_last=is_last):
        problems.append(broken)
    else:
        problems += _distrust(case, signature, status, certificate, at or case.now, is_stamped=is_stamped)
        problems += _weakness(status, certificate)
        if stamp and not is_stamped:
            problems.append(Problem.UNSURE_TIME)
    return Signed(holder_of(certificate), at, is_stamped, False, _is_whole(status), tuple(dict.fromkeys(problems)))


def _stamp_of_time(case: _Case, signature: Any, *, is_last: bool) -> Signed:
    from pyhanko.sign.validation import async_validate_pdf_timestamp

    at = signature.signed_data["encap_content_info"]["content"].parsed["gen_time"].native
    context = _context(case, at)
    status = asyncio.run(async_validate_pdf_timestamp(signature, context, diff_policy=_policy()))
    broken = _broken(case, signature, status, is_last=is_last)
    problems = (broken,) if broken else () if status.trusted else (Problem.UNSURE_TIME,)
    holder = holder_of(read(signature.signer_cert.dump()))
    return Signed(holder, at, not problems, True, _is_whole(status), problems)


def _status(case: _Case, signature: Any, moment: datetime) -> Any:
    from pyhanko.sign.validation import KeyUsageConstraints, async_validate_pdf_signature

    uses = KeyUsageConstraints(key_usage={"digital_signature", "non_repudiation"})
    judging = async_validate_pdf_signature(
        signature,
        signer_validation_context=_context(case, min(moment, case.now)),
        ts_validation_context=_context(case, case.now),
        diff_policy=_policy(),
        key_usage_settings=uses,
    )
    return asyncio.run(judging)


def _context(case: _Case, moment: datetime) -> Any:
    from asn1crypto import x509
    from pyhanko_certvalidator import ValidationContext
    from pyhanko_certvalidator.registry import SimpleTrustManager

    roots = [x509.Certificate.load(der) for der in case.anchors]
    return ValidationContext(
        trust_manager=SimpleTrustManager.build(trust_roots=roots),
        moment=moment,
        allow_fetching=False,
        revocation_mode="soft-fail",
        retroactive_revinfo=True,
        other_certs=case.knowledge["other_certs"],
        crls=case.knowledge["crls"],
        ocsps=case.knowledge["ocsps"],
    )


def _knowledge(reader: Any, embedded: Sequence[Any]) -> dict[str, list[Any]]:
    """Certificates, lists of revoked ones and answers about them that the file brings."""
    from pyhanko.sign.general import NonexistentAttributeError, find_unique_cms_attribute
    from pyhanko.sign.validation.dss import DocumentSecurityStore
    from pyhanko.sign.validation.errors import NoDSSFoundError

    found: dict[str, list[Any]] = {"other_certs": [], "crls": [], "ocsps": []}
    try:
        store = DocumentSecurityStore.read_dss(reader)
        found["other_certs"] += list(store.load_certs())
        found["crls"] += [ref.get_object().data for ref in store.crls]
        found["ocsps"] += [ref.get_object().data for ref in store.ocsps]
    except NoDSSFoundError:
        pass
    for signature in embedded:
        try:
            kept = find_unique_cms_attribute(signature.signer_info["signed_attrs"], "adobe_revocation_info_archival")
        except NonexistentAttributeError:
            continue
        found["crls"] += list(kept["crl"] or ())
        found["ocsps"] += list(kept["ocsp"] or ())
    return found


@cache
def _policy() -> Any:
    """After a signature only more signatures, stamps of time and proofs about certificates may come: pyHanko's own
    policy without the rule that lets other fields of a form be filled in.
    """
    from pyhanko.sign import diff_analysis as rules

    level = rules.ModificationLevel.LTA_UPDATES
    free = (
        rules.DocInfoRule(),
        rules.XrefStreamRule(),
        rules.ObjectStreamRule(),
        rules.DSSCompareRule(),
        rules.MetadataUpdateRule(),
    )
    return rules.StandardDiffPolicy(
        global_rules=[rules.CatalogModificationRule(), *(rule.as_qualified(level) for rule in free)],
        form_rule=rules.FormUpdatingRule(
            field_rules=[rules.SigFieldCreationRule(), rules.SigFieldModificationRule()],
        ),
    )


def _is_whole(status: Any) -> bool:
    from pyhanko.sign.validation import SignatureCoverageLevel

    return status.coverage == SignatureCoverageLevel.ENTIRE_FILE


def _broken(case: _Case, signature: Any, status: Any, *, is_last: bool) -> Problem | None:
    """Whether the file is not as it was signed: changed, or something has been put after it."""
    from pyhanko.sign.diff_analysis import DiffResult, ModificationLevel
    from pyhanko.sign.validation import SignatureCoverageLevel

    if not (status.intact and status.valid) or _is_retouched(case, signature):
        return Problem.ALTERED
    if _is_whole(status):
        return None
    if status.coverage < SignatureCoverageLevel.ENTIRE_REVISION or not isinstance(status.diff_result, DiffResult):
        return Problem.REVISION
    after = case.reader.xrefs.total_revisions - 1 - signature.signed_revision
    most = ModificationLevel.LTA_UPDATES if is_last else ModificationLevel.FORM_FILLING
    is_let = after > 0 and status.diff_result.modification_level <= most and _ends_cleanly(case.data)
    docmdp = signature.docmdp_level
    is_let = is_let and (docmdp is None or status.diff_result.modification_level.value <= docmdp.value)
    return None if is_let else Problem.REVISION


def _ends_cleanly(data: bytes) -> bool:
    return data.endswith((b"%%EOF", b"%%EOF\n", b"%%EOF\r", b"%%EOF\r\n"))


def _is_retouched(case: _Case, signature: Any) -> bool:
    """Whether the place of the signature itself, which no signature covers, is other than its maker left it."""
    from asn1crypto.parser import parse

    start, size, end, _ = (int(number) for number in signature.byte_range)
    gap = case.data[start + size : end]
    if not _CONTENTS.fullmatch(gap):
        return True
    content = bytes.fromhex(gap[1:-1].decode())
    *_, header, body, trailer = parse(content, strict=False)
    if any(content[len(header) + len(body) + len(trailer) :]):
        return True
    return _is_odd(signature) or is_spoilt_among(_embedded(signature), case.anchors)


def _is_odd(signature: Any) -> bool:
    """Whether one of the few fields of the envelope that nothing protects is not as its maker must have written it."""
    data, info, certificate = signature.signed_data, signature.signer_info, signature.signer_cert
    digests = [(each["algorithm"].dotted, each["parameters"].native) for each in data["digest_algorithms"]]
    by, own = info["sid"], info["digest_algorithm"]["algorithm"].dotted
    is_other = by.name == "issuer_and_serial_number" and by.chosen["issuer"].native != certificate.issuer.native
    is_other = is_other or not {data["version"].native, info["version"].native} <= {"v1", "v3"}
    return is_other or digests != [(own, None)]


def _embedded(signature: Any) -> list[bytes]:
    return [each.chosen.dump() for each in signature.signed_data["certificates"] if each.name == "certificate"]


def _distrust(
    case: _Case, signature: Any, status: Any, certificate: Any, at: datetime, *, is_stamped: bool
) -> Iterator[Problem]:
    """Why the signer's certificate is not to be trusted; `at` is when it was signed, as far as one knows."""
    first, last = certificate.not_valid_before_utc, certificate.not_valid_after_utc
    if status.revoked or (not is_stamped and _is_revoked_now(case, signature)):
        yield Problem.REVOKED
    if at < first:
        yield Problem.NOT_YET
    elif at > last:
        yield Problem.EXPIRED
    elif last < case.now and not is_stamped:
        yield Problem.EXPIRED_SINCE
    if not status.trusted and first <= at <= last and not status.revoked:
        yield from _no_chain(status, certificate)


def _no_chain(status: Any, certificate: Any) -> Iterator[Problem]:
    """Nobody who is trusted answers for the certificate, or not for this use of it."""
    from pyhanko.sign.ades.report import AdESIndeterminate

    indication = getattr(status.trust_problem_indic, "name", "")
    if is_self_issued(certificate):
        yield Problem.SELF_SIGNED
    elif indication == AdESIndeterminate.CHAIN_CONSTRAINTS_FAILURE.name:
        yield Problem.MISUSED
    elif indication.startswith(AdESIndeterminate.CRYPTO_CONSTRAINTS_FAILURE.name):
        yield Problem.WEAK
    else:
        yield Problem.UNKNOWN


def _is_revoked_now(case: _Case, signature: Any) -> bool:
    """Of a time that only the signer's machine tells, nobody knows whether it was before the certificate's end."""
    return any(case.knowledge.values()) and _status(case, signature, case.now).revoked


def _weakness(status: Any, certificate: Any) -> Iterator[Problem]:
    from cryptography.hazmat.primitives.asymmetric import rsa

    key = certificate.public_key()
    if status.md_algorithm in _WEAK_DIGESTS or (isinstance(key, rsa.RSAPublicKey) and key.key_size < _LEAST_RSA_BITS):
        yield Problem.WEAK
