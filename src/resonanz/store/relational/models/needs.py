"""What people ask for, the mentions that say so, and who was told what became of it, or of what they criticised.

No stranger's words stand here. Who said something is a keyed hash: enough to count people and to tell nobody twice,
and nothing to look anybody up by.
"""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from resonanz.store.relational.models.work import MENTION_LENGTH

VOICE_LENGTH = 65


class Need(models.Model):
    """Hold one need or question; a merged one stays as a signpost."""

    title = models.CharField(max_length=200)
    asked = models.TextField(blank=True, default="")
    kind = models.CharField(max_length=10)
    department = models.ForeignKey("relational.Department", null=True, on_delete=models.SET_NULL, related_name="+")
    owner = models.ForeignKey("relational.User", null=True, on_delete=models.SET_NULL, related_name="+")
    state = models.CharField(max_length=12)
    planned_for = models.DateField(null=True)
    reason = models.TextField(blank=True, default="")
    into = models.ForeignKey("self", null=True, on_delete=models.SET_NULL, related_name="absorbed")
    created_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=12, blank=True, default="")
    erased = models.PositiveIntegerField(default=0)
    people = models.PositiveIntegerField(default=0)
    """What lists are ordered by; worked out anew by `recount`."""
    mentions = models.PositiveIntegerField(default=0)
    proposed = models.PositiveIntegerField(default=0)
    recent = models.PositiveIntegerField(default=0)
    """People of the last four weeks."""
    growth = models.IntegerField(default=0)
    """People of the last four weeks less those of the four before."""

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["state", "people"], name="need_by_people"),
            models.Index(fields=["state", "growth"], name="need_by_growth"),
        ]

    def __str__(self) -> str:
        return self.title


class NeedEvent(models.Model):
    """Hold one line of a need's history; rows are only added."""

    need = models.ForeignKey(Need, on_delete=models.CASCADE, related_name="events")
    at = models.DateTimeField()
    action = models.CharField(max_length=40)
    actor = models.ForeignKey("relational.User", null=True, on_delete=models.PROTECT, related_name="+")
    detail = models.TextField(blank=True, default="")
    other = models.BigIntegerField(null=True)

    def __str__(self) -> str:
        return f"{self.action} of need {self.need_id}"


class NeedSignpost(models.Model):
    """Say that a topic or a query leads to a need."""

    need = models.ForeignKey(Need, on_delete=models.CASCADE, related_name="signposts")
    how = models.CharField(max_length=10)
    value = models.CharField(max_length=120)
    looked_at = models.DateTimeField(null=True)
    whole_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["need", "how", "value"], name="need_signpost_once")]

    def __str__(self) -> str:
        return f"{self.how} {self.value}"


class NeedEvidence(models.Model):
    """Say that a mention speaks for a need, is proposed to, or was taken out."""

    need = models.ForeignKey(Need, on_delete=models.CASCADE, related_name="evidence", db_index=False)
    mention = models.CharField(max_length=MENTION_LENGTH, db_index=True)
    voice = models.CharField(max_length=VOICE_LENGTH)
    """Keyed hash of who said it; beginning with ? where the channel does not tell, then of the mention."""
    channel = models.CharField(max_length=40)
    lang = models.CharField(max_length=20)
    kind = models.CharField(max_length=20)
    topics = models.TextField(blank=True, default="")
    """Keys, by comma."""
    said_at = models.DateTimeField()
    how = models.CharField(max_length=10)
    standing = models.CharField(max_length=10)
    likeness = models.FloatField(default=0.0)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["need", "mention"], name="evidence_once_a_need")]
        indexes: ClassVar = [models.Index(fields=["need", "standing", "said_at"], name="evidence_of_need")]

    def __str__(self) -> str:
        return self.mention


class Telling(models.Model):
    """Hold one round of telling people of one need or one criticism."""

    need = models.ForeignKey(Need, null=True, on_delete=models.CASCADE, related_name="tellings")
    criticism = models.ForeignKey("relational.Criticism", null=True, on_delete=models.CASCADE, related_name="tellings")
    texts = models.TextField()
    """JSON: pairs of language and text, the one for everybody else first."""
    state = models.CharField(max_length=10)
    alive = models.SmallIntegerField(default=1)
    author = models.ForeignKey("relational.User", on_delete=models.PROTECT, related_name="+")
    approved_by = models.ForeignKey("relational.User", null=True, on_delete=models.PROTECT, related_name="+")
    needs_four_eyes = models.BooleanField(default=False)
    created_at = models.DateTimeField()
    changed_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["need"], condition=models.Q(alive=1), name="one_telling_at_a_time"),
            models.UniqueConstraint(fields=["criticism"], condition=models.Q(alive=1), name="one_telling_a_criticism"),
            models.CheckConstraint(
                condition=models.Q(need__isnull=False) ^ models.Q(criticism__isnull=False), name="telling_of_one"
            ),
        ]

    def __str__(self) -> str:
        return f"telling {self.pk}"


class Told(models.Model):
    """Hold one person of the list of a need or a criticism: what makes sure that nobody is told twice."""

    need = models.ForeignKey(Need, null=True, on_delete=models.CASCADE, related_name="told", db_index=False)
    criticism = models.ForeignKey(
        "relational.Criticism", null=True, on_delete=models.CASCADE, related_name="told", db_index=False
    )
    telling = models.ForeignKey(Telling, on_delete=models.PROTECT, related_name="people")
    person = models.CharField(max_length=VOICE_LENGTH)
    mention = models.CharField(max_length=MENTION_LENGTH, null=True, db_index=True)
    channel = models.CharField(max_length=40)
    lang = models.CharField(max_length=20)
    key = models.CharField(max_length=64, db_index=True)
    state = models.CharField(max_length=10)
    why = models.CharField(max_length=20, blank=True, default="")
    reply = models.ForeignKey("relational.Reply", null=True, on_delete=models.SET_NULL, related_name="told")
    handed_at = models.DateTimeField(null=True)
    settled_at = models.DateTimeField(null=True)
    trouble = models.TextField(blank=True, default="")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["need", "person"], name="told_once"),
            models.UniqueConstraint(fields=["criticism", "person"], name="told_once_a_criticism"),
            models.CheckConstraint(
                condition=models.Q(need__isnull=False) ^ models.Q(criticism__isnull=False), name="told_of_one"
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["person"], name="told_person"),
            models.Index(fields=["telling", "state", "channel"], name="told_waiting"),
            models.Index(fields=["channel", "handed_at"], name="told_pace"),
        ]

    def __str__(self) -> str:
        return f"person {self.pk}"


class NotToBeTold(models.Model):
    """Hold who asked not to be told, as a keyed hash."""

    person = models.CharField(max_length=VOICE_LENGTH, primary_key=True)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return self.person
