"""What people enter when units get another name, are merged or split."""

from collections.abc import Iterator, Mapping
from typing import Any

from django import forms

from thidua.kernel.forms import offer_choices, offer_rows
from thidua.people.forms.fields import DayField, unit_field
from thidua.people.models import Person, Post, Unit
from thidua.people.queries import open_units, units_administered_by

BASIS_HINT = "Số, ngày của quyết định, ví dụ Quyết định 12/QĐ-UBND ngày 01/7/2026."
MOST_NEW = 3


def first_day_field() -> DayField:
    return DayField(label="từ ngày", help_text="Hôm nay hoặc một ngày đã qua, dạng dd/mm/yyyy.")


def basis_field() -> forms.CharField:
    return forms.CharField(label="căn cứ", max_length=200, required=False, help_text=BASIS_HINT)


class RenameUnitForm(forms.Form):
    name = forms.CharField(label="tên mới", max_length=255)
    short_name = forms.CharField(label="tên gọi tắt mới", max_length=80, required=False)
    first_day = first_day_field()
    basis = basis_field()


class MergeUnitsForm(forms.Form):
    """The other units, and what they become together with `unit`."""

    INTO_NEW, INTO_ONE = "new", "one"

    way = forms.ChoiceField(
        label="sáp nhập thành",
        choices=[(INTO_NEW, "Một đơn vị mới"), (INTO_ONE, "Một đơn vị đang có")],
        widget=forms.RadioSelect,
    )
    kind = forms.ChoiceField(label="loại đơn vị mới", required=False)
    name = forms.CharField(label="tên đơn vị mới", max_length=255, required=False)
    short_name = forms.CharField(label="tên gọi tắt", max_length=80, required=False)
    code = forms.CharField(label="mã đơn vị mới", max_length=40, required=False)
    sign = forms.CharField(label="ký hiệu trong số văn bản", max_length=40, required=False)
    first_day = first_day_field()
    basis = basis_field()
    head = forms.ModelChoiceField(
        Person.objects.none(),
        label="người đứng đầu đơn vị sau sáp nhập",
        required=False,
        empty_label="Giữ mọi vai trò",
        help_text="Chọn một người thì những người đứng đầu khác tiếp tục với vai trò cán bộ phụ trách.",
    )

    def __init__(self, *args: Any, by: Person, unit: Unit, today: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.unit = unit
        units = open_units(units_administered_by(by), today).exclude(pk=unit.pk)
        others = unit_field(
            units, query="quan-tri=1", several=True, required=False, label="các đơn vị khác cùng sáp nhập"
        )
        target = unit_field(units, query="quan-tri=1", required=False, label="đơn vị đang có")
        self.fields = {"others": others, "way": self.fields.pop("way"), "target": target, **self.fields}
        way = self.data.get("way") or self.INTO_NEW
        for name in ("others", "name", "code", "kind"):
            self.fields[name].required = way == self.INTO_NEW
        target.required = way == self.INTO_ONE
        offer_choices(self, "kind", Unit.Kind.choices)
        heads = Post.objects.valid_on(today).filter(role=Post.Role.HEAD, unit__in=units_administered_by(by))
        offer_rows(self, "head", Person.objects.filter(pk__in=heads.values("person")))

    @property
    def olds(self) -> list[Unit]:
        asked = self.cleaned_data
        units = [self.unit, *asked.get("others", ())]
        return [unit for unit in units if asked["way"] == self.INTO_NEW or unit != asked["target"]]

    @property
    def units(self) -> list[Unit]:
        """All that have to do with it."""
        target = self.cleaned_data.get("target") if self.cleaned_data["way"] == self.INTO_ONE else None
        return [*self.olds, target] if target else self.olds

    def new(self, parent: Unit) -> Unit | Mapping[str, Any]:
        asked = self.cleaned_data
        if asked["way"] == self.INTO_ONE:
            return asked["target"]
        facts = {name: asked[name] for name in ("kind", "name", "short_name", "code", "sign")}
        return {"parent": parent, "place": self.unit.place, **facts}


class SplitUnitForm(forms.Form):
    """Up to three new units, and where teams and people of the old one go."""

    stays = forms.BooleanField(
        label="đơn vị cũ tiếp tục hoạt động",
        required=False,
        help_text="Đánh dấu khi chỉ tách một phần thành đơn vị mới.",
    )
    first_day = first_day_field()
    basis = basis_field()

    def __init__(self, *args: Any, teams: list[Unit], posts: list[Post], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for n in range(1, MOST_NEW + 1):
            first = n == 1
            self.fields[f"name{n}"] = forms.CharField(label=f"tên đơn vị mới {n}", max_length=255, required=first)
            self.fields[f"code{n}"] = forms.CharField(label=f"mã đơn vị mới {n}", max_length=40, required=first)
        self.movable = {f"team-{team.pk}": team for team in teams} | {f"post-{post.pk}": post for post in posts}
        for name, subject in self.movable.items():
            label = subject.name if isinstance(subject, Unit) else f"{subject.person} ({subject.get_role_display()})"
            self.fields[name] = forms.ChoiceField(label=label, required=False, choices=list(self.places()))

    @staticmethod
    def places() -> Iterator[tuple[str, str]]:
        yield "", "Theo mặc định"
        yield from ((str(n), f"Đơn vị mới {n}") for n in range(1, MOST_NEW + 1))

    def clean(self) -> dict[str, Any]:
        asked = super().clean() or {}
        for n in range(2, MOST_NEW + 1):
            name, code = asked.get(f"name{n}"), asked.get(f"code{n}")
            if bool(name) != bool(code):
                self.add_error(f"code{n}" if name else f"name{n}", "Ghi cả tên và mã của đơn vị mới.")
        given = {n for n in range(1, MOST_NEW + 1) if asked.get(f"name{n}")}
        if given and given != set(range(1, len(given) + 1)):
            self.add_error(None, "Ghi lần lượt từ đơn vị mới 1.")
        for name in self.movable:
            if asked.get(name) and int(asked[name]) not in given:
                self.add_error(name, "Chưa có đơn vị mới này. Chọn nơi khác.")
        return asked

    def news(self, kind: str) -> list[dict[str, Any]]:
        asked = self.cleaned_data
        numbers = [n for n in range(1, MOST_NEW + 1) if asked.get(f"name{n}")]
        return [{"kind": kind, "name": asked[f"name{n}"], "code": asked[f"code{n}"]} for n in numbers]

    def chosen_places(self) -> dict[Unit | Post, int]:
        asked = self.cleaned_data
        return {subject: int(asked[name]) - 1 for name, subject in self.movable.items() if asked.get(name)}

    @property
    def new_fields(self) -> list[Any]:
        return [self[f"{word}{n}"] for n in range(1, MOST_NEW + 1) for word in ("name", "code")]

    @property
    def place_fields(self) -> list[Any]:
        return [self[name] for name in self.movable]
