"""Addresses: Vietnamese without accents, a room each."""

from django.urls import include, path

urlpatterns = [
    path("tai-khoan/", include("thidua.people.account_urls")),
    path("", include("thidua.people.urls")),
    path("van-ban/", include("thidua.documents.urls")),
    path("ke-hoach/", include("thidua.plans.urls")),
    path("tien-do/", include("thidua.progress.urls")),
    path("sang-kien/", include("thidua.initiatives.urls")),
    path("khen-thuong/", include("thidua.awards.urls")),
    path("hoi-dong/", include("thidua.councils.urls")),
    path("bao-cao/", include("thidua.reports.urls")),
    path("cong-khai/", include("thidua.portal.urls")),
    path("", include("thidua.web.urls")),
]
handler403 = "thidua.web.views.forbidden"
handler404 = "thidua.web.views.not_found"
handler500 = "thidua.web.views.broken"
