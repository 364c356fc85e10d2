"""What people taught: labels, label sets of the company's own, and the versions that were learned from them.

No row holds a stranger's words: a lesson names its mention, and a version's report holds figures and single words that
several people used.
"""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from resonanz.store.relational.models.work import MENTION_LENGTH


class LabelSet(models.Model):
    """Hold a label set of the company's own."""

    slug = models.SlugField(max_length=40, unique=True)
    name = models.CharField(max_length=120)
    values = models.TextField()
    """One a line, in the order in which they are offered."""

    def __str__(self) -> str:
        return self.name


class Lesson(models.Model):
    """Hold what one person said of one mention in one task."""

    task = models.CharField(max_length=60)
    mention = models.CharField(max_length=MENTION_LENGTH, db_index=True)
    revision = models.PositiveIntegerField(default=0)
    value = models.CharField(max_length=60)
    before_value = models.CharField(max_length=60, blank=True, default="")
    before_origin = models.CharField(max_length=120, blank=True, default="")
    before_sure = models.FloatField(default=0.0)
    lang = models.CharField(max_length=8, default="und")
    drawn = models.CharField(max_length=10)
    by = models.ForeignKey("relational.User", null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["task", "mention", "by"], name="lesson_once_a_person"),
        ]
        indexes: ClassVar = [models.Index(fields=["task", "at"], name="lesson_by_task")]

    def __str__(self) -> str:
        return f"{self.task}: {self.value}"


class ModelVersion(models.Model):
    """Hold one model that was learned for a task."""

    task = models.CharField(max_length=60)
    number = models.PositiveIntegerField()
    stage = models.CharField(max_length=10)
    made_at = models.DateTimeField()
    promoted_at = models.DateTimeField(null=True)
    examples = models.PositiveIntegerField()
    learned_until = models.DateTimeField()
    digest = models.CharField(max_length=64, blank=True, default="")
    report = models.TextField(default="{}")
    """JSON: figures, lessons by their ids, words."""

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["task", "number"], name="model_version_once"),
            models.UniqueConstraint(
                fields=["task"], condition=models.Q(stage="running"), name="one_running_model_a_task"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.task} v{self.number}"


class TaskWish(models.Model):
    """Hold what a lead asked of a task."""

    task = models.CharField(max_length=60, primary_key=True)
    accuracy = models.FloatField(default=0.9)
    learn_now = models.BooleanField(default=False)
    uses_service = models.BooleanField(default=False)

    def __str__(self) -> str:
        return self.task
