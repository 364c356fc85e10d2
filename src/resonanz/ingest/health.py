"""How a source is after a look: a pure function from what was and what happened to what is.

A transient failure never disconnects a healthy source; what only a person can mend says so in a plain sentence.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final

from resonanz.core.errors import NeedsOperator, ResonanzError, TryLater
from resonanz.core.source import SOURCE, Health, SourceHealth

FIRST_WAIT: Final = timedelta(seconds=30)
LONGEST_WAIT: Final = timedelta(hours=1)
TOLD_AFTER: Final = timedelta(minutes=30)
"""How long a source may fail before somebody is told: most trouble is over by then."""
LOOK_AGAIN: Final = timedelta(hours=6)
"""A source that needs a person is tried again this often: the trouble may have ended elsewhere."""


def after_success(before: SourceHealth, *, at: datetime, interval: float, more: bool = False) -> SourceHealth:
    """Return the health after a look that went well; with `more`, the next look is at once."""
    state = SOURCE.after(before.state, "succeed") if before.state is not Health.PAUSED else before.state
    return SourceHealth(
        state=state,
        since=before.since if state is before.state and before.since else at,
        last_look_at=at,
        last_success_at=at,
        next_look_at=at if more else at + timedelta(seconds=interval),
    )


def after_failure(before: SourceHealth, trouble: Exception, *, at: datetime, interval: float) -> SourceHealth:
    """Return the health after a look that failed; what is no trouble of a source is a defect of ours, and said so."""
    if before.state is Health.PAUSED:
        return replace(before, last_look_at=at)
    failures = before.failures + 1
    if isinstance(trouble, NeedsOperator):
        state, wait = SOURCE.after(before.state, "ask"), LOOK_AGAIN
    else:
        state = Health.NEEDS_OPERATOR if before.state is Health.NEEDS_OPERATOR else SOURCE.after(before.state, "fail")
        wait = wait_after(trouble, failures, interval)
    return SourceHealth(
        state=state,
        sentence=sentence(trouble),
        since=before.since if state is before.state and before.since else at,
        last_look_at=at,
        last_success_at=before.last_success_at,
        next_look_at=at + wait,
        failures=failures,
    )


def worth_telling(before: SourceHealth, after: SourceHealth, at: datetime) -> str:
    """Return the event that administrators are told of after a look; empty for none, the same while it goes on."""
    if after.state is Health.NEEDS_OPERATOR:
        return "source_needs_you"
    if after.state is Health.FAILING and _lasts(after, at):
        return "source_failing"
    told = before.state is Health.NEEDS_OPERATOR or (before.state is Health.FAILING and _lasts(before, at))
    return "source_recovered" if told and after.state is Health.HEALTHY else ""


def _lasts(health: SourceHealth, at: datetime) -> bool:
    return health.since is not None and at - health.since >= TOLD_AFTER


def sentence(trouble: Exception) -> str:
    """Return what a person should read about a failure; a defect names its class, never a stranger's text."""
    if isinstance(trouble, ResonanzError):
        return str(trouble)
    return f"Resonanz itself failed here ({type(trouble).__name__}). The log has the details; please report it."


def wait_after(trouble: Exception, failures: int, interval: float) -> timedelta:
    """Return how long to wait after so many failures in a row: as the source asks, else longer each time."""
    backed_off = min(FIRST_WAIT * (1 << min(failures - 1, 10)), LONGEST_WAIT)
    if isinstance(trouble, TryLater) and trouble.after is not None:
        return max(timedelta(seconds=trouble.after), timedelta(seconds=1))
    return max(backed_off, timedelta(seconds=min(interval, 30)))
