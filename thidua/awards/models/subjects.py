"""What rows of this room share: whom they are about, and for which year."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q

from thidua.law import Year
from thidua.people.models import Person, Unit


def check_year(value: str) -> None:
    """Raises ValidationError `bad_year` for what is neither `2025-2026` nor `2026`."""
    try:
        Year.of(value)
    except ValueError as error:
        raise ValidationError("Ghi năm học như 2025-2026 hoặc năm như 2026.", code="bad_year") from error


class YearField(models.CharField):
    """A school year `2025-2026` or a calendar year `2026`, as `thidua.law.Year.short` writes it."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs["max_length"] = 9
        kwargs["validators"] = [check_year]
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> Any:
        name, path, args, kwargs = super().deconstruct()
        kwargs.pop("max_length", None)
        kwargs.pop("validators", None)
        return name, path, args, kwargs


class AboutSubject(models.Model):
    """A person or a collective, never both."""

    person = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="%(class)ss", verbose_name="cá nhân"
    )
    collective = models.ForeignKey(
        Unit, models.PROTECT, null=True, blank=True, related_name="%(class)ss_of", verbose_name="tập thể"
    )

    class Meta:
        abstract = True

    @property
    def subject(self) -> Person | Unit:
        found = self.person or self.collective
        if found is None:
            raise ValueError("no subject")
        return found

    @property
    def subject_name(self) -> str:
        if self.person:
            return self.person.full_name
        return self.collective.name if self.collective else ""


def one_subject(name: str) -> models.CheckConstraint:
    """For the constraints of a model that is `AboutSubject`."""
    return models.CheckConstraint(
        condition=Q(person__isnull=False, collective__isnull=True) | Q(person__isnull=True, collective__isnull=False),
        name=name,
    )
