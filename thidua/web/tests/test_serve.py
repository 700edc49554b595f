"""What the processes that are served together are told."""

import pytest

from thidua.web.management.commands.serve import told_where


@pytest.mark.parametrize(
    ("hosts", "told", "leads_to"),
    [
        (["*"], None, "http://127.0.0.1:8100"),
        (["*"], "https://thidua.example.vn", "https://thidua.example.vn"),
        (["thidua.example.vn"], None, None),
    ],
)
def test_links_lead_to_where_it_listens_unless_a_name_is_known(settings, monkeypatch, hosts, told, leads_to):
    settings.ALLOWED_HOSTS = hosts
    monkeypatch.delenv("THIDUA_ADDRESS", raising=False)
    if told:
        monkeypatch.setenv("THIDUA_ADDRESS", told)

    assert told_where("127.0.0.1", 8100).get("THIDUA_ADDRESS") == leads_to
