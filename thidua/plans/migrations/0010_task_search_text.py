from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("plans", "0009_shares_left_behind")]

    operations = [
        migrations.AddField(
            model_name="task",
            name="search_text",
            field=models.CharField(db_default="", editable=False, max_length=1000),
        ),
    ]
