"""What listens: sources with cursor and health, their secrets, counts and gaps, and the raw payloads.

A source's cursor and counts change in one transaction, after all facts: it may point too far back, never too far
forward.
"""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from resonanz.core.source import Health


class Source(models.Model):
    """Hold one configured connection."""

    name = models.CharField(max_length=200, unique=True)
    connector = models.CharField(max_length=60)
    settings = models.TextField(default="{}")
    """JSON, ASCII only, so that no stranger's character breaks a database."""
    enabled = models.BooleanField(default=True)
    interval = models.FloatField(default=300.0)
    streams = models.BooleanField(default=False)
    retention_days = models.PositiveIntegerField(null=True)

    cursor = models.TextField(null=True)
    state = models.CharField(max_length=20, default=Health.HEALTHY.value)
    sentence = models.TextField(blank=True, default="")
    since = models.DateTimeField(null=True)
    last_look_at = models.DateTimeField(null=True)
    last_success_at = models.DateTimeField(null=True)
    next_look_at = models.DateTimeField(null=True)
    failures = models.PositiveIntegerField(default=0)
    wanted = models.BooleanField(default=False)
    """Somebody asked it to look now."""

    def __str__(self) -> str:
        return self.name


class SourceSecret(models.Model):
    """Hold a source's credentials, sealed."""

    source = models.OneToOneField(Source, on_delete=models.CASCADE, primary_key=True, related_name="secret")
    sealed = models.BinaryField()

    def __str__(self) -> str:
        return f"secrets of source {self.source_id}"


class SourceHour(models.Model):
    """Count what a source brought in one hour."""

    source = models.ForeignKey(Source, on_delete=models.CASCADE, related_name="hours")
    hour = models.DateTimeField()
    new = models.PositiveIntegerField(default=0)
    revised = models.PositiveIntegerField(default=0)
    known = models.PositiveIntegerField(default=0)
    removed = models.PositiveIntegerField(default=0)
    skipped = models.PositiveIntegerField(default=0)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["source", "hour"], name="source_hour_once")]

    def __str__(self) -> str:
        return f"source {self.source_id} at {self.hour:%Y-%m-%d %H}"


class SkipHour(models.Model):
    """Count what a source left out in one hour, by reason."""

    source = models.ForeignKey(Source, on_delete=models.CASCADE, related_name="skips")
    hour = models.DateTimeField()
    reason = models.CharField(max_length=80)
    number = models.PositiveIntegerField(default=0)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["source", "hour", "reason"], name="skip_hour_once")]

    def __str__(self) -> str:
        return f"source {self.source_id}: {self.reason}"


class SourceGap(models.Model):
    """Say when a source did not listen."""

    source = models.ForeignKey(Source, on_delete=models.CASCADE, related_name="gaps")
    start = models.DateTimeField()
    end = models.DateTimeField(null=True)
    reason = models.TextField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["source"], condition=models.Q(end=None), name="one_open_gap")
        ]
        indexes: ClassVar = [models.Index(fields=["source", "start"], name="gap_by_start")]

    def __str__(self) -> str:
        return f"source {self.source_id} from {self.start:%Y-%m-%d %H:%M}"


class Payload(models.Model):
    """Hold one raw item as it came; `source` is a plain id, so that removing a source keeps what was heard."""

    source = models.BigIntegerField()
    mention = models.CharField(max_length=2000)
    form = models.CharField(max_length=60)
    body = models.BinaryField()
    """UTF-8 JSON, or the same compressed by zlib: JSON never begins with the byte that zlib begins with."""
    seen_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["mention", "form"], name="payload_once")]
        indexes: ClassVar = [models.Index(fields=["seen_at"], name="payload_by_age")]

    def __str__(self) -> str:
        return f"{self.mention} ({self.form})"
