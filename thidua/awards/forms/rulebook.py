"""Points of a unit's own rules as forms: what is typed becomes a table of the text, and the other way round."""

import re
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.forms import BoundField

from thidua.awards.models.records import GRADES, SCOPES
from thidua.awards.rule_texts import Point
from thidua.documents.models import OfficialDocument
from thidua.kernel.forms import offer_choices, offer_rows
from thidua.kernel.text import clean, fold
from thidua.law.citing import citations
from thidua.law.facts import BallotKind, Denominator
from thidua.people.forms.fields import DayField

EXACT = re.compile(r"\d{1,6}(?:,\d{1,3})?%?|\d{1,4}/\d{1,4}")
MARKS = {"rows": 3}


class ExactField(forms.CharField):
    """A number as rules hold it: `70%`, `2/3`, `10` or `4,5`, exactly."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=12, widget=forms.TextInput({"class": "num"}), **kwargs)

    def clean(self, value: Any) -> Any:
        bare = "".join((super().clean(value) or "").split())
        if not bare:
            return None
        if not EXACT.fullmatch(bare) or bare.endswith("/0") or re.search(r"/0+$", bare):
            raise ValidationError("Ghi một số, như 70%, 2/3 hoặc 10.", code="not_a_number")
        return int(bare) if bare.isdecimal() else bare.replace(",", ".")


class ShareField(ExactField):
    """A share of a whole: `70%` or `2/3`."""

    def clean(self, value: Any) -> Any:
        found = super().clean(value)
        if found is None:
            return None
        words = str(found)
        above, _, below = words.partition("/")
        number = float(words[:-1]) / 100 if words.endswith("%") else int(above) / int(below) if below else None
        if number is None or not 0 < number <= 1:
            raise ValidationError("Ghi một tỷ lệ lớn hơn 0 và không quá 100%, như 70% hoặc 2/3.", code="not_a_share")
        return words


def shown_number(value: Any) -> str:
    """As it is typed."""
    return "" if value is None else str(value).replace(".", ",")


class PaperForm(forms.Form):
    """A document that rules rest on."""

    number = forms.CharField(label="Số, ký hiệu", max_length=80, help_text="Ví dụ 25/QĐ-THPTSM.")
    title = forms.CharField(label="Tên văn bản", max_length=300)
    issued = DayField(label="Ngày ban hành", required=False)
    valid_from = DayField(label="Có hiệu lực từ ngày")
    valid_to = DayField(label="Đến hết ngày", required=False)

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        first, last = found.get("valid_from"), found.get("valid_to")
        if first and last and last < first:
            self.add_error(
                "valid_to", ValidationError("Ngày hết hiệu lực trước ngày có hiệu lực. Kiểm tra lại.", code="backwards")
            )
        return found


class NameForm(forms.Form):
    name = forms.CharField(label="Tên quy định", max_length=200)
    document = forms.ModelChoiceField(
        OfficialDocument.objects.none(),
        label="Văn bản đính kèm",
        required=False,
        empty_label="Chưa đính kèm",
        help_text="Chọn trong các văn bản của đơn vị ở mục Văn bản.",
    )

    def __init__(self, documents: QuerySet[OfficialDocument], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer_rows(self, "document", documents)


class TextForm(forms.Form):
    content = forms.CharField(
        label="Phần mã (TOML)",
        max_length=200_000,
        strip=False,
        widget=forms.Textarea({"rows": 24, "spellcheck": "false", "class": "code"}),
    )


class PreviewForm(forms.Form):
    received_on = DayField(
        label="Xét như hồ sơ nhận ngày", help_text="Chọn ngày quy định mới đã có hiệu lực để thấy ảnh hưởng."
    )


class RemoveForm(forms.Form):
    last_day = DayField(label="Ngày cuối cùng áp dụng", required=False)


class PointForm(forms.Form):
    """What every point tells: its place in a document, its days, whether it was compared, and who may set it anew."""

    document = forms.ChoiceField(label="Căn cứ: văn bản")
    article = forms.RegexField(r"^\d{1,3}[a-z]?$", label="Điều", required=False, max_length=4)
    clause = forms.RegexField(r"^\d{1,3}$", label="Khoản", required=False, max_length=3)
    letter = forms.RegexField(r"^[a-zđ]$", label="Điểm", required=False, max_length=1)
    valid_from = DayField(label="Áp dụng từ ngày", required=False, help_text="Để trống: theo hiệu lực của văn bản.")
    valid_to = DayField(label="Đến hết ngày", required=False)
    verified = forms.BooleanField(label="Đã đối chiếu với văn bản", required=False, initial=True)
    note = forms.CharField(
        label="Điều cần lưu ý, cần đối chiếu", required=False, max_length=500, widget=forms.Textarea({"rows": 2})
    )
    closes = forms.BooleanField(label="Cấp dưới không được quy định khác", required=False)
    is_correction = forms.BooleanField(
        label="Sửa lỗi ghi sai: thay luôn mức cũ, kể cả cho hồ sơ đã nhận", required=False
    )

    OWN: Sequence[str] = ()
    """Fields of the kind of rule, in front of those that all share."""

    def __init__(
        self, documents: Sequence[Point], *args: Any, since: date | None = None, fixed: Mapping[str, Any], **kwargs: Any
    ) -> None:
        """`fixed` is what the point is about; `since` the day from which an older one of it holds."""
        super().__init__(*args, **kwargs)
        self.fixed = dict(fixed)
        choices = [(str(one.facts.get("key")), str(one.facts.get("short"))) for one in documents]
        offer_choices(self, "document", choices)
        if since is None:
            del self.fields["is_correction"]
        elif since > date.min:
            self.fields[
                "valid_from"
            ].help_text = f"Mức cũ áp dụng từ {since:%d/%m/%Y}; ghi ngày muộn hơn để giữ mức cũ."
        self.order_fields([*self.OWN])

    @property
    def own_fields(self) -> list[BoundField]:
        """What this kind of rule says, apart from what all say."""
        return [self[name] for name in self.OWN]

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        for inner, outer, words in (("letter", "clause", "khoản"), ("clause", "article", "Điều")):
            if found.get(inner) and not found.get(outer) and outer not in self.errors:
                self.add_error(outer, ValidationError(f"Ghi {words} trước.", code="no_place"))
        if not found.get("verified") and not found.get("note") and "note" not in self.errors:
            sentence = "Ghi điều cần đối chiếu, hoặc đánh dấu đã đối chiếu."
            self.add_error("note", ValidationError(sentence, code="no_note"))
        return found

    @property
    def source(self) -> str:
        values = self.cleaned_data
        place = ".".join(part for part in (values["article"], values["clause"], values["letter"]) if part)
        return f"{values['document']} Đ{place}" if place else str(values["document"])

    @property
    def facts(self) -> dict[str, Any]:
        """The point as the text holds it."""
        values = self.cleaned_data
        days = {name: values[name] for name in ("valid_from", "valid_to") if values[name]}
        note = {"note": clean(values["note"])} if values["note"] else {}
        local = {"local": "closed"} if values["closes"] else {}
        shared = {"source": self.source, **days, "verified": values["verified"], **note, **local}
        return {**self.fixed, **self.own_facts(values), **shared}

    def own_facts(self, values: Mapping[str, Any]) -> dict[str, Any]:
        raise NotImplementedError

    @classmethod
    def initial_of(cls, facts: Mapping[str, Any]) -> dict[str, Any] | None:
        """What the form shows of a point; None where the point says more than the form knows."""
        source = _place_of(str(facts.get("source", "")))
        own = cls.own_initial(facts)
        if source is None or own is None:
            return None
        shared = {name: facts.get(name) for name in ("valid_from", "valid_to", "note")}
        return {
            **source,
            **shared,
            **own,
            "verified": facts.get("verified", False),
            "closes": facts.get("local") == "closed",
        }

    @classmethod
    def own_initial(cls, facts: Mapping[str, Any]) -> dict[str, Any] | None:
        raise NotImplementedError


def _place_of(source: str) -> dict[str, str] | None:
    try:
        found = citations(source)
    except ValueError:
        return None
    if len(found) != 1 or found[0].part:
        return None
    one = found[0]
    return {"document": one.document, "article": one.article, "clause": one.clause, "letter": one.point}


class SettingForm(PointForm):
    value = ExactField(label="Mức áp dụng", help_text="Ví dụ 70%, 2/3 hoặc 10.")
    OWN = ("value",)

    def own_facts(self, values: Mapping[str, Any]) -> dict[str, Any]:
        return {"value": values["value"]}

    @classmethod
    def own_initial(cls, facts: Mapping[str, Any]) -> dict[str, Any] | None:
        return {"value": shown_number(facts.get("value"))}


class QuotaForm(PointForm):
    share = ShareField(label="Không quá", required=False, help_text="Ví dụ 15%. Để trống: không có mức trần.")
    of = forms.CharField(
        label="Của số nào", required=False, max_length=200, help_text="Ví dụ: số người đạt Lao động tiên tiến."
    )
    at_least = forms.IntegerField(
        label="Ít nhất được",
        required=False,
        min_value=0,
        max_value=1000,
        help_text="Khi tính theo tỷ lệ được ít hơn số này.",
    )
    OWN = ("share", "of", "at_least")

    def clean(self) -> dict[str, Any]:
        found = super().clean()
        if found.get("share") and not found.get("of"):
            self.add_error("of", ValidationError("Ghi tỷ lệ này tính trên số nào.", code="no_whole"))
        return found

    def own_facts(self, values: Mapping[str, Any]) -> dict[str, Any]:
        if not values["share"]:
            return {}
        least = {"at_least": values["at_least"]} if values["at_least"] else {}
        return {"share": values["share"], "of": clean(values["of"]), **least}

    @classmethod
    def own_initial(cls, facts: Mapping[str, Any]) -> dict[str, Any] | None:
        return {"share": shown_number(facts.get("share")), "of": facts.get("of"), "at_least": facts.get("at_least")}


class VoteForm(PointForm):
    share = ShareField(label="Tỷ lệ đồng ý từ", help_text="Ví dụ 80% hoặc 2/3.")
    denominator = forms.ChoiceField(label="Tính trên", choices=[(one.value, one.words) for one in Denominator])
    ballot = forms.ChoiceField(label="Cách biểu quyết", choices=[(one.value, one.words) for one in BallotKind])
    compulsory = forms.BooleanField(label="Bắt buộc biểu quyết", required=False, initial=True)
    absent_in_writing = forms.BooleanField(label="Người vắng mặt cho ý kiến bằng văn bản", required=False, initial=True)
    OWN = ("share", "denominator", "ballot", "compulsory", "absent_in_writing")

    def own_facts(self, values: Mapping[str, Any]) -> dict[str, Any]:
        return {name: values[name] for name in self.OWN}

    @classmethod
    def own_initial(cls, facts: Mapping[str, Any]) -> dict[str, Any] | None:
        if len(facts.get("matters", ())) != 1:
            return None
        return {**{name: facts.get(name) for name in cls.OWN}, "share": shown_number(facts.get("share"))}


class QuorumForm(PointForm):
    share = ShareField(label="Có mặt từ", help_text="Ví dụ 2/3 số thành viên.")
    OWN = ("share",)

    def own_facts(self, values: Mapping[str, Any]) -> dict[str, Any]:
        return {"share": values["share"]}

    @classmethod
    def own_initial(cls, facts: Mapping[str, Any]) -> dict[str, Any] | None:
        return None if facts.get("for_matters") else {"share": shown_number(facts.get("share"))}


class DeadlineForm(PointForm):
    days = forms.IntegerField(label="Số ngày", min_value=1, max_value=365)
    counts = forms.ChoiceField(
        label="Tính theo", choices=[("working_days", "ngày làm việc"), ("calendar_days", "ngày, kể cả ngày nghỉ")]
    )
    OWN = ("days", "counts")

    def own_facts(self, values: Mapping[str, Any]) -> dict[str, Any]:
        return {values["counts"]: values["days"]}

    @classmethod
    def own_initial(cls, facts: Mapping[str, Any]) -> dict[str, Any] | None:
        counts = next((name for name in ("working_days", "calendar_days") if name in facts), "")
        return {"days": facts[counts], "counts": counts} if counts else None


class SchoolYearForm(PointForm):
    begins = forms.RegexField(
        r"^\d{1,2}/\d{1,2}$", label="Ngày bắt đầu năm học", max_length=5, help_text="Ngày và tháng, ví dụ 01/09."
    )
    OWN = ("begins",)

    def clean_begins(self) -> str:
        day, month = (int(part) for part in self.cleaned_data["begins"].split("/"))
        try:
            date(2001, month, day)
        except ValueError as error:
            raise ValidationError("Ghi một ngày có trong năm, ví dụ 01/09.", code="no_day") from error
        return f"{month:02d}-{day:02d}"

    def own_facts(self, values: Mapping[str, Any]) -> dict[str, Any]:
        return {"begins": values["begins"]}

    @classmethod
    def own_initial(cls, facts: Mapping[str, Any]) -> dict[str, Any] | None:
        month, _, day = str(facts.get("begins", "")).partition("-")
        return {"begins": f"{day}/{month}"}


class StandardForm(PointForm):
    """Conditions stand beside it, in rows of `ConditionForm`."""

    mode = forms.ChoiceField(label="Quy định thế nào", choices=[])
    OWN = ("mode",)
    MODES = {
        "tighten": "Thêm điều kiện vào tiêu chuẩn chung",
        "replace": "Thay tiêu chuẩn chung bằng các điều kiện dưới đây",
    }

    def __init__(self, *args: Any, modes: Sequence[str] = ("tighten",), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer_choices(self, "mode", [(mode, self.MODES[mode]) for mode in modes])
        self.fields["mode"].initial = modes[0]

    def own_facts(self, values: Mapping[str, Any]) -> dict[str, Any]:
        return {"mode": values["mode"]}

    @classmethod
    def own_initial(cls, facts: Mapping[str, Any]) -> dict[str, Any] | None:
        return {"mode": facts.get("mode")} if rows_of(facts) is not None else None


class ConditionForm(forms.Form):
    """One condition that a locality adds, of the kinds that regulations add."""

    KINDS = (
        ("", "Không dùng dòng này"),
        ("human", "Điều người xem xét kết luận"),
        ("claim", "Thành tích phải nêu kèm minh chứng"),
        ("grade", "Xếp loại trong năm từ"),
        ("in_a_row", "Xếp loại nhiều năm liên tục từ"),
        ("initiatives", "Số sáng kiến được công nhận trong năm"),
        ("no_discipline_from", "Không bị kỷ luật trong năm"),
        ("share", "Tỷ lệ thành viên đạt Lao động tiên tiến"),
    )
    FOR = {
        "person": frozenset(("human", "claim", "grade", "in_a_row", "initiatives", "no_discipline_from")),
        "collective": frozenset(("human", "claim", "grade", "in_a_row", "share")),
    }
    kind = forms.ChoiceField(label="Điều kiện", choices=KINDS, required=False)
    text = forms.CharField(
        label="Câu chữ",
        required=False,
        max_length=300,
        help_text="Cho điều người xem xét kết luận và thành tích phải nêu.",
    )
    grade = forms.ChoiceField(label="Mức xếp loại", choices=[("", "Chọn mức"), *GRADES], required=False)
    number = ExactField(label="Số năm, số sáng kiến, tỷ lệ", required=False)
    scope = forms.ChoiceField(label="Phạm vi sáng kiến", choices=SCOPES, required=False)

    def __init__(self, *args: Any, subject: str = "person", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kinds = [(kind, words) for kind, words in self.KINDS if not kind or kind in self.FOR[subject]]
        offer_choices(self, "kind", kinds)

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        kind, number = found.get("kind"), found.get("number")
        if kind in ("human", "claim") and not found.get("text"):
            self.add_error("text", ValidationError("Ghi câu cho người xem xét đọc.", code="no_words"))
        if kind in ("grade", "in_a_row") and not found.get("grade"):
            self.add_error("grade", ValidationError("Chọn mức xếp loại.", code="no_grade"))
        if kind in ("in_a_row", "initiatives") and "number" not in self.errors and not (type(number) is int and number):
            self.add_error("number", ValidationError("Ghi một số từ 1 trở lên.", code="no_number"))
        if kind == "share" and "number" not in self.errors and not str(number or "").endswith("%"):
            self.add_error("number", ValidationError("Ghi một tỷ lệ, như 70%.", code="no_number"))
        return found

    @property
    def condition(self) -> dict[str, Any] | None:
        """As the text holds it; None for a row that is not used."""
        values = self.cleaned_data
        kind, text = values.get("kind", ""), clean(values.get("text", ""))
        said = {"text": text} if text else {}
        made = {
            "human": lambda: {"human": key_of(text), "text": text},
            "claim": lambda: {"claim": key_of(text), "text": text},
            "grade": lambda: {"grade": values["grade"], **said},
            "in_a_row": lambda: {"in_a_row": values["number"], "of": {"grade": values["grade"]}, **said},
            "initiatives": lambda: {
                "initiatives": values["number"],
                "kinds": ["initiative"],
                "scope": values["scope"],
                **said,
            },
            "no_discipline_from": lambda: {"no_discipline_from": "reprimand", **said},
            "share": lambda: {"share": "advanced_workers", "among": "members", "at_least": values["number"], **said},
        }
        return made[kind]() if kind else None


def key_of(text: str) -> str:
    """The key by which people's answers to a condition are kept: of its words, so that it stays the same."""
    return "local_" + re.sub(r"[^a-z0-9]+", "_", fold(text)).strip("_")[:60]


