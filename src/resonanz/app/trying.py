"""Initiatives in the background: what is over is judged as a job, because a verdict takes seconds to compute."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

from resonanz.app import jobs
from resonanz.app.progress import Progress
from resonanz.core.ids import InitiativeId

if TYPE_CHECKING:
    from resonanz.app.house import House

JOB: Final = "judge_initiative"


def look_at_initiatives(home: House) -> int:
    """Watch what runs, and ask that what is over is judged; return how many those are."""
    return home.initiative_keeper.tick(
        lambda number: jobs.start(JOB, {"initiative": number}, at=home.clock.now(), key=f"{JOB}:{number}")
    )


def judge(home: House, arguments: Mapping[str, Any], progress: Progress) -> str:
    """Compute the verdict of one initiative; a work of `app.works`."""
    number = InitiativeId(int(arguments["initiative"]))
    progress.say(message=home.initiatives.load(number).title)
    return home.initiative_keeper.judge(number).value
