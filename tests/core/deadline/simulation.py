"""The deadlines of a case by walking through every minute: slow, plain, and told in other words than the real thing.

Each minute it looks at the clock on the wall, asks whether the department is open, and adds one to whatever runs. It
shares the nouns with the function that it checks, and none of its arithmetic. Events must lie on whole minutes.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cache
from zoneinfo import ZoneInfo

from resonanz.core.deadline import Calendar, DeadlineKind, Facts, Happened, Happening, Policy

FOREVER = 60 * 24 * 400
"""Minutes after which it gives up waiting for a clock to run out."""
K, H = DeadlineKind, Happened


@dataclass
class Clock:
    """What one deadline has come to."""

    kind: DeadlineKind
    round: int
    department: str
    begun: int
    calendar: Calendar
    target: int | None = None
    used: int = 0
    due: int | None = None
    over: bool = False
    late: int = 0
    ended: int | None = None
    running: bool = True


@dataclass(frozen=True)
class Seen:
    """What the simulation says of one deadline, in minutes since 1970."""

    kind: DeadlineKind
    round: int
    department: str
    state: str
    due: int
    ended: int | None
    used: int
    late: int


def minute_of(at: datetime) -> int:
    """Return the minute of a moment."""
    return int(at.timestamp()) // 60


@cache
def wall_clock(zone: str, minute: int) -> tuple[date, int, int]:
    """Return the local date, weekday and minute of the day."""
    wall = datetime.fromtimestamp(60 * minute, UTC).astimezone(ZoneInfo(zone))
    return wall.date(), wall.weekday(), 60 * wall.hour + wall.minute


def is_open(calendar: Calendar, minute: int) -> bool:
    """Tell whether the wall clock shows opening hours in this minute."""
    day, weekday, now = wall_clock(calendar.zone, minute)
    return day not in calendar.closed and any(one.start <= now < one.end for one in calendar.week[weekday])


class Simulation:
    """Walk through a case."""

    def __init__(self, policy: Policy) -> None:
        self.policy = policy
        self.clocks: list[Clock] = []
        self.facts = Facts()
        self.opened = self.closed = self.owed = self.ours = False
        self.waits: set[str] = set()
        self.spoken = 0

    # --- time ---

    def walk(self, log: Sequence[Happening], now: datetime) -> list[Seen]:
        """Return what is due at `now`, as the function would."""
        todo = sorted((one for one in dict.fromkeys(log) if one.at <= now), key=lambda one: one.at)
        if not todo:
            return []
        for minute in range(minute_of(todo[0].at), minute_of(now) + 1):
            while todo and minute_of(todo[0].at) == minute:
                self.happen(todo.pop(0), minute)
            if minute < minute_of(now):
                self.tick(minute)
        return [self.seen(clock, minute_of(now)) for clock in self.clocks if clock.target is not None]

    def tick(self, minute: int) -> None:
        for clock in self.clocks:
            if clock.ended is None and clock.running:
                self.count(clock, minute)

    @staticmethod
    def count(clock: Clock, minute: int) -> None:
        working = is_open(clock.calendar, minute)
        if clock.due is not None:
            clock.over = True
            clock.late += working
        clock.used += working
        if clock.due is None and clock.used == clock.target:
            clock.due = minute + 1

    def seen(self, clock: Clock, now: int) -> Seen:
        state = "breached" if clock.over else "met" if clock.ended is not None else "running"
        if state == "running" and not clock.running:
            state = "paused"
        due, used, late = clock.due, clock.used, clock.late
        due = now if state == "paused" and due is not None else due
        minute = clock.ended if clock.ended is not None else now
        left = (clock.target or 0) - clock.used
        while due is None:
            assert minute < now + FOREVER
            left -= is_open(clock.calendar, minute)
            minute += 1
            due = minute if left == 0 else None
        return Seen(clock.kind, clock.round, clock.department, state, due, clock.ended, used, late)

    def facts_of(self, clock: Clock) -> Facts:
        own = self.facts
        department = clock.department if clock.kind is K.INTERNAL_ANSWER else own.department
        return Facts(department=department, priority=own.priority, channel=own.channel, kind=own.kind)

    # --- events ---

    def happen(self, event: Happening, minute: int) -> None:
        getattr(self, f"on_{event.what}")(event, minute)
        for clock in self.live():
            aim = self.policy.aim(clock.kind, self.facts_of(clock))
            seconds, clock.calendar = aim.seconds, aim.calendar
            target = None if seconds is None else seconds // 60
            clock.department = self.facts_of(clock).department
            if not clock.over and target != clock.target:
                clock.target = target
                clock.due = minute if target is not None and clock.used >= target else None
                clock.late = 0
            resumed = not clock.running and self.runs(clock.kind)
            clock.running = self.runs(clock.kind)
            if resumed and clock.due is not None and not clock.over:
                clock.due = minute

    def runs(self, kind: DeadlineKind) -> bool:
        if kind is K.CHANNEL_WINDOW:
            return True
        if self.closed:
            return False
        if kind is K.INTERNAL_ANSWER:
            return True
        if kind is K.RESOLUTION and self.policy.after_answer == "pause" and not self.ours:
            return False
        return not self.waits

    def live(self, *kinds: DeadlineKind) -> Iterator[Clock]:
        return (one for one in list(self.clocks) if one.ended is None and (not kinds or one.kind in kinds))

    def begin(self, kind: DeadlineKind, minute: int) -> None:
        number = len([one for one in self.clocks if one.kind is kind]) + 1
        self.clocks.append(
            Clock(kind, number, self.facts.department, minute, self.policy.aim(kind, self.facts).calendar)
        )

    @staticmethod
    def end(clock: Clock, minute: int) -> None:
        clock.ended = minute
        if not clock.running and not clock.over and clock.due is not None:
            clock.due = minute

    def drop(self, kind: DeadlineKind, minute: int) -> None:
        for clock in self.live(kind):
            clock.ended = minute
            if not clock.over:
                self.clocks.remove(clock)

    def on_opened(self, event: Happening, minute: int) -> None:
        if self.opened:
            self.on_said(event, minute)
            return
        self.opened = self.owed = self.ours = True
        self.spoken = minute
        self.facts = Facts(department=event.department, priority=event.priority, channel=event.channel, kind=event.kind)
        for kind in (K.FIRST_ANSWER, K.RESOLUTION, K.CHANNEL_WINDOW):
            self.begin(kind, minute)

    def on_said(self, event: Happening, minute: int) -> None:
        self.awaken(minute)
        self.waits.clear()
        self.owed = self.ours = True
        self.spoken = minute
        if not list(self.live(K.FIRST_ANSWER, K.NEXT_ANSWER)):
            self.begin(K.NEXT_ANSWER, minute)
        for window in self.live(K.CHANNEL_WINDOW):
            if window.over:
                window.ended = minute
            else:
                window.begun, window.used, window.due, window.late = minute, 0, None, 0
                return
        self.begin(K.CHANNEL_WINDOW, minute)

    def on_answered(self, event: Happening, minute: int) -> None:
        self.awaken(minute)
        self.owed = self.ours = False
        for clock in self.live(K.FIRST_ANSWER, K.NEXT_ANSWER, K.OWNER_ANSWER, K.CHANNEL_WINDOW):
            self.end(clock, minute)

    def on_waiting(self, event: Happening, minute: int) -> None:
        self.waits.add(event.key)

    def on_resumed(self, event: Happening, minute: int) -> None:
        self.waits.discard(event.key)

    def on_handed_over(self, event: Happening, minute: int) -> None:
        if event.department == self.facts.department:
            return
        own = self.facts
        self.facts = Facts(department=event.department, priority=own.priority, channel=own.channel, kind=own.kind)
        self.drop(K.OWNER_ANSWER, minute)
        if self.policy.hand_over == "restart":
            for clock in self.live(K.FIRST_ANSWER, K.NEXT_ANSWER, K.RESOLUTION):
                if clock.over:
                    clock.ended = minute
                    self.begin(clock.kind, minute)
                else:
                    clock.begun, clock.used, clock.due, clock.late = minute, 0, None, 0

    def on_prioritised(self, event: Happening, minute: int) -> None:
        own = self.facts
        self.facts = Facts(
            department=own.department,
            priority=event.priority or own.priority,
            channel=own.channel,
            kind=event.kind or own.kind,
        )

    on_relabelled = on_prioritised

    def on_assigned(self, event: Happening, minute: int) -> None:
        self.drop(K.OWNER_ANSWER, minute)
        if event.owner and self.owed:
            self.begin(K.OWNER_ANSWER, minute)

    def on_closed(self, event: Happening, minute: int) -> None:
        if not self.closed:
            self.closed = True
            for clock in self.live(K.RESOLUTION):
                self.end(clock, minute)
            self.drop(K.CHANNEL_WINDOW, minute)

    def on_reopened(self, event: Happening, minute: int) -> None:
        self.ours = True
        self.awaken(minute)
        if self.owed and not list(self.live(K.CHANNEL_WINDOW)):
            self.begin(K.CHANNEL_WINDOW, self.spoken)
            self.clocks[-1].target = self.window()
            for earlier in range(self.spoken, minute):
                self.count(self.clocks[-1], earlier)

    def on_noted(self, event: Happening, minute: int) -> None:
        pass

    on_snoozed = on_woken = on_noted

    def awaken(self, minute: int) -> None:
        if not self.closed:
            return
        self.closed = False
        last = [one for one in self.clocks if one.kind is K.RESOLUTION][-1]
        if self.policy.reopening == "restart":
            self.begin(K.RESOLUTION, minute)
        else:
            last.ended = None

    def window(self) -> int | None:
        seconds = self.policy.windows.get(self.facts.channel)
        return None if seconds is None else seconds // 60
