from django.urls import path, re_path

from thidua.reports.views import board, forms, reading, reports, writing

app_name = "reports"
urlpatterns = [
    path("", reports.reports, name="reports"),
    path("moi/", reports.new_report, name="add_report"),
    path("viec-phai-nop/<int:obligation_id>/", reports.start, name="start_report"),
    path("ke-hoach/<int:plan_id>/", board.board, name="board"),
    path("mau/", forms.forms, name="forms"),
    path("mau/moi/", forms.new, name="add_reportform"),
    path("mau/<int:form_id>/", forms.form_page, name="form"),
    path("mau/<int:form_id>/muc/", forms.add, name="add_section"),
    path("mau/<int:form_id>/muc/<int:part_id>/", forms.change, name="change_section"),
    path("mau/<int:form_id>/xem-thu/", forms.preview, name="preview_form"),
    path("<int:report_id>/", reading.report_page, name="report"),
    re_path(r"^(?P<report_id>\d+)/tai/(?P<suffix>docx|pdf|xlsx)/$", reading.download, name="download"),
    path("<int:report_id>/viet/", writing.write, name="write_report"),
    path("<int:report_id>/viet/<int:section_id>/", writing.write_one, name="write_section"),
    path("<int:report_id>/phan-dau/", writing.head, name="change_report"),
    path("<int:report_id>/so-moi/", writing.refill, name="refill_report"),
    path("<int:report_id>/trich/<int:section_id>/", writing.quote, name="quote_passages"),
    path("<int:report_id>/nop/", writing.hand_in, name="submit_report"),
]
