"""What people talk about. No row holds a text: examples and members name mentions, words are those of several."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from resonanz.core.topic import LONGEST_KEY
from resonanz.store.relational.models.work import MENTION_LENGTH


class Topic(models.Model):
    """Hold one topic; a merged one stays as a signpost."""

    key = models.CharField(max_length=LONGEST_KEY, unique=True)
    name = models.CharField(max_length=120)
    state = models.CharField(max_length=10)
    into = models.CharField(max_length=LONGEST_KEY, blank=True, default="")
    words = models.TextField(blank=True, default="")
    """One a line."""
    trend = models.CharField(max_length=10, default="unknown")
    people = models.PositiveIntegerField(default=0)
    usual = models.FloatField(default=0.0)
    low = models.FloatField(default=0.0)
    high = models.FloatField(default=0.0)

    def __str__(self) -> str:
        return self.name


class TopicEvent(models.Model):
    """Hold one line of a topic's history."""

    topic = models.ForeignKey(Topic, on_delete=models.CASCADE, related_name="events")
    at = models.DateTimeField()
    action = models.CharField(max_length=20)
    other = models.CharField(max_length=LONGEST_KEY, blank=True, default="")
    actor = models.CharField(max_length=200, blank=True, default="")

    def __str__(self) -> str:
        return self.action


class TopicExample(models.Model):
    """Say that a mention belongs to a topic, or that a person took it out."""

    topic = models.ForeignKey(Topic, on_delete=models.CASCADE, related_name="examples")
    mention = models.CharField(max_length=MENTION_LENGTH, db_index=True)
    fits = models.BooleanField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["topic", "mention"], name="example_once_a_topic")]

    def __str__(self) -> str:
        return self.mention


class TopicMember(models.Model):
    """Say that the system counts a mention to a proposal."""

    topic = models.ForeignKey(Topic, on_delete=models.CASCADE, related_name="members")
    mention = models.CharField(max_length=MENTION_LENGTH, unique=True)

    def __str__(self) -> str:
        return self.mention


class TopicWork(models.Model):
    """Hold what was learned and how far the work has come, in the one row there is."""

    learned = models.BinaryField(null=True)
    taught = models.CharField(max_length=40, blank=True, default="")
    learned_at = models.DateTimeField(null=True)
    looked_until = models.BigIntegerField(default=0)
    looked_at = models.DateTimeField(null=True)
    reached_at = models.DateTimeField(null=True)
    reached_seq = models.BigIntegerField(default=0)
    given = models.BooleanField(default=True)

    def __str__(self) -> str:
        return self.taught
