from django.urls import path

from thidua.documents import views_signatures as views

urlpatterns = [
    path("chung-thu/", views.anchors, name="anchors"),
    path("chung-thu/<int:anchor_id>/bo/", views.remove_anchor, name="remove_anchor"),
    path("dau/", views.office_seals, name="seals"),
    path("dau/moi/", views.add_seal, name="add_seal"),
    path("dau/<int:seal_id>/", views.seal_page, name="seal"),
    path("dau/<int:seal_id>/thoi-dung/", views.retire_seal, name="retire_seal"),
    path("dong-dau/<int:file_id>/", views.seal_document, name="seal_document"),
]
