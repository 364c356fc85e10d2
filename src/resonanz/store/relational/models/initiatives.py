"""Initiatives, their history, the series that were handed in, sealed forecasts, and verdicts.

What is looked for stands in columns of its own; a plan and a verdict are JSON, read whole or not at all. A forecast is
encrypted: a look into the tables tells nobody what a colleague expects.
"""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from resonanz.core.initiative import InitiativeState


class Initiative(models.Model):
    """Hold one initiative."""

    title = models.CharField(max_length=200)
    sort = models.CharField(max_length=20)
    department = models.ForeignKey("relational.Department", null=True, on_delete=models.SET_NULL, related_name="+")
    owner = models.ForeignKey("relational.User", null=True, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=12, default=InitiativeState.IDEA.value)
    plan = models.TextField()
    """JSON of `core.initiative.Plan`."""
    metric = models.CharField(max_length=60, blank=True, default="")
    """Name of the plan's metric, to look for; `file` for a series that was handed in."""
    starts_on = models.DateField(null=True)
    ends_on = models.DateField(null=True)
    sponsor = models.ForeignKey("relational.User", null=True, on_delete=models.PROTECT, related_name="+")
    backed_at = models.DateTimeField(null=True)
    created_by = models.ForeignKey("relational.User", on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=12, blank=True, default="")
    reason = models.TextField(blank=True, default="")
    taught = models.TextField(blank=True, default="")
    taught_by = models.ForeignKey("relational.User", null=True, on_delete=models.PROTECT, related_name="+")
    taught_at = models.DateTimeField(null=True)
    warned_on = models.DateField(null=True)
    folded = models.TextField(blank=True, default="")
    """Title, hypothesis and learning as they are searched: lower case."""

    class Meta:
        indexes: ClassVar = [models.Index(fields=["state", "ended_at"], name="initiative_by_state")]

    def __str__(self) -> str:
        return self.title


class InitiativeEvent(models.Model):
    """Hold one line of an initiative's history; rows are only added."""

    initiative = models.ForeignKey(Initiative, on_delete=models.CASCADE, related_name="events")
    at = models.DateTimeField()
    action = models.CharField(max_length=40)
    actor = models.ForeignKey("relational.User", null=True, on_delete=models.PROTECT, related_name="+")
    detail = models.TextField(blank=True, default="")

    def __str__(self) -> str:
        return f"{self.action} of initiative {self.initiative_id}"


class InitiativeSeries(models.Model):
    """Hold the lines of a file that an initiative is judged by."""

    initiative = models.OneToOneField(Initiative, on_delete=models.CASCADE, related_name="series", primary_key=True)
    text = models.TextField()

    def __str__(self) -> str:
        return f"series of initiative {self.initiative_id}"


class Forecast(models.Model):
    """Hold one person's forecast, encrypted."""

    initiative = models.ForeignKey(Initiative, on_delete=models.CASCADE, related_name="forecasts")
    person = models.ForeignKey("relational.User", on_delete=models.PROTECT, related_name="+")
    sealed = models.BinaryField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["initiative", "person"], name="forecast_once")]

    def __str__(self) -> str:
        return f"forecast of initiative {self.initiative_id}"


class Judgement(models.Model):
    """Hold a verdict with what it rests on; written once."""

    initiative = models.OneToOneField(Initiative, on_delete=models.CASCADE, related_name="judgement", primary_key=True)
    at = models.DateTimeField()
    change = models.FloatField(null=True)
    """As in `state`, for those who need no series."""
    state = models.TextField()
    """JSON of `core.initiative.Judgement`."""

    def __str__(self) -> str:
        return f"verdict of initiative {self.initiative_id}"
