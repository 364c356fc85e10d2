"""Set the change of each verdict beside its JSON, so that calibration needs no series."""

import json

from django.db import migrations, models


def copied(apps, _schema_editor):
    """Take it from what was kept."""
    judgements = apps.get_model("relational", "Judgement")
    for row in judgements.objects.all().iterator():
        row.change = json.loads(row.state).get("change")
        row.save(update_fields=["change"])


class Migration(migrations.Migration):

    dependencies = [("relational", "0015_exports")]

    operations = [
        migrations.AddField(model_name="judgement", name="change", field=models.FloatField(null=True)),
        migrations.RunPython(copied, migrations.RunPython.noop),
    ]
