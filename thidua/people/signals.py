"""News that travels upwards, sent inside the transaction."""

from django.dispatch import Signal

units_regrouping = Signal()
"""Arguments: `units`. These are about to be merged or split, with all below them, in several steps: who touches rows in
each of the steps takes the locks of them all now, in one order.
"""
units_succeeded = Signal()
"""Arguments: `old` and `new` (lists of units), `first_day`, `by`. The new ones go on with what the old ones owe."""
units_moved = Signal()
"""Arguments: `units`, `first_day`, `by`. The units lie elsewhere in the tree from that day on."""
unit_closed = Signal()
"""Arguments: `units` (with all closed below), `last_day`, `by`. Nobody goes on with what they owe."""
unit_reopened = Signal()
"""Arguments: `unit`, `by`. A closing was taken back."""
