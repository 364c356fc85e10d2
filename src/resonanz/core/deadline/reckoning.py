"""The deadlines of a case, as a function of what happened to it, the rules and the moment asked for. Nothing else.

An event changes what is true of the case (what is owed, whether we wait, who owns it, whether it is closed); then each
clock is told whether it runs under these truths and towards which time. So the meaning of a pause stands in one place,
and a log means the same in one piece and in many.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import ClassVar, Final

from resonanz.core.deadline.calendar import ALWAYS, moment_of
from resonanz.core.deadline.events import Happened, Happening, in_order
from resonanz.core.deadline.policy import AfterAnswer, DeadlineKind, Facts, OnHandOver, OnReopening, Policy, policy_for
from resonanz.core.deadline.result import Deadline
from resonanz.core.deadline.stopwatch import Stopwatch
from resonanz.core.errors import InputRejected

_TO_THE_AUTHOR: Final = (
    DeadlineKind.FIRST_ANSWER,
    DeadlineKind.NEXT_ANSWER,
    DeadlineKind.OWNER_ANSWER,
    DeadlineKind.CHANNEL_WINDOW,
)
_OF_THE_DEPARTMENT: Final = (
    DeadlineKind.FIRST_ANSWER,
    DeadlineKind.NEXT_ANSWER,
    DeadlineKind.RESOLUTION,
    DeadlineKind.OWNER_ANSWER,
)


def deadlines(log: Sequence[Happening], policies: Sequence[Policy], now: datetime) -> tuple[Deadline, ...]:
    """Return every deadline of a case as of `now`, in the order in which they began; pure.

    The log is put in order of time, lines of the same moment stay as they stood, and what happened after `now` is left
    out. Raise InputRejected when the first line does not open the case.
    """
    known = [one for one in in_order(tuple(log)) if one.at <= now]
    if not known:
        return ()
    if known[0].what is not Happened.OPENED:
        raise InputRejected(
            f"{known[0].what} at {known[0].at.isoformat()} comes before the case was opened.",
            place="events",
            remedy="Let the log begin with a line `opened`.",
        )
    adopted = [one.policy for one in known if one.what is Happened.RULES_ADOPTED]
    policy = policy_for(policies, opened_at=known[0].at, adopted=adopted[-1] if adopted else "")
    reckoning = Reckoning(policy)
    for one in known:
        reckoning.take(one)
    return reckoning.deadlines(now)


class Reckoning:
    """Follow one case under one version of the rules, event by event."""

    def __init__(self, policy: Policy) -> None:
        self._policy = policy
        self._facts = Facts()
        self._opened = self._closed = False
        self._owed = False
        """Whether the author has not been answered since speaking last."""
        self._ours = False
        """Whether the next step is ours: until we answered, and when a colleague opens the case again."""
        self._waits: set[str] = set()
        """For what we wait; each is over by itself, all are when the author speaks."""
        self._spoken = 0
        """When the author spoke last."""
        self._clocks: list[Stopwatch] = []

    def take(self, event: Happening) -> None:
        """Take in what happened, not before the last."""
        doing = self._doings.get(event.what)
        if doing is not None:
            at = moment_of(event.at)
            doing(self, event, at)
            self._settle(at)

    def deadlines(self, now: datetime) -> tuple[Deadline, ...]:
        """Return every deadline as of a moment not before the last event."""
        at = moment_of(now)
        read = (
            clock.read(at, zone=self._zone(clock), policy=self._policy.version, closed=self._closed)
            for clock in self._clocks
        )
        return tuple(one for one in read if one is not None)

    def _zone(self, clock: Stopwatch) -> str:
        calendar = clock.aim.calendar
        return self._policy.calendar_of(clock.department).zone if calendar is ALWAYS else calendar.zone

    # --- what each event changes ---------------------------------------------------------------------------------

    def _open(self, event: Happening, at: int) -> None:
        if self._opened:  # the log of a case that was merged into this one
            self._say(event, at)
            return
        self._opened = self._owed = self._ours = True
        self._spoken = at
        self._facts = Facts(
            department=event.department, priority=event.priority, channel=event.channel, kind=event.kind
        )
        self._start(DeadlineKind.FIRST_ANSWER, at)
        self._start(DeadlineKind.RESOLUTION, at)
        self._start(DeadlineKind.CHANNEL_WINDOW, at)

    def _say(self, _: Happening, at: int) -> None:
        self._come_back(at)
        self._waits.clear()
        self._owed, self._ours, self._spoken = True, True, at
        answering = self._running(DeadlineKind.FIRST_ANSWER) or self._running(DeadlineKind.NEXT_ANSWER)
        if answering is None:
            self._start(DeadlineKind.NEXT_ANSWER, at)
        window = self._running(DeadlineKind.CHANNEL_WINDOW)
        if window is not None:
            window.advance(at)
            if not window.broken:
                window.restart(at)
                return
            window.end(at)
        self._start(DeadlineKind.CHANNEL_WINDOW, at)

    def _answer(self, _: Happening, at: int) -> None:
        self._come_back(at)
        self._owed = self._ours = False
        for clock in self._unfinished(*_TO_THE_AUTHOR):
            clock.end(at)

    def _wait(self, event: Happening, _: int) -> None:
        self._waits.add(event.key)

    def _resume(self, event: Happening, _: int) -> None:
        self._waits.discard(event.key)

    def _change(self, event: Happening, _: int) -> None:
        said = {"priority": event.priority, "kind": event.kind}
        self._facts = replace(self._facts, **{name: value for name, value in said.items() if value})

    def _hand_over(self, event: Happening, at: int) -> None:
        if not event.department or event.department == self._facts.department:
            return
        self._facts = replace(self._facts, department=event.department)
        self._give_up(DeadlineKind.OWNER_ANSWER, at)
        if self._policy.hand_over is OnHandOver.CONTINUE:
            return
        for clock in self._unfinished(*_OF_THE_DEPARTMENT):
            clock.advance(at)
            if not clock.broken:
                clock.restart(at)
            else:
                clock.end(at)  # the breach stays with who made it
                self._start(clock.kind, at)

    def _assign(self, event: Happening, at: int) -> None:
        self._give_up(DeadlineKind.OWNER_ANSWER, at)
        if event.owner and self._owed:
            self._start(DeadlineKind.OWNER_ANSWER, at)

    def _ask(self, event: Happening, at: int) -> None:
        if self._asked(event) is None:
            key = event.key or event.department
            self._start(DeadlineKind.INTERNAL_ANSWER, at, department=event.department, key=key)

    def _tell(self, event: Happening, at: int) -> None:
        if asked := self._asked(event):
            asked.end(at)

    def _withdraw(self, event: Happening, at: int) -> None:
        if asked := self._asked(event):
            self._drop(asked, at)

    def _close(self, _: Happening, at: int) -> None:
        if self._closed:
            return
        self._closed = True
        for clock in self._unfinished(DeadlineKind.RESOLUTION):
            clock.end(at)
        self._give_up(DeadlineKind.CHANNEL_WINDOW, at)

    def _merge(self, _: Happening, at: int) -> None:
        """Stop everything without settling anything: the other case answers for it."""
        self._closed = True
        for kind in DeadlineKind:
            self._give_up(kind, at)

    def _reopen(self, _: Happening, at: int) -> None:
        self._ours = True
        self._come_back(at)
        if self._owed and self._running(DeadlineKind.CHANNEL_WINDOW) is None:
            self._start(DeadlineKind.CHANNEL_WINDOW, self._spoken)

    # --- clocks --------------------------------------------------------------------------------------------------

    def _come_back(self, at: int) -> None:
        if not self._closed:
            return
        self._closed = False
        last = next((one for one in reversed(self._clocks) if one.kind is DeadlineKind.RESOLUTION), None)
        if last is None or self._policy.reopening is OnReopening.RESTART:
            self._start(DeadlineKind.RESOLUTION, at)
        else:
            last.undo_end(at)

    def _settle(self, at: int) -> None:
        """Tell each clock whether it runs, and towards which time, by what is true now."""
        for clock in self._clocks:
            if clock.ended is not None:
                continue
            asked = clock.kind is DeadlineKind.INTERNAL_ANSWER
            facts = replace(self._facts, department=clock.department) if asked else self._facts
            clock.retarget(at, self._policy.aim(clock.kind, facts), facts.department)
            if self._runs(clock.kind):
                clock.run(at)
            else:
                clock.stand(at)

    def _runs(self, kind: DeadlineKind) -> bool:
        if kind is DeadlineKind.CHANNEL_WINDOW:
            return True
        if self._closed:
            return False
        if kind is DeadlineKind.INTERNAL_ANSWER:
            return True
        if kind is DeadlineKind.RESOLUTION and self._policy.after_answer is AfterAnswer.PAUSE and not self._ours:
            return False
        return not self._waits

    def _start(self, kind: DeadlineKind, at: int, *, department: str = "", key: str = "") -> None:
        facts = replace(self._facts, department=department) if department else self._facts
        number = 1 + sum(one.kind is kind and one.key == key for one in self._clocks)
        aim = self._policy.aim(kind, facts)
        self._clocks.append(
            Stopwatch(kind=kind, round=number, key=key, department=facts.department, begun=at, aim=aim, ran_since=at)
        )

    def _give_up(self, kind: DeadlineKind, at: int) -> None:
        """End what is no longer owed: a breach stays in the list, what was in time leaves it."""
        for clock in self._unfinished(kind):
            self._drop(clock, at)

    def _drop(self, clock: Stopwatch, at: int) -> None:
        clock.end(at)
        if not clock.broken:
            self._clocks.remove(clock)

    def _unfinished(self, *kinds: DeadlineKind) -> list[Stopwatch]:
        return [one for one in self._clocks if one.kind in kinds and one.ended is None]

    def _running(self, kind: DeadlineKind) -> Stopwatch | None:
        return next(iter(self._unfinished(kind)), None)

    def _asked(self, event: Happening) -> Stopwatch | None:
        key = event.key or event.department
        return next((one for one in self._unfinished(DeadlineKind.INTERNAL_ANSWER) if one.key == key), None)

    _doings: ClassVar[Mapping[Happened, Callable[[Reckoning, Happening, int], None]]] = {
        Happened.OPENED: _open,
        Happened.SAID: _say,
        Happened.ANSWERED: _answer,
        Happened.WAITING: _wait,
        Happened.RESUMED: _resume,
        Happened.HANDED_OVER: _hand_over,
        Happened.PRIORITISED: _change,
        Happened.RELABELLED: _change,
        Happened.ASSIGNED: _assign,
        Happened.ASKED: _ask,
        Happened.TOLD: _tell,
        Happened.WITHDRAWN: _withdraw,
        Happened.CLOSED: _close,
        Happened.REOPENED: _reopen,
        Happened.MERGED: _merge,
    }
