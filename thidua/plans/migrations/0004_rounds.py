from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('plans', '0003_answers_and_extensions'),
    ]

    operations = [
        migrations.AddField(
            model_name='duty',
            name='rounds',
            field=models.JSONField(blank=True, default=dict, verbose_name='kỳ số liệu đã đặt lại'),
        ),
    ]
