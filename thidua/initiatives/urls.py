from django.urls import include, path

from thidua.initiatives.views import hearings, initiatives, of_plan, organising, reviewing, rounds, rubrics, writing

app_name = "initiatives"
urlpatterns = [
    path("", initiatives.initiatives, name="initiatives"),
    path("chon-nguoi/", writing.colleague_choices, name="colleague_choices"),
    path("ke-hoach/<int:plan_id>/", of_plan.plan_initiatives, name="plan_initiatives"),
    path("dot/", rounds.rounds, name="rounds"),
    path("dot/moi/", rounds.add, name="add_round"),
    path("dot/<int:round_id>/", rounds.round_page, name="round"),
    path("dot/<int:round_id>/sua/", rounds.change, name="change_round"),
    path("dot/<int:round_id>/dang-ky/", writing.begin, name="add_initiative"),
    path("dot/<int:round_id>/phan-cong/", organising.assigning, name="assign_review"),
    path("dot/<int:round_id>/diem/", organising.standing_page, name="scores"),
    path("dot/<int:round_id>/hoi-dong/", hearings.bring, name="bring_hearing"),
    path("hoi-dong/<int:hearing_id>/", hearings.hearing, name="hearing"),
    path("phieu-cham/", reviewing.reviews, name="reviews"),
    path("phieu-cham/<int:review_id>/", reviewing.review_page, name="review"),
    path("phieu-cham/<int:review_id>/tep/<int:n>/", reviewing.review_file, name="review_file"),
    path("tieu-chi/", rubrics.rubrics, name="rubrics"),
    path("tieu-chi/<int:rubric_id>/", rubrics.rubric_page, name="rubric"),
    path("<int:initiative_id>/", initiatives.initiative_page, name="initiative"),
    path("<int:initiative_id>/soan/", writing.text, name="change_initiative"),
    path("<int:initiative_id>/tac-gia/", writing.authors, name="authors"),
    path("<int:initiative_id>/ket-qua/", writing.results, name="results"),
    path("<int:initiative_id>/quyet-dinh/", organising.decide, name="recognise_initiative"),
    path("<int:initiative_id>/giay-chung-nhan/", organising.certificate, name="certificate"),
    path("<int:initiative_id>/ban-cham-kin/", organising.blind_page, name="blind"),
    path("<int:initiative_id>/ban-cham-kin/<int:n>/", organising.blind_file, name="blind_file"),
    path("", include("thidua.initiatives.library_urls")),
]
