from django.urls import path

from thidua.documents import views

app_name = "documents"
urlpatterns = [
    path("", views.documents, name="documents"),
    path("moi/", views.add_document, name="add_document"),
    path("<int:document_id>/", views.document_page, name="document"),
    path("so/", views.numbers, name="numbers"),
    path("so/<int:number_id>/huy/", views.cancel_number, name="cancel_number"),
    path("tep/<int:file_id>/", views.document_file, name="document_file"),
    path("minh-chung/<int:attachment_id>/", views.attachment, name="attachment"),
]
