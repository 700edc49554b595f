from django.urls import path

from thidua.portal import library, views

app_name = "portal"
urlpatterns = [
    path("kiem-tra/", views.check, name="check"),
    path("kiem-tra/<str:code>/", views.check_code, name="check_code"),
    path("sang-kien/", library.library, name="library"),
    path("sang-kien/<int:initiative_id>/", library.model, name="model"),
]
