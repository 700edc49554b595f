"""Figures, their sums, and reminders."""

from thidua.progress.models.figures import Comment, Measurement
from thidua.progress.models.reminders import Digest, Preference, Reminder, ReminderRule
from thidua.progress.models.sums import RollUp

__all__ = ["Comment", "Digest", "Measurement", "Preference", "Reminder", "ReminderRule", "RollUp"]
