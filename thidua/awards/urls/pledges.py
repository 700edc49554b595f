from django.urls import URLPattern, path

from thidua.awards.views import pledges

urlpatterns: list[URLPattern] = [
    path("giao-uoc/", pledges.pledges, name="pledges"),
    path("giao-uoc/moi/", pledges.add, name="add_pledge"),
    path("giao-uoc/<int:pledge_id>/", pledges.pledge_page, name="pledge"),
    path("giao-uoc/<int:pledge_id>/sua/", pledges.change, name="change_pledge"),
    path("giao-uoc/<int:pledge_id>/ban-in/", pledges.paper, name="pledge_paper"),
]
