from django.urls import URLPattern, path

from thidua.awards.views import decisions

urlpatterns: list[URLPattern] = [
    path("dot/<int:season_id>/quyet-dinh/", decisions.decisions, name="decisions"),
    path("dot/<int:season_id>/quyet-dinh/soan/", decisions.add_decision, name="add_decision"),
    path("dot/<int:season_id>/quyet-dinh/noi-khac/", decisions.enter_awards, name="enter_awards"),
    path("quyet-dinh/", decisions.unit_decisions, name="unit_decisions"),
    path("quyet-dinh/<int:decision_id>/", decisions.decision, name="decision"),
    path("quyet-dinh/<int:decision_id>/sua/", decisions.change_decision, name="change_decision"),
    path("quyet-dinh/<int:decision_id>/danh-sach/", decisions.change_lines, name="change_lines"),
    path("quyet-dinh/<int:decision_id>/ban-in/", decisions.preview, name="preview_decision"),
    path("luot-khen/<int:award_id>/huy-bo/", decisions.revoke_award, name="revoke_award"),
    path("luot-khen/<int:award_id>/tien-thuong/", decisions.note_bonus, name="note_bonus"),
]
