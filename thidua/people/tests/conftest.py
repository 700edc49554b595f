"""Who and what several files of tests begin with; a file with other wants has fixtures of its own."""

import pytest
from django.core.cache import cache

from thidua.people.tests import make
from thidua.people.tests.signing import PASSWORD


@pytest.fixture
def place():
    return make.province()


@pytest.fixture
def chief(place):
    return make.person(place["top"], "administrator", name="Trần Văn Bình")


@pytest.fixture
def school_admin(place):
    return make.person(place["school"], "administrator", name="Vũ Thị Cúc")


@pytest.fixture
def school():
    return make.unit()


@pytest.fixture
def person(school):
    return make.person(school, "officer", username="lean", email="an@truong.example", password=PASSWORD)


@pytest.fixture
def fresh_limits():
    """Counts of attempts live in the cache."""
    cache.clear()
