"""Work: cases, what belongs to them, the log of what happened, the answers, and how far followers have come.

As little text of strangers as possible stands here, and all of it can be blanked: a case's subject, its author's
name and the folded form of both. Two columns only serve an index: `priority` as a rank and `alive`.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import ClassVar, Final

from django.db import models

from resonanz.core.reply import ReplyState

SUBJECT_LENGTH = 120
AUTHOR_LENGTH = 80
MENTION_LENGTH = 2000
"""Longest id; PostgreSQL keeps no index over much more. Connectors hash what is longer."""
NEVER_DUE: Final = datetime(9000, 1, 1, tzinfo=UTC)
"""Stands where nothing is due, so that the soonest comes first on every database."""


class Case(models.Model):
    """Hold one piece of work for a department."""

    department = models.ForeignKey("relational.Department", on_delete=models.PROTECT, db_index=False)
    owner = models.ForeignKey("relational.User", null=True, on_delete=models.PROTECT, db_index=False)
    state = models.CharField(max_length=10)
    alive = models.SmallIntegerField()
    """1 until it is closed. A number: SQLite uses no index for a bare boolean."""
    priority = models.SmallIntegerField()
    """0 urgent, 1 high, 2 normal, 3 low: so that every order an inbox needs is ascending."""
    subject = models.CharField(max_length=SUBJECT_LENGTH, blank=True)
    author = models.CharField(max_length=AUTHOR_LENGTH, blank=True)
    folded = models.CharField(max_length=2 * (SUBJECT_LENGTH + AUTHOR_LENGTH) + 1, blank=True)
    """Subject and author in folded case, to look for a part of them alike on every database."""
    subject_of = models.CharField(max_length=MENTION_LENGTH)
    """Which mention the subject was taken from."""
    channel = models.CharField(max_length=40)
    thread = models.CharField(max_length=MENTION_LENGTH)
    kind = models.CharField(max_length=20)
    sentiment = models.CharField(max_length=20)
    lang = models.CharField(max_length=20)
    route = models.CharField(max_length=200, blank=True)
    opened_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    mention_count = models.PositiveIntegerField(default=1)
    due_at = models.DateTimeField(default=NEVER_DUE)
    """Of the deadline that is owed soonest, or was; NEVER_DUE where none is or all stand still."""
    due_kind = models.CharField(max_length=20, blank=True, default="")
    due_state = models.CharField(max_length=10, blank=True, default="")
    snoozed_until = models.DateTimeField(null=True)
    """Out of the lists until then, or until the author speaks; null: it is not."""
    merged_into = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="merged")
    """The case that goes on for this one; its thread still leads there."""
    dispatched = models.BooleanField(default=False)
    """Whether it had an owner since it came to its department: whoever gives it back does not get it again."""
    stale = models.PositiveIntegerField(default=1)
    """How many events came since its deadlines were worked out."""
    escalate_at = models.DateTimeField(default=NEVER_DUE)
    """When its escalation is to be looked at next."""

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["thread"], name="one_case_a_thread")]
        indexes: ClassVar = [
            models.Index(fields=["department", "alive", "due_at"], name="case_inbox_due"),
            models.Index(fields=["alive", "due_at"], name="case_all_due"),
            models.Index(fields=["escalate_at"], name="case_escalates"),
            models.Index(fields=["id"], name="case_stale", condition=models.Q(stale__gt=0)),
            models.Index(
                fields=["snoozed_until"], name="case_snoozed", condition=models.Q(snoozed_until__isnull=False)
            ),
            models.Index(
                fields=["department", "id"],
                name="case_undispatched",
                condition=models.Q(owner__isnull=True, alive=1, dispatched=False),
            ),
            models.Index(fields=["department", "alive", "changed_at"], name="case_inbox"),
            models.Index(fields=["department", "alive", "priority", "opened_at"], name="case_inbox_urgent"),
            # Everything that the counts beside the views ask, so that they are read from the index alone.
            models.Index(
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
            models.Index(fields=["alive", "changed_at"], name="case_all"),
            models.Index(fields=["alive", "priority", "opened_at"], name="case_all_urgent"),
            models.Index(
                fields=["owner", "alive", "changed_at"], name="case_mine", condition=models.Q(owner__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return f"case {self.pk}"


class CaseMention(models.Model):
    """Say that a mention belongs to a case."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="mentions")
    mention = models.CharField(max_length=MENTION_LENGTH)
    revision = models.BigIntegerField(default=0)
    """The newest one that the case was told of."""
    joined_at = models.DateTimeField()
    is_reaction = models.BooleanField(default=False)
    origin = models.BigIntegerField(null=True)
    """The case it belongs to by its thread, where that was merged into this one."""
    forgotten = models.BooleanField(default=False)
    """It was erased at its source or here; that it was part of the case stays known."""

    class Meta:
        # In this order, so that the constraint's index also answers "whose case is this mention in?".
        constraints: ClassVar = [models.UniqueConstraint(fields=["mention", "case"], name="mention_once_a_case")]

    def __str__(self) -> str:
        return f"{self.mention} in case {self.case_id}"


