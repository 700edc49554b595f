from django.urls import URLPattern, path

from thidua.awards.views import achievements, hearings, nominations

urlpatterns: list[URLPattern] = [
    path("dot/<int:season_id>/de-nghi/", nominations.nominations, name="nominations"),
    path("dot/<int:season_id>/de-nghi/them/", nominations.add_nominations, name="add_nominations"),
    path("dot/<int:season_id>/de-nghi/lam/", nominations.change_nominations, name="change_nominations"),
    path("dot/<int:season_id>/de-nghi/ra-hoi-dong/", hearings.bring, name="bring_hearing"),
    path("dot/<int:season_id>/hoi-dong/", hearings.hearings, name="hearings"),
    path("hoi-dong/<int:hearing_id>/", hearings.hearing, name="hearing"),
    path("hoi-dong/<int:hearing_id>/danh-sach/", hearings.hearing_file, name="hearing_file"),
    path("de-nghi/<int:nomination_id>/", nominations.nomination, name="nomination"),
    path("de-nghi/<int:nomination_id>/sua/", nominations.change_nomination, name="change_nomination"),
    path("de-nghi/<int:nomination_id>/tep/", nominations.add_file, name="add_nomination_file"),
    path("de-nghi/<int:nomination_id>/bao-cao/", achievements.report, name="report"),
    path("de-nghi/<int:nomination_id>/bao-cao/in/", achievements.report_file, name="report_file"),
    path("de-nghi/<int:nomination_id>/tom-tat/in/", achievements.summary_file, name="summary_file"),
]
