"""Deadlines: every version of the rules, and what was worked out for each case so that lists can be sorted by it.

What stands here of a case is a copy, made from its log whenever the log or the rules change; the log decides.
"""

from __future__ import annotations

from typing import ClassVar

from django.db import models


class DeadlineRules(models.Model):
    """Hold one version of the rules, complete in itself; rows are only added, the newest counts for new cases."""

    document = models.TextField()
    """JSON in the format of docs/reference/deadlines.md; departments are named by their id."""
    valid_from = models.DateTimeField(null=True)
    """Null: from the beginning of time, as the first version is."""
    at = models.DateTimeField()
    by = models.ForeignKey("relational.User", null=True, on_delete=models.SET_NULL, related_name="+")
    adopting = models.BigIntegerField(null=True)
    """While open cases are made to follow this version: the id of the last one done. Null: nothing to do."""

    def __str__(self) -> str:
        return f"deadline rules {self.pk}"


class CaseDeadline(models.Model):
    """Hold one deadline of a case as it was last worked out."""

    case = models.ForeignKey("relational.Case", on_delete=models.CASCADE, related_name="deadlines")
    place = models.PositiveSmallIntegerField()
    """In the order in which they began."""
    kind = models.CharField(max_length=20)
    round = models.PositiveIntegerField()
    department = models.BigIntegerField()
    """Who was responsible; it may have been removed since."""
    state = models.CharField(max_length=10)
    begun_at = models.DateTimeField()
    due_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    seconds = models.PositiveIntegerField()
    used = models.PositiveIntegerField()
    late = models.PositiveIntegerField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["case", "place"], name="deadline_once_a_place")]
        indexes: ClassVar = [
            models.Index(fields=["due_at"], name="deadline_running", condition=models.Q(state="running")),
            models.Index(fields=["kind", "begun_at"], name="deadline_attainment"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} of case {self.case_id}"
