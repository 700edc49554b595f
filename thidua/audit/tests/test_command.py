from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from thidua.audit.models import Entry, Seal
from thidua.audit.queries import verify
from thidua.audit.tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _guards(guarded):
    """The command wants the triggers in their place."""


def told(*words: str) -> str:
    out = StringIO()
    call_command("audit", *words, stdout=out, stderr=out)
    return out.getvalue()


def test_seal_says_how_many():
    make.entries(3)

    said = told("seal")

    assert said == "Đã niêm phong 3 mục.\n"
    assert Seal.objects.get().count == 3


def test_verify_prints_the_head_that_is_kept_elsewhere():
    make.sealed(2)
    head = "{}:{}".format(*verify().head)

    assert head in told("verify")
    assert "nguyên vẹn" in told("verify", "--head", head)


def test_verify_fails_and_names_what_it_found():
    (entry,) = Entry.objects.bulk_create([Entry(at=make.NOW, sentence="Ghi không qua hệ thống", mark="x")])
    out = StringIO()

    with pytest.raises(CommandError):
        call_command("audit", "verify", stdout=out, stderr=out)

    assert f"changed_entry {entry.pk}: Mục {entry.pk} đã bị sửa" in out.getvalue()


def test_a_malformed_head_is_refused():
    with pytest.raises(CommandError):
        told("verify", "--head", "abc")
