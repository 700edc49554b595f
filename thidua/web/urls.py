from django.urls import path

from thidua.web import views

app_name = "web"
urlpatterns = [
    path("", views.home, name="home"),
    path("tim/", views.search, name="search"),
    path("thong-bao/", views.notices, name="notices"),
    path("thong-bao/doc-het/", views.read_all_notices, name="read_all_notices"),
    path("thong-bao/<int:notice_id>/", views.open_notice, name="open_notice"),
    path("viec-nen/", views.runs, name="runs"),
    path("viec-nen/<int:run_id>/", views.run, name="run"),
    path("viec-nen/<int:run_id>/tep/", views.run_file, name="run_file"),
    path("nhat-ky/", views.audit, name="audit"),
    path("kieu-dang/", views.styles, name="styles"),
]
