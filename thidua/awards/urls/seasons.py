from django.urls import URLPattern, path

from thidua.awards.urls import guide, pledges, registrations
from thidua.awards.views import seasons

urlpatterns: list[URLPattern] = [
    path("", seasons.home, name="home"),
    path("dot/moi/", seasons.add, name="add_season"),
    path("dot/<int:season_id>/", seasons.season_page, name="season"),
    path("dot/<int:season_id>/sua/", seasons.change, name="change_season"),
    *registrations.urlpatterns,
    *pledges.urlpatterns,
    *guide.urlpatterns,
]
