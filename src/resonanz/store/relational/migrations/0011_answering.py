import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("relational", "0010_sweeps"),
    ]

    operations = [
        migrations.CreateModel(
            name="AnswerReaction",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("sent_at", models.DateTimeField()),
                ("channel", models.CharField(max_length=40)),
                ("department", models.BigIntegerField()),
                ("looked_at", models.DateTimeField()),
                ("told", models.BooleanField(default=True)),
                ("settled", models.BooleanField(default=False)),
                ("asked", models.BooleanField(default=False)),
                ("came_back", models.BooleanField(default=False)),
                ("directly", models.BooleanField(default=False)),
                ("before", models.CharField(blank=True, default="", max_length=20)),
                ("after", models.CharField(blank=True, default="", max_length=20)),
                ("change", models.SmallIntegerField(default=0)),
                ("asked_again", models.BooleanField(default=False)),
                ("others", models.PositiveIntegerField(default=0)),
            ],
        ),
        migrations.CreateModel(
            name="Criticism",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("title", models.CharField(blank=True, default="", max_length=200)),
                ("state", models.CharField(default="open", max_length=10)),
                ("reason", models.TextField(blank=True, default="")),
                ("until", models.DateField(null=True)),
                ("change", models.TextField(blank=True, default="")),
                ("decided_at", models.DateTimeField(null=True)),
                ("changed_at", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="CriticismCase",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
            ],
        ),
        migrations.CreateModel(
            name="CriticismEvent",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at", models.DateTimeField()),
                ("action", models.CharField(max_length=40)),
                ("detail", models.TextField(blank=True, default="")),
            ],
        ),
        migrations.CreateModel(
            name="CriticismTold",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("person", models.CharField(max_length=64)),
                ("mention", models.CharField(db_index=True, max_length=2000)),
            ],
        ),
        migrations.CreateModel(
            name="KnownAnswer",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("title", models.CharField(max_length=200)),
                ("asked", models.TextField(blank=True, default="")),
                ("german", models.TextField(blank=True, default="")),
                ("english", models.TextField(blank=True, default="")),
                ("folded", models.TextField(blank=True, default="")),
                ("confirm_by", models.DateField()),
                ("confirmed_at", models.DateTimeField(null=True)),
                ("version", models.PositiveIntegerField(default=1)),
                ("retired", models.BooleanField(default=False)),
                ("changed_at", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="AnswerAsked",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("mention", models.CharField(max_length=2000, unique=True)),
            ],
        ),
        migrations.CreateModel(
            name="AnswerExample",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("mention", models.CharField(max_length=2000)),
            ],
        ),
        migrations.CreateModel(
            name="AnswerPlaceholder",
            fields=[
                ("name", models.CharField(max_length=30, primary_key=True, serialize=False)),
                ("german", models.CharField(max_length=300)),
                ("english", models.CharField(max_length=300)),
            ],
        ),
        migrations.CreateModel(
            name="AnswerProposal",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("words", models.CharField(max_length=200)),
                ("lang", models.CharField(max_length=20)),
                ("people", models.PositiveIntegerField()),
                ("state", models.CharField(default="open", max_length=10)),
                ("found_at", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="AnswerUsage",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("version", models.PositiveIntegerField()),
                ("at", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="AnswerVersion",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("version", models.PositiveIntegerField()),
                ("title", models.CharField(max_length=200)),
                ("asked", models.TextField()),
                ("german", models.TextField()),
                ("english", models.TextField()),
                ("at", models.DateTimeField()),
            ],
        ),
        migrations.AddIndex(
            model_name="caseevent",
            index=models.Index(
                condition=models.Q(("action", "mention_hide")), fields=["-at"], name="case_event_hidden"
            ),
        ),
        migrations.AddField(
            model_name="answerreaction",
            name="reply",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.CASCADE, related_name="reaction", to="relational.reply"
            ),
        ),
        migrations.AddField(
            model_name="criticism",
            name="decided_by",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="criticism",
            name="department",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to="relational.department"
            ),
        ),
        migrations.AddField(
            model_name="criticism",
            name="owner",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="criticismcase",
            name="case",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.CASCADE, related_name="criticism", to="relational.case"
            ),
        ),
        migrations.AddField(
            model_name="criticismcase",
            name="criticism",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="cases", to="relational.criticism"
            ),
        ),
        migrations.AddField(
            model_name="criticismevent",
            name="actor",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="criticismevent",
            name="criticism",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="events", to="relational.criticism"
            ),
        ),
        migrations.AddField(
            model_name="criticismtold",
            name="case",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="+", to="relational.case"
            ),
        ),
        migrations.AddField(
            model_name="criticismtold",
            name="criticism",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="told", to="relational.criticism"
            ),
        ),
        migrations.AddField(
            model_name="criticismtold",
            name="reply",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="+", to="relational.reply"
            ),
        ),
        migrations.AddField(
            model_name="knownanswer",
            name="confirmed_by",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="knownanswer",
            name="department",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to="relational.department"
            ),
        ),
        migrations.AddField(
            model_name="knownanswer",
            name="owner",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="answerexample",
            name="answer",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="examples", to="relational.knownanswer"
            ),
        ),
        migrations.AddField(
            model_name="answerproposal",
            name="answer",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to="relational.knownanswer"
            ),
        ),
        migrations.AddField(
            model_name="answerproposal",
            name="department",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to="relational.department"
            ),
        ),
        migrations.AddField(
            model_name="answerasked",
            name="proposal",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="asked", to="relational.answerproposal"
            ),
        ),
        migrations.AddField(
            model_name="answerusage",
            name="answer",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="uses", to="relational.knownanswer"
            ),
        ),
        migrations.AddField(
            model_name="answerusage",
            name="by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="answerusage",
            name="reply",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="library_uses", to="relational.reply"
            ),
        ),
        migrations.AddField(
            model_name="answerversion",
            name="answer",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="versions", to="relational.knownanswer"
            ),
        ),
        migrations.AddField(
            model_name="answerversion",
            name="by",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddIndex(
            model_name="answerreaction",
            index=models.Index(fields=["sent_at"], name="reaction_by_time"),
        ),
        migrations.AddIndex(
            model_name="criticism",
            index=models.Index(fields=["state", "changed_at"], name="criticism_by_state"),
        ),
        migrations.AddConstraint(
            model_name="criticismtold",
            constraint=models.UniqueConstraint(fields=("criticism", "person"), name="criticism_told_once"),
        ),
        migrations.AddIndex(
            model_name="knownanswer",
            index=models.Index(fields=["retired", "title"], name="library_by_title"),
        ),
        migrations.AddConstraint(
            model_name="answerexample",
            constraint=models.UniqueConstraint(fields=("mention", "answer"), name="library_example_once"),
        ),
        migrations.AddIndex(
            model_name="answerproposal",
            index=models.Index(fields=["state", "-people"], name="library_proposals_open"),
        ),
        migrations.AddConstraint(
            model_name="answerusage",
            constraint=models.UniqueConstraint(fields=("reply", "answer"), name="library_use_once"),
        ),
        migrations.AddConstraint(
            model_name="answerversion",
            constraint=models.UniqueConstraint(fields=("answer", "version"), name="library_version_once"),
        ),
    ]
