"""How fast deadlines are worked out on one core, and how quickly the inbox answers fifty people.

    python benchmarks/desk.py

Second part: `desk_inbox.py` on SQLite and on a throw-away PostgreSQL, each in a process of its own.

Named baseline of the same run: *minute by minute* - the simulation that the tests hold, which asks the wall clock for
each minute of a case. Both must say the same of every case, or the run stops. Cases last two weeks, are answered,
handed over, paused and closed; two departments with split shifts and holidays. Times are processor time.
"""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))
from resonanz.core.deadline import (
    Calendar,
    DeadlineKind,
    Happened,
    Happening,
    Interval,
    Policy,
    Rule,
    deadlines,
)
from tests.core.deadline.simulation import Simulation, minute_of

MANY = 20_000
WALKED = 60
"""Cases that the baseline is given: enough for a rate, at several a second."""
START = datetime(2026, 3, 2, 7, 0, tzinfo=UTC)
SPLIT = ((Interval(540, 720), Interval(780, 1020)),) * 5 + ((), ())
LATE = ((Interval(660, 1200),),) * 6 + ((),)
HOUR = 3600
ENOUGH_A_SECOND = 1_000
ENOUGH_TIMES = 20


def main() -> None:
    """Print both rates and their ratio; end with status 1 where either is below what is promised."""
    policy = _policy()
    cases = [(_log(number), START + timedelta(days=14, minutes=37 * (number % 900))) for number in range(MANY)]
    _compare(cases[:WALKED], policy)
    quick = _rate(lambda: [deadlines(log, [policy], now) for log, now in cases], MANY)
    slow = _rate(lambda: [Simulation(policy).walk(log, now) for log, now in cases[:WALKED]], WALKED)
    print(f"worked out          {quick:>10,.0f} cases a second and core ({6 * quick:,.0f} events)")
    print(f"minute by minute    {slow:>10,.1f} cases a second and core")
    print(f"ratio               {quick / slow:>10,.0f} times")
    inboxes = [_inbox(), _inbox("scripts/with-postgresql.py", sys.executable)]
    if quick < ENOUGH_A_SECOND or quick / slow < ENOUGH_TIMES or any(inboxes):
        raise SystemExit(1)


def _inbox(*before: str) -> int:
    """Measure the inbox behind a command that brings a database; return the status it ends with."""
    print(flush=True)
    command = [sys.executable, *before, "benchmarks/desk_inbox.py"]
    return subprocess.run(command, cwd=Path(__file__).parents[1], check=False).returncode


def _policy() -> Policy:
    closed = frozenset({date(2026, 4, 3), date(2026, 4, 6)})
    times = {
        DeadlineKind.FIRST_ANSWER: 8 * HOUR,
        DeadlineKind.NEXT_ANSWER: 4 * HOUR,
        DeadlineKind.RESOLUTION: 40 * HOUR,
    }
    return Policy(
        version="1",
        calendar=Calendar(zone="Europe/Berlin", week=SPLIT, closed=closed),
        calendars={"b": Calendar(zone="Europe/London", week=LATE, closed=closed)},
        rules=(Rule(times=times), Rule(priorities=("urgent",), times={DeadlineKind.FIRST_ANSWER: HOUR})),
        windows={"chat": 24 * HOUR},
    )


def _log(number: int) -> list[Happening]:
    """Return a case's log; no two are alike."""
    at = START + timedelta(minutes=number % 9_973)
    step = timedelta(minutes=100 + number % 1_777)
    priority, channel = ("normal", "urgent")[number % 2], ("chat", "web")[number % 3 % 2]
    return [
        Happening(at=at, what=Happened.OPENED, department="a", priority=priority, channel=channel),
        Happening(at=at + step, what=Happened.HANDED_OVER, department="b"),
        Happening(at=at + 2 * step, what=Happened.ANSWERED),
        Happening(at=at + 3 * step, what=Happened.SAID),
        Happening(at=at + 4 * step, what=Happened.WAITING),
        Happening(at=at + 5 * step, what=(Happened.ANSWERED, Happened.CLOSED)[number % 2]),
    ]


def _compare(cases: list[tuple[list[Happening], datetime]], policy: Policy) -> None:
    for log, now in cases:
        walked = [(one.kind, one.state, one.due) for one in Simulation(policy).walk(log, now)]
        found = [(one.kind, one.state.value, minute_of(one.due_at)) for one in deadlines(log, [policy], now)]
        if walked != found:
            raise SystemExit(f"They disagree about {log}: {walked} and {found}")


def _rate(work: Callable[[], object], number: int) -> float:
    before = time.process_time()
    work()
    return number / (time.process_time() - before)


if __name__ == "__main__":
    main()
