"""Nobody writes down about oneself what counts when awards are considered."""

from collections.abc import Collection

from django.core.exceptions import ValidationError

from thidua.awards.queries.keepers import who_else
from thidua.kernel.calendar import today
from thidua.people.models import Person, Unit

RECORDS, AWARDS = "hồ sơ thi đua", "khen thưởng"


def refuse_own(unit: Unit, subjects: Collection[Person | Unit | None], by: Person, what: str = RECORDS) -> None:
    """Raises ValidationError `own_record` where `by` is among those written about."""
    if by in subjects:
        raise ValidationError(own_words(unit, by, what), code="own_record")


def own_words(unit: Unit, by: Person, what: str = RECORDS) -> str:
    """Why one does not write down the own records or awards, and who does."""
    return f"Không ai tự ghi, sửa {what} của mình. Người ghi được: {who_else(unit, by, today())}."
