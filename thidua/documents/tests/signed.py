"""Rows about trust and seals without keys, where nothing is signed."""

from datetime import timedelta

from django.utils import timezone

from thidua.documents.models import OfficeSeal, TrustAnchor
from thidua.people.models import Person, Unit

NAMES = {"issuer": "Nơi cấp Thử nghiệm", "fingerprint": "0" * 64}


def trust_and_seal(unit: Unit, root: Unit, by: Person) -> tuple[TrustAnchor, OfficeSeal]:
    """A trusted certificate of `root` and a seal of `unit`, named after it."""
    now = timezone.now()
    facts = {**NAMES, "by": by, "valid_from": now - timedelta(days=1), "valid_to": now + timedelta(days=365)}
    anchor = TrustAnchor.objects.create(unit=root, subject=f"Nơi cấp {unit}", certificate=b"x", **facts)
    return anchor, OfficeSeal.objects.create(unit=unit, subject=f"Dấu {unit}", kind=OfficeSeal.Kind.FILE, **facts)
