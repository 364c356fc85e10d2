"""Notices to people, what they wish, and the messages that go out; then the ladders by which cases are escalated.

No stranger's words stand here: a notice names what it tells of. Addresses of services are secrets and sealed.
"""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from resonanz.core.notice import MessageState, Rhythm


class NoticeTarget(models.Model):
    """Hold a service that a person or a department is told by."""

    person = models.ForeignKey("relational.User", null=True, on_delete=models.CASCADE, related_name="notice_targets")
    department = models.ForeignKey(
        "relational.Department", null=True, on_delete=models.CASCADE, related_name="notice_targets"
    )
    name = models.CharField(max_length=100)
    sealed = models.BinaryField()
    """Its address, encrypted: it holds passwords and tokens."""
    kinds = models.CharField(max_length=400, blank=True, default="")
    """Of a department's: what it is told of, with commas; a person's follows the person's wishes."""
    made_at = models.DateTimeField()
    failing_since = models.DateTimeField(null=True)
    trouble = models.CharField(max_length=300, blank=True, default="")

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(person__isnull=False) ^ models.Q(department__isnull=False),
                name="notice_target_of_one",
            )
        ]

    def __str__(self) -> str:
        return self.name


class NoticeWishes(models.Model):
    """Hold what somebody wishes to be told elsewhere than on the page; who has no row has the usual wishes."""

    person = models.OneToOneField(
        "relational.User", primary_key=True, on_delete=models.CASCADE, related_name="notice_wishes"
    )
    mail = models.CharField(max_length=400, blank=True)
    service = models.CharField(max_length=400, blank=True)
    quiet_from = models.PositiveSmallIntegerField(null=True)
    quiet_until = models.PositiveSmallIntegerField(null=True)
    urgent_passes = models.BooleanField(default=False)
    digest = models.CharField(max_length=10, default=Rhythm.NEVER.value)
    digest_at = models.PositiveSmallIntegerField(default=480)
    digest_day = models.PositiveSmallIntegerField(default=0)
    digest_due = models.DateTimeField(null=True, db_index=True)

    def __str__(self) -> str:
        return f"wishes of {self.person_id}"


class PersonalNotice(models.Model):
    """Hold one notice to one person, or to a department's service."""

    person = models.ForeignKey("relational.User", null=True, on_delete=models.CASCADE, db_index=False, related_name="+")
    target = models.ForeignKey(NoticeTarget, null=True, on_delete=models.CASCADE, related_name="+")
    event = models.CharField(max_length=60)
    subject = models.CharField(max_length=200)
    department = models.BigIntegerField(null=True)
    urgent = models.BooleanField(default=False)
    at = models.DateTimeField()
    times = models.PositiveIntegerField(default=1)
    key = models.CharField(max_length=200, blank=True, default="")
    read_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["person", "key"], name="notice_key_once", condition=~models.Q(key="")),
            models.UniqueConstraint(
                fields=["target", "key"],
                name="notice_key_once_a_target",
                condition=~models.Q(key="") & models.Q(target__isnull=False),
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["person", "at"], name="notice_list"),
            models.Index(fields=["person"], name="notice_unread", condition=models.Q(read_at__isnull=True)),
            models.Index(fields=["at"], name="notice_by_age"),
        ]

    def __str__(self) -> str:
        return f"{self.event} {self.subject}"


class NoticeMessage(models.Model):
    """Hold one message to one person by one way; as long as it waits, more goes into it."""

    receiver = models.CharField(max_length=40)
    """mail:<person>, digest:<person> or service:<target>: one message of each waits at most."""
    key = models.CharField(max_length=40, unique=True)
    person = models.ForeignKey("relational.User", null=True, on_delete=models.CASCADE, related_name="+")
    target = models.ForeignKey(NoticeTarget, null=True, on_delete=models.CASCADE, related_name="messages")
    digest = models.BooleanField(default=False)
    notices = models.ManyToManyField(PersonalNotice, related_name="messages")
    state = models.CharField(max_length=10, default=MessageState.WAITING.value)
    tries = models.PositiveIntegerField(default=0)
    made_at = models.DateTimeField()
    next_try_at = models.DateTimeField()
    begun_at = models.DateTimeField(null=True)
    trouble = models.CharField(max_length=300, blank=True, default="")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["receiver"], name="one_message_waits", condition=models.Q(state=MessageState.WAITING.value)
            )
        ]
        indexes: ClassVar = [
            models.Index(fields=["state", "next_try_at"], name="notice_message_due"),
            models.Index(fields=["receiver", "begun_at"], name="notice_message_last"),
            models.Index(fields=["made_at"], name="notice_message_by_age"),
        ]

    def __str__(self) -> str:
        return f"message to {self.receiver}"


class DepartmentLadder(models.Model):
    """Hold what a department decided about escalation; without a row the usual ladder counts."""

    department = models.OneToOneField(
        "relational.Department", primary_key=True, on_delete=models.CASCADE, related_name="ladder"
    )
    steps = models.TextField()
    """JSON; its steps are described in docs/how-to/escalation.md."""
    next_level = models.ForeignKey("relational.Department", null=True, on_delete=models.SET_NULL, related_name="+")
    changed_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"ladder of department {self.department_id}"


class EscalationStep(models.Model):
    """Remember that a step was taken for a deadline, so that it is taken once."""

    case = models.ForeignKey("relational.Case", on_delete=models.CASCADE, related_name="escalations")
    mark = models.CharField(max_length=120)
    """Which deadline and which step: kind, round, department, step."""
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["case", "mark"], name="escalation_step_once")]

    def __str__(self) -> str:
        return f"{self.mark} of case {self.case_id}"
