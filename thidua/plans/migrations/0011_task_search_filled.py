"""Tasks that were there before they could be found get their search text."""

import unicodedata

from django.db import migrations


def folded(text):
    bare = "".join(sign for sign in unicodedata.normalize("NFD", text) if not unicodedata.combining(sign))
    return " ".join(bare.replace("đ", "d").replace("Đ", "d").casefold().split())[:1000]


def fill(apps, schema_editor):
    tasks, batch = apps.get_model("plans", "Task").objects, []
    for row in tasks.only("pk", "text").iterator(chunk_size=500):
        row.search_text = folded(row.text)
        batch.append(row)
        if len(batch) == 500:
            tasks.bulk_update(batch, ["search_text"])
            batch = []
    tasks.bulk_update(batch, ["search_text"])


class Migration(migrations.Migration):
    dependencies = [("plans", "0010_task_search_text")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
