"""Views of the inbox that people keep: which cases, in which order, with which columns."""

from __future__ import annotations

from typing import ClassVar

from django.db import models


class InboxView(models.Model):
    """Hold a view under a name, for its owner alone or for everybody of a department."""

    user = models.ForeignKey("relational.User", on_delete=models.CASCADE, related_name="inbox_views")
    department = models.ForeignKey(
        "relational.Department", null=True, on_delete=models.CASCADE, related_name="inbox_views"
    )
    """Whose people see it too; NULL: nobody."""
    name = models.CharField(max_length=80)
    slug = models.CharField(max_length=64, blank=True, default="")
    """Of the department whose inbox it narrows down; empty: every one that the reader works in."""
    question = models.CharField(max_length=1000, blank=True, default="")
    """What the inbox's address asks, without its path."""

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["user", "name"], name="inbox_view_once")]

    def __str__(self) -> str:
        return self.name
