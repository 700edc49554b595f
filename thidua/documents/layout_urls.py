"""Addresses of the layout check and of an office's templates."""

from django.urls import path

from thidua.documents import views_layouts

urlpatterns = [
    path("the-thuc/", views_layouts.check_any, name="check_any"),
    path("tep/<int:file_id>/the-thuc/", views_layouts.layout, name="layout"),
    path("tep/<int:file_id>/the-thuc/kiem-tra/", views_layouts.check_layout, name="check_layout"),
]
