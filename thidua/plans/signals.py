"""News that travels upwards, sent inside the transaction."""

from django.dispatch import Signal

obligations_opened = Signal()
"""Arguments: `plan`, `periods` (keys, "" among them for papers without figures). New papers are owed, or fewer."""
papers_held = Signal()
"""Arguments: `plans`. Papers of these plans are locked and about to change in several steps: who keeps sums of them
locks all sums now.
"""
obligation_moved = Signal()
"""Arguments: `obligation`, `step` (a name of its MOVES), `by`. What a receiver raises undoes the move."""
plan_amended = Signal()
"""Arguments: `old`, `new`, `by`. A new version of a plan came into force."""
