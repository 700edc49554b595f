"""What is supposed of a person or a collective, to see what it would change. Nothing of it is kept."""

from collections.abc import Sequence
from typing import Any

from django import forms

from thidua.awards.models.records import GRADES, SCOPES
from thidua.kernel.forms import offer_choices
from thidua.law import Added, Year, facts
from thidua.law.rules import Award

SUPPOSED = "(giả định)"


class SupposeForm(forms.Form):
    """`period` is the year judged; what is supposed is supposed of it, or of the next."""

    nam = forms.ChoiceField(label="Xét cho")
    xeploai = forms.ChoiceField(label="Nếu được xếp loại", required=False, choices=[("", "Như đang ghi nhận"), *GRADES])
    danhhieu = forms.MultipleChoiceField(
        label="Nếu có thêm danh hiệu, hình thức", required=False, widget=forms.CheckboxSelectMultiple
    )
    sangkien = forms.ChoiceField(
        label="Nếu có thêm một sáng kiến được công nhận trong phạm vi",
        required=False,
        choices=[("", "Không thêm"), *SCOPES],
    )

    def __init__(self, period: Year, awards: Sequence[Award], *args: Any, has_initiatives: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.period = period
        years = [("nay", period.label), ("sau", period.after(1).label)]
        offer_choices(self, "nam", years)
        offer_choices(self, "danhhieu", [(award.key, award.name) for award in awards])
        if not awards:
            del self.fields["danhhieu"]
        if not has_initiatives:
            del self.fields["sangkien"]

    @property
    def year(self) -> Year:
        return self.period.after(1) if self.cleaned_data["nam"] == "sau" else self.period

    @property
    def added(self) -> Added:
        values, year = self.cleaned_data, self.year
        grade, scope = values.get("xeploai"), values.get("sangkien")
        return Added(
            grades=(facts.YearGrade(year, facts.Grade[grade.upper()], SUPPOSED),) if grade else (),
            awards=tuple(facts.AwardRecord(key, year) for key in values.get("danhhieu", ())),
            initiatives=(_initiative(year, scope),) if scope else (),
        )


def _initiative(year: Year, scope: str) -> facts.Initiative:
    return facts.Initiative(SUPPOSED, year, scope=facts.Scope[scope.upper()], applied=True, replicable=True)
