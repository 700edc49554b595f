"""Initiatives noted for titles that were given to many at once."""

import pytest

from thidua.audit.models import Entry
from thidua.initiatives.models import Initiative, TitleUse
from thidua.initiatives.operations.recognition import keep_uses
from thidua.initiatives.tests import make

pytestmark = pytest.mark.django_db
TITLE = {"award": "title_emulation_fighter_unit", "award_name": "Chiến sĩ thi đua cơ sở", "year": 2026}


def test_titles_of_many_note_what_they_rest_on_once():
    school = make.School()
    one, two, other = school.teachers[:3]
    wave = make.round_of(school)
    row = make.initiative(wave, one, status="recognised", authors=[(one, 60), (two, 40)])
    waiting = make.initiative(wave, other, status="registered")
    pairs = [(row.pk, one.pk), (row.pk, two.pk), (row.pk, other.pk), (waiting.pk, other.pk), (row.pk, one.pk)]

    made = keep_uses(pairs, **TITLE, by=school.officer)
    again = keep_uses(pairs, **TITLE, by=school.officer)

    assert [(use.initiative_id, use.person_id, use.year) for use in made] == [
        (row.pk, one.pk, 2026),
        (row.pk, two.pk, 2026),
    ]
    assert again == []
    assert TitleUse.objects.count() == 2
    assert Entry.objects.filter(action="initiatives.use_initiative").count() == 2


def test_nothing_is_noted_of_nothing(django_assert_max_num_queries):
    school = make.School()
    with django_assert_max_num_queries(4):
        assert keep_uses([], **TITLE, by=school.officer) == []
    assert not Initiative.objects.exists()
