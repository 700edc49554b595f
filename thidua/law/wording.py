"""Numbers and days as they are written in Vietnamese."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache

PERCENT = 100
"""Parts of a whole that a percent counts."""


@lru_cache
def day_words(day: date) -> str:
    return f"{day:%d/%m/%Y}"


def grouped(number: int | Decimal) -> str:
    """`2.530.000` and `1.234,5`."""
    return f"{number:,}".replace(",", "_").replace(".", ",").replace("_", ".")


def share_words(share: Fraction) -> str:
    """A share as `70%` where hundredths are exact, else as `2/3`."""
    hundredths = share * PERCENT
    return f"{hundredths.numerator}%" if hundredths.denominator == 1 else f"{share.numerator}/{share.denominator}"


def first_upper(text: str) -> str:
    return text[:1].upper() + text[1:]
