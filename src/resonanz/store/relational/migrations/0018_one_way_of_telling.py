"""Let people be told of criticism as they are told of needs."""

from __future__ import annotations

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("relational", "0017_drafts"),
    ]

    operations = [
        migrations.AddField(
            model_name="telling",
            name="criticism",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="tellings",
                to="relational.criticism",
            ),
        ),
        migrations.AddField(
            model_name="told",
            name="criticism",
            field=models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="told",
                to="relational.criticism",
            ),
        ),
        migrations.AlterField(
            model_name="telling",
            name="need",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.CASCADE, related_name="tellings", to="relational.need"
            ),
        ),
        migrations.AlterField(
            model_name="told",
            name="need",
            field=models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="told",
                to="relational.need",
            ),
        ),
        migrations.AddIndex(
            model_name="told",
            index=models.Index(fields=["person"], name="told_person"),
        ),
        migrations.AddConstraint(
            model_name="telling",
            constraint=models.UniqueConstraint(
                condition=models.Q(("alive", 1)), fields=("criticism",), name="one_telling_a_criticism"
            ),
        ),
        migrations.AddConstraint(
            model_name="telling",
            constraint=models.CheckConstraint(
                condition=models.Q(("need__isnull", False), ("criticism__isnull", False), _connector="XOR"),
                name="telling_of_one",
            ),
        ),
        migrations.AddConstraint(
            model_name="told",
            constraint=models.UniqueConstraint(fields=("criticism", "person"), name="told_once_a_criticism"),
        ),
        migrations.AddConstraint(
            model_name="told",
            constraint=models.CheckConstraint(
                condition=models.Q(("need__isnull", False), ("criticism__isnull", False), _connector="XOR"),
                name="told_of_one",
            ),
        ),
    ]
