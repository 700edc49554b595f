from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [("audit", "0001_initial")]

    operations = [
        migrations.AddField(
            model_name="entry",
            name="mark",
            field=models.CharField(default="", editable=False, max_length=64, verbose_name="dấu xác thực"),
            preserve_default=False,
        ),
        migrations.AddIndex(
            model_name="entry",
            index=models.Index(fields=["mark"], name="audit_entry_mark"),
        ),
        migrations.AddIndex(
            model_name="entry",
            index=models.Index(condition=models.Q(seal=None), fields=["id"], name="audit_entry_waiting"),
        ),
    ]
