"""Keep what is typed into an answer, keep questions to departments, and find answers nobody looked at by an index."""

import django.db.models.deletion
from django.db import migrations, models


def marked(apps, _schema_editor):
    """Mark the answers of which somebody looked already what came of them."""
    apps.get_model("relational", "Reply").objects.filter(reaction__isnull=False).update(looked=1)


class Migration(migrations.Migration):
    dependencies = [
        ("relational", "0016_verdicts"),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="typeddraft",
            name="typed_draft_once",
        ),
        migrations.AddField(
            model_name="reply",
            name="looked",
            field=models.SmallIntegerField(default=0),
        ),
        migrations.AddField(
            model_name="typeddraft",
            name="reply",
            field=models.BigIntegerField(default=0),
        ),
        migrations.AlterField(
            model_name="inquiry",
            name="department",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="relational.department",
            ),
        ),
        migrations.AddIndex(
            model_name="answerreaction",
            index=models.Index(
                condition=models.Q(("settled", False), ("told", True)), fields=["looked_at"], name="reaction_goes_on"
            ),
        ),
        migrations.AddIndex(
            model_name="reply",
            index=models.Index(
                condition=models.Q(("looked", 0), ("state", "sent")), fields=["looked", "id"], name="reply_reaction"
            ),
        ),
        migrations.AddConstraint(
            model_name="typeddraft",
            constraint=models.UniqueConstraint(fields=("case", "person", "reply"), name="typed_draft_once"),
        ),
        migrations.RunPython(marked, migrations.RunPython.noop),
    ]
