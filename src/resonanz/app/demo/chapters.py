"""What the example's people did with what was heard, chapter by chapter, after the first pages can be read.

Beside a running server a job tells them, so that nobody waits for the whole story. A chapter that was cut off is not
told again: half of one is less odd than the same thing twice.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final

from resonanz.app.demo import kept, spoken
from resonanz.app.demo.decided import decide, live_through, write_checklists
from resonanz.app.demo.made import remember, remembered
from resonanz.app.demo.needs import write_needs
from resonanz.app.demo.staff import employ
from resonanz.app.demo.stage import Stage
from resonanz.app.demo.told import tell_back
from resonanz.app.demo.tries import ask_to_sign, try_something
from resonanz.app.demo.worked import calm, work_cases, write
from resonanz.core.ids import NeedId, UserId
from resonanz.respond.cases import FOLLOWER

if TYPE_CHECKING:
    from resonanz.app.house import House
    from resonanz.app.progress import Progress

HEARD: Final = timedelta(days=28)
SETTLED: Final = timedelta(minutes=5)
"""What was said later than this is not counted yet."""
LONGEST_WAIT: Final = 120.0
"""Seconds for cases to be opened."""
Made = Mapping[str, Iterable[int | str]]
_Known = Mapping[str, list[Any]]


def tell(home: House, say: Callable[[str], None]) -> None:
    """Tell every chapter that was not begun yet."""
    for sentence, chapter in CHAPTERS.items():
        known = remembered(home)
        if sentence not in known.get("told", ()):
            say(sentence)
            remember(home, told=[sentence])
            remember(home, **chapter(home, known))


def work(home: House, _arguments: Mapping[str, Any], progress: Progress) -> str:
    """Tell them beside a running server; a work of `app.works`."""
    deadline, head = home.clock.monotonic() + LONGEST_WAIT, home.archive.head()
    while home.casebook.mark(FOLLOWER) < head and home.clock.monotonic() < deadline:
        progress.say()
        home.clock.sleep(0.5)
    tell(home, lambda sentence: progress.say(message=sentence))
    return "The example is complete."


def _surges(home: House, _known: _Known) -> Made:
    """Find surges as if everything had been heard as it was said; nothing of it is told to anybody."""
    now = home.clock.now()
    found = home.surge_follower.replay(now - HEARD, now - SETTLED, report=True)
    return {"surges": {int(surge.id) for surge in found}}


def _people(home: House, _known: _Known) -> Made:
    return {"people": employ(home).staff}


def _answers(home: House, known: _Known) -> Made:
    stage = _stage(home, known)
    spoken.answer(stage)
    spoken.ask_others(stage)
    return {}


def _decisions(home: House, known: _Known) -> Made:
    stage = _stage(home, known)
    return {
        "checklists": write_checklists(stage),
        "criticisms": decide(stage),
        "incidents": live_through(stage, known.get("surges", ())),
    }


def _cases(home: House, known: _Known) -> Made:
    stage = _stage(home, known)
    work_cases(stage)
    return write(stage)


def _needs(home: House, known: _Known) -> Made:
    return {"needs": write_needs(_stage(home, known))}


def _told(home: House, known: _Known) -> Made:
    tell_back(_stage(home, known), NeedId(known["needs"][1]))
    return {}


def _tries(home: House, known: _Known) -> Made:
    stage = _stage(home, known)
    return {"initiatives": [*try_something(stage), ask_to_sign(stage)]}


def _places(home: House, known: _Known) -> Made:
    return {"charters": kept.try_place(_stage(home, known))}


def _reports(home: House, known: _Known) -> Made:
    return kept.archive_reports(_stage(home, known))


def _notes(home: House, known: _Known) -> Made:
    stage = _stage(home, known)
    calm(stage)
    spoken.call_administrator(stage)
    return {}


CHAPTERS: Final[Mapping[str, Callable[[House, _Known], Made]]] = {
    "Looking for surges": _surges,
    "Employing people": _people,
    "Writing answers": _answers,
    "Deciding criticism": _decisions,
    "Working on cases": _cases,
    "Gathering what people ask for": _needs,
    "Telling people back": _told,
    "Trying something on purpose": _tries,
    "Counting new places": _places,
    "Making reports": _reports,
    "Calling a colleague": _notes,
}
"""What is said while it is told -> the chapter, in the order of telling."""


def _stage(home: House, known: _Known) -> Stage:
    rooms = {one.slug: one.id for one in home.rulebook.departments()}
    return Stage(home, [UserId(number) for number in known["people"]], rooms)
