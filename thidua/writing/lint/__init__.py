"""Whether a Word file is laid out as Nghị định 30/2020/NĐ-CP wants: what departs, where, and how to mend it.

Written apart from the printer of our own documents: it reads the file as it is, and shares only the decree's limits.
"""

from __future__ import annotations

from thidua.writing.lint.anatomy import anatomy_of
from thidua.writing.lint.findings import Finding
from thidua.writing.lint.foot import check_appendices, check_recipients, check_signatures
from thidua.writing.lint.head import check_head
from thidua.writing.lint.lines import paper_of
from thidua.writing.lint.package import Refused
from thidua.writing.lint.page import check_page
from thidua.writing.lint.text import check_text

__all__ = ["Finding", "Refused", "lint"]


def lint(data: bytes) -> tuple[Finding, ...]:
    """Every departure once, from the page to the foot. Raises Refused for a file that is no Word document."""
    paper = paper_of(data)
    anatomy = anatomy_of(paper)
    checks = (check_page(paper), check_head(anatomy), check_text(anatomy), check_recipients(anatomy))
    return (
        *(finding for check in checks for finding in check),
        *check_signatures(anatomy),
        *check_appendices(anatomy),
    )
