"""Looking for what is asked often, as a job: once an hour, because texts are compared with each other."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

from resonanz.app import jobs
from resonanz.app.progress import Progress

if TYPE_CHECKING:
    from resonanz.app.house import House

JOB: Final = "asked_often"
"""Name and key of the job: one at a time."""


def ask_for_look(home: House) -> None:
    """Ask for a look."""
    jobs.start(JOB, {}, at=home.clock.now(), key=JOB)


def work(home: House, _arguments: Mapping[str, Any], _progress: Progress) -> str:
    """Look; a work of `app.works`."""
    return str(home.asked_often.look(people=home.settings.asked_often))
