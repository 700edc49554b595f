"""Addresses of this room, by noun."""

from thidua.awards.urls import (
    awards,
    dossiers,
    eligibility,
    nominations,
    publications,
    records,
    register,
    rulebook,
    seasons,
)

app_name = "awards"
urlpatterns = [
    *seasons.urlpatterns,
    *records.urlpatterns,
    *rulebook.urlpatterns,
    *eligibility.urlpatterns,
    *nominations.urlpatterns,
    *dossiers.urlpatterns,
    *publications.urlpatterns,
    *register.urlpatterns,
    *awards.urlpatterns,
]
