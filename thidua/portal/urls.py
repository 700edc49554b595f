from django.urls import path

from thidua.portal import honours, library, nominees, views

app_name = "portal"
urlpatterns = [
    path("kiem-tra/", views.check, name="check"),
    path("kiem-tra/<str:code>/", views.check_code, name="check_code"),
    path("kiem-tra/<str:code>/tep/<int:file_id>/", views.checked_file, name="checked_file"),
    path("danh-sach/<str:code>/", nominees.nominees, name="nominees"),
    path("y-kien/<str:code>/", nominees.objection, name="objection"),
    path("vinh-danh/", honours.honours, name="honours"),
    path("sang-kien/", library.library, name="library"),
    path("sang-kien/<int:initiative_id>/", library.model, name="model"),
]
