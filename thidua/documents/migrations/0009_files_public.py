from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("documents", "0008_descriptions_and_templates")]

    operations = [
        migrations.AddField(
            model_name="officialdocument",
            name="files_public",
            field=models.BooleanField(default=False, editable=False, verbose_name="cho tải tệp công khai"),
        ),
    ]
