"""An example company to try everything with; everything of it can be removed again."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import fields
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Final

from resonanz.app.demo.company import MARK, NAME, found_company
from resonanz.app.demo.needs import write_needs
from resonanz.app.demo.story import OWN_HANDLE, SOURCES, story
from resonanz.app.demo.tries import try_something
from resonanz.app.demo.worked import cases, work
from resonanz.app.house import House
from resonanz.core.ids import SourceId, SurgeId, UserId
from resonanz.core.mention import Mention
from resonanz.core.search import Filter
from resonanz.core.source import Counts

MADE: Final = "example.json"
"""What of the example cannot be told from the company's own later: departments, surges, needs, whether it named it."""
HEARD: Final = timedelta(days=28)
SETTLED: Final = timedelta(minutes=5)
"""What was said later than this is not counted yet."""


def fill(home: House, *, say: Callable[[str], None] = lambda _: None) -> str:
    """Make the example company and its four weeks; doing it again adds nothing twice. Return a sentence."""
    from resonanz.app.prepare import prepare

    prepare(home.settings, first_administrator=False)
    say("Founding the company")
    before = {int(one.id) for one in home.rulebook.departments()}
    found_company(home)
    named = _name_company(home)
    _remember(home, {int(one.id) for one in home.rulebook.departments()} - before, named=named)
    say("Hearing four weeks")
    home.understanding.refresh()
    mentions = story(home.clock.now(), home.settings.time_zone)
    counts = home.intake.take(mentions)
    if counts.new:
        _count_by_hour(home, mentions)
    say("Opening cases")
    home.follow_unless_served()
    if counts.new:
        say("Looking for surges")
        _watch(home)
        say("Gathering what people ask for")
        _remember(home, set(), named=False, needs={int(one) for one in write_needs(home)})
        say("Trying something on purpose")
        tried = try_something(home)
        _remember(home, set(), named=False, initiatives=set(tried.initiatives), people=set(tried.people))
        say("Working on it")
        _work(home, tried.people)
    return f"{NAME} is there: {counts.new} mentions are new. `resonanz demo --remove` undoes it."


def _work(home: House, staff: Sequence[UserId]) -> None:
    from resonanz.store.relational.editing.example import calm_notices

    done = work(home, staff, _remembered(home).get("surges", ()))
    _remember(home, set(), named=False, **{part.name: set(getattr(done, part.name)) for part in fields(done)})
    calm_notices((int(case.id) for case in cases(home)), home.clock.now())


def take_away(home: House) -> str:
    """Remove everything of the example from every store. Return a sentence."""
    from resonanz.app.prepare import prepare
    from resonanz.store.relational.editing.example import (
        remove_cases,
        remove_needs,
        remove_people,
        remove_rows,
        remove_tries,
        remove_worked,
    )
    from resonanz.store.relational.editing.surges import watch_anew

    prepare(home.settings, first_administrator=False)
    made = _remembered(home)
    remove_needs(made.get("needs", ()))
    remove_tries(made.get("initiatives", ()))
    remove_worked(made)
    forgotten = 0
    for batch in home.archive.scan(Filter(sources=tuple(SOURCES.values())), batch=1_000):
        ids = [heard.mention.id for heard in batch]
        remove_cases(ids)
        forgotten += home.forgetting.forget(ids, reason="the example was removed")
    watch_anew(without=[SurgeId(number) for number in made.get("surges", ())])
    remove_people(made.get("people", ()))
    remove_rows(MARK, OWN_HANDLE, made["departments"], home.clock.now())
    if made["named"]:
        _unname_company(home)
    _file(home).unlink(missing_ok=True)
    return f"The example is gone: {forgotten} mentions and everything that came of them."


def _count_by_hour(home: House, mentions: Iterable[Mention]) -> None:
    """Let the sources' pages show when it came in, as if it had been heard as it was said."""
    hours: Counter[tuple[str, datetime]] = Counter()
    for mention in mentions:
        hours[mention.source, mention.seen_at.replace(minute=0, second=0, microsecond=0)] += 1
    ids: dict[str, SourceId] = {source.name: source.id for source in home.sources.all()}
    for (name, hour), number in hours.items():
        home.sources.advance(ids[name], None, Counts(new=number), hour)


def _watch(home: House) -> None:
    """Let surges be found as if everything had been heard as it was said; nothing of it is told to anybody."""
    now = home.clock.now()
    found = home.surge_follower.replay(now - HEARD, now - SETTLED, report=True)
    _remember(home, set(), named=False, surges={int(surge.id) for surge in found})


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


def _file(home: House) -> Path:
    return home.settings.home / MADE


def _remember(home: House, departments: AbstractSet[int], *, named: bool, **numbers: AbstractSet[int | str]) -> None:
    before = _remembered(home)
    made = {
        **before,
        "named": bool(before["named"]) or named,
        **{
            kind: sorted(set(before.get(kind, ())) | new)
            for kind, new in {"departments": departments, **numbers}.items()
        },
    }
    _file(home).write_text(json.dumps(made), encoding="utf-8")


def _remembered(home: House) -> dict[str, list[Any]]:
    try:
        return dict(json.loads(_file(home).read_text(encoding="utf-8")))
    except FileNotFoundError:
        return {"departments": [], "named": []}
