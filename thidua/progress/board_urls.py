"""Addresses of boards and sums."""

from django.urls import path

from thidua.progress.views import boards, overview, targets

urlpatterns = [
    path("", overview.home, name="home"),
    path("ke-hoach/<int:plan_id>/", boards.board, name="board"),
    path("ke-hoach/<int:plan_id>/tinh-lai/", boards.rebuild_sums, name="rebuild_sums"),
    path("chi-tieu/<int:target_id>/", targets.target_page, name="target"),
]
