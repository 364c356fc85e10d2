"""What the company means to do and to reach: charters, goals, dated notes, and places where it is talked about.

Who spoke in a place is nowhere: a week of a place keeps a few bytes from which their number can be told, and nobody's
name.
"""

from __future__ import annotations

from typing import ClassVar

from django.db import models


class Charter(models.Model):
    """Say how seriously a channel, an initiative or a trial of a new place is meant."""

    subject = models.CharField(max_length=60, unique=True)
    """source:3, initiative:5 or place:12."""
    owner = models.ForeignKey("relational.User", null=True, on_delete=models.SET_NULL, related_name="+")
    goal = models.CharField(max_length=500, blank=True, default="")
    hours_a_week = models.FloatField(null=True)
    promise_minutes = models.PositiveIntegerField(null=True)
    """Working time to the first answer."""
    promise_share = models.FloatField(null=True)
    handle_minutes = models.FloatField(null=True)
    backing = models.ForeignKey("relational.User", null=True, on_delete=models.SET_NULL, related_name="+")
    review_on = models.DateField(null=True)
    ends_on = models.DateField(null=True)
    changed_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.subject


class Goal(models.Model):
    """Hold what a metric is to be, and by when."""

    title = models.CharField(max_length=200)
    metric = models.TextField()
    """JSON of `core.metric.Metric`."""
    target = models.FloatField()
    start_value = models.FloatField(null=True)
    """What the metric was when the goal was set; null where it had no value."""
    window = models.PositiveSmallIntegerField(default=28)
    """Over how many days the metric is read."""
    set_on = models.DateField()
    due_on = models.DateField()
    owner = models.ForeignKey("relational.User", null=True, on_delete=models.SET_NULL, related_name="+")
    department = models.ForeignKey("relational.Department", null=True, on_delete=models.SET_NULL, related_name="+")

    def __str__(self) -> str:
        return self.title


class Annotation(models.Model):
    """Hold what happened on a day, for whoever reads a chart."""

    day = models.DateField(db_index=True)
    text = models.CharField(max_length=200)
    by = models.ForeignKey("relational.User", null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.day}: {self.text}"


class Place(models.Model):
    """Hold a site or hashtag that mentions lead to; one of the kind `all` counts everybody."""

    kind = models.CharField(max_length=10)
    name = models.CharField(max_length=253)
    state = models.CharField(max_length=10, default="new")
    first_seen = models.DateTimeField()
    decided_by = models.ForeignKey("relational.User", null=True, on_delete=models.SET_NULL, related_name="+")
    decided_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["kind", "name"], name="place_once")]

    def __str__(self) -> str:
        return f"{self.kind} {self.name}"


class PlaceWeek(models.Model):
    """Hold how many spoke of a place in a week that begins on a Monday (UTC)."""

    place = models.ForeignKey(Place, on_delete=models.CASCADE, related_name="weeks", db_index=False)
    week = models.DateField(db_index=True)
    mentions = models.PositiveIntegerField(default=0)
    seen = models.BinaryField()
    """Bits of a linear count; nobody can be read out of it."""
    voices = models.FloatField(default=0.0)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["place", "week"], name="place_week_once")]

    def __str__(self) -> str:
        return f"{self.place_id} in the week of {self.week}"
