"""A queue of jobs on the tables: a lease each, so that a killed worker's job comes back by itself.

Enqueuing is a row in the caller's transaction: the job exists if and only if the change that asked for it does. A
job may run twice (its worker was slow, the lease ran out), so what it does must bear that; but only the holder of
the lease can say how it ended.
"""

from __future__ import annotations

import secrets
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final

from croniter import croniter
from django.db import IntegrityError, transaction

from resonanz.core.errors import Conflict, InputRejected
from resonanz.store.relational import models
from resonanz.store.relational.reach import reachable
from resonanz.store.relational.text import from_json, shortened, to_json

LEASE: Final = timedelta(minutes=2)
FIRST_WAIT: Final = timedelta(seconds=10)
LONGEST_WAIT: Final = timedelta(hours=1)
CANDIDATES: Final = 10
"""Jobs looked at in one claim; another worker may be quicker with some of them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """Hold a claimed job."""

    id: int
    name: str
    arguments: Mapping[str, Any] = field(default_factory=dict)
    tries: int = 1
    """This try included."""
    lease: str = ""


@reachable()
def enqueue(  # noqa: PLR0913  a job has that many sides, most of them left alone
    name: str,
    arguments: Mapping[str, object] | None = None,
    *,
    at: datetime,
    now: datetime | None = None,
    key: str = "",
    schedule: str = "",
    max_tries: int = 5,
) -> int:
    """Ask that a job runs at `at`, in the caller's transaction; return its id.

    While a job with the same `key` waits or runs, that one's id is returned and nothing is added. `schedule` is a
    cron expression in UTC: when the job has ended, its next run is enqueued. Raise InputRejected for one that is none.
    """
    if schedule and not croniter.is_valid(schedule):
        raise InputRejected(f"{schedule!r} is no schedule.", place="schedule", remedy="Write for example 0 6 * * 1.")
    row = models.Job(
        name=name,
        key=key,
        arguments=to_json(arguments or {}),
        run_at=at,
        schedule=schedule,
        max_tries=max_tries,
        made_at=now or at,
    )
    return _only(row) if key else _saved(row)


@reachable()
def claim(worker: str, *, now: datetime, lease: timedelta = LEASE, names: Sequence[str] = ()) -> Job | None:
    """Take the job that is due longest, of these names if any are given; None when nothing is due.

    A job whose lease ran out is due again. One that has lost its worker `max_tries` times fails: it kills workers.
    """
    due = models.Job.objects.filter(state__in=models.Job.ALIVE, run_at__lte=now)
    if names:
        due = due.filter(name__in=names)
    for row in due.order_by("run_at", "pk")[:CANDIDATES]:
        if row.state == models.Job.RUNNING and row.tries >= row.max_tries:
            _end(row, models.Job.FAILED, now, "Its worker died each time it ran.")
        elif (job := _taken(row, worker, now + lease)) is not None:
            return job
    return None


@reachable()
def heartbeat(
    job: Job,
    *,
    now: datetime,
    lease: timedelta = LEASE,
    done: int | None = None,
    total: int | None = None,
    message: str | None = None,
) -> None:
    """Keep the lease and say how far the job is; raise Conflict when somebody else has it now."""
    said = {"done": done, "total": total, "message": None if message is None else shortened(message, 300)}
    _change(job, run_at=now + lease, **{name: value for name, value in said.items() if value is not None})


@reachable()
def finish(job: Job, *, now: datetime, message: str = "") -> None:
    """Say that the job is done; raise Conflict when somebody else has it now."""
    with transaction.atomic():
        said = {"message": shortened(message, 300)} if message else {}
        _change(job, state=models.Job.DONE, finished_at=now, trouble="", lease="", **said)
        _schedule_next(models.Job.objects.get(pk=job.id), now)


@reachable()
def fail(job: Job, trouble: str, *, now: datetime, again: bool = True) -> None:
    """Say that the job failed; it is tried again with growing pauses, unless `again` is False or its tries are used.

    Raise Conflict when somebody else has it now.
    """
    with transaction.atomic():
        row = models.Job.objects.get(pk=job.id)
        if again and row.tries < row.max_tries:
            _change(job, state=models.Job.WAITING, run_at=now + back_off(row.tries), trouble=trouble, lease="")
            return
        _change(job, state=models.Job.FAILED, finished_at=now, trouble=trouble, lease="")
        _schedule_next(row, now)


@reachable()
def release(job: Job, *, now: datetime) -> None:
    """Give a job back undone, because its worker has to end: it is due at once, and this try does not count.

    Raise Conflict when somebody else has it now.
    """
    _change(job, state=models.Job.WAITING, run_at=now, lease="", tries=job.tries - 1)


@reachable()
def withdraw(key: str) -> None:
    """Remove a job that waits, because what it was to do is done."""
    models.Job.objects.filter(key=key, state=models.Job.WAITING).delete()


@reachable()
def is_due(names: Collection[str], *, now: datetime) -> bool:
    """Tell whether a job of these names waits to be claimed; one look at one index."""
    return models.Job.objects.filter(state__in=models.Job.ALIVE, run_at__lte=now, name__in=names).exists()


@reachable()
def prune(*, before: datetime) -> int:
    """Remove jobs that ended before a moment; return how many."""
    ended = models.Job.objects.filter(state__in=(models.Job.DONE, models.Job.FAILED), finished_at__lt=before)
    return ended.delete()[0]


def back_off(tries: int) -> timedelta:
    """Return how long to wait after that many tries."""
    return min(FIRST_WAIT * (1 << min(tries - 1, 20)), LONGEST_WAIT)


def _saved(row: models.Job) -> int:
    row.save()
    return int(row.pk)


def _only(row: models.Job) -> int:
    """Add the job unless one with its key waits or runs."""
    alike = models.Job.objects.filter(key=row.key, state__in=models.Job.ALIVE).values_list("pk", flat=True)
    with transaction.atomic():
        if (there := alike.first()) is not None:
            return there
        try:
            with transaction.atomic():
                return _saved(row)
        except IntegrityError:
            if (there := alike.first()) is not None:
                return there
            raise


def _taken(row: models.Job, worker: str, until: datetime) -> Job | None:
    """Take the job if it still is as it was seen, its lease not even prolonged; so two workers cannot both have it."""
    seen = models.Job.objects.filter(pk=row.pk, state=row.state, lease=row.lease, run_at=row.run_at)
    lease = secrets.token_hex(16)
    if not seen.update(
        state=models.Job.RUNNING, lease=lease, run_at=until, worker=worker[:100], tries=row.tries + 1, message=""
    ):
        return None
    return Job(id=row.pk, name=row.name, arguments=from_json(row.arguments), tries=row.tries + 1, lease=lease)


def _change(job: Job, **columns: object) -> None:
    held = models.Job.objects.filter(pk=job.id, state=models.Job.RUNNING, lease=job.lease)
    if not held.update(**columns):
        raise Conflict(f"Job {job.id} ({job.name}) lost its lease: another worker has it, or it has ended.")


def _end(row: models.Job, state: str, now: datetime, trouble: str) -> None:
    with transaction.atomic():
        seen = models.Job.objects.filter(pk=row.pk, state=row.state, lease=row.lease, run_at=row.run_at)
        if seen.update(state=state, finished_at=now, trouble=trouble, lease=""):
            _schedule_next(row, now)


def _schedule_next(row: models.Job, now: datetime) -> None:
    if row.schedule:
        enqueue(
            row.name,
            from_json(row.arguments),
            at=croniter(row.schedule, now).get_next(datetime),
            now=now,
            key=row.key,
            schedule=row.schedule,
            max_tries=row.max_tries,
        )