def rows_of(facts: Mapping[str, Any]) -> list[dict[str, Any]] | None:
    """Conditions of a standard as rows; None where one is of a kind that the form does not know."""
    when = facts.get("when")
    if not isinstance(when, dict):
        return None
    inner = when.get("all") if set(when) == {"all"} else [when]
    rows = [_row_of(one) for one in inner] if isinstance(inner, list) else [None]
    return None if any(row is None for row in rows) else [row for row in rows if row]


def _row_of(condition: Any) -> dict[str, Any] | None:
    if not isinstance(condition, dict):
        return None
    text, rest = condition.get("text", ""), {key: value for key, value in condition.items() if key != "text"}
    row: dict[str, Any] | None = None
    match rest:
        case {"human": key} | {"claim": key} if len(rest) == 1 and key == key_of(text):
            row = {"kind": next(iter(rest))}
        case {"grade": str(grade)} if len(rest) == 1:
            row = {"kind": "grade", "grade": grade}
        case {"in_a_row": int(years), "of": {"grade": str(grade)}} if len(rest) == 2:
            row = {"kind": "in_a_row", "number": years, "grade": grade}
        case {"initiatives": int(wanted), "kinds": ["initiative"], "scope": str(scope)} if len(rest) == 3:
            row = {"kind": "initiatives", "number": wanted, "scope": scope}
        case {"no_discipline_from": "reprimand"} if len(rest) == 1:
            row = {"kind": "no_discipline_from"}
        case {"share": "advanced_workers", "among": "members", "at_least": str(share)} if len(rest) == 3:
            row = {"kind": "share", "number": shown_number(share)}
    return {**row, "text": text} if row else None


FORMS: dict[str, type[PointForm]] = {
    "setting": SettingForm,
    "quota": QuotaForm,
    "vote": VoteForm,
    "quorum": QuorumForm,
    "deadline": DeadlineForm,
    "school_year": SchoolYearForm,
    "standard": StandardForm,
}
"""By kind of rule; other kinds are written as text."""
