"""Let people be told of criticism as they are told of needs; whoever was told by drafts stays told."""

from __future__ import annotations

import json
from typing import Any

import django.db.models.deletion
from django.db import migrations, models


def keep_who_was_told(apps: Any, _editor: Any) -> None:
    """Bring each criticism's people into a round that is over: a person is told once, whichever way it was."""
    said = {"sent": "told", "refused": "refused", "uncertain": "uncertain", "discarded": "cannot"}
    before, round_of = apps.get_model("relational", "CriticismTold"), apps.get_model("relational", "Telling")
    told = apps.get_model("relational", "Told")
    rounds: dict[int, Any] = {}
    for one in before.objects.select_related("criticism", "reply__case").order_by("pk"):
        at = one.criticism.changed_at
        if one.criticism_id not in rounds:
            rounds[one.criticism_id] = round_of.objects.create(
                criticism=one.criticism, texts=json.dumps([["de", "…"]]), state="finished", alive=0,
                author_id=one.reply.author_id, created_at=at, changed_at=at,
            )  # fmt: skip
        state = said.get(one.reply.state, "handed")
        told.objects.create(
            criticism=one.criticism, telling=rounds[one.criticism_id], person=f"#{one.person[:60]}", mention=one.mention,
            channel=one.reply.case.channel, lang="de", key=one.reply.key, state=state, reply=one.reply, handed_at=at,
            why="discarded" if state == "cannot" else "", settled_at=None if state == "handed" else at,
        )  # fmt: skip


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
        migrations.RunPython(keep_who_was_told, migrations.RunPython.noop),
        migrations.DeleteModel(
            name="CriticismTold",
        ),
    ]
