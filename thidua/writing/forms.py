"""Descriptions of the documents an education office writes most, each from its own facts (Phụ lục III, Mục II).

Every constructor takes the fields of `Document` besides its own; those stand in `Facts`.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from itertools import count
from typing import Literal, TypedDict, Unpack

from thidua.writing.document import (
    Appendix,
    Article,
    Band,
    Block,
    Cell,
    Column,
    Document,
    Issuer,
    Number,
    Paragraph,
    Signature,
    Table,
)
from thidua.writing.wording import clean, listed


class Facts(TypedDict, total=False):
    """Fields of `Document` that any form may be given."""

    number: Number | None
    place: str
    day: date | None
    urgency: Literal["", "KHẨN", "THƯỢNG KHẨN", "HOẢ TỐC"]
    bases: tuple[str, ...]
    recipients: tuple[str, ...]
    kept: str
    signatures: tuple[Signature, ...]
    appendices: tuple[Appendix, ...]
    contact: tuple[str, ...]
    drafter: str


def plan(issuer: Issuer, excerpt: str, body: tuple[Block, ...], **facts: Unpack[Facts]) -> Document:
    return Document(type="plan", issuer=issuer, excerpt=excerpt, body=body, **facts)


def submission(
    issuer: Issuer, excerpt: str, addressees: tuple[str, ...], body: tuple[Block, ...], **facts: Unpack[Facts]
) -> Document:
    """A tờ trình."""
    return Document(type="submission", issuer=issuer, excerpt=excerpt, addressees=addressees, body=body, **facts)


def report(
    issuer: Issuer,
    excerpt: str,
    body: tuple[Block, ...],
    *,
    addressees: tuple[str, ...] = (),
    **facts: Unpack[Facts],
) -> Document:
    return Document(type="report", issuer=issuer, excerpt=excerpt, addressees=addressees, body=body, **facts)


def notice(issuer: Issuer, excerpt: str, body: tuple[Block, ...], **facts: Unpack[Facts]) -> Document:
    return Document(type="notice", issuer=issuer, excerpt=excerpt, body=body, **facts)


def decision(
    issuer: Issuer, excerpt: str, enacting: str, articles: tuple[str, ...], **facts: Unpack[Facts]
) -> Document:
    """Mẫu 1.2: `enacting` is who decides; the articles are numbered from 1."""
    body = tuple(Article(number, text) for number, text in enumerate(articles, start=1))
    return Document(type="decision", issuer=issuer, excerpt=excerpt, enacting=enacting, body=body, **facts)


def official_letter(
    issuer: Issuer, excerpt: str, addressees: tuple[str, ...], body: tuple[Block, ...], **facts: Unpack[Facts]
) -> Document:
    """Mẫu 1.5: the excerpt stands under the number after V/v; it begins in small letters."""
    return Document(type="letter", issuer=issuer, excerpt=excerpt, addressees=addressees, body=body, **facts)


def invitation(
    issuer: Issuer,
    excerpt: str,
    *,
    host: str,
    guests: str,
    occasion: str,
    time: str,
    venue: str,
    chair: str = "",
    remarks: tuple[str, ...] = (),
    **facts: Unpack[Facts],
) -> Document:
    """Mẫu 1.6: `host` as the sentence names it, `guests` whom it invites, `occasion` what to."""
    said = {"Tới dự": occasion, "Chủ trì": chair, "Thời gian": time, "Địa điểm": venue}
    lines = [f"{host} trân trọng kính mời: {guests}", *(f"{name}: {words}" for name, words in said.items() if words)]
    body = tuple(Paragraph(f"{clean(text).rstrip('.;')}.") for text in (*lines, *remarks))
    return Document(type="invitation", issuer=issuer, excerpt=excerpt, body=body, **facts)


def minutes(
    issuer: Issuer,
    excerpt: str,
    *,
    began: str,
    venue: str,
    present: tuple[str, ...],
    chair: str,
    secretary: str,
    proceedings: tuple[Block, ...],
    ended: str,
    **facts: Unpack[Facts],
) -> Document:
    """Mẫu 1.9: times in words (`08 giờ 00 phút, ngày …`); the secretary signs on the left, the chair on the right."""
    opening = [Paragraph(f"Thời gian bắt đầu: {began}."), Paragraph(f"Địa điểm: {venue}.")]
    opening += [Paragraph("Thành phần tham dự:"), *(Paragraph(name, "-") for name in listed(present))]
    opening += [Paragraph(f"Chủ trì (chủ tọa): {chair}."), Paragraph(f"Thư ký (người ghi biên bản): {secretary}.")]
    opening.append(Paragraph("Nội dung (theo diễn biến cuộc họp/hội nghị/hội thảo):"))
    closing = Paragraph(f"Cuộc họp kết thúc vào {ended}")
    facts.setdefault("kept", "Hồ sơ")
    facts.setdefault("signatures", (Signature("Thư ký", secretary), Signature("Chủ tọa", chair)))
    return Document(type="minutes", issuer=issuer, excerpt=excerpt, body=(*opening, *proceedings, closing), **facts)


def roster(
    title: str,
    columns: tuple[Column, ...],
    rows: Iterable[tuple[Cell, ...] | Band],
    *,
    is_landscape: bool = False,
) -> Appendix:
    """A list attached to a decision; its rows are numbered in a first column of their own, bands are not."""
    counted = count(1)
    numbered = tuple(row if isinstance(row, Band) else (next(counted), *row) for row in rows)
    table = Table((Column("TT", 0.4, "center"), *columns), numbered)
    return Appendix(title, (table,), is_landscape=is_landscape, is_labelled=False)
