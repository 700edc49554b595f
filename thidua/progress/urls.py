from django.urls import include, path

from thidua.progress.views import preferences, reminders

app_name = "progress"
urlpatterns = [
    path("", include("thidua.progress.board_urls")),
    path("", include("thidua.progress.figure_urls")),
    path("ke-hoach/<int:plan_id>/nhac-don-vi/", reminders.remind, name="remind_units"),
    path("ke-hoach/<int:plan_id>/tin-nhan-nhom/", reminders.group_text, name="group_text"),
    path("ke-hoach/<int:plan_id>/nhac-viec/", reminders.plan_rule, name="change_rule_of_plan"),
    path("cach-nhan-tin/", preferences.preference, name="change_preference"),
    path("don-vi/<int:unit_id>/nhac-viec/", reminders.unit_rule, name="change_rule_of_unit"),
]
