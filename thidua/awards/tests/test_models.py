"""Every noun of the room has a deed that writes it."""

import re
from pathlib import Path

from django.apps import apps

import thidua.awards

ROOM = Path(thidua.awards.__file__).parent


def test_every_model_is_used_by_an_operation():
    words = {
        word for path in (ROOM / "operations").rglob("*.py") for word in re.findall(r"\w+", path.read_text("utf-8"))
    }

    assert {model.__name__ for model in apps.get_app_config("awards").get_models()} - words == set()
