"""The kinds of work that jobs do, by name: one line each, loaded when a job of that name is due."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from importlib import import_module
from typing import Final

from resonanz.app.progress import Work


def _named(place: str) -> Work:
    module, _, name = place.partition(":")
    work: Work = getattr(import_module(module), name)
    return work


_PLACES: Final[Mapping[str, str]] = {
    "query_rerun": "resonanz.app.rerun:work",
    "report": "resonanz.app.reporting:work",
    "export": "resonanz.app.exporting:work",
    "learn": "resonanz.app.lessons:learn",
    "topics": "resonanz.app.topics:work",
    "sweep": "resonanz.app.sweeping:work",
    "sweep_undo": "resonanz.app.sweeping:work_undo",
    "asked_often": "resonanz.app.asked_often:work",
    "judge_again": "resonanz.app.lessons:judge_again",
    "judge_initiative": "resonanz.app.trying:judge",
    "example": "resonanz.app.demo.chapters:work",
}
"""Name of a job -> `module:function` of its work."""

WORKS: Final[Mapping[str, Callable[[], Work]]] = {name: partial(_named, place) for name, place in _PLACES.items()}
"""Name of a job -> what loads its work."""
