"""What people taught and what was learned from it, on the tables."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Final

from django.db import transaction
from django.db.models import Count, Max

from resonanz.core.errors import NotFound
from resonanz.core.ids import MentionId, UserId
from resonanz.core.teaching import Drawn, LabelSet, Lesson, Stage, Version, Wish
from resonanz.core.understood import Label
from resonanz.store.relational import models, watch
from resonanz.store.relational.reach import pieces, reachable

STAMP: Final = "models"
"""Moves with whatever a process that judges has to know."""


class StoredLessons:
    """Keep what people said about mentions."""

    @reachable()
    def keep(self, lessons: Sequence[Lesson]) -> None:
        """Store lessons; of one person about one mention and task the newest stays."""
        with transaction.atomic():
            for lesson in lessons:
                models.Lesson.objects.update_or_create(
                    task=lesson.task, mention=lesson.mention, by_id=lesson.by, defaults=_columns(lesson)
                )

    @reachable()
    def drop(self, task: str, mention: MentionId, by: UserId | None) -> bool:
        """Take back what somebody said; tell whether there was anything."""
        return bool(models.Lesson.objects.filter(task=task, mention=mention, by_id=by).delete()[0])

    @reachable()
    def of(self, task: str) -> list[Lesson]:
        """Return the newest word on each mention, oldest first."""
        rows = models.Lesson.objects.filter(task=task).order_by("at", "pk")
        newest: dict[str, models.Lesson] = {}
        for row in rows.iterator(chunk_size=2_000):
            newest.pop(row.mention, None)  # else it would keep the place of the older word
            newest[row.mention] = row
        return [_lesson_of(row) for row in newest.values()]

    @reachable()
    def about(self, mentions: Sequence[MentionId]) -> list[Lesson]:
        """Return everything that was said about these mentions, oldest first."""
        found: list[models.Lesson] = []
        for some in pieces(mentions):
            found += models.Lesson.objects.filter(mention__in=some)
        return [_lesson_of(row) for row in sorted(found, key=lambda row: (row.at, row.pk))]

    @reachable()
    def numbers(self) -> Mapping[str, int]:
        """Return how many mentions were labelled in each task that has any."""
        counted = models.Lesson.objects.order_by().values_list("task").annotate(Count("mention", distinct=True))
        return dict(counted)

    @reachable()
    def forget(self, ids: Sequence[MentionId]) -> int:
        """Drop all lessons about these mentions; return how many there were."""
        return sum(models.Lesson.objects.filter(mention__in=some).delete()[0] for some in pieces(ids))

    @reachable()
    def sets(self) -> list[LabelSet]:
        """Return the label sets of the company's own, by name."""
        return [set_of(row) for row in models.LabelSet.objects.order_by("name")]


class StoredVersions:
    """Keep which models were learned, and which one runs in each task."""

    @reachable()
    def add(self, version: Version) -> Version:
        """Store a version that was learned; it gets the next number of its task and runs nowhere yet."""
        with transaction.atomic():
            highest = models.ModelVersion.objects.filter(task=version.task).aggregate(found=Max("number"))["found"]
            kept = replace(version, number=(highest or 0) + 1, stage=Stage.CANDIDATE, promoted_at=None)
            models.ModelVersion.objects.create(
                task=kept.task,
                number=kept.number,
                stage=kept.stage.value,
                made_at=kept.made_at,
                examples=kept.examples,
                learned_until=kept.learned_until,
                digest=kept.digest,
                report=kept.report,
            )
        return kept

    @reachable()
    def of(self, task: str) -> list[Version]:
        """Return the versions of a task, newest first."""
        return [_version_of(row) for row in models.ModelVersion.objects.filter(task=task).order_by("-number")]

    @reachable()
    def running(self) -> Mapping[str, Version]:
        """Return what runs, by task; a task that is not named is judged by rules."""
        rows = models.ModelVersion.objects.filter(stage=Stage.RUNNING.value)
        return {row.task: _version_of(row) for row in rows}

    @reachable()
    def promote(self, task: str, number: int, at: datetime) -> None:
        """Let a version run, 0 for the rules; what ran before retires. Raise NotFound."""
        versions = models.ModelVersion.objects.filter(task=task)
        with transaction.atomic():
            if number and not versions.filter(number=number).exists():
                raise NotFound(f"The task {task} has no version {number}.")
            running = versions.filter(stage=Stage.RUNNING.value).exclude(number=number)
            running.update(stage=Stage.RETIRED.value)
            versions.filter(number=number).exclude(stage=Stage.RUNNING.value).update(
                stage=Stage.RUNNING.value, promoted_at=at
            )
            watch.touch(STAMP)

    @reachable()
    def wish(self, task: str) -> Wish:
        """Return what was asked of a task."""
        row = models.TaskWish.objects.filter(task=task).first()
        if row is None:
            return Wish(task=task)
        return Wish(task=task, accuracy=row.accuracy, learn_now=row.learn_now, uses_service=row.uses_service)

    @reachable()
    def ask(self, wish: Wish) -> None:
        """Store what is asked of a task."""
        asked = {"accuracy": wish.accuracy, "learn_now": wish.learn_now, "uses_service": wish.uses_service}
        with transaction.atomic():
            models.TaskWish.objects.update_or_create(task=wish.task, defaults=asked)
            watch.touch(STAMP)

    @reachable()
    def stamp(self) -> str:
        """Return a value that changes whenever what runs or what is asked changes; one look at one row."""
        return str(watch.stamp(STAMP))


def set_of(row: models.LabelSet) -> LabelSet:
    """Return a label set as it is used."""
    return LabelSet(slug=row.slug, name=row.name, values=tuple(row.values.split("\n")))


def _columns(lesson: Lesson) -> dict[str, object]:
    before = lesson.before
    return {
        "revision": lesson.revision,
        "value": lesson.value,
        "before_value": before.value if before else "",
        "before_origin": before.origin if before else "",
        "before_sure": before.confidence if before else 0.0,
        "lang": lesson.lang,
        "drawn": lesson.drawn.value,
        "at": lesson.at,
    }


def _lesson_of(row: models.Lesson) -> Lesson:
    before = Label(row.before_value, row.before_sure, row.before_origin) if row.before_origin else None
    return Lesson(
        id=row.pk,
        task=row.task,
        mention=MentionId(row.mention),
        revision=row.revision,
        value=row.value,
        at=row.at,
        by=UserId(row.by_id) if row.by_id is not None else None,
        before=before,
        lang=row.lang,
        drawn=Drawn(row.drawn),
    )


def _version_of(row: models.ModelVersion) -> Version:
    return Version(
        task=row.task,
        number=row.number,
        stage=Stage(row.stage),
        made_at=row.made_at,
        examples=row.examples,
        learned_until=row.learned_until,
        digest=row.digest,
        report=row.report,
        promoted_at=row.promoted_at,
    )
