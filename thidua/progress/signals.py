"""News that travels upwards."""

from django.dispatch import Signal

reminding_due = Signal()
"""Arguments: `since`, `today`. The day's reminders are written: rooms above add theirs, for deadlines of their own of
which a day came after `since`. They must not mind being asked twice.
"""
