import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('initiatives', '0002_trigram'),
        ('kernel', '0001_initial'),
        ('people', '0006_first_spans'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='CommonHash',
            fields=[
                ('hash', models.IntegerField(primary_key=True, serialize=False)),
            ],
        ),
        migrations.CreateModel(
            name='Bundle',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='lúc')),
                ('title', models.CharField(max_length=300, verbose_name='tên')),
                ('count', models.PositiveIntegerField(default=0, verbose_name='số hồ sơ')),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='initiative_bundles', to=settings.AUTH_USER_MODEL, verbose_name='người yêu cầu')),
                ('file', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='documents.file', verbose_name='tệp')),
                ('run', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='kernel.run')),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.unit', verbose_name='đơn vị')),
            ],
            options={
                'verbose_name': 'tệp hồ sơ sáng kiến',
                'ordering': ['-id'],
            },
        ),
        migrations.CreateModel(
            name='PastImport',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='lúc')),
                ('name', models.CharField(max_length=255, verbose_name='tên tệp')),
                ('status', models.CharField(choices=[('ready', 'Chờ xác nhận'), ('refused', 'Có lỗi'), ('writing', 'Đang nhập'), ('done', 'Đã nhập'), ('cancelled', 'Đã bỏ'), ('undone', 'Đã hoàn tác')], default='ready', max_length=12, verbose_name='trạng thái')),
                ('rows', models.JSONField(default=list, verbose_name='các dòng')),
                ('new', models.PositiveIntegerField(default=0, verbose_name='thêm mới')),
                ('known', models.PositiveIntegerField(default=0, verbose_name='đã có')),
                ('problems', models.JSONField(default=list, verbose_name='lỗi')),
                ('problem_count', models.PositiveIntegerField(default=0, verbose_name='số lỗi')),
            ],
            options={
                'verbose_name': 'lần nhập sáng kiến',
                'ordering': ['-id'],
            },
        ),
        migrations.CreateModel(
            name='Question',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('text', models.TextField(max_length=1000, verbose_name='câu hỏi')),
                ('at', models.DateTimeField(auto_now_add=True, verbose_name='hỏi lúc')),
                ('answer', models.TextField(blank=True, max_length=2000, verbose_name='trả lời')),
                ('answered_at', models.DateTimeField(blank=True, null=True, verbose_name='trả lời lúc')),
            ],
            options={
                'verbose_name': 'câu hỏi về sáng kiến',
                'ordering': ['-pk'],
            },
        ),
        migrations.AddField(
            model_name='initiative',
            name='copies',
            field=models.PositiveIntegerField(default=0, editable=False, verbose_name='số nơi áp dụng'),
        ),
        migrations.AddField(
            model_name='pastimport',
            name='by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='past_imports', to=settings.AUTH_USER_MODEL, verbose_name='người nhập'),
        ),
        migrations.AddField(
            model_name='pastimport',
            name='run',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='kernel.run'),
        ),
        migrations.AddField(
            model_name='pastimport',
            name='unit',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.unit', verbose_name='đơn vị'),
        ),
        migrations.AddField(
            model_name='initiative',
            name='past_import',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='initiatives', to='initiatives.pastimport', verbose_name='lần nhập'),
        ),
        migrations.AddIndex(
            model_name='initiative',
            index=models.Index(fields=['status', '-copies', '-id'], name='initiatives_most_copied'),
        ),
        migrations.AddField(
            model_name='question',
            name='answered_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='người trả lời'),
        ),
        migrations.AddField(
            model_name='question',
            name='by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='người hỏi'),
        ),
        migrations.AddField(
            model_name='question',
            name='initiative',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='questions', to='initiatives.initiative', verbose_name='sáng kiến'),
        ),
    ]
