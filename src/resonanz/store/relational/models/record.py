"""What is written down: who changed what, what was erased, and the jobs.

Audit trail and ledger are only appended to. The ledger is a chain: each line signs the line before it, and no two
lines can follow the same one.
"""

from __future__ import annotations

from typing import ClassVar

from django.db import models


class AuditLine(models.Model):
    """Hold one line of the audit trail."""

    at = models.DateTimeField()
    actor = models.ForeignKey("relational.User", null=True, on_delete=models.PROTECT, related_name="+")
    action = models.CharField(max_length=60)
    subject = models.CharField(max_length=200)
    detail = models.TextField(default="{}")
    """JSON; never a secret, never a text of a stranger."""

    class Meta:
        indexes: ClassVar = [models.Index(fields=["subject"], name="audit_by_subject")]

    def __str__(self) -> str:
        return f"{self.action} {self.subject}"


class LedgerLine(models.Model):
    """Hold one signed line about an erasure."""

    at = models.DateTimeField()
    reason = models.CharField(max_length=200)
    number = models.PositiveIntegerField()
    hashes = models.TextField()
    """Keyed hashes of the erased ids, one a line: who knows an id can ask whether it was erased, nobody can read it."""
    before = models.CharField(max_length=64, unique=True)
    """Signature of the line before; empty for the first."""
    signature = models.CharField(max_length=64)

    def __str__(self) -> str:
        return f"{self.number} erased: {self.reason}"


class Job(models.Model):
    """Hold one job; whoever runs it holds a lease, and a lease that ran out may be taken by anybody."""

    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    ALIVE = (WAITING, RUNNING)

    name = models.CharField(max_length=80)
    key = models.CharField(max_length=200, blank=True, default="")
    arguments = models.TextField(default="{}")
    state = models.CharField(max_length=10, default=WAITING)
    run_at = models.DateTimeField()
    """When it is to run; while it runs, when its lease ends. So one index finds everything that can be claimed."""
    worker = models.CharField(max_length=100, blank=True, default="")
    lease = models.CharField(max_length=32, blank=True, default="")
    """Random for each claim; who lost it can change nothing any more."""
    tries = models.PositiveIntegerField(default=0)
    max_tries = models.PositiveIntegerField(default=5)
    schedule = models.CharField(max_length=100, blank=True, default="")
    done = models.BigIntegerField(default=0)
    total = models.BigIntegerField(null=True)
    message = models.CharField(max_length=300, blank=True, default="")
    trouble = models.TextField(blank=True, default="")
    made_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["key"],
                condition=models.Q(state__in=["waiting", "running"]) & ~models.Q(key=""),
                name="one_live_job_a_key",
            )
        ]
        indexes: ClassVar = [models.Index(fields=["state", "run_at"], name="job_due")]

    def __str__(self) -> str:
        return f"{self.name} {self.pk}"
