"""News that travels upwards, sent inside the transaction."""

from django.dispatch import Signal

run_finished = Signal()
"""Arguments: `run`."""
