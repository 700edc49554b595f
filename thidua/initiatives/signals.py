"""News that travels within the room and upwards, sent inside the transaction."""

from django.dispatch import Signal

initiative_changed = Signal()
"""Arguments: `initiative`. Its text, or whether it counts as registered, changed."""
