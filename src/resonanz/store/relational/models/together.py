"""Working together on a case: answers as they are typed, questions to other departments, who is away, whose turn it is.

What is looked at right now (presence) stands nowhere: it is over when the process is.
"""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from resonanz.core.assigning import Way
from resonanz.core.inquiry import InquiryState
from resonanz.store.relational.models.work import Case


class TypedDraft(models.Model):
    """Hold what somebody typed as an answer, or into one, and has not handed in yet."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="+")
    person = models.ForeignKey("relational.User", on_delete=models.CASCADE, related_name="+")
    reply = models.BigIntegerField(default=0)
    """The answer that is being changed; 0: a new one."""
    text = models.TextField()
    number = models.PositiveIntegerField()
    """Counts up with every change, so that two windows of one person notice each other."""
    changed_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["case", "person", "reply"], name="typed_draft_once")]

    def __str__(self) -> str:
        return f"what {self.person_id} types in case {self.case_id}"


class Inquiry(models.Model):
    """Hold a question that one department asks another inside a case."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="inquiries")
    origin = models.BigIntegerField(null=True)
    """The case it was asked in, where that was merged into another."""
    department = models.ForeignKey("relational.Department", on_delete=models.PROTECT, related_name="+", db_index=False)
    asked_by = models.ForeignKey("relational.User", on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    text = models.TextField()
    state = models.CharField(max_length=10, default=InquiryState.OPEN.value)
    answer = models.TextField(blank=True, default="")
    settled_by = models.ForeignKey("relational.User", null=True, on_delete=models.PROTECT, related_name="+")
    settled_at = models.DateTimeField(null=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["department", "state", "asked_at"], name="inquiry_open")]

    def __str__(self) -> str:
        return f"inquiry {self.pk} in case {self.case_id}"


class Absence(models.Model):
    """Say that somebody is away on these days, and who stands in."""

    person = models.ForeignKey("relational.User", on_delete=models.CASCADE, related_name="absences")
    first = models.DateField()
    last = models.DateField(db_index=True)
    """The last day away, itself included."""
    substitute = models.ForeignKey("relational.User", null=True, on_delete=models.SET_NULL, related_name="+")

    def __str__(self) -> str:
        return f"{self.person_id} away from {self.first} to {self.last}"


class Dispatching(models.Model):
    """Say how a department's new cases find their owner."""

    department = models.OneToOneField("relational.Department", on_delete=models.CASCADE, primary_key=True)
    way = models.CharField(max_length=10, default=Way.HAND.value)
    last = models.BigIntegerField(null=True)
    """Whose turn it was last; a number, because people leave."""

    def __str__(self) -> str:
        return f"{self.way} in department {self.department_id}"
