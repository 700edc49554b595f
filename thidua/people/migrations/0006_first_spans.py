"""Each unit of before has been called so, and has lain there, since it works."""

from django.db import migrations

STEP = 4


def write_spans(apps, schema_editor):
    Unit, UnitSpan = apps.get_model("people", "Unit"), apps.get_model("people", "UnitSpan")
    ids = dict(Unit.objects.values_list("path", "pk"))
    units = Unit.objects.exclude(spans__isnull=False).iterator(chunk_size=2000)
    spans = (
        UnitSpan(
            unit_id=unit.pk,
            parent_id=ids.get(unit.path[:-STEP]),
            name=unit.name,
            valid_from=unit.valid_from,
            valid_to=unit.valid_to,
        )
        for unit in units
    )
    UnitSpan.objects.bulk_create(spans, batch_size=500)


class Migration(migrations.Migration):
    dependencies = [("people", "0005_unit_spans")]

    operations = [migrations.RunPython(write_spans, migrations.RunPython.noop)]
