"""Documents that were there before codes were get theirs."""

import secrets

from django.db import migrations

LETTERS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"


def give_codes(apps, schema_editor):
    rows = apps.get_model("documents", "OfficialDocument").objects.filter(check_code=None).only("pk")
    batch = []
    for row in rows.iterator(chunk_size=500):
        drawn = "".join(secrets.choice(LETTERS) for _ in range(10))
        row.check_code = f"{drawn[:4]}-{drawn[4:8]}-{drawn[8:]}"
        batch.append(row)
    apps.get_model("documents", "OfficialDocument").objects.bulk_update(batch, ["check_code"], batch_size=500)


class Migration(migrations.Migration):
    dependencies = [("documents", "0004_check_codes")]

    operations = [migrations.RunPython(give_codes, migrations.RunPython.noop)]
