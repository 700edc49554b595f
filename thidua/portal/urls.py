from django.urls import path

from thidua.portal import views

app_name = "portal"
urlpatterns = [
    path("kiem-tra/", views.check, name="check"),
    path("kiem-tra/<str:code>/", views.check_code, name="check_code"),
]
