"""Which values are stated and which only suspected: rules by their sureness, models by the threshold asked of them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from django.core.cache import cache

from resonanz.app.wiring import house
from resonanz.core.understood import Label
from resonanz.understand.teaching.judges import Judge

FRESH: Final = 5
"""Seconds that what runs may be old on a page."""


def running() -> Mapping[str, Judge]:
    """Return what runs, at most a few seconds old."""
    judges = house().judges
    if cache.add("models-looked-at", 1, FRESH):
        judges.refresh()
    return judges.known


def is_suspected(label: Label, task: str) -> bool:
    """Tell whether a value is too unsure to be stated: below 0.7, or below the threshold that was asked for."""
    if not label.origin.startswith("model:"):
        return label.suspected
    running()
    return not house().judges.is_stated(task, label)
