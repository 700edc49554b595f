import pytest
import rules
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied

from thidua.kernel.permissions import require
from thidua.kernel.tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _permissions():
    rules.add_perm("kernel.view_errand", rules.predicate(lambda person, errand: errand.by_id == person.pk))
    yield
    rules.remove_perm("kernel.view_errand")


def test_who_may_passes():
    owner = make.somebody()

    assert require(owner, "kernel.view_errand", make.errand(by=owner)) is None


def test_who_may_not_is_refused():
    errand = make.errand(by=make.somebody())

    with pytest.raises(PermissionDenied):
        require(make.somebody("nguoi2"), "kernel.view_errand", errand)


def test_a_permission_that_nobody_declared_is_refused():
    owner = make.somebody()

    with pytest.raises(PermissionDenied):
        require(owner, "kernel.burn_errand", make.errand(by=owner))


def test_who_is_locked_is_refused():
    owner = make.somebody()
    owner.is_active = False

    with pytest.raises(PermissionDenied):
        require(owner, "kernel.view_errand", make.errand(by=owner))


def test_who_is_not_signed_in_is_refused():
    with pytest.raises(PermissionDenied):
        require(AnonymousUser(), "kernel.view_errand", make.errand())
