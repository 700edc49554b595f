from django.urls import URLPattern, path, register_converter

from thidua.awards.queries.eligibility import IN_ADDRESS
from thidua.awards.views import eligibility


class SubjectConverter:
    """`person` and `collective` as they stand in addresses."""

    regex = "ca-nhan|tap-the"

    def to_python(self, value: str) -> str:
        return IN_ADDRESS[value]

    def to_url(self, value: str) -> str:
        """Raises ValueError for what is no subject."""
        for words, kind in IN_ADDRESS.items():
            if kind == value:
                return words
        raise ValueError(value)


register_converter(SubjectConverter, "award_subject")

urlpatterns: list[URLPattern] = [
    path("dot/<int:season_id>/dieu-kien/", eligibility.eligibility, name="eligibility"),
    path(
        "dot/<int:season_id>/dieu-kien/<slug:award>/<award_subject:kind>/<int:subject_id>/",
        eligibility.verdict,
        name="verdict",
    ),
    path("cua-toi/", eligibility.outlook, name="outlook"),
    path("cua-toi/<slug:award>/", eligibility.own_award, name="own_award"),
]
