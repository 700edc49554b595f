"""News that travels upwards, sent inside the transaction."""

from django.dispatch import Signal

ballot_closed = Signal()
"""Arguments: `ballot` (its item has `kind` and `subject`, its options have `subject` and `outcome`), `by`. What a
receiver raises undoes the closing.
"""
ballot_voided = Signal()
"""Arguments: `ballot`, `by`. It came to no result."""
