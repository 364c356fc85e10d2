"""The work on topics, as a job: asked for when somebody taught something, and every few minutes for what is new."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

from resonanz.app import jobs
from resonanz.app.progress import Progress

if TYPE_CHECKING:
    from resonanz.app.house import House

JOB: Final = "topics"
"""Name and key of the job: one at a time."""


def ask_for_topics(home: House) -> int:
    """Ask for the work if any is due; return how much was asked for."""
    if not home.topic_keeper.due():
        return 0
    jobs.start(JOB, {}, at=home.clock.now(), key=JOB)
    return 1


def work(home: House, _arguments: Mapping[str, Any], progress: Progress) -> str:
    """Learn topics, give them to older mentions, propose new ones; a work of `app.works`."""
    return home.topic_keeper.keep(progress.say)
