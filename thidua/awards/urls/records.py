from django.urls import path

from thidua.awards.views import records, sheets

urlpatterns = [
    path("ho-so/", records.records, name="records"),
    path("ho-so/du-tu-nam/", records.set_known_since, name="set_known_since"),
    path("ho-so/cua-toi/", records.my_records, name="my_records"),
    path("ho-so/tap-the/", records.collective_records, name="collective_records"),
    path("ho-so/tap-the/<int:unit_id>/", records.unit_records, name="unit_records"),
    path("ho-so/tap-the/<int:unit_id>/<slug:slug>/", records.add_unit_record, name="add_unit_record"),
    path("ho-so/nguoi/<int:person_id>/", records.person_records, name="person_records"),
    path("ho-so/nguoi/<int:person_id>/<slug:slug>/", records.add_person_record, name="add_person_record"),
    path("ho-so/muc/<slug:slug>/<int:record_id>/", records.change_record, name="change_record"),
    path("ho-so/nhap-excel/", sheets.start_grade_sheet, name="start_grade_sheet"),
    path("ho-so/tep-mau/", sheets.template_file, name="grade_template"),
    path("nhap-excel/<int:sheet_id>/", sheets.sheet_in, name="sheet_in"),
    path("nhap-excel/<int:sheet_id>/buoc/", sheets.sheet_step, name="sheet_step"),
    path("nhap-excel/<int:sheet_id>/loi/", sheets.sheet_problems, name="sheet_problems"),
]
