from django.urls import path, re_path

from thidua.plans.views import amending, board, campaigns, coverage, desk, papers, plans, work

app_name = "plans"
urlpatterns = [
    path("", plans.plans, name="plans"),
    path("moi/", plans.new_plan, name="add_plan"),
    path("<int:plan_id>/", plans.plan_page, name="plan"),
    path("<int:plan_id>/van-ban/", plans.plan_document, name="plan_document"),
    path("<int:plan_id>/chi-tieu/", plans.plan_targets, name="plan_targets"),
    path("<int:plan_id>/nhiem-vu/", plans.plan_tasks, name="plan_tasks"),
    path("<int:plan_id>/don-vi/", board.plan_units, name="plan_units"),
    path("<int:plan_id>/cho-duyet/", papers.approvals, name="approvals"),
    path("<int:plan_id>/thiet-lap/", campaigns.change_campaign, name="change_campaign"),
    path("<int:plan_id>/nam-sau/", campaigns.copy_campaign, name="copy_campaign"),
    path("<int:plan_id>/gia-han/", papers.extensions, name="extensions"),
    path("<int:plan_id>/lich-su/", plans.plan_history, name="plan_history"),
    path("<int:plan_id>/ban-hanh/", plans.issue, name="issue_plan"),
    path("<int:plan_id>/sua-doi/", amending.amend, name="amend_plan"),
    path("<int:plan_id>/khac-biet/", amending.plan_differences, name="plan_differences"),
    path("<int:plan_id>/da-nam/", amending.acknowledge, name="acknowledge_plan"),
    re_path(r"^(?P<plan_id>\d+)/buoc/(?P<word>bo|lay-lai|ket-thuc|mo-lai)/$", plans.step, name="step"),
    path("<int:plan_id>/lap-ke-hoach/", coverage.adopt, name="adopt_plan"),
    path("<int:plan_id>/nop-ke-hoach/", coverage.hand_in, name="hand_in_plan"),
    path("<int:plan_id>/doi-chieu/", coverage.coverage, name="coverage"),
    path("<int:plan_id>/doi-chieu-don-vi/", coverage.coverages, name="coverages"),
    path("<int:plan_id>/doi-chieu-don-vi/tat-ca/", coverage.check_coverages, name="check_coverages"),
    path("<int:plan_id>/ban-doc/", desk.desk, name="desk"),
    path("<int:plan_id>/ban-doc/cap-tren/", coverage.choose_parent, name="choose_parent"),
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
    path("loi-duyet/<int:unit_id>/", campaigns.change_chain, name="change_chain"),
    path("phan-viec/<int:assignment_id>/", work.assignment_page, name="assignment"),
    path("viec-phai-nop/<int:obligation_id>/", papers.obligation_page, name="obligation"),
]
