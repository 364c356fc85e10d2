"""How long an answer may take: rules per department, priority, channel and kind, and what is chosen where views differ.

For each deadline of its own, the most specific rule that names it wins. A case follows the version of the rules that it
was opened under, until somebody asks that it adopts newer ones.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Final

from resonanz.core.deadline.calendar import ALWAYS, Calendar
from resonanz.core.errors import InputRejected


class DeadlineKind(StrEnum):
    """What is due."""

    FIRST_ANSWER = "first_answer"
    """From the first word to our first answer."""
    NEXT_ANSWER = "next_answer"
    """From the author's first unanswered later word to our answer; one for each time."""
    RESOLUTION = "resolution"
    """From the first word until the case is closed."""
    OWNER_ANSWER = "owner_answer"
    """From giving the case to somebody, while an answer is owed, to the answer; anew for each owner."""
    INTERNAL_ANSWER = "internal_answer"
    """From asking another department for its word to that word; its own rules and calendar count."""
    CHANNEL_WINDOW = "channel_window"
    """From the author's last word to the end of the time in which the channel lets us answer; set per channel."""


BY_RULE: Final = tuple(one for one in DeadlineKind if one is not DeadlineKind.CHANNEL_WINDOW)
"""What a rule may set a time for."""


class OnHandOver(StrEnum):
    """What becomes of running clocks when another department takes over."""

    CONTINUE = "continue"
    """Time used stays used; the new department's times and calendar count from there."""
    RESTART = "restart"
    """The new department has its whole time."""


class OnReopening(StrEnum):
    """What becomes of the resolution when a closed case comes back."""

    CONTINUE = "continue"
    """It goes on where it stopped; the time in between does not count."""
    RESTART = "restart"
    """What was is settled, and a new one begins."""


class AfterAnswer(StrEnum):
    """What the resolution does from our answer to the author's next word."""

    PAUSE = "pause"
    RUN = "run"


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """Hold what a case is, as far as rules ask for it; the words are whatever the log and the rules agree on."""

    department: str = ""
    priority: str = ""
    channel: str = ""
    kind: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """Hold times under conditions; an empty condition always holds."""

    name: str = ""
    departments: tuple[str, ...] = ()
    priorities: tuple[str, ...] = ()
    channels: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    times: Mapping[DeadlineKind, int | None]
    """Seconds; None: no such deadline here, although a wider rule sets one."""
    always: bool = False
    """Counted around the clock, whatever the department's calendar."""

    def holds(self, facts: Facts) -> bool:
        """Tell whether the rule is about such a case."""
        return (
            (not self.departments or facts.department in self.departments)
            and (not self.priorities or facts.priority in self.priorities)
            and (not self.channels or facts.channel in self.channels)
            and (not self.kinds or facts.kind in self.kinds)
        )

    @property
    def weight(self) -> tuple[int, bool, bool, bool, bool]:
        """Return how specific the rule is: more conditions first, among equals department, priority, channel, kind."""
        asked = (bool(self.departments), bool(self.priorities), bool(self.channels), bool(self.kinds))
        return (sum(asked), *asked)


@dataclass(frozen=True, slots=True, kw_only=True)
class Aim:
    """Say what a clock runs towards."""

    seconds: int | None
    """None: nothing is due."""
    calendar: Calendar
    rule: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """Hold one version of the rules, complete in itself."""

    version: str
    valid_from: datetime | None = None
    """Cases opened from then on follow it; None: from the beginning of time."""
    calendar: Calendar
    """Of every department without one of its own."""
    calendars: Mapping[str, Calendar] = field(default_factory=dict)
    """By department."""
    rules: tuple[Rule, ...] = ()
    windows: Mapping[str, int] = field(default_factory=dict)
    """Seconds by channel in which the channel lets us answer after the author's last word."""
    hand_over: OnHandOver = OnHandOver.CONTINUE
    reopening: OnReopening = OnReopening.CONTINUE
    after_answer: AfterAnswer = AfterAnswer.PAUSE
    _aims: dict[tuple[DeadlineKind, Facts], Aim] = field(default_factory=dict, init=False, repr=False, compare=False)

    def calendar_of(self, department: str) -> Calendar:
        """Return a department's working time."""
        return self.calendars.get(department, self.calendar)

    def aim(self, kind: DeadlineKind, facts: Facts) -> Aim:
        """Return the time for one kind of deadline of such a case.

        Of the rules that hold and name the kind, the one with most conditions wins; among equals the one with a
        condition on the department, then on the priority, the channel, the kind; else the one written first.
        """
        aim = self._aims.get((kind, facts))
        if aim is None:
            aim = self._aims[kind, facts] = self._found(kind, facts)
        return aim

    def _found(self, kind: DeadlineKind, facts: Facts) -> Aim:
        if kind is DeadlineKind.CHANNEL_WINDOW:
            return Aim(seconds=self.windows.get(facts.channel), calendar=ALWAYS)
        calendar = self.calendar_of(facts.department)
        holding = [rule for rule in self.rules if kind in rule.times and rule.holds(facts)]
        if not holding:
            return Aim(seconds=None, calendar=calendar)
        rule = max(holding, key=lambda one: one.weight)  # the first of equals
        return Aim(seconds=rule.times[kind], calendar=ALWAYS if rule.always else calendar, rule=rule.name)


def policy_for(policies: Sequence[Policy], *, opened_at: datetime, adopted: str = "") -> Policy:
    """Return the version that a case follows: the one it adopted, else the newest when it was opened.

    A case older than every version follows the oldest. Raise InputRejected for a version that is not among them.
    """
    if adopted:
        for policy in policies:
            if policy.version == adopted:
                return policy
        raise InputRejected(
            f"The case adopted the rules {adopted!r}, which are not there.",
            place="policy",
            remedy=f"Give that version too; there is {', '.join(one.version for one in policies)}.",
        )
    by_age = sorted(policies, key=lambda one: (one.valid_from is not None, one.valid_from or opened_at))
    valid = [one for one in by_age if one.valid_from is None or one.valid_from <= opened_at]
    if not by_age:
        raise InputRejected("There are no rules.", place="policy", remedy="Give one version at least.")
    return valid[-1] if valid else by_age[0]
