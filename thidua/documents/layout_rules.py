"""How the findings of the layout check are grouped and weighed for people; and who may ask for a check."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

import rules

from thidua.documents.models import DocumentFile
from thidua.documents.rules import keeps_document
from thidua.people.models import Person
from thidua.writing.lint import Finding
from thidua.writing.lint.rules import RULES


class Weight(StrEnum):
    """WRONG: something is missing or says what it must not; FORM: it is there, but looks otherwise than it must."""

    WRONG = "wrong"
    FORM = "form"

    @property
    def label(self) -> str:
        return "Cần sửa" if self is Weight.WRONG else "Nên sửa"

    @property
    def look(self) -> str:
        return "late" if self is Weight.WRONG else "warn"


WRONG = ("_missing", "_wording", "_form", "_type", "_zero", "_capacity", "_degree", "_kept", "closing", "page_size")
PLACES = (
    ("Trang giấy, phông chữ, số trang", ("page", "margin", "font", "colour")),
    ("Phần đầu văn bản", ("nation", "motto", "issuer", "parent", "number", "date", "type", "excerpt", "letter")),
    ("Nội dung", ("bases", "body", "heading", "closing")),
    ("Chữ ký, nơi nhận, phụ lục", ("signature", "signer", "recipients", "appendix")),
)
"""Parts of a document with the first words of their rules."""


@dataclass(frozen=True, slots=True)
class Point:
    """One finding as a page shows it."""

    weight: Weight
    sentence: str
    source: str


@dataclass(frozen=True, slots=True)
class Part:
    name: str
    points: tuple[Point, ...]


def weight_of(rule: str) -> Weight:
    is_wrong = rule.endswith(WRONG) and not rule.startswith("page_number")
    return Weight.WRONG if is_wrong else Weight.FORM


def as_rows(findings: Iterable[Finding]) -> list[dict[str, str]]:
    """What is kept of findings."""
    return [{"rule": each.rule, "sentence": each.sentence, "source": each.source} for each in findings]


def parts_of(rows: Iterable[dict[str, str]]) -> list[Part]:
    """The findings by the part of the document, the heavier first; parts without any are left out."""
    found = list(rows)
    parts = []
    for name, words in PLACES:
        points = [
            Point(weight_of(row["rule"]), row["sentence"], row["source"])
            for row in found
            if row["rule"].partition("_")[0] in words
        ]
        if points:
            parts.append(Part(name, tuple(sorted(points, key=lambda point: point.weight is Weight.FORM))))
    return parts


def what_is_checked() -> list[Part]:
    """Every rule of the check, with an ellipsis for what would be found."""
    every = ({"rule": key, "sentence": rule.sentence, "source": rule.source} for key, rule in RULES.items())
    blank = ({**row, "sentence": row["sentence"].replace("{found}", "…").replace(" {mend}", "")} for row in every)
    return parts_of(blank)


@rules.predicate
def keeps_file(person: Person, file: DocumentFile) -> bool:
    return keeps_document.test(person, file.document)


rules.add_perm("documents.check_layout", keeps_file)
