from django.urls import path, re_path

from thidua.plans.views import desk, plans, work

app_name = "plans"
urlpatterns = [
    path("", plans.plans, name="plans"),
    path("moi/", plans.new_plan, name="add_plan"),
    path("<int:plan_id>/", plans.plan_page, name="plan"),
    path("<int:plan_id>/van-ban/", plans.plan_document, name="plan_document"),
    path("<int:plan_id>/chi-tieu/", plans.plan_targets, name="plan_targets"),
    path("<int:plan_id>/nhiem-vu/", plans.plan_tasks, name="plan_tasks"),
    path("<int:plan_id>/don-vi/", plans.plan_units, name="plan_units"),
    path("<int:plan_id>/cho-duyet/", work.approvals, name="approvals"),
    path("<int:plan_id>/lich-su/", plans.plan_history, name="plan_history"),
    path("<int:plan_id>/ban-hanh/", plans.issue, name="issue_plan"),
    re_path(r"^(?P<plan_id>\d+)/buoc/(?P<word>bo|lay-lai|ket-thuc|mo-lai)/$", plans.step, name="step"),
    path("<int:plan_id>/ban-doc/", desk.desk, name="desk"),
    path("<int:plan_id>/ban-doc/thong-tin/", desk.facts, name="change_plan"),
    path("<int:plan_id>/ban-doc/noi-nhan/", desk.addressing, name="address_units"),
    path("<int:plan_id>/ban-doc/<slug:word>/them/", desk.add_line, name="add_line"),
    path("<int:plan_id>/ban-doc/<slug:word>/<int:line_id>/", desk.show_line, name="line"),
    path("<int:plan_id>/ban-doc/<slug:word>/<int:line_id>/sua/", desk.change_line, name="change_line"),
    re_path(
        r"^(?P<plan_id>\d+)/ban-doc/(?P<word>[a-z-]+)/(?P<line_id>\d+)/(?P<act>xem-xong|bo|lay-lai)/$",
        desk.act_on_line,
        name="act_on_line",
    ),
    path("phan-viec/<int:assignment_id>/", work.assignment_page, name="assignment"),
    path("viec-phai-nop/<int:obligation_id>/", work.obligation_page, name="obligation"),
]
