"""What several files of tests begin with; a file with other wants has fixtures of its own."""

import pytest

from thidua.plans.tests import make as plans
from thidua.progress.tests import make


@pytest.fixture
def world():
    return make.Province(communes=1, schools=2)


@pytest.fixture
def desk(world):
    """A school's paper for the first quarter of a ratio and a count, and its officer."""
    plan = world.issued({}, {"text": "Sáng kiến", "measure": "count", "value": 2, "unit_of_count": "sáng kiến"})
    school = world.schools[0]
    return make.owed(plan, school), plans.person(school, "officer", name="Trần Văn Bình")
