"""News from within the room and from below."""

from typing import Any

from django.dispatch import receiver

from thidua.initiatives.models import Initiative
from thidua.initiatives.operations.likeness import remember
from thidua.initiatives.signals import initiative_changed


@receiver(initiative_changed, dispatch_uid="initiatives.remember")
def remember_text(sender: Any, initiative: Initiative, **_: Any) -> None:
    remember(initiative)
