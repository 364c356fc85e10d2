"""Reports as they were made, when they are made by themselves and whom they were mailed to; the dashboards of people.

A report's content is one text (JSON) because nothing inside it is ever asked for: it is opened whole, years later, as
it was.
"""

from __future__ import annotations

from typing import ClassVar

from django.db import models


class ReportSchedule(models.Model):
    """Hold when a report is made, and who is sent it."""

    name = models.CharField(max_length=200)
    template = models.CharField(max_length=40)
    lang = models.CharField(max_length=2)
    every = models.CharField(max_length=8)
    hour = models.PositiveSmallIntegerField()
    recipients = models.TextField(blank=True, default="")
    """Addresses of mailboxes, one a line."""
    enabled = models.BooleanField(default=True)
    next_at = models.DateTimeField()
    trouble = models.CharField(max_length=500, blank=True, default="")

    class Meta:
        indexes: ClassVar = [models.Index(fields=["enabled", "next_at"], name="report_schedule_due")]

    def __str__(self) -> str:
        return self.name


class StoredReport(models.Model):
    """Hold one report: asked for, and when it has a content, made."""

    template = models.CharField(max_length=40)
    lang = models.CharField(max_length=2)
    since = models.DateTimeField()
    until = models.DateTimeField()
    made_at = models.DateTimeField(db_index=True)
    """While it is being made, when it was asked for."""
    content = models.TextField(blank=True, default="")
    """Empty until it is made."""
    schedule = models.ForeignKey(ReportSchedule, null=True, on_delete=models.SET_NULL, related_name="reports")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["schedule", "since", "until"], name="report_once_a_schedule")
        ]

    def __str__(self) -> str:
        return f"{self.template} {self.since:%Y-%m-%d}"


class ReportMail(models.Model):
    """Hold what became of mailing a report to one address."""

    report = models.ForeignKey(StoredReport, on_delete=models.CASCADE, related_name="mails", db_index=False)
    recipient = models.CharField(max_length=254)
    state = models.CharField(max_length=10)
    at = models.DateTimeField()
    """When it came into this state."""
    trouble = models.CharField(max_length=300, blank=True, default="")

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["report", "recipient"], name="report_mail_once")]

    def __str__(self) -> str:
        return f"{self.state} {self.report_id}"


class Dashboard(models.Model):
    """Hold tiles that somebody arranged."""

    owner = models.ForeignKey("relational.User", on_delete=models.CASCADE, related_name="dashboards")
    name = models.CharField(max_length=120)
    shared = models.BooleanField(default=False)
    tiles = models.TextField(default="[]")
    """JSON, in the order shown."""

    def __str__(self) -> str:
        return self.name
