from django.urls import path

from thidua.councils.views import ballots, councils, items, meetings

app_name = "councils"
urlpatterns = [
    path("", councils.councils, name="councils"),
    path("thanh-lap/", councils.add_council, name="add_council"),
    path("bi-mat-phieu/", councils.secrecy, name="secrecy"),
    path("<int:council_id>/", councils.council, name="council"),
    path("<int:council_id>/sua/", councils.change_council, name="change_council"),
    path("<int:council_id>/thanh-vien/", councils.add_seat, name="add_seat"),
    path("thanh-vien/<int:seat_id>/", councils.end_seat, name="end_seat"),
    path("<int:council_id>/quy-dinh/", councils.add_house_rule, name="add_house_rule"),
    path("<int:council_id>/phien-hop/", meetings.add_meeting, name="add_meeting"),
    path("phien-hop/<int:meeting_id>/", meetings.meeting, name="meeting"),
    path("phien-hop/<int:meeting_id>/sua/", meetings.change_meeting, name="change_meeting"),
    path("phien-hop/<int:meeting_id>/diem-danh/", meetings.attendance, name="mark_attendance"),
    path("phien-hop/<int:meeting_id>/bien-ban/", meetings.minutes, name="minutes"),
    path("phien-hop/<int:meeting_id>/giay-moi/", meetings.invitation, name="invitation"),
    path("phien-hop/<int:meeting_id>/noi-dung/", items.add_item, name="add_item"),
    path("noi-dung/<int:item_id>/", items.item, name="item"),
    path("noi-dung/<int:item_id>/sua/", items.change_item, name="change_item"),
    path("noi-dung/<int:item_id>/bieu-quyet/", ballots.add_ballot, name="add_ballot"),
    path("tai-lieu/<int:paper_id>/", items.item_file, name="item_file"),
    path("bieu-quyet/<int:ballot_id>/", ballots.ballot, name="ballot"),
    path("bieu-quyet/<int:ballot_id>/dieu-hanh/", ballots.run_ballot, name="run_ballot"),
    path("bieu-quyet/<int:ballot_id>/phieu-giay/", ballots.count_papers, name="count_papers"),
    path("bieu-quyet/<int:ballot_id>/bien-ban/", ballots.count_minutes, name="count_minutes"),
]
