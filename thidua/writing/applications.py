"""Papers that persons hand in (đơn, báo cáo của cá nhân): no issuer and no number, who signs stands at the end."""

from __future__ import annotations

from dataclasses import dataclass

from thidua.writing import decree
from thidua.writing.decree import LOOKS
from thidua.writing.document import Block, Document, Heading, Issuer, Run
from thidua.writing.docx import docx_of_sheets
from thidua.writing.metrics import width_of
from thidua.writing.pdf import pdf_of_sheets
from thidua.writing.setting import Beside, Line, Piece, Rule, Sheet, balanced, line, sheets_of
from thidua.writing.wording import clean


@dataclass(frozen=True, slots=True)
class Application:
    """`dated` as printed over the signatures (`Sơn Hà, ngày … tháng … năm …`); several sign one under another."""

    title: str
    body: tuple[Block, ...]
    addressees: tuple[str, ...] = ()
    excerpt: str = ""
    dated: str = ""
    signs_as: str = ""
    signers: tuple[str, ...] = ()


def application_docx(paper: Application) -> bytes:
    """The same paper gives the same bytes."""
    return docx_of_sheets(clean(f"{paper.title} {paper.excerpt}"), (Sheet(_pieces(paper)),))


def application_pdf(paper: Application) -> bytes:
    """The same paper gives the same bytes."""
    return pdf_of_sheets(clean(f"{paper.title} {paper.excerpt}"), (Sheet(_pieces(paper)),))


def _pieces(paper: Application) -> tuple[Piece, ...]:
    """The text is set out as that of a document; its head, name and foot are other ones. The heading that is put after
    it and taken away again keeps the mark `./.` of official documents from its end.
    """
    body = (*paper.body, Heading("."))
    document = Document(type="report", issuer=Issuer(""), addressees=paper.addressees, body=body, kept="")
    _head, _name, *text, _last, _foot = sheets_of(document)[0].pieces
    motto = Rule(round(width_of(decree.MOTTO, LOOKS["motto"].size, bold=True), 1))
    head = (line("nation", decree.NATION), line("motto", decree.MOTTO), motto, line("type", paper.title))
    about = (balanced("excerpt", paper.excerpt, decree.TEXT_WIDTH),) if paper.excerpt else ()
    return (*head, *about, *text, Beside((((), tuple(_signed(paper))),), decree.FOOT_COLUMNS))


def _signed(paper: Application) -> list[Line]:
    lines = [Line("dated", (Run(clean(paper.dated)),))] if paper.dated else []
    if paper.signs_as:
        lines.append(line("capacity", paper.signs_as))
    return [*lines, *(line("signer", name, space=decree.SIGNING_SPACE) for name in paper.signers)]
