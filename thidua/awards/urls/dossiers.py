from django.urls import URLPattern, path

from thidua.awards.views import dossier_entries, dossier_papers, dossiers, inbox

urlpatterns: list[URLPattern] = [
    path("dot/<int:season_id>/ho-so/", dossiers.dossiers, name="dossiers"),
    path("dot/<int:season_id>/ho-so/lap/", dossiers.add_dossier, name="add_dossier"),
    path("ho-so-den/", inbox.inbox, name="inbox"),
    path("ho-so/<int:dossier_id>/", dossiers.dossier, name="dossier"),
    path("ho-so/<int:dossier_id>/sua/", dossiers.change_dossier, name="change_dossier"),
    path("ho-so/<int:dossier_id>/them/", dossiers.add_entries, name="add_entries"),
    path("ho-so/<int:dossier_id>/giay-to/", dossier_papers.add_paper, name="add_dossier_paper"),
    path("ho-so/<int:dossier_id>/to-trinh/", dossier_papers.submission, name="submission"),
    path("ho-so/<int:dossier_id>/bo-sung/", dossiers.flag_entries, name="flag_entries"),
    path("ho-so/<int:dossier_id>/tra-loi/", dossiers.record_answer, name="record_answer"),
    path("ho-so/<int:dossier_id>/lay-y-kien/", inbox.ask_appraisal, name="ask_appraisal"),
    path("ho-so/<int:dossier_id>/tep/", dossier_papers.packed, name="dossier_pack"),
    path("ho-so/de-nghi/<int:entry_id>/", dossier_entries.dossier_entry, name="dossier_entry"),
    path("tham-dinh/<int:appraisal_id>/", inbox.appraisal, name="appraisal"),
    path("tham-dinh/<int:appraisal_id>/doi/", inbox.change_appraisal, name="change_appraisal"),
]
