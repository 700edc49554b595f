from django.urls import path

from thidua.awards.views import publications

urlpatterns = [
    path("dot/<int:season_id>/cong-khai/", publications.publications, name="publications"),
    path("dot/<int:season_id>/cong-khai/them/", publications.add_publication, name="add_publication"),
    path("cong-khai/<int:publication_id>/", publications.publication, name="publication"),
    path("cong-khai/<int:publication_id>/sua/", publications.change_publication, name="change_publication"),
    path("cong-khai/<int:publication_id>/buoc/", publications.publication_step, name="publication_step"),
    path("cong-khai/<int:publication_id>/ket-qua.<str:suffix>", publications.publication_file, name="publication_file"),
    path("y-kien/<int:objection_id>/", publications.answer_objection, name="answer_objection"),
    path("ngay-nghi/", publications.own_days, name="own_days"),
    path("ngay-nghi/<int:own_day_id>/bo/", publications.remove_own_day, name="remove_own_day"),
]
