from django.urls import include, path

from thidua.documents import views

app_name = "documents"
urlpatterns = [
    path("", include("thidua.documents.layout_urls")),
    path("", views.documents, name="documents"),
    path("moi/", views.add_document, name="add_document"),
    path("<int:document_id>/", views.document_page, name="document"),
    path("<int:document_id>/sua/", views.change_document, name="change_document"),
    path("<int:document_id>/tep/", views.add_file, name="add_file"),
    path("<int:document_id>/cong-khai/", views.publish_files, name="publish_files"),
    path("<int:document_id>/so/", views.take_number, name="take_number"),
    path("so/", views.numbers, name="numbers"),
    path("so/giu/", views.hold_number, name="hold_number"),
    path("so/<int:number_id>/huy/", views.cancel_number, name="cancel_number"),
    path("so/", include("thidua.documents.register_urls")),
    path("tep/<int:file_id>/", views.document_file, name="document_file"),
    path("minh-chung/<int:attachment_id>/", views.attachment, name="attachment"),
    path("ky-so/", include("thidua.documents.signature_urls")),
    path("giay-khen/", include("thidua.documents.certificate_urls")),
]
