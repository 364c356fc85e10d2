import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("relational", "0005_deadlines"),
    ]

    operations = [
        migrations.CreateModel(
            name="Topic",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key", models.CharField(max_length=60, unique=True)),
                ("name", models.CharField(max_length=120)),
                ("state", models.CharField(max_length=10)),
                ("into", models.CharField(blank=True, default="", max_length=60)),
                ("words", models.TextField(blank=True, default="")),
                ("trend", models.CharField(default="unknown", max_length=10)),
                ("people", models.PositiveIntegerField(default=0)),
                ("usual", models.FloatField(default=0.0)),
                ("low", models.FloatField(default=0.0)),
                ("high", models.FloatField(default=0.0)),
            ],
        ),
        migrations.CreateModel(
            name="TopicWork",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("learned", models.BinaryField(null=True)),
                ("taught", models.CharField(blank=True, default="", max_length=40)),
                ("learned_at", models.DateTimeField(null=True)),
                ("looked_until", models.BigIntegerField(default=0)),
                ("looked_at", models.DateTimeField(null=True)),
                ("reached_at", models.DateTimeField(null=True)),
                ("reached_seq", models.BigIntegerField(default=0)),
                ("given", models.BooleanField(default=True)),
            ],
        ),
        migrations.CreateModel(
            name="TopicEvent",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at", models.DateTimeField()),
                ("action", models.CharField(max_length=20)),
                ("other", models.CharField(blank=True, default="", max_length=60)),
                ("actor", models.CharField(blank=True, default="", max_length=200)),
                (
                    "topic",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="events", to="relational.topic"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="TopicMember",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("mention", models.CharField(max_length=2000, unique=True)),
                (
                    "topic",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="members", to="relational.topic"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="TopicExample",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("mention", models.CharField(db_index=True, max_length=2000)),
                ("fits", models.BooleanField()),
                (
                    "topic",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="examples", to="relational.topic"
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("topic", "mention"), name="example_once_a_topic")],
            },
        ),
    ]
