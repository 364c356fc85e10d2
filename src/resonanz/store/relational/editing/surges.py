"""What people set about surges: how many false alarms they bear, and what is done in incidents of each gravity."""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import datetime
from typing import Final

from resonanz.core.errors import InputRejected
from resonanz.core.ids import SurgeId
from resonanz.core.policy import Action, Actor, require
from resonanz.core.surge import Gravity
from resonanz.store.relational import models
from resonanz.store.relational.editing.recording import edit, record, text

LEAST: Final = 0.05
"""One false alarm in twenty weeks."""
MOST: Final = 20.0
MOST_STEPS: Final = 50
LONGEST_STEP: Final = 300


def set_budget(actor: Actor, budget: float, at: datetime) -> None:
    """Say how many false alarms a week are borne, over all series together."""
    require(actor, Action.MANAGE_SETTINGS)
    if not (math.isfinite(budget) and LEAST <= budget <= MOST):
        raise InputRejected(
            "This is no number of false alarms a week.", place="budget", remedy="Give a number from 0.05 to 20."
        )
    with edit():
        models.SurgeWatching.objects.update_or_create(pk=1, defaults={"budget": budget})
        record(actor, "surge_budget", "surges", at, budget=budget)


def write_checklist(actor: Actor, gravity: Gravity, steps: Sequence[str], at: datetime) -> None:
    """Write what is done in incidents of a gravity, in this order; incidents under way keep their steps."""
    require(actor, Action.DECLARE_INCIDENT)
    wanted = list(dict.fromkeys(text(step, place="steps", longest=LONGEST_STEP) for step in steps if step.strip()))
    if len(wanted) > MOST_STEPS:
        raise InputRejected("A checklist has at most 50 steps.", place="steps", remedy="Keep what matters.")
    with edit():
        models.Checklist.objects.update_or_create(pk=gravity.value, defaults={"steps": "\n".join(wanted)})
        record(actor, "checklist_write", f"checklist:{gravity.value}", at, steps=len(wanted))


def watch_anew(without: Sequence[SurgeId] = ()) -> None:
    """Remove these surges and everything learned; the next watch learns from what the archive holds then."""
    with edit():
        models.Surge.objects.filter(pk__in=without).delete()
        models.WatchedSeries.objects.all().delete()
        models.SeriesHour.objects.all().delete()
        models.SurgeWatching.objects.update(seq=0, closed=None, pending="{}")
        models.SurgeWatching.objects.filter(budget=1.0).delete()
