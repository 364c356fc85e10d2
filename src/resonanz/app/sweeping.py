"""Doing one thing to all cases of a view, in the request where they are few and in the background where they are many.

Which cases are meant is asked anew, piece by piece, in the order of their numbers: a case that left the view meanwhile
is left alone, one that was opened after the button was pressed is not meant. What is done in the request has a job too,
which is withdrawn when the request came to its end: what was cut, here or there, goes on behind the last case that it
remembers.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Final

from resonanz.app.progress import Progress
from resonanz.core.case import CaseState
from resonanz.core.errors import InputRejected, NotAllowed
from resonanz.core.ids import CaseId, DepartmentId, UserId
from resonanz.core.policy import Actor
from resonanz.core.sweep import Sweep, SweepId, Wish
from resonanz.core.understood import Priority

if TYPE_CHECKING:
    from resonanz.app.house import House
    from resonanz.respond.sweeps import Undone
    from resonanz.store.relational.views import CaseFilter, JobRow

AT_ONCE: Final = 500
"""Cases that are done in the request; more are a job."""
CUT_AFTER: Final = timedelta(minutes=2)
"""When a job takes up what a request began: longer than any request takes."""
PIECE: Final = 100
JOB: Final = "sweep"
UNDO: Final = "sweep_undo"


def sweep(home: House, actor: Actor, wish: Wish, chosen: Sequence[CaseId]) -> Sweep:
    """Do it to these cases here and now; raise InputRejected for none or too many."""
    from resonanz.app import jobs

    if not chosen:
        raise InputRejected("No case is chosen.", place="case", remedy="Choose one with x.")
    if len(chosen) > AT_ONCE:
        raise InputRejected(f"More than {AT_ONCE} cases are chosen.", place="case", remedy="Take the whole view.")
    cases = sorted(chosen)
    begun = _begin(home, actor, wish, len(cases), {"cases": cases}, after=CUT_AFTER)
    home.sweep_desk.over(actor, begun, cases)
    ended = home.sweep_desk.end(begun)
    jobs.withdraw(key(begun.id))
    return ended


def sweep_all(home: House, actor: Actor, wish: Wish, filter: CaseFilter) -> Sweep:
    """Do it to every case of a view; where these are many, return at once: `ended_at` is None until a job did it."""
    from resonanz.store.relational.selectors.tallies import count, numbers

    asked = count(filter)
    if asked <= AT_ONCE:
        return sweep(home, actor, wish, numbers(filter, limit=AT_ONCE))
    return _begin(home, actor, wish, asked, {"filter": written(filter)}, after=timedelta())


def _begin(
    home: House, actor: Actor, wish: Wish, asked: int, arguments: Mapping[str, object], *, after: timedelta
) -> Sweep:
    """Note a sweep and its job, both or neither."""
    from resonanz.app import jobs
    from resonanz.store.relational.editing.recording import edit

    with edit():
        begun = home.sweep_desk.begin(actor, wish, asked)
        told = {"sweep": int(begun.id), **arguments}
        jobs.start(JOB, told, at=home.clock.now() + after, key=key(begun.id))
    return begun


def undo(home: House, actor: Actor, sweep: SweepId) -> Undone | None:
    """Take a sweep back; None: a job is asked to, because there are many cases.

    One that was cut, and that no job goes on with, has ended where it stopped.
    """
    from resonanz.app import jobs

    begun = home.sweeps.load(sweep)
    if begun.ended_at is None and begun.actor == actor.id and job_of(begun) is None:
        home.sweep_desk.end(begun)
    found = home.sweep_desk.undoable(actor, sweep)
    if found.done <= AT_ONCE:
        return home.sweep_desk.undo(actor, sweep)
    jobs.start(UNDO, {"sweep": int(sweep)}, at=home.clock.now(), key=undo_key(sweep))
    return None


def job_of(sweep: Sweep) -> JobRow | None:
    """Return the job that does a sweep, or takes it back; None where none waits or runs."""
    from resonanz.store.relational.selectors.trail import newest_job

    if sweep.ended_at is not None and sweep.done <= AT_ONCE:
        return None
    job = newest_job(key(sweep.id) if sweep.ended_at is None else undo_key(sweep.id))
    return job if job is not None and job.state in ("waiting", "running") else None


def key(sweep: SweepId) -> str:
    """Return the key of the job that does a sweep."""
    return f"{JOB}:{sweep}"


def undo_key(sweep: SweepId) -> str:
    """Return the key of the job that takes a sweep back."""
    return f"{UNDO}:{sweep}"


def work(home: House, arguments: Mapping[str, Any], progress: Progress) -> str:
    """Do a sweep; a work of `app.works`."""
    begun = home.sweeps.load(SweepId(arguments["sweep"]))
    if begun.ended_at is not None:
        return "It has ended."
    actor, desk = _actor(begun), home.sweep_desk
    looked_at = begun.done + begun.refused
    for piece in _left(home, begun, arguments):
        desk.over(actor, begun, piece)
        looked_at += len(piece)
        progress.say(looked_at, max(begun.asked, looked_at))
    ended = desk.end(begun)
    return f"{ended.done} of {looked_at} cases."


def _left(home: House, begun: Sweep, arguments: Mapping[str, Any]) -> Iterator[Sequence[CaseId]]:
    """Yield the cases behind the last one that the sweep remembers."""
    from resonanz.store.relational.selectors.tallies import numbers

    reached = home.sweeps.reached(begun.id)
    if "cases" in arguments:
        yield [CaseId(number) for number in arguments["cases"] if number > reached]
        return
    meant = replace(read(arguments["filter"]), opened_before=begun.at)
    while piece := numbers(meant, after=reached, limit=PIECE):
        yield piece
        reached = piece[-1]


def work_undo(home: House, arguments: Mapping[str, Any], progress: Progress) -> str:
    """Take a sweep back; a work of `app.works`."""
    begun = home.sweeps.load(SweepId(arguments["sweep"]))
    undone = home.sweep_desk.undo(_actor(begun), begun.id, say=lambda done: progress.say(done, begun.done))
    return f"{undone.restored} cases are as before, {len(undone.kept)} were changed since."


def _actor(sweep: Sweep) -> Actor:
    from resonanz.store.relational.actors import actor_of
    from resonanz.store.relational.models import User

    found = User.objects.filter(pk=sweep.actor, is_active=True).first()
    if found is None:
        raise NotAllowed("Whoever asked for it may no longer work here.")
    return actor_of(found)


def written(filter: CaseFilter) -> dict[str, object]:
    """Return a filter as a job's arguments keep it."""
    plain = asdict(filter)
    said = {name: value for name, value in plain.items() if value or value is False}
    return {name: value.isoformat() if isinstance(value, datetime) else value for name, value in said.items()}


def read(kept: Mapping[str, Any]) -> CaseFilter:
    """Return a filter as it was before it was written."""
    from resonanz.store.relational.views import CaseFilter

    readers: Mapping[str, Any] = {
        "departments": lambda ids: tuple(DepartmentId(one) for one in ids),
        "asked_of": lambda ids: tuple(DepartmentId(one) for one in ids),
        "states": lambda states: tuple(CaseState(one) for one in states),
        "priorities": lambda priorities: tuple(Priority(one) for one in priorities),
        "owner": UserId,
        "due_before": datetime.fromisoformat,
        "opened_before": datetime.fromisoformat,
    }
    usual: Mapping[str, Any] = {"states": ()}  # left out because it was empty, which means every state
    values = {**usual, **kept}
    return CaseFilter(**{name: readers.get(name, _as_it_is)(value) for name, value in values.items()})


def _as_it_is(value: Any) -> Any:  # noqa: ANN401  what JSON holds
    return tuple(value) if isinstance(value, list) else value
