"""The audit trail, the ledger of erasures, the jobs: newest first, without end."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from resonanz.core.ids import UserId
from resonanz.store.relational import models
from resonanz.store.relational.reach import reachable
from resonanz.store.relational.rows import user_of
from resonanz.store.relational.selectors.paging import bounded, cursor, page, read_cursor
from resonanz.store.relational.text import from_json
from resonanz.store.relational.views import AuditRow, JobRow, LedgerRow, Rows


@reachable()
def audit_trail(
    *,
    actor: UserId | None = None,
    action: str = "",
    subject: str = "",
    after: str | None = None,
    limit: int = 50,
) -> Rows[AuditRow]:
    """Return a page of the audit trail, of one person, action or subject if they are given; one query."""
    limit = bounded(limit)
    found = models.AuditLine.objects.select_related("actor").order_by("-pk")
    if actor is not None:
        found = found.filter(actor=actor)
    if action:
        found = found.filter(action=action)
    if subject:
        found = found.filter(subject=subject)
    if after is not None:
        found = found.filter(pk__lt=read_cursor("audit", after, int)[0])
    return page(list(found[: limit + 1]), limit, _audit_row, lambda row: cursor("audit", row.pk))


@reachable()
def erasures(*, after: str | None = None, limit: int = 50) -> Rows[LedgerRow]:
    """Return a page of the ledger of erasures; one query."""
    limit = bounded(limit)
    found = models.LedgerLine.objects.defer("hashes").order_by("-pk")
    if after is not None:
        found = found.filter(pk__lt=read_cursor("ledger", after, int)[0])
    return page(list(found[: limit + 1]), limit, _ledger_row, lambda row: cursor("ledger", row.pk))


@reachable()
def jobs(*, states: Sequence[str] = (), name: str = "", after: str | None = None, limit: int = 50) -> Rows[JobRow]:
    """Return a page of the jobs, in these states and of this name if they are given; one query."""
    limit = bounded(limit)
    found = models.Job.objects.order_by("-pk")
    if states:
        found = found.filter(state__in=states)
    if name:
        found = found.filter(name=name)
    if after is not None:
        found = found.filter(pk__lt=read_cursor("jobs", after, int)[0])
    return page(list(found[: limit + 1]), limit, _job_row, lambda row: cursor("jobs", row.pk))


@reachable()
def newest_job(key: str) -> JobRow | None:
    """Return the job that was asked for last under a key, whatever became of it; one query."""
    row = models.Job.objects.filter(key=key).order_by("-pk").first()
    return None if row is None else _job_row(row)


@reachable()
def newest_jobs(keys: Sequence[str]) -> Mapping[str, JobRow]:
    """Return the job that was asked for last under each of a few keys, where there is one; one query."""
    return {row.key: _job_row(row) for row in models.Job.objects.filter(key__in=keys).order_by("pk")}


def _audit_row(row: models.AuditLine) -> AuditRow:
    return AuditRow(
        id=row.pk,
        at=row.at,
        actor=user_of(row.actor_id),
        actor_name=row.actor.get_full_name() if row.actor else "",
        action=row.action,
        subject=row.subject,
        detail=from_json(row.detail),
    )


def _ledger_row(row: models.LedgerLine) -> LedgerRow:
    return LedgerRow(id=row.pk, at=row.at, reason=row.reason, number=row.number, signature=row.signature)


def _job_row(row: models.Job) -> JobRow:
    return JobRow(
        id=row.pk,
        name=row.name,
        key=row.key,
        state=row.state,
        run_at=row.run_at,
        tries=row.tries,
        done=row.done,
        total=row.total,
        message=row.message,
        trouble=row.trouble,
        schedule=row.schedule,
        worker=row.worker,
        made_at=row.made_at,
        finished_at=row.finished_at,
    )
