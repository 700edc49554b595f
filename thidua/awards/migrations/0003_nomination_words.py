from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("awards", "0002_dossier_words"),
    ]

    operations = [
        migrations.AddField(
            model_name="nomination",
            name="asks_report",
            field=models.BooleanField(default=False, verbose_name="nhờ người được đề nghị viết báo cáo"),
        ),
        migrations.AddField(
            model_name="nomination",
            name="exception",
            field=models.JSONField(default=dict, verbose_name="lý do vẫn đưa ra xét"),
        ),
        migrations.AddField(
            model_name="nomination",
            name="waived",
            field=models.JSONField(default=dict, verbose_name="giấy tờ không áp dụng"),
        ),
    ]
