"""Units and persons from Excel: compared with what there is, then taken over as a whole or not at all."""

from thidua.people.operations.imports.steps import cancel_import, confirm_import, outcome_of, start_import

__all__ = ["cancel_import", "confirm_import", "outcome_of", "start_import"]
