"""Addresses of the layout check and of an office's templates."""

from django.urls import path

from thidua.documents import views_layouts, views_templates

urlpatterns = [
    path("the-thuc/", views_layouts.check_any, name="check_any"),
    path("tep/<int:file_id>/the-thuc/", views_layouts.layout, name="layout"),
    path("tep/<int:file_id>/the-thuc/kiem-tra/", views_layouts.check_layout, name="check_layout"),
    path("mau/", views_templates.templates, name="templates"),
    path("mau/<int:template_id>/tai/", views_templates.template_file, name="template_file"),
    path("mau/<int:template_id>/xem-thu/", views_templates.preview, name="preview_template"),
    path("mau/<int:template_id>/xem-thu-pdf/", views_templates.pdf_preview, name="pdf_preview_template"),
    path("mau/<int:template_id>/dung/", views_templates.use_template, name="use_template"),
    path("mau/<int:template_id>/thoi-dung/", views_templates.retire_template, name="retire_template"),
    path("mau/<slug:type_name>/", views_templates.template_page, name="template"),
    path("mau/<slug:type_name>/tep-goc/", views_templates.blank, name="blank_template"),
]
