from django.urls import URLPattern, path

from thidua.awards.views import rulebook

urlpatterns: list[URLPattern] = [
    path("quy-dinh/", rulebook.local_rules, name="local_rules"),
    path("quy-dinh/soan/", rulebook.add, name="local_rules_add"),
    path("quy-dinh/<int:rules_id>/", rulebook.version, name="local_rules_version"),
    path("quy-dinh/<int:rules_id>/ten/", rulebook.change, name="local_rules_change"),
    path("quy-dinh/<int:rules_id>/van-ban/", rulebook.paper, name="local_rules_paper"),
    path("quy-dinh/<int:rules_id>/phan-ma/", rulebook.text, name="local_rules_text"),
    path("quy-dinh/<int:rules_id>/anh-huong/", rulebook.preview, name="local_rules_preview"),
    path("quy-dinh/<int:rules_id>/muc/<slug:table>/<int:n>/", rulebook.change_point, name="local_rules_point"),
    path("quy-dinh/<int:rules_id>/them/<slug:table>/<str:key>/", rulebook.add_point, name="local_rules_add_point"),
]
