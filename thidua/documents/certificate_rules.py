"""Permissions of designs and certificates: who writes for the unit keeps them."""

import rules

from thidua.documents.models import Certificate, CertificateBatch, CertificateDesign
from thidua.documents.rules import writes_for
from thidua.people.models import Person
from thidua.people.queries import EDITORS, acts_in


@rules.predicate
def keeps_design(person: Person, design: CertificateDesign) -> bool:
    return acts_in(person, design.unit, EDITORS)


@rules.predicate
def keeps_batch(person: Person, batch: CertificateBatch) -> bool:
    return acts_in(person, batch.unit, EDITORS)


@rules.predicate
def keeps_certificate(person: Person, certificate: Certificate) -> bool:
    return acts_in(person, certificate.batch.unit, EDITORS)


rules.add_perm("documents.add_design", writes_for)
rules.add_perm("documents.view_design", keeps_design)
rules.add_perm("documents.change_design", keeps_design)
rules.add_perm("documents.add_batch", writes_for)
rules.add_perm("documents.view_batch", keeps_batch)
rules.add_perm("documents.change_batch", keeps_batch)
rules.add_perm("documents.issue_certificatebatch", keeps_batch)
rules.add_perm("documents.cancel_certificate", keeps_certificate)
