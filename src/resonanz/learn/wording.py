"""Why a finding is what it is, in sentences; English here, the pages translate the same templates."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from resonanz.learn.effects import FEWEST_AFTER, FEWEST_BEFORE, Finding, Reason

SENTENCES: Final[Mapping[Reason, str]] = {
    Reason.ABOVE_ZERO: "The whole interval lies above zero.",
    Reason.BELOW_ZERO: "The whole interval lies below zero.",
    Reason.WITHIN_BOUND: "Whatever it changed, it was less than %(bound)s.",
    Reason.TOO_WIDE: "The interval holds zero and changes that matter: on this series it cannot be told.",
    Reason.TOO_SHORT_BEFORE: "There are %(before)d days before the start; at least %(fewest_before)d are needed.",
    Reason.TOO_SHORT_AFTER: "There are %(after)d days after the start; at least %(fewest_after)d are needed.",
    Reason.LONGER_AFTER_THAN_BEFORE: "The time after is longer than the time before that has to foretell it.",
    Reason.MOVED_BEFORE: "The same is found just before the start, when nothing had begun.",
    Reason.CONTROLS_MOVED_TOO: "As much is found in the controls, where nothing was tried.",
    Reason.NEVER_CHANGES: "The series never changed before the start, so it tells nothing about chance.",
}


def values_of(finding: Finding) -> Mapping[str, object]:
    """Return what stands in the places of the sentences."""
    return {
        "bound": f"{100 * finding.bound:.0f} %" if finding.bound is not None else "",
        "before": finding.days_before,
        "after": finding.days_after,
        "fewest_before": FEWEST_BEFORE,
        "fewest_after": FEWEST_AFTER,
    }


def in_words(finding: Finding) -> list[str]:
    """Return the reasons of a finding as sentences."""
    return [SENTENCES[reason] % values_of(finding) for reason in finding.reasons]
