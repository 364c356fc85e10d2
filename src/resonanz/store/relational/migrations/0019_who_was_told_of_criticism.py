"""Bring who was told of criticism by drafts over; apart, because PostgreSQL changes no table that rows wait in."""

from __future__ import annotations

import json
from typing import Any

from django.db import migrations


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
            criticism=one.criticism, telling=rounds[one.criticism_id], person=f"#{one.person[:60]}",
            mention=one.mention,
            channel=one.reply.case.channel, lang="de", key=one.reply.key, state=state, reply=one.reply, handed_at=at,
            why="discarded" if state == "cannot" else "", settled_at=None if state == "handed" else at,
        )  # fmt: skip


class Migration(migrations.Migration):
    dependencies = [
        ("relational", "0018_one_way_of_telling"),
    ]

    operations = [
        migrations.RunPython(keep_who_was_told, migrations.RunPython.noop),
        migrations.DeleteModel(
            name="CriticismTold",
        ),
    ]
