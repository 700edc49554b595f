"""Addresses of figures."""

from django.urls import path

from thidua.progress.views import cells, figures, rounds, sheets

urlpatterns = [
    path("so-lieu/<int:obligation_id>/", figures.figures_page, name="figures"),
    path("so-lieu/<int:obligation_id>/excel/", sheets.figures_sheet, name="figures_sheet"),
    path("so-lieu/<int:obligation_id>/<int:target_id>/", cells.cell, name="cell"),
    path("ke-hoach/<int:plan_id>/ky/", rounds.rounds, name="rounds"),
    path("o/<int:measurement_id>/", cells.measurement, name="measurement"),
]
