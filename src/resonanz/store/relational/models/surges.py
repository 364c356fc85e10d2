"""Surges and the series that are watched, incidents and what belongs to them.

No stranger's words stand here: a surge knows its series and numbers, an incident its cases, and who wants to read what
was said asks the archive.
"""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from resonanz.core.incident import IncidentState
from resonanz.core.surge import LONGEST_SERIES


class SurgeWatching(models.Model):
    """Hold how far the watch has come, and what it may spend; the row's id is always 1."""

    seq = models.BigIntegerField(default=0)
    closed = models.DateTimeField(null=True)
    pending = models.TextField(default="{}")
    """JSON: moment -> series -> voices."""
    budget = models.FloatField(default=1.0)

    class Meta:
        constraints: ClassVar = [models.CheckConstraint(condition=models.Q(id=1), name="watching_alone")]

    def __str__(self) -> str:
        return f"watched up to {self.closed}"


class WatchedSeries(models.Model):
    """Hold what the watch of one series has learned, as JSON."""

    series = models.CharField(max_length=LONGEST_SERIES, primary_key=True)
    learned = models.TextField()

    def __str__(self) -> str:
        return self.series


class SeriesHour(models.Model):
    """Count the voices of a series in one hour."""

    series = models.CharField(max_length=LONGEST_SERIES)
    hour = models.DateTimeField()
    voices = models.PositiveIntegerField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["series", "hour"], name="series_hour_once")]
        indexes: ClassVar = [models.Index(fields=["hour"], name="series_hour_by_age")]

    def __str__(self) -> str:
        return f"{self.series} at {self.hour:%Y-%m-%d %H}"


class Surge(models.Model):
    """Hold one surge."""

    series = models.CharField(max_length=LONGEST_SERIES)
    also = models.TextField(blank=True, default="")
    """Further series, one a line."""
    started_at = models.DateTimeField()
    peak_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    severity = models.FloatField()
    expected = models.FloatField()
    observed = models.FloatField()
    voices = models.PositiveIntegerField(default=0)
    mentions = models.PositiveIntegerField(default=0)
    negative = models.PositiveIntegerField(default=0)
    reach = models.BigIntegerField(default=0)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["ended_at"], name="surge_lasting")]

    def __str__(self) -> str:
        return f"surge {self.pk} of {self.series}"


class Incident(models.Model):
    """Hold one incident."""

    title = models.CharField(max_length=200)
    gravity = models.SmallIntegerField()
    state = models.CharField(max_length=10, default=IncidentState.OPEN.value)
    department = models.ForeignKey("relational.Department", null=True, on_delete=models.SET_NULL, related_name="+")
    owner = models.ForeignKey("relational.User", null=True, on_delete=models.PROTECT, related_name="+")
    surge = models.OneToOneField(Surge, null=True, on_delete=models.SET_NULL, related_name="incident")
    series = models.CharField(max_length=LONGEST_SERIES, blank=True, default="")
    since = models.DateTimeField()
    declared_by = models.ForeignKey("relational.User", on_delete=models.PROTECT, related_name="+")
    declared_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)
    statement = models.TextField(blank=True, default="")
    statement_by = models.ForeignKey("relational.User", null=True, on_delete=models.PROTECT, related_name="+")
    statement_approved_by = models.ForeignKey("relational.User", null=True, on_delete=models.PROTECT, related_name="+")
    review = models.TextField(blank=True, default="")

    class Meta:
        indexes: ClassVar = [models.Index(fields=["state"], name="incident_by_state")]

    def __str__(self) -> str:
        return self.title


class IncidentEvent(models.Model):
    """Hold one line of an incident's timeline; rows are only added."""

    incident = models.ForeignKey(Incident, on_delete=models.CASCADE, related_name="events")
    at = models.DateTimeField()
    action = models.CharField(max_length=40)
    actor = models.ForeignKey("relational.User", null=True, on_delete=models.PROTECT, related_name="+")
    detail = models.TextField(blank=True, default="")

    def __str__(self) -> str:
        return f"{self.action} of incident {self.incident_id}"


class IncidentCase(models.Model):
    """Say that a case belongs to an incident, or that somebody took it out of it."""

    incident = models.ForeignKey(Incident, on_delete=models.CASCADE, related_name="cases")
    case = models.ForeignKey("relational.Case", on_delete=models.CASCADE, related_name="incidents")
    added_at = models.DateTimeField()
    belongs = models.BooleanField(default=True)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["incident", "case"], name="incident_case_once")]

    def __str__(self) -> str:
        return f"case {self.case_id} of incident {self.incident_id}"


class IncidentStep(models.Model):
    """Hold one line of an incident's checklist."""

    incident = models.ForeignKey(Incident, on_delete=models.CASCADE, related_name="steps")
    text = models.CharField(max_length=300)
    done_at = models.DateTimeField(null=True)
    done_by = models.ForeignKey("relational.User", null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["incident", "text"], name="incident_step_once")]

    def __str__(self) -> str:
        return self.text


class Checklist(models.Model):
    """Hold what the company does in incidents of one gravity; one step a line."""

    gravity = models.SmallIntegerField(primary_key=True)
    steps = models.TextField(blank=True, default="")

    def __str__(self) -> str:
        return f"checklist {self.gravity}"


class Finding(models.Model):
    """Hold what an incident taught."""

    incident = models.ForeignKey(Incident, on_delete=models.CASCADE, related_name="findings")
    text = models.TextField()
    at = models.DateTimeField()
    by = models.ForeignKey("relational.User", on_delete=models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return f"finding of incident {self.incident_id}"
