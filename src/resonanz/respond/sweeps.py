"""Do one thing to many cases, and take it back.

Each case is done by itself, with an event of its own: what cannot be done to one (it is closed, somebody was quicker,
the person does not work in its department) is remembered with the reason and holds up none of the others. Doing a sweep
again where it was interrupted changes nothing: what is so already is left alone.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Final, cast

from resonanz.core.case import CASE, Case, CaseEvent
from resonanz.core.clock import Clock
from resonanz.core.errors import Conflict, InputRejected, NotAllowed, NotFound, ResonanzError
from resonanz.core.ids import CaseId, DepartmentId, UserId
from resonanz.core.policy import Action, Actor, require
from resonanz.core.ports import Audit, Casebook, Entry, Sweeps
from resonanz.core.sweep import Doing, Sweep, SweepId, Swept, Wish, is_so, restored, undoing
from resonanz.respond.cases import CaseDesk
from resonanz.respond.snoozing import SnoozeDesk

PIECE: Final = 200
"""Cases looked at together when a sweep is taken back."""


@dataclass(frozen=True, slots=True)
class Undone:
    """Say what became of taking a sweep back."""

    restored: int
    kept: tuple[CaseId, ...]
    """Cases that somebody changed since, which stay as they are."""


@dataclass(frozen=True, slots=True)
class Desks:
    """Hold what is done to one case after the other, all on the same casebook."""

    cases: CaseDesk
    snoozing: SnoozeDesk


class _Remembering:
    """Be a casebook whose changes belong to a sweep."""

    def __init__(self, casebook: Casebook, sweeps: Sweeps, sweep: SweepId) -> None:
        self._casebook = casebook
        self._sweeps = sweeps
        self._sweep = sweep

    def change(self, before: Case, after: Case, event: CaseEvent) -> None:
        self._sweeps.change(self._sweep, before, after, event)

    def __getattr__(self, name: str) -> object:
        return getattr(self._casebook, name)


class SweepDesk:
    """Do what people do with many cases."""

    def __init__(
        self,
        *,
        sweeps: Sweeps,
        casebook: Casebook,
        audit: Audit,
        clock: Clock,
        desks_on: Callable[[Casebook], Desks],
        works_in: Callable[[UserId, DepartmentId], bool],
    ) -> None:
        self._sweeps = sweeps
        self._casebook = casebook
        self._audit = audit
        self._clock = clock
        self._desks_on = desks_on
        self._works_in = works_in

    def begin(self, actor: Actor, wish: Wish, asked: int) -> Sweep:
        """Note what somebody wants done to so many cases; `over` does it, `end` ends it."""
        require(actor, Action.WORK_CASE)
        if actor.id is None:
            raise NotAllowed("A sweep belongs to a person.")
        now = self._clock.now()
        sweep = self._sweeps.begin(Sweep(id=SweepId(0), actor=actor.id, at=now, wish=wish, asked=asked))
        detail = {"doing": wish.doing.value, "asked": asked}
        self._audit.write(Entry(at=now, actor=actor.id, action="sweep", subject=f"sweep:{sweep.id}", detail=detail))
        return sweep

    def over(self, actor: Actor, sweep: Sweep, cases: Sequence[CaseId]) -> None:
        """Do it to these cases; what cannot be done is remembered with the reason."""
        casebook = cast("Casebook", _Remembering(self._casebook, self._sweeps, sweep.id))
        desks = self._desks_on(casebook)
        for case in cases:
            try:
                self._do(desks, actor, case, sweep.wish)
            except (Conflict, InputRejected, NotAllowed, NotFound) as trouble:
                self._sweeps.refuse(sweep.id, case, _sentence(trouble))

    def end(self, sweep: Sweep) -> Sweep:
        """Note that nothing is left to do; return the sweep with what it did."""
        self._sweeps.end(sweep.id, self._clock.now())
        return self._sweeps.load(sweep.id)

    def undo(self, actor: Actor, sweep: SweepId, *, say: Callable[[int], None] = lambda _: None) -> Undone:
        """Put back what a sweep changed, except where somebody changed it since.

        `say` is told how many cases were looked at. Raise NotAllowed for another person's sweep, Conflict where it is
        too late or was done already.
        """
        found = self.undoable(actor, sweep)
        kept: list[CaseId] = []
        number, reached = 0, CaseId(0)
        while piece := self._sweeps.swept(found.id, after=reached, limit=PIECE):
            for done in piece:
                if self._put_back(actor, found, done):
                    number += 1
                else:
                    kept.append(done.case)
            reached = piece[-1].case
            say(number + len(kept))
        now = self._clock.now()
        self._sweeps.end_undoing(found.id, now)
        detail = {"restored": number, "kept": len(kept)}
        self._audit.write(
            Entry(at=now, actor=actor.id, action="sweep_undo", subject=f"sweep:{found.id}", detail=detail)
        )
        return Undone(number, tuple(kept))

    def undoable(self, actor: Actor, sweep: SweepId) -> Sweep:
        """Return a sweep that this person may take back now; raise NotFound, NotAllowed or Conflict."""
        found = self._sweeps.load(sweep)
        if actor.id is None or found.actor != actor.id:
            raise NotAllowed("Only who did it can take it back.")
        if not found.can_be_undone(self._clock.now()):
            raise Conflict("This can no longer be taken back.")
        return found

    def _do(self, desks: Desks, actor: Actor, case: CaseId, wish: Wish) -> None:
        before = self._casebook.load(case)
        require(actor, Action.WORK_CASE, before.department)
        if is_so(before, wish, actor.id):
            return
        if wish.doing is Doing.SNOOZE:
            desks.snoozing.snooze(actor, case, wish.until)
        elif wish.doing is Doing.WAKE:
            desks.snoozing.wake(actor, case)
        else:
            self._act(desks.cases, actor, before, wish)

    def _act(self, desk: CaseDesk, actor: Actor, before: Case, wish: Wish) -> None:
        match wish.doing:
            case Doing.TAKE if "take" in CASE.actions(before.state):
                desk.take(actor, before.id)
            case Doing.TAKE:
                desk.assign(actor, before.id, actor.id)
            case Doing.ASSIGN:
                if wish.owner is not None and not self._works_in(wish.owner, before.department):
                    raise InputRejected("This person does not work in the department.", place="owner")
                desk.assign(actor, before.id, wish.owner)
            case Doing.CLOSE:
                desk.close(actor, before.id, wish.reason.strip())
            case Doing.REOPEN:
                desk.reopen(actor, before.id)
            case Doing.HAND_OVER if wish.department is not None:
                desk.hand_over(actor, before.id, wish.department, wish.reason)
            case Doing.PRIORITISE if wish.priority is not None:
                desk.prioritise(actor, before.id, wish.priority)
            case Doing.RELABEL if wish.kind is not None:
                desk.relabel(actor, before.id, wish.kind)

    def _put_back(self, actor: Actor, sweep: Sweep, done: Swept) -> bool:
        """Put one case back; tell whether it could be done."""
        try:
            now = self._casebook.load(done.case)
            was = restored(now, done, self._since(now, done))
            if was is None:
                return False
            require(actor, Action.WORK_CASE, was.department)
            at = self._clock.now()
            action, detail = undoing(now, was)
            event = CaseEvent(case=now.id, at=at, action=action, actor=actor.id, detail=detail)
            self._sweeps.take_back(sweep.id, now, replace(was, changed_at=at), event)
        except (Conflict, NotAllowed, NotFound):
            return False
        return True

    def _since(self, now: Case, done: Swept) -> tuple[CaseEvent, ...]:
        """Return what happened after the sweep; nothing is read where nothing did."""
        if now.changed_at == done.at:
            return ()
        return tuple(one for one in self._casebook.events(now.id) if one.at > done.at)


def _sentence(trouble: ResonanzError) -> str:
    return str(trouble.args[0]) if trouble.args else str(trouble)
