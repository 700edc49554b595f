from django.urls import URLPattern, path

from thidua.awards.views import registrations

urlpatterns: list[URLPattern] = [
    path("dot/<int:season_id>/dang-ky/", registrations.registrations, name="registrations"),
    path("dot/<int:season_id>/dang-ky/cua-toi/", registrations.add_registration, name="add_registration"),
    path("dot/<int:season_id>/dang-ky/cho-nguoi-khac/", registrations.register_others, name="register_others"),
    path("dot/<int:season_id>/dang-ky/nhac/", registrations.remind_registration, name="remind_registration"),
    path("dang-ky/<int:registration_id>/rut/", registrations.withdraw_registration, name="withdraw_registration"),
]
