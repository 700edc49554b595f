from django.db import migrations


def end(apps, schema_editor):
    """What a version that gave way still had undone went on with the new one, or is asked of nobody any more."""
    shares = apps.get_model("plans", "Assignment").objects.filter(task__plan__status="superseded")
    shares.filter(status__in=["open", "taken"]).update(status="ended")


class Migration(migrations.Migration):
    dependencies = [("plans", "0008_assignment_ended")]
    operations = [migrations.RunPython(end, migrations.RunPython.noop)]
