from django.db import migrations
from django.db.models import F, Value
from django.db.models.functions import Concat, Left, Length

LETTERS = 4000


def cut(apps, schema_editor):
    """What is longer than may be from now on ends with a mark."""
    for field in ("words", "note"):
        rows = apps.get_model("progress", "Measurement").objects.annotate(letters=Length(F(field)))
        rows.filter(letters__gt=LETTERS).update(**{field: Concat(Left(F(field), LETTERS - 1), Value("…"))})


class Migration(migrations.Migration):
    dependencies = [("progress", "0004_keeper")]
    operations = [migrations.RunPython(cut, migrations.RunPython.noop)]
