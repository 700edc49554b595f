"""Which template a unit's documents are printed by, and who may keep templates."""

import rules
from django.db.models import QuerySet

from thidua.documents.models import DocumentType, Template
from thidua.documents.rules import writes_for
from thidua.kernel.text import fold
from thidua.people.models import Person, Unit
from thidua.people.queries import EDITORS, lineage, paths_held


def template_for(unit: Unit, of_type: str) -> Template | None:
    """The template in use of the unit itself, else of the nearest unit above that has one; None for our own layout."""
    rows = Template.objects.filter(unit__path__in=lineage(unit.path), type=of_type, status=Template.Status.IN_USE)
    return rows.select_related("unit", "file").order_by("-unit__depth").first()


def templates_in_use(unit: Unit) -> dict[str, Template]:
    """As `template_for`, by type."""
    rows = Template.objects.filter(unit__path__in=lineage(unit.path), status=Template.Status.IN_USE)
    return {row.type: row for row in rows.select_related("unit").order_by("unit__depth")}


def templates_visible_to(person: Person) -> QuerySet[Template]:
    """Those of the units whose documents one writes, and of the units above, by which they may be printed."""
    paths = {upper for path in paths_held(person, EDITORS) for upper in lineage(path)}
    return Template.objects.filter(unit__path__in=paths).select_related("unit", "file", "by")


TYPES = {fold(kind.label).replace(" ", "-"): kind for kind in DocumentType if kind.key}
"""Types of documents by the word that stands for them in addresses."""


@rules.predicate
def keeps_template(person: Person, template: Template) -> bool:
    return writes_for.test(person, template.unit)


rules.add_perm("documents.add_template", writes_for)
rules.add_perm("documents.use_template", keeps_template)
rules.add_perm("documents.retire_template", keeps_template)
