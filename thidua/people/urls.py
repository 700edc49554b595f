"""Units, persons, posts and clusters; the first start and one's own profile."""

from django.urls import path

from thidua.people.views import accounts, choices, clusters, persons, sheets, units

app_name = "people"
urlpatterns = [
    path("thiet-lap/", accounts.set_up, name="set_up"),
    path("ho-so/", accounts.profile, name="profile"),
    path("ho-so/tai-ve/", accounts.own_record, name="own_record"),
    path("ho-so/thu-dien-tu/", accounts.change_email, name="change_email"),
    path("ho-so/thu-dien-tu/<str:token>/", accounts.confirm_email, name="confirm_email"),
    path("doi-vai-tro/", accounts.switch_post, name="switch_post"),
    path("don-vi/", units.units, name="units"),
    path("don-vi/chon/", choices.unit_choices, name="unit_choices"),
    path("don-vi/nhap-excel/", sheets.start_import, {"subject": "units"}, name="import_units"),
    path("don-vi/tep-mau/", sheets.template_file, {"subject": "units"}, name="units_template"),
    path("don-vi/xuat-excel/", sheets.export, {"subject": "units"}, name="export_units"),
    path("don-vi/<int:unit_id>/", units.unit_page, name="unit"),
    path("don-vi/<int:unit_id>/them-don-vi/", units.add_unit, name="add_unit"),
    path("don-vi/<int:unit_id>/sua/", units.change_unit, name="change_unit"),
    path("don-vi/<int:unit_id>/chuyen/", units.move_unit, name="move_unit"),
    path("don-vi/<int:unit_id>/dong/", units.close_unit, name="close_unit"),
    path("don-vi/<int:unit_id>/mo-lai/", units.reopen_unit, name="reopen_unit"),
    path("can-bo/", persons.persons, name="persons"),
    path("can-bo/chon/", choices.person_choices, name="person_choices"),
    path("can-bo/them/", persons.add_person, name="add_person"),
    path("can-bo/nhap-excel/", sheets.start_import, {"subject": "persons"}, name="import_persons"),
    path("can-bo/tep-mau/", sheets.template_file, {"subject": "persons"}, name="persons_template"),
    path("can-bo/xuat-excel/", sheets.export, {"subject": "persons"}, name="export_persons"),
    path("nhap-excel/<int:import_id>/", sheets.import_page, name="import"),
    path("nhap-excel/<int:import_id>/xac-nhan/", sheets.confirm_import, name="confirm_import"),
    path("nhap-excel/<int:import_id>/bo/", sheets.cancel_import, name="cancel_import"),
    path("nhap-excel/<int:import_id>/loi/", sheets.import_problems, name="import_problems"),
    path("can-bo/giao-lien-ket/", persons.hand_links, name="hand_links"),
    path("can-bo/<int:person_id>/", persons.person_page, name="person"),
    path("can-bo/<int:person_id>/sua/", persons.change_person, name="change_person"),
    path("can-bo/<int:person_id>/them-vi-tri/", persons.add_post, name="add_post"),
    path("can-bo/<int:person_id>/khoa/", persons.lock_person, name="lock_person"),
    path("can-bo/<int:person_id>/mo-khoa/", persons.unlock_person, name="unlock_person"),
    path("can-bo/<int:person_id>/go-xac-thuc/", persons.clear_second_factor, name="clear_second_factor"),
    path("can-bo/<int:person_id>/giao-lien-ket/", persons.hand_link, name="hand_link"),
    path("vi-tri/<int:post_id>/ket-thuc/", persons.end_post, name="end_post"),
    path("cum/", clusters.clusters, name="clusters"),
    path("cum/them/", clusters.add_cluster, name="add_cluster"),
    path("cum/<int:cluster_id>/", clusters.cluster_page, name="cluster"),
    path("cum/<int:cluster_id>/sua/", clusters.change_cluster, name="change_cluster"),
]
