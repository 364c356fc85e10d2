import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("relational", "0003_surges"),
    ]

    operations = [
        migrations.CreateModel(
            name="QueryRerun",
            fields=[
                (
                    "query",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="rerun",
                        serialize=False,
                        to="relational.standingquery",
                    ),
                ),
                ("version", models.PositiveIntegerField()),
                ("definition", models.CharField(max_length=64)),
                ("since", models.DateTimeField(null=True)),
                ("reached", models.DateTimeField(null=True)),
                ("seq", models.BigIntegerField()),
                ("looked_at", models.BigIntegerField(default=0)),
                ("changed", models.BigIntegerField(default=0)),
                ("began_at", models.DateTimeField()),
                ("finished_at", models.DateTimeField(null=True)),
            ],
        ),
    ]
