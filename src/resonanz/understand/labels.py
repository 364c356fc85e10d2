"""Labels by the thousand: a value and a rounded confidence are the same object wherever they recur."""

from __future__ import annotations

from functools import lru_cache
from typing import Final

from resonanz.core.understood import RULE, SUSPECTED_BELOW, Label

SUSPECTED_MOST: Final = SUSPECTED_BELOW - 0.01
"""The most that rules may claim for what somebody feels or wants: a person has to confirm it."""


def label(value: str, confidence: float) -> Label:
    """Return a label of our rules; confidence is cut to 0..1 and rounded to hundredths."""
    return _label(value, round(min(max(confidence, 0.0), 1.0), 2))


def suspected(value: str, confidence: float) -> Label:
    """Return a label of our rules that is never stated, only suspected."""
    return label(value, min(confidence, SUSPECTED_MOST))


@lru_cache(maxsize=4_096)
def _label(value: str, confidence: float) -> Label:
    return Label(value, confidence, RULE)
