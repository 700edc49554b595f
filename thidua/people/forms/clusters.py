"""What people enter about clusters."""

from typing import Any

from django import forms

from thidua.kernel.calendar import today
from thidua.people.forms.fields import unit_field
from thidua.people.models import Cluster, Person, Unit
from thidua.people.queries import units_administered_by


class ClusterForm(forms.Form):
    """A name and members, which lie below the unit that runs the cluster."""

    name = forms.CharField(label="tên cụm, khối", max_length=Cluster._meta.get_field("name").max_length)

    def __init__(self, *args: Any, by: Person, unit: Unit, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        below = units_administered_by(by).filter(path__under=unit.path).exclude(pk=unit.pk)
        self.fields["units"] = unit_field(
            below, query=f"quan-tri=1&trong={unit.pk}", several=True, required=False, label="đơn vị trong cụm"
        )


class ClusterLeadForm(forms.Form):
    year = forms.IntegerField(label="năm", min_value=2000, max_value=2100)

    def __init__(self, *args: Any, cluster: Cluster, **kwargs: Any) -> None:
        kwargs.setdefault("initial", {"year": today().year})
        super().__init__(*args, **kwargs)
        self.fields["unit"] = forms.ModelChoiceField(
            cluster.units.order_by("sort_key"), label="đơn vị làm cụm trưởng", empty_label="Chọn một đơn vị"
        )
