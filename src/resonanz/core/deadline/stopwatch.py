"""A clock of one deadline: it counts the working time that it ran, towards a time that may change on the way.

It knows nothing of cases. Whoever holds it says when it runs, stands still and ends; moments must not go back.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from resonanz.core.deadline.calendar import at_moment
from resonanz.core.deadline.policy import Aim, DeadlineKind
from resonanz.core.deadline.result import Deadline, DeadlineState, Retarget


@dataclass(slots=True, kw_only=True)
class Stopwatch:
    """Count for one deadline; moments are whole seconds since 1970."""

    kind: DeadlineKind
    round: int
    key: str = ""
    department: str
    begun: int
    aim: Aim
    ran_since: int | None
    """Up to where the running time is counted; None while it stands still."""
    stood_since: int | None = None
    ended: int | None = None
    used: int = 0
    paused: int = 0
    late: int = 0
    reached: int | None = None
    """When the time that is given was used up, to the second; what ends then is still in time."""
    broken: bool = False
    """Whether it ran on after that moment, in working time or not. It never becomes right again by itself."""
    retargets: list[Retarget] = field(default_factory=list)

    def advance(self, at: int) -> None:
        """Count up to a moment."""
        if self.ran_since is None or self.ended is not None:
            return
        spent = self.aim.calendar.between(self.ran_since, at)
        seconds = self.aim.seconds
        if self.reached is not None:
            self.late += spent
        elif seconds is not None and self.used + spent >= seconds:
            self.reached = self.aim.calendar.after(self.ran_since, seconds - self.used)
            self.late = self.used + spent - seconds
        self.broken = self.broken or (self.reached is not None and at > self.reached)
        self.used += spent
        self.ran_since = max(self.ran_since, at)

    def run(self, at: int) -> None:
        """Let it run from a moment on, if it does not."""
        if self.ran_since is None:
            self.ran_since = at
            self.paused += at - (self.stood_since if self.stood_since is not None else at)
            self.stood_since = None
            if self.reached is not None and not self.broken:
                self.reached = at  # nothing is left: what comes at once is in time

    def stand(self, at: int) -> None:
        """Let it stand still from a moment on, if it runs."""
        if self.ran_since is not None:
            self.advance(at)
            self.ran_since, self.stood_since = None, at

    def retarget(self, at: int, aim: Aim, department: str) -> None:
        """Count towards another time from a moment on; a breach keeps the time it missed."""
        if aim is self.aim and department == self.department:
            return
        self.advance(at)
        before, after = self.aim.seconds, aim.seconds
        self.department = department
        if self.broken:
            self.aim = Aim(seconds=before, calendar=aim.calendar, rule=self.aim.rule)
            return
        self.aim = aim
        if before == after:
            return
        if before is not None and after is not None and at > self.begun:
            self.retargets.append(Retarget(at=at_moment(at), before=before, seconds=after, department=department))
        self.reached, self.late = (at if after is not None and self.used >= after else None), 0

    def restart(self, at: int) -> None:
        """Begin anew, with nothing used."""
        self.begun, self.used, self.paused, self.late, self.reached = at, 0, 0, 0, None
        self.retargets.clear()
        if self.ran_since is None:
            self.stood_since = at
        else:
            self.ran_since = at

    def end(self, at: int) -> None:
        """Say that what was due came."""
        if self.ended is None:
            self.advance(at)
            if self.stood_since is not None:
                self.paused += at - self.stood_since
                if self.reached is not None and not self.broken:
                    self.reached = at
            self.ended = at

    def undo_end(self, at: int) -> None:
        """Go on where it had ended; the time in between was a pause."""
        if self.ended is not None:
            self.ran_since, self.stood_since = None, self.ended
            self.ended = None
            self.run(at)

    def read(self, now: int, *, zone: str, policy: str, closed: bool) -> Deadline | None:
        """Return how it stands at a moment not before the last; None where nothing is due. The clock stays as it is."""
        seconds = self.aim.seconds
        if seconds is None:
            return None
        seen = _copy(self)
        seen.advance(now)
        standing = seen.ended is None and seen.stood_since is not None
        paused = seen.paused + (now - seen.stood_since if standing and seen.stood_since is not None else 0)
        return Deadline(
            kind=self.kind,
            round=self.round,
            department=self.department,
            state=seen.state(),
            begun_at=at_moment(self.begun),
            due_at=at_moment(seen.due(now, seconds)),
            ended_at=None if seen.ended is None else at_moment(seen.ended),
            seconds=seconds,
            used=seen.used,
            late=seen.late,
            paused=paused,
            paused_at=at_moment(seen.stood_since) if standing and seen.stood_since is not None else None,
            closed=closed and standing,
            always=self.aim.calendar.is_always_open,
            zone=zone,
            rule=self.aim.rule,
            policy=policy,
            retargets=tuple(self.retargets),
        )

    def state(self) -> DeadlineState:
        """Return how it stands where it was counted up to."""
        if self.broken:
            return DeadlineState.BREACHED
        if self.ended is not None:
            return DeadlineState.MET
        return DeadlineState.RUNNING if self.ran_since is not None else DeadlineState.PAUSED

    def due(self, now: int, seconds: int) -> int:
        """Return when its time was, will be or would be used up."""
        if self.reached is not None:
            return now if self.state() is DeadlineState.PAUSED else self.reached
        counted_to = self.ended if self.ended is not None else now if self.ran_since is None else self.ran_since
        return self.aim.calendar.after(counted_to, seconds - self.used)


def _copy(clock: Stopwatch) -> Stopwatch:
    """Return a clock of its own; twice as quick as dataclasses.replace, and this is asked for every case shown."""
    made = object.__new__(Stopwatch)
    for name in Stopwatch.__slots__:
        setattr(made, name, getattr(clock, name))
    return made
