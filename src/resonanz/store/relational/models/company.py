"""What the company is: its name, its own accounts, its competitors, and the searches that people keep."""

from __future__ import annotations

from typing import ClassVar

from django.db import models


class Company(models.Model):
    """Hold the one company of this installation; the row's id is always 1."""

    name = models.CharField(max_length=200, blank=True, default="")
    onboarding = models.CharField(max_length=20, default="company")
    changed_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [models.CheckConstraint(condition=models.Q(id=1), name="company_alone")]

    def __str__(self) -> str:
        return self.name


class OwnAccount(models.Model):
    """Hold an account that speaks for the company."""

    channel = models.CharField(max_length=40)
    account = models.CharField(max_length=300)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["channel", "account"], name="own_account_once")]

    def __str__(self) -> str:
        return f"{self.channel}: {self.account}"


class Competitor(models.Model):
    """Hold a competitor and the standing query that hears of it."""

    name = models.CharField(max_length=200, unique=True)
    query = models.ForeignKey("relational.StandingQuery", null=True, on_delete=models.SET_NULL, related_name="+")

    def __str__(self) -> str:
        return self.name


class SavedSearch(models.Model):
    """Hold the address of a page as somebody filtered it."""

    user = models.ForeignKey("relational.User", on_delete=models.CASCADE, related_name="searches")
    name = models.CharField(max_length=100)
    address = models.CharField(max_length=2000)
    shared = models.BooleanField(default=False)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["user", "name"], name="saved_search_once")]

    def __str__(self) -> str:
        return self.name
