from django.urls import path

from thidua.awards.views import awards, other_awards, passports

urlpatterns = [
    path("so-khen-thuong/", awards.register, name="register"),
    path("so-khen-thuong/in/", awards.print_register, name="print_register"),
    path("so-khen-thuong/in/<int:run_id>/", awards.printed_register, name="printed_register"),
    path("so-khen-thuong/them/", awards.add_award, name="add_award"),
    path("so-khen-thuong/<int:award_id>/sua/", awards.change_award, name="change_award"),
    path("so-khen-thuong/ngoai-quy-dinh/them/", other_awards.add_other_award, name="add_other_award"),
    path("so-khen-thuong/ngoai-quy-dinh/<int:other_id>/", other_awards.change_other_award, name="change_other_award"),
    path("so-khen-thuong/nhap-excel/", awards.start_awards_sheet, name="start_awards_sheet"),
    path("so-khen-thuong/tep-mau/", awards.awards_template, name="awards_template"),
    path("so-khen-thuong/vinh-danh/", awards.show_honours, name="show_honours"),
    path("qua-trinh/", passports.own_passport, name="own_passport"),
    path("qua-trinh/ca-nhan/<int:person_id>/", passports.passport, name="passport"),
    path("qua-trinh/ca-nhan/<int:person_id>/tep.<str:suffix>", passports.passport_file, name="passport_file"),
    path("qua-trinh/tap-the/<int:unit_id>/", passports.collective_passport, name="collective_passport"),
    path(
        "qua-trinh/tap-the/<int:unit_id>/tep.<str:suffix>",
        passports.collective_passport_file,
        name="collective_passport_file",
    ),
    path("thong-ke/", passports.statistics, name="statistics"),
]
