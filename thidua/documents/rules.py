"""This room's permissions."""

import rules

from thidua.documents.models import Attachment, OfficialDocument, RegistryNumber
from thidua.documents.queries import attachments_visible_to, documents_visible_to
from thidua.people.models import Person, Unit
from thidua.people.queries import EDITORS, WORKERS, acts_in


@rules.predicate
def writes_for(person: Person, unit: Unit) -> bool:
    return acts_in(person, unit, EDITORS)


@rules.predicate
def works_in(person: Person, unit: Unit) -> bool:
    return acts_in(person, unit, WORKERS)


@rules.predicate
def sees_attachment(person: Person, attachment: Attachment) -> bool:
    return attachments_visible_to(person).filter(pk=attachment.pk).exists()


@rules.predicate
def sees_document(person: Person, document: OfficialDocument) -> bool:
    return documents_visible_to(person).filter(pk=document.pk).exists()


@rules.predicate
def keeps_document(person: Person, document: OfficialDocument) -> bool:
    return acts_in(person, document.unit, EDITORS)


@rules.predicate
def keeps_register(person: Person, number: RegistryNumber) -> bool:
    return acts_in(person, number.unit, EDITORS)


rules.add_perm("documents.add_attachment", works_in)
rules.add_perm("documents.view_attachment", sees_attachment)
rules.add_perm("documents.add_document", writes_for)
rules.add_perm("documents.view_document", sees_document)
rules.add_perm("documents.change_document", keeps_document)
rules.add_perm("documents.write_document", keeps_document)
rules.add_perm("documents.publish_files", keeps_document)
rules.add_perm("documents.take_number", writes_for)
rules.add_perm("documents.set_numbering", writes_for)
rules.add_perm("documents.print_register", writes_for)
rules.add_perm("documents.cancel_number", keeps_register)
