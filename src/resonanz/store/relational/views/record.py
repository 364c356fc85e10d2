"""What the pages of the audit trail, the ledger and the jobs read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from resonanz.core.ids import UserId


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditRow:
    """Hold one line of the audit trail."""

    id: int
    at: datetime
    actor: UserId | None
    actor_name: str
    """Empty: the system."""
    action: str
    subject: str
    detail: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgerRow:
    """Hold one line of the ledger of erasures."""

    id: int
    at: datetime
    reason: str
    number: int
    signature: str


@dataclass(frozen=True, slots=True, kw_only=True)
class JobRow:
    """Hold one job of the queue."""

    id: int
    name: str
    key: str
    state: str
    """waiting, running, done or failed."""
    run_at: datetime
    """When it is to run; while it runs, when its lease ends."""
    tries: int
    done: int
    total: int | None
    """None: nobody knows yet."""
    message: str
    trouble: str
    """Plain sentence about the last failure."""
    schedule: str
    """Cron expression; empty for a job that runs once."""
    worker: str
    made_at: datetime
    finished_at: datetime | None
