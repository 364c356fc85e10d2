"""The answers library, what was decided about criticism, and what came of answers.

No stranger's words stand here: examples, proposals and who was told are ids of mentions, whose texts the archive has.
"""

from __future__ import annotations

from typing import ClassVar, Final

from django.db import models

from resonanz.core.criticism import CriticismState
from resonanz.core.ready_answers import LONGEST_ASKED, LONGEST_TITLE
from resonanz.store.relational.models.work import MENTION_LENGTH

FOLDED_LENGTH: Final = 2 * (LONGEST_TITLE + LONGEST_ASKED)


class KnownAnswer(models.Model):
    """Hold one answer of the library as it is now."""

    department = models.ForeignKey("relational.Department", null=True, on_delete=models.SET_NULL, related_name="+")
    title = models.CharField(max_length=LONGEST_TITLE)
    asked = models.TextField(blank=True, default="")
    german = models.TextField(blank=True, default="")
    english = models.TextField(blank=True, default="")
    folded = models.TextField(blank=True, default="")
    """Everything in folded case, to look for a part of it alike on every database."""
    owner = models.ForeignKey("relational.User", null=True, on_delete=models.PROTECT, related_name="+")
    confirm_by = models.DateField()
    confirmed_at = models.DateTimeField(null=True)
    confirmed_by = models.ForeignKey("relational.User", null=True, on_delete=models.PROTECT, related_name="+")
    version = models.PositiveIntegerField(default=1)
    retired = models.BooleanField(default=False)
    changed_at = models.DateTimeField()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["retired", "title"], name="library_by_title")]

    def __str__(self) -> str:
        return self.title


class AnswerVersion(models.Model):
    """Hold what an answer was from a moment on; rows are only added."""

    answer = models.ForeignKey(KnownAnswer, on_delete=models.CASCADE, related_name="versions")
    version = models.PositiveIntegerField()
    title = models.CharField(max_length=LONGEST_TITLE)
    asked = models.TextField()
    german = models.TextField()
    english = models.TextField()
    at = models.DateTimeField()
    by = models.ForeignKey("relational.User", null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["answer", "version"], name="library_version_once")]

    def __str__(self) -> str:
        return f"{self.title} v{self.version}"


class AnswerExample(models.Model):
    """Say that an answer was one to this mention."""

    answer = models.ForeignKey(KnownAnswer, on_delete=models.CASCADE, related_name="examples")
    mention = models.CharField(max_length=MENTION_LENGTH)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["mention", "answer"], name="library_example_once")]

    def __str__(self) -> str:
        return f"{self.mention} for {self.answer_id}"


class AnswerUsage(models.Model):
    """Say that a reply was written with an answer of the library."""

    answer = models.ForeignKey(KnownAnswer, on_delete=models.CASCADE, related_name="uses")
    version = models.PositiveIntegerField()
    reply = models.ForeignKey("relational.Reply", on_delete=models.CASCADE, related_name="library_uses")
    at = models.DateTimeField()
    by = models.ForeignKey("relational.User", on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["reply", "answer"], name="library_use_once")]

    def __str__(self) -> str:
        return f"{self.answer_id} in reply {self.reply_id}"


class AnswerPlaceholder(models.Model):
    """Hold a placeholder of the company's own."""

    name = models.CharField(max_length=30, primary_key=True)
    german = models.CharField(max_length=300)
    english = models.CharField(max_length=300)

    def __str__(self) -> str:
        return self.name


class AnswerProposal(models.Model):
    """Hold a question that is asked again and again and has no answer in the library."""

    words = models.CharField(max_length=LONGEST_TITLE)
    """Words that those who ask share; they quote nobody."""
    lang = models.CharField(max_length=20)
    department = models.ForeignKey("relational.Department", null=True, on_delete=models.SET_NULL, related_name="+")
    people = models.PositiveIntegerField()
    state = models.CharField(max_length=10, default="open")
    """open, taken or dismissed."""
    answer = models.ForeignKey(KnownAnswer, null=True, on_delete=models.SET_NULL, related_name="+")
    found_at = models.DateTimeField()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["state", "-people"], name="library_proposals_open")]

    def __str__(self) -> str:
        return self.words


class AnswerAsked(models.Model):
    """Say that a mention asks what a proposal is about."""

    proposal = models.ForeignKey(AnswerProposal, on_delete=models.CASCADE, related_name="asked")
    mention = models.CharField(max_length=MENTION_LENGTH, unique=True)

    def __str__(self) -> str:
        return f"{self.mention} in {self.proposal_id}"


class Criticism(models.Model):
    """Hold one criticism with its decision."""

    title = models.CharField(max_length=LONGEST_TITLE, blank=True, default="")
    department = models.ForeignKey("relational.Department", null=True, on_delete=models.SET_NULL, related_name="+")
    state = models.CharField(max_length=10, default=CriticismState.OPEN.value)
    owner = models.ForeignKey("relational.User", null=True, on_delete=models.PROTECT, related_name="+")
    reason = models.TextField(blank=True, default="")
    until = models.DateField(null=True)
    change = models.TextField(blank=True, default="")
    decided_by = models.ForeignKey("relational.User", null=True, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(null=True)
    changed_at = models.DateTimeField()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["state", "changed_at"], name="criticism_by_state")]

    def __str__(self) -> str:
        return f"criticism {self.pk}"


class CriticismCase(models.Model):
    """Say that a case belongs to a criticism; to one at most."""

    criticism = models.ForeignKey(Criticism, on_delete=models.CASCADE, related_name="cases")
    case = models.OneToOneField("relational.Case", on_delete=models.CASCADE, related_name="criticism")

    def __str__(self) -> str:
        return f"case {self.case_id} of criticism {self.criticism_id}"


class CriticismEvent(models.Model):
    """Hold one line of a criticism's history; rows are only added."""

    criticism = models.ForeignKey(Criticism, on_delete=models.CASCADE, related_name="events")
    at = models.DateTimeField()
    action = models.CharField(max_length=40)
    actor = models.ForeignKey("relational.User", null=True, on_delete=models.PROTECT, related_name="+")
    detail = models.TextField(blank=True, default="")

    def __str__(self) -> str:
        return f"{self.action} of criticism {self.criticism_id}"


class AnswerReaction(models.Model):
    """Hold what came of one answer, as numbers and codes."""

    reply = models.OneToOneField("relational.Reply", on_delete=models.CASCADE, related_name="reaction")
    sent_at = models.DateTimeField()
    channel = models.CharField(max_length=40)
    department = models.BigIntegerField()
    """Which one owned the case when it was looked at first; a number, because figures outlive departments."""
    looked_at = models.DateTimeField()
    told = models.BooleanField(default=True)
    """Whether anything could be told: who was answered is known, and was not erased."""
    settled = models.BooleanField(default=False)
    asked = models.BooleanField(default=False)
    came_back = models.BooleanField(default=False)
    directly = models.BooleanField(default=False)
    before = models.CharField(max_length=20, blank=True, default="")
    after = models.CharField(max_length=20, blank=True, default="")
    change = models.SmallIntegerField(default=0)
    """1 where who was answered feels better, -1 where worse."""
    asked_again = models.BooleanField(default=False)
    others = models.PositiveIntegerField(default=0)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["sent_at"], name="reaction_by_time"),
            models.Index(fields=["looked_at"], name="reaction_goes_on", condition=models.Q(settled=False, told=True)),
        ]

    def __str__(self) -> str:
        return f"reaction to reply {self.reply_id}"
