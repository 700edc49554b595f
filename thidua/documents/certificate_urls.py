"""Under `/van-ban/giay-khen/`, in the names of this room."""

from django.urls import path

from thidua.documents import views_certificates as views

urlpatterns = [
    path("", views.batches, name="certificate_batches"),
    path("moi/", views.add_batch, name="add_batch"),
    path("danh-sach-mau/", views.certificate_sheet, name="certificate_sheet"),
    path("dot/<int:batch_id>/", views.batch_page, name="certificate_batch"),
    path("dot/<int:batch_id>/sua/", views.change_batch, name="change_batch"),
    path("dot/<int:batch_id>/them/", views.add_certificates, name="add_certificates"),
    path("dot/<int:batch_id>/cap/", views.issue_batch, name="issue_batch"),
    path("dot/<int:batch_id>/in/", views.print_batch, name="print_batch"),
    path("dot/<int:batch_id>/xem-thu/", views.batch_preview, name="batch_preview"),
    path("dot/<int:batch_id>/tep/<slug:kind>/", views.batch_file, name="batch_file"),
    path("giay/<int:certificate_id>/", views.certificate_page, name="certificate"),
    path("giay/<int:certificate_id>/bo/", views.remove_certificate, name="remove_certificate"),
    path("giay/<int:certificate_id>/huy/", views.cancel_certificate, name="cancel_certificate"),
    path("giay/<int:certificate_id>/tep/", views.certificate_file, name="certificate_file"),
    path("mau/", views.designs, name="designs"),
    path("mau/moi/", views.add_design, name="add_design"),
    path("mau/<int:design_id>/", views.design_page, name="design"),
    path("mau/<int:design_id>/in-thu/", views.design_preview, name="design_preview"),
    path("mau/<int:design_id>/anh/<slug:kind>/", views.design_picture, name="design_picture"),
    path("mau/<int:design_id>/ngung/", views.retire_design, name="retire_design"),
]
