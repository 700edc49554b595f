"""Certificates of recognition (Giấy chứng nhận sáng kiến), a page for each author."""

from decimal import Decimal

from thidua.initiatives.models import Initiative, Recognition
from thidua.kernel.templatetags.words import number
from thidua.writing.certificates import Certificate, Kind, certificates_pdf
from thidua.writing.document import Signature


def certificate_pdf(initiative: Initiative, recognition: Recognition) -> bytes:
    """The certificates of one recognition, of A4 landscape."""
    authors = initiative.authors.filter(declined_at=None).select_related("person")
    unit = recognition.unit
    head = unit.posts.filter(role="head", valid_to=None).select_related("person").first() if unit else None
    decision = f"Quyết định số {recognition.decision_number} ngày {recognition.decision_date:%d/%m/%Y}"
    register = f"Số: {recognition.certificate_number}" if recognition.certificate_number else ""
    return certificates_pdf(
        [
            Certificate(
                kind=Kind.CERTIFICATE,
                authority=recognition.decided_by,
                recipient=str(author),
                about=", ".join(filter(None, (author.position, author.workplace))),
                merit=_merit(initiative, author.share),
                decision=decision,
                register=register,
                place=unit.place if unit else "",
                day=recognition.decision_date,
                signature=Signature(head.title or "Thủ trưởng đơn vị", str(head.person)) if head else None,
            )
            for author in authors
        ]
    )


def _merit(initiative: Initiative, share: Decimal) -> str:
    whole = "Là tác giả" if share == 100 else f"Là đồng tác giả ({number(share)} %)"
    return f"{whole} của {initiative.get_kind_display().lower()} “{initiative.title}”"