class CaseEvent(models.Model):
    """Hold one line of a case's history; rows are only added."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="events")
    at = models.DateTimeField()
    action = models.CharField(max_length=40)
    actor = models.ForeignKey("relational.User", null=True, on_delete=models.PROTECT, db_index=False, related_name="+")
    detail = models.TextField(blank=True)
    mention = models.CharField(max_length=MENTION_LENGTH, null=True)
    voice = models.CharField(max_length=10, blank=True, default="")
    department = models.BigIntegerField(null=True)
    """Which one owns the case from here on, or is asked; a number, because the log outlives departments."""
    priority = models.SmallIntegerField(null=True)
    kind = models.CharField(max_length=20, blank=True, default="")
    key = models.CharField(max_length=40, blank=True, default="")
    """Tells apart what may be going on several times at once: the number of an inquiry, of a merged case."""
    origin = models.BigIntegerField(null=True)
    """The case it happened to, where that was merged into this one."""

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["-at"], name="case_event_hidden", condition=models.Q(action="mention_hide")),
        ]

    def __str__(self) -> str:
        return f"{self.action} of case {self.case_id}"


class Reply(models.Model):
    """Hold one answer on its way into the channel."""

    key = models.CharField(max_length=64, unique=True)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="replies")
    reply_to = models.CharField(max_length=MENTION_LENGTH)
    text = models.TextField()
    state = models.CharField(max_length=20, default=ReplyState.DRAFT.value)
    author = models.ForeignKey("relational.User", on_delete=models.PROTECT, related_name="+")
    approved_by = models.ForeignKey("relational.User", null=True, on_delete=models.PROTECT, related_name="+")
    needs_four_eyes = models.BooleanField()
    created_at = models.DateTimeField()
    tries = models.PositiveIntegerField(default=0)
    next_try_at = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)
    sent_id = models.CharField(max_length=MENTION_LENGTH, null=True)
    sent_url = models.CharField(max_length=2000, null=True)
    trouble = models.TextField(blank=True, default="")
    origin = models.BigIntegerField(null=True)
    """The case it was written in, where that was merged into another."""
    looked = models.SmallIntegerField(default=0)
    """1 when somebody looked, once it was sent, what came of it. A number: SQLite uses no index for a bare boolean."""

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["state", "next_try_at"], name="reply_due"),
            models.Index(
                fields=["looked", "id"],
                name="reply_reaction",
                condition=models.Q(state=ReplyState.SENT.value, looked=0),
            ),
            models.Index(fields=["sent_id"], name="reply_sent", condition=models.Q(sent_id__isnull=False)),
        ]

    def __str__(self) -> str:
        return f"reply {self.pk} to case {self.case_id}"


class FollowerMark(models.Model):
    """Say up to which place of the archive a follower has come."""

    follower = models.CharField(max_length=40, primary_key=True)
    seq = models.BigIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.follower} at {self.seq}"
