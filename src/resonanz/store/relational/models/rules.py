"""What the company decided: departments, standing queries with their history, routes."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from resonanz.core.understood import Priority


class Department(models.Model):
    """Hold one function of the company."""

    slug = models.SlugField(max_length=60, unique=True)
    name = models.CharField(max_length=120)
    four_eyes = models.BooleanField(default=False)

    def __str__(self) -> str:
        return self.name


class StandingQuery(models.Model):
    """Hold one question asked of every mention, as it is now."""

    name = models.CharField(max_length=200, unique=True)
    text = models.TextField()
    active = models.BooleanField(default=True)
    about = models.CharField(max_length=20, default="own")
    version = models.PositiveIntegerField(default=1)

    def __str__(self) -> str:
        return self.name


class QueryVersion(models.Model):
    """Hold what a standing query was from a moment on; rows are only added."""

    query = models.ForeignKey(StandingQuery, on_delete=models.CASCADE, related_name="versions")
    version = models.PositiveIntegerField()
    name = models.CharField(max_length=200)
    text = models.TextField()
    active = models.BooleanField()
    about = models.CharField(max_length=20)
    at = models.DateTimeField()
    by = models.ForeignKey("relational.User", null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["query", "version"], name="query_version_once")]

    def __str__(self) -> str:
        return f"{self.name} v{self.version}"


class Route(models.Model):
    """Hold one routing rule; the lists of words are separated by commas, none of the words contains one."""

    position = models.IntegerField(db_index=True)
    name = models.CharField(max_length=200, unique=True)
    department = models.ForeignKey(Department, on_delete=models.PROTECT, related_name="routes")
    priority = models.CharField(max_length=10, default=Priority.NORMAL.value)
    opens_case = models.BooleanField(default=True)
    active = models.BooleanField(default=True)
    queries = models.ManyToManyField(StandingQuery, related_name="routes")
    kinds = models.TextField(blank=True, default="")
    sentiments = models.TextField(blank=True, default="")
    langs = models.TextField(blank=True, default="")
    channels = models.TextField(blank=True, default="")
    text = models.TextField(blank=True, default="")
    author = models.CharField(max_length=300, blank=True, default="")

    def __str__(self) -> str:
        return self.name


class Stamp(models.Model):
    """Hold a number that grows whenever what it is named after changes, so that followers can ask cheaply."""

    name = models.CharField(max_length=40, primary_key=True)
    number = models.BigIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.name} {self.number}"
