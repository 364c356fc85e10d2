"""Things done to many cases at once: what was asked, and what it did to each case, so that it can be taken back."""

from __future__ import annotations

from typing import ClassVar

from django.db import models


class Sweep(models.Model):
    """Hold what somebody asked to be done."""

    actor = models.ForeignKey("relational.User", on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField()
    wish = models.TextField()
    """JSON; no stranger's words."""
    asked = models.PositiveIntegerField()
    done = models.PositiveIntegerField(default=0)
    """Counted when it has ended, as `refused`; `restored` when it was taken back."""
    refused = models.PositiveIntegerField(default=0)
    restored = models.PositiveIntegerField(default=0)
    ended_at = models.DateTimeField(null=True)
    undone_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"sweep {self.pk}"


class SweepCase(models.Model):
    """Hold what a sweep did to one case, or why it could not."""

    sweep = models.ForeignKey(Sweep, on_delete=models.CASCADE, related_name="cases", db_index=False)
    case = models.ForeignKey("relational.Case", on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField(null=True)
    before = models.TextField(blank=True, default="")
    """JSON of the fields that were changed; no stranger's words. Empty: nothing was done."""
    after = models.TextField(blank=True, default="")
    refused = models.CharField(max_length=300, blank=True, default="")
    undone = models.BooleanField(default=False)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["sweep", "case"], name="sweep_case_once")]

    def __str__(self) -> str:
        return f"case {self.case_id} in sweep {self.sweep_id}"
