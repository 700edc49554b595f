from django.urls import URLPattern, path

from thidua.awards.views import guide

urlpatterns: list[URLPattern] = [path("cach-xet/", guide.guide, name="guide")]
