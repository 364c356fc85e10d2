"""Deadlines of a case: a pure function over what happened to it, the rules, and the moment asked for.

Nothing in here knows a store, a clock or a list of holidays; closed days come in as dates. What a word of the log or
of the rules means exactly is in docs/reference/deadlines.md, whose examples are tests.
"""

from resonanz.core.deadline.answering import AnswerTime, answer_times
from resonanz.core.deadline.calendar import ALL_DAY, ALWAYS, Calendar, Interval, at_moment, moment_of
from resonanz.core.deadline.events import Happened, Happening, in_order
from resonanz.core.deadline.lines import read_event, read_events
from resonanz.core.deadline.policy import (
    AfterAnswer,
    DeadlineKind,
    Facts,
    OnHandOver,
    OnReopening,
    Policy,
    Rule,
    policy_for,
)
from resonanz.core.deadline.reading import Holidays, read_intervals, read_policy, read_time
from resonanz.core.deadline.reckoning import Reckoning, deadlines
from resonanz.core.deadline.result import Deadline, DeadlineState, Retarget
from resonanz.core.deadline.words import explain, name_of, told_moment, told_time

__all__ = [
    "ALL_DAY",
    "ALWAYS",
    "AfterAnswer",
    "AnswerTime",
    "Calendar",
    "Deadline",
    "DeadlineKind",
    "DeadlineState",
    "Facts",
    "Happened",
    "Happening",
    "Holidays",
    "Interval",
    "OnHandOver",
    "OnReopening",
    "Policy",
    "Reckoning",
    "Retarget",
    "Rule",
    "answer_times",
    "at_moment",
    "deadlines",
    "explain",
    "in_order",
    "moment_of",
    "name_of",
    "policy_for",
    "read_event",
    "read_events",
    "read_intervals",
    "read_policy",
    "read_time",
    "told_moment",
    "told_time",
]
