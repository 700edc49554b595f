"""Units, persons and posts. The first start and the profile lie here too."""

from django.urls import path

from thidua.people.views import accounts

app_name = "people"
urlpatterns = [
    path("thiet-lap/", accounts.set_up, name="set_up"),
    path("ho-so/", accounts.profile, name="profile"),
    path("ho-so/tai-ve/", accounts.own_record, name="own_record"),
    path("ho-so/thu-dien-tu/", accounts.change_email, name="change_email"),
    path("ho-so/thu-dien-tu/<str:token>/", accounts.confirm_email, name="confirm_email"),
    path("doi-vai-tro/", accounts.switch_post, name="switch_post"),
]
