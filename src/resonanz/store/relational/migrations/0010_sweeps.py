import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("relational", "0010_together"),
    ]

    operations = [
        migrations.CreateModel(
            name="InboxView",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=80)),
                ("slug", models.CharField(blank=True, default="", max_length=64)),
                ("question", models.CharField(blank=True, default="", max_length=1000)),
            ],
        ),
        migrations.CreateModel(
            name="Sweep",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at", models.DateTimeField()),
                ("wish", models.TextField()),
                ("asked", models.PositiveIntegerField()),
                ("done", models.PositiveIntegerField(default=0)),
                ("refused", models.PositiveIntegerField(default=0)),
                ("restored", models.PositiveIntegerField(default=0)),
                ("ended_at", models.DateTimeField(null=True)),
                ("undone_at", models.DateTimeField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name="SweepCase",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at", models.DateTimeField(null=True)),
                ("before", models.TextField(blank=True, default="")),
                ("after", models.TextField(blank=True, default="")),
                ("refused", models.CharField(blank=True, default="", max_length=300)),
                ("undone", models.BooleanField(default=False)),
            ],
        ),
        migrations.AddField(
            model_name="inboxview",
            name="department",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="inbox_views",
                to="relational.department",
            ),
        ),
        migrations.AddField(
            model_name="inboxview",
            name="user",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="inbox_views", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="sweep",
            name="actor",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="sweepcase",
            name="case",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="+", to="relational.case"
            ),
        ),
        migrations.AddField(
            model_name="sweepcase",
            name="sweep",
            field=models.ForeignKey(
                db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name="cases", to="relational.sweep"
            ),
        ),
        migrations.AddConstraint(
            model_name="inboxview",
            constraint=models.UniqueConstraint(fields=("user", "name"), name="inbox_view_once"),
        ),
        migrations.AddConstraint(
            model_name="sweepcase",
            constraint=models.UniqueConstraint(fields=("sweep", "case"), name="sweep_case_once"),
        ),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(
                fields=[
                    "alive",
                    "department",
                    "state",
                    "owner",
                    "priority",
                    "snoozed_until",
                    "due_at",
                    "due_state",
                    "opened_at",
                ],
                name="case_tally",
            ),
        ),
    ]
