"""Doing one thing to all cases of a view, in the request where they are few and in the background where they are many.

Which cases are meant is asked anew, piece by piece, in the order of their numbers: a case that left the view meanwhile
is left alone, one that was opened after the button was pressed is not meant. A killed job goes on behind the last case
that it remembers.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, replace
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final

from resonanz.core.case import CaseState
from resonanz.core.errors import InputRejected, NotAllowed
from resonanz.core.ids import CaseId, DepartmentId, UserId
from resonanz.core.policy import Actor
from resonanz.core.sweep import Sweep, SweepId, Wish
from resonanz.core.understood import Priority

if TYPE_CHECKING:
    from resonanz.app.house import House
    from resonanz.respond.sweeps import Undone
    from resonanz.store.relational.views import CaseFilter

AT_ONCE: Final = 500
"""Cases that are done in the request; more are a job."""
PIECE: Final = 100
JOB: Final = "sweep"
UNDO: Final = "sweep_undo"


def sweep(home: House, actor: Actor, wish: Wish, chosen: Sequence[CaseId]) -> Sweep:
    """Do it to these cases here and now; raise InputRejected for none or too many."""
    if not chosen:
        raise InputRejected("No case is chosen.", place="case", remedy="Choose one with x.")
    if len(chosen) > AT_ONCE:
        raise InputRejected(f"More than {AT_ONCE} cases are chosen.", place="case", remedy="Take the whole view.")
    return home.sweep_desk.at_once(actor, wish, chosen)


def sweep_all(home: House, actor: Actor, wish: Wish, filter: CaseFilter) -> Sweep:
    """Do it to every case of a view; where these are many, return at once: `ended_at` is None until a job did it."""
    from resonanz.app import jobs
    from resonanz.store.relational.selectors.tallies import count, numbers

    asked = count(filter)
    if asked <= AT_ONCE:
        return sweep(home, actor, wish, numbers(filter, limit=AT_ONCE))
    begun = home.sweep_desk.begin(actor, wish, asked)
    arguments = {"sweep": int(begun.id), "filter": written(filter)}
    jobs.start(JOB, arguments, at=home.clock.now(), key=key(begun.id))
    return begun


def undo(home: House, actor: Actor, sweep: SweepId) -> Undone | None:
    """Take a sweep back; None: a job is asked to, because there are many cases."""
    from resonanz.app import jobs

    found = home.sweep_desk.undoable(actor, sweep)
    if found.done <= AT_ONCE:
        return home.sweep_desk.undo(actor, sweep)
    jobs.start(UNDO, {"sweep": int(sweep)}, at=home.clock.now(), key=undo_key(sweep))
    return None


def key(sweep: SweepId) -> str:
    """Return the key of the job that does a sweep."""
    return f"{JOB}:{sweep}"


def undo_key(sweep: SweepId) -> str:
    """Return the key of the job that takes a sweep back."""
    return f"{UNDO}:{sweep}"


def work(home: House, arguments: Mapping[str, Any], progress: Any) -> str:  # noqa: ANN401  see app.jobs.Work
    """Do a sweep; a work of `app.works`."""
    from resonanz.store.relational.selectors.tallies import numbers

    begun = home.sweeps.load(SweepId(arguments["sweep"]))
    actor, desk = _actor(begun), home.sweep_desk
    meant = replace(read(arguments["filter"]), opened_before=begun.at)
    reached = home.sweeps.reached(begun.id)
    looked_at = begun.done + begun.refused
    while piece := numbers(meant, after=reached, limit=PIECE):
        desk.over(actor, begun, piece)
        reached, looked_at = piece[-1], looked_at + len(piece)
        progress.say(looked_at, max(begun.asked, looked_at))
    ended = desk.end(begun)
    return f"{ended.done} of {looked_at} cases."


def work_undo(home: House, arguments: Mapping[str, Any], progress: Any) -> str:  # noqa: ANN401
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
