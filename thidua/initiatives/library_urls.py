"""Addresses of the library, of applying, comparing, bringing in and handing out."""

from django.urls import path

from thidua.initiatives.views import adopting, dossiers, library, likeness, past

urlpatterns = [
    path("kho/", library.library, name="library"),
    path("kho/xuat/", library.export_library, name="export_library"),
    path("kho/<int:initiative_id>/", library.model_page, name="model"),
    path("kho/<int:initiative_id>/cong-khai/", library.publish_model, name="publish_model"),
    path("kho/<int:initiative_id>/ap-dung/", adopting.adopt, name="adopt"),
    path("cau-hoi/<int:question_id>/", library.answer_question, name="answer_question"),
    path("ap-dung/", adopting.adoptions, name="adoptions"),
    path("ap-dung/<int:adoption_id>/", adopting.adoption_page, name="adoption"),
    path("ap-dung/<int:adoption_id>/buoc/", adopting.adoption_step, name="adoption_step"),
    path("giong/<int:initiative_id>/", likeness.look_alikes, name="likeness"),
    path("giong/<int:initiative_id>/<int:other_id>/", likeness.look_alike, name="look_alike"),
    path("phieu-cham/<int:review_id>/giong/", likeness.review_look_alikes, name="review_likeness"),
    path("phieu-cham/<int:review_id>/giong/<int:other_id>/", likeness.review_look_alike, name="review_look_alike"),
    path("ho-so/", dossiers.bundles, name="bundles"),
    path("ho-so/dong-goi/", dossiers.pack, name="pack_dossiers"),
    path("ho-so/tep/<int:bundle_id>/", dossiers.bundle, name="bundle"),
    path("ho-so/<int:initiative_id>/", dossiers.dossier, name="dossier"),
    path("nhap/", past.start_past_import, name="start_past_import"),
    path("nhap/mau/", past.template_file, name="past_template"),
    path("nhap/<int:past_id>/", past.past_import, name="past_import"),
    path("nhap/<int:past_id>/buoc/", past.past_import_step, name="past_import_step"),
    path("nhap/<int:past_id>/loi/", past.past_problems, name="past_problems"),
]
