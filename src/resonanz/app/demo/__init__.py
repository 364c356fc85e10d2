"""An example company to try everything with; everything of it can be removed again."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Final

from resonanz.app.demo.company import MARK, NAME, found_company
from resonanz.app.demo.made import MADE, file_of, remember, remembered
from resonanz.app.demo.story import OWN_HANDLE, PLACES, SOURCES, story
from resonanz.app.house import House
from resonanz.core.ids import SourceId, SurgeId
from resonanz.core.mention import Mention
from resonanz.core.search import Filter
from resonanz.core.source import Counts

__all__ = ["MADE", "fill", "take_away"]
JOB: Final = "example"


def fill(home: House, *, say: Callable[[str], None] = lambda _: None) -> str:
    """Make the example company and its four weeks; doing it again adds nothing twice. Return a sentence.

    Beside a running server the first pages come at once, and what its people did follows from a job.
    """
    from resonanz.app.demo.chapters import tell
    from resonanz.app.jobs import start
    from resonanz.app.prepare import prepare
    from resonanz.store.archive import is_served

    prepare(home.settings, first_administrator=False)
    say("Founding the company")
    before = {int(one.id) for one in home.rulebook.departments()}
    found_company(home)
    named = [NAME] if _name_company(home) else []
    remember(home, named=named, departments={int(one.id) for one in home.rulebook.departments()} - before)
    say("Hearing four weeks")
    home.understanding.refresh()
    mentions = story(home.clock.now(), home.settings.time_zone)
    counts = home.intake.take(mentions)
    if counts.new:
        _count_by_hour(home, mentions)
    if is_served(home.settings.home):
        start(JOB, {}, at=home.clock.now(), key=JOB)
    else:
        say("Opening cases")
        home.follow_unless_served()
        tell(home, say)
    return f"{NAME} is there: {counts.new} mentions are new. `resonanz demo --remove` undoes it."


def take_away(home: House) -> str:
    """Remove everything of the example from every store; return a sentence. Raise Conflict while it is being made."""
    from resonanz.app.prepare import prepare
    from resonanz.store.relational.editing import example
    from resonanz.store.relational.editing.surges import watch_anew

    prepare(home.settings, first_administrator=False)
    example.stop_making(JOB, home.clock.now())
    made = remembered(home)
    example.remove_notices(made)
    example.remove_needs(made.get("needs", ()))
    example.remove_tries(made.get("initiatives", ()))
    example.remove_worked(made)
    forgotten = 0
    for batch in home.archive.scan(Filter(sources=tuple(SOURCES.values())), batch=1_000):
        ids = [heard.mention.id for heard in batch]
        example.remove_cases(ids)
        forgotten += home.forgetting.forget(ids, reason="the example was removed")
    watch_anew(without=[SurgeId(number) for number in made.get("surges", ())])
    example.remove_places(PLACES)
    example.remove_people(made.get("people", ()))
    example.remove_rows(MARK, OWN_HANDLE, made.get("departments", ()), home.clock.now())
    if made.get("named"):
        _unname_company(home)
    file_of(home).unlink(missing_ok=True)
    return f"The example is gone: {forgotten} mentions and everything that came of them."


def _count_by_hour(home: House, mentions: Iterable[Mention]) -> None:
    """Let the sources' pages show when it came in, as if it had been heard as it was said."""
    hours: Counter[tuple[str, datetime]] = Counter()
    for mention in mentions:
        hours[mention.source, mention.seen_at.replace(minute=0, second=0, microsecond=0)] += 1
    ids: dict[str, SourceId] = {source.name: source.id for source in home.sources.all()}
    for (name, hour), number in hours.items():
        home.sources.advance(ids[name], None, Counts(new=number), hour)


def _name_company(home: House) -> bool:
    from resonanz.core.policy import SYSTEM
    from resonanz.store.relational.editing.company import STEPS, name_company, reach_step
    from resonanz.store.relational.selectors.people import company

    if company().name:
        return False
    name_company(SYSTEM, NAME, home.clock.now())
    reach_step(SYSTEM, STEPS[-1], home.clock.now())
    return True


def _unname_company(home: House) -> None:
    from resonanz.core.policy import SYSTEM
    from resonanz.store.relational.editing.company import STEPS, forget_name, reach_step

    forget_name(SYSTEM, home.clock.now())
    reach_step(SYSTEM, STEPS[0], home.clock.now())
