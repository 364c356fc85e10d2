"""What somebody asked to be taken out and is too much for an answer: written by a job, kept as a file for some days.

The file lies in the home directory. What is searched for may be a stranger's words, so it is blanked as soon as the
file is written.
"""

from __future__ import annotations

from typing import ClassVar

from django.db import models


class Export(models.Model):
    """Hold one file that was asked for."""

    owner = models.ForeignKey("relational.User", on_delete=models.CASCADE, related_name="+")
    what = models.CharField(max_length=40)
    form = models.CharField(max_length=10)
    wanted = models.TextField(blank=True, default="")
    """JSON of what narrows it; empty when it is written."""
    asked_at = models.DateTimeField(db_index=True)
    ended_at = models.DateTimeField(null=True)
    number = models.PositiveBigIntegerField(default=0)
    size = models.PositiveBigIntegerField(default=0)
    """Bytes."""
    spoilt = models.BooleanField(default=False)
    """Something in it was erased since: the file is gone, or is written again."""

    class Meta:
        indexes: ClassVar = [models.Index(fields=["owner", "-asked_at"], name="export_by_owner")]

    def __str__(self) -> str:
        return f"{self.what} {self.form}"
