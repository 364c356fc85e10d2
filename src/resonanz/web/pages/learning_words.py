"""What is learned, in words: tasks, values, reasons, and figures as people read them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from resonanz.app.wiring import house
from resonanz.core.teaching import DEPARTMENT, KIND, RELEVANT, SENTIMENT, SET, target_of
from resonanz.understand.measuring import Interval
from resonanz.understand.teaching.report import Comparison
from resonanz.web import desks, words
from resonanz.web.tags import percent

TASKS: Final[Mapping[str, str | Promise]] = {
    RELEVANT: lazy("Relevance"),
    SENTIMENT: lazy("Sentiment"),
    KIND: lazy("Kind"),
    DEPARTMENT: lazy("Department"),
}
REASONS: Final[Mapping[str, str | Promise]] = {
    "better": lazy("measurably better"),
    "no_better": lazy("not measurably better"),
    "less_often_right": lazy("better for rare values, but less often right"),
    "too_few": lazy("too few labels to tell"),
    "one_sided": lazy("nearly all labels only say what was wrong; a session asks about the rest"),
}


def name_of_task(task: str) -> str:
    """Return what a task is called."""
    if task.startswith(SET):
        return next((one.name for one in house().lessons.sets() if one.task == task), task.removeprefix(SET))
    if (query := target_of(task)) is not None:
        return _("Sentiment towards %(name)s") % {"name": desks.names()["queries"].get(int(query), query)}
    return str(TASKS.get(task, task))


def name_of_value(task: str, value: str) -> str:
    """Return what a value of a task is called; nothing said is said too."""
    if not value:
        return _("none")
    if task == DEPARTMENT:
        return (
            desks.names()["departments"].get(int(value), _("a department that is gone")) if value.isdigit() else value
        )
    group = SENTIMENT if target_of(task) is not None else task
    return words.word(value, group) if group in words.ALL else value


def figure(interval: Interval | None, *, signed: bool = False) -> str:
    """Return a share with its interval."""
    if interval is None:
        return "–"
    shown = [percent(one, signed=signed) for one in (interval.value, interval.low, interval.high)]
    return f"{shown[0]} [{shown[1]}, {shown[2]}]"


def against(comparison: Comparison) -> str:
    """Return what a candidate was compared with."""
    named = {"rules": _("the rules"), "usual": _("always the most frequent value")}
    return str(named.get(comparison.against, comparison.against))


def verdict(comparison: Comparison) -> str:
    """Return the outcome of a comparison."""
    return _("%(reason)s (against %(against)s, macro-F1 %(gain)s, %(number)d labels)") % {
        "reason": REASONS.get(comparison.reason, comparison.reason),
        "against": against(comparison),
        "gain": figure(comparison.macro_f1, signed=True),
        "number": comparison.judged_on,
    }
