"""The foot: recipients, who signs and as what; the heads of appendices."""

from __future__ import annotations

import re
from collections.abc import Iterator

from thidua.writing.decree import LOOKS
from thidua.writing.lint.anatomy import Anatomy, Signing, fold
from thidua.writing.lint.findings import Finding, among, found, quoted, sized

_LOOSE = re.compile(r"(?:t/?m|k/?t|t/?l|tuq|t/uq|q)\s?[./]?\s*(?=[a-z]{2})")
_STRICT = re.compile(r"(?:TM|Q|KT|TL|TUQ)\. \S")
_DEGREE = re.compile(r"(?:gs|pgs|ts|ths|tskh|bs|ks|cn|ngut|ngnd|thac si|tien si|giao su|pho giao su|nha giao)\b[. ]")


def check_recipients(anatomy: Anatomy) -> Iterator[Finding]:
    head = anatomy.recipients_head
    if head is None:
        yield found("recipients_missing")
        return
    is_right = LOOKS["recipients"].sizes.holds(head.face.size) and head.face.bold and head.face.italic
    if not is_right or not head.text.startswith("Nơi nhận:"):
        yield found("recipients_head")
    lines = anatomy.recipients
    allowed = LOOKS["recipient"].sizes
    yield from among("recipients_size", lines, lambda line: not allowed.holds(line.face.size) or line.face.bold)
    if not lines or not fold(lines[-1].text).lstrip("-– ").startswith("luu"):
        yield found("recipients_kept")
    ends = [";"] * (len(lines) - 1) + ["."]
    wrong = [line for line, end in zip(lines, ends, strict=False) if not line.text.endswith(end)]
    if wrong:
        yield found("recipients_stops", quoted(wrong[0]))


def check_signatures(anatomy: Anatomy) -> Iterator[Finding]:
    if not anatomy.signings:
        yield found("signature_missing")
    said: set[str] = set()
    for signing in anatomy.signings:
        for finding in (*_posts(signing), *_name(signing)):
            if finding.rule not in said:
                said.add(finding.rule)
                yield finding


def _posts(signing: Signing) -> Iterator[Finding]:
    for line in signing.posts:
        if _LOOSE.match(fold(line.text)) and not _STRICT.match(line.text.upper()):
            yield found("signature_capacity", line.text)
        if line.text != line.text.upper():
            yield found("signature_caps", line.text)
        yield from sized("signature_size", line, LOOKS["capacity"].sizes)
        if not line.face.bold or line.face.italic:
            yield found("signature_face", line.text)


def _name(signing: Signing) -> Iterator[Finding]:
    line = signing.name
    if line is None:
        return
    if _DEGREE.match(fold(line.text)):
        yield found("signer_degree", line.text)
    elif line.text == line.text.upper():
        yield found("signer_caps", line.text)
    yield from sized("signer_size", line, LOOKS["signer"].sizes)
    if not line.face.bold or line.face.italic:
        yield found("signer_face", line.text)


def check_appendices(anatomy: Anatomy) -> Iterator[Finding]:
    allowed = LOOKS["appendix"].sizes
    for line in anatomy.appendices:
        is_right = allowed.holds(line.face.size) and line.face.bold and line.shape.align == "center"
        if not is_right:
            yield found("appendix_face", line.text)
            break
    if anatomy.appendices and not anatomy.appendices_apart:
        yield found("appendix_pages")
