from django.db import migrations
from django.db.models import F, Value
from django.db.models.functions import Concat, Left, Length

NOTE, REASON = 10_000, 2_000
FIELDS = (
    ("Obligation", "note", NOTE),
    ("Obligation", "reason", REASON),
    ("ExtensionRequest", "reason", REASON),
    ("ExtensionRequest", "answer", REASON),
    ("Assignment", "note", NOTE),
    ("Assignment", "reason", REASON),
)


def cut(apps, schema_editor):
    """What is longer than may be from now on ends with a mark; the trail has the reasons in full."""
    for model, field, letters in FIELDS:
        rows = apps.get_model("plans", model).objects.annotate(letters=Length(F(field))).filter(letters__gt=letters)
        rows.update(**{field: Concat(Left(F(field), letters - 1), Value("…"))})


class Migration(migrations.Migration):
    dependencies = [("plans", "0005_obligation_summed")]
    operations = [migrations.RunPython(cut, migrations.RunPython.noop)]
