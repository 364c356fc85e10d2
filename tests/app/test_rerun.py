"""Old mentions matched again: all of them, once, whatever happens meanwhile."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from resonanz.app import rerun as module
from resonanz.app.house import House
from resonanz.app.jobs import Jobs
from resonanz.app.progress import Interrupted
from resonanz.app.rerun import TAKES_EFFECT, rerun, start
from resonanz.app.works import WORKS
from resonanz.core.department import StandingQuery
from resonanz.core.errors import InputRejected, NotAllowed
from resonanz.core.heard import Heard
from resonanz.core.ids import QueryId
from resonanz.core.policy import SYSTEM, Actor
from resonanz.core.search import Filter
from resonanz.store.relational import models
from resonanz.store.relational.editing.queries import create_query, update_query
from resonanz.store.relational.selectors import trail
from tests.app.test_loops import Lines
from tests.cli.conftest import Shell, home, shell  # noqa: F401  the same house
from tests.making import NOON, heard

BEFORE = NOON - timedelta(days=1)


def quiet(done: int | None = None, total: int | None = None, message: str | None = None) -> None:
    """Take no note."""


@pytest.fixture
def query(home: House, monkeypatch: pytest.MonkeyPatch) -> StandingQuery:  # noqa: F811
    """Return a query about parcels; ten mentions were heard when it was about shoes, and found by it."""
    monkeypatch.setattr(module, "BATCH", 3)
    made = create_query(SYSTEM, StandingQuery(id=QueryId(0), name="Parcels", text="shoe"), BEFORE)
    made = update_query(SYSTEM, replace(made, text="parcel"), BEFORE)
    for number in range(10):
        text = "my parcel" if number % 2 else "my shoe"
        found = () if number % 2 else (QueryId(99), made.id)
        at = BEFORE - timedelta(hours=number)
        home.archive.keep([heard(str(number), text=text, queries=tuple(sorted(found)), published_at=at, seen_at=at)])
    return made


def found(home: House, query: StandingQuery) -> list[str]:  # noqa: F811
    """Return the ids of the mentions that are known to match."""
    wanted = Filter(queries=(query.id,))
    return sorted(one.mention.id for batch in home.archive.scan(wanted) for one in batch)


PARCELS = [f"mastodon:{number}" for number in (1, 3, 5, 7, 9)]


def test_every_old_mention_is_matched_by_the_query_as_it_is_now(home: House, query: StandingQuery) -> None:  # noqa: F811
    done = rerun(home, query.id, say=quiet)
    assert (found(home, query), done.looked_at, done.changed) == (PARCELS, 10, 10)


def test_what_other_queries_found_stays(home: House, query: StandingQuery) -> None:  # noqa: F811
    rerun(home, query.id, say=quiet)
    assert len(home.archive.page(Filter(queries=(QueryId(99),))).items) == 5


def test_matching_twice_changes_nothing_more(home: House, query: StandingQuery) -> None:  # noqa: F811
    rerun(home, query.id, say=quiet)
    assert rerun(home, query.id, say=quiet).changed == 0


def test_what_is_older_than_asked_for_stays_as_it_is(home: House, query: StandingQuery) -> None:  # noqa: F811
    rerun(home, query.id, since=BEFORE - timedelta(hours=3), say=quiet)
    assert found(home, query) == ["mastodon:1", "mastodon:3", "mastodon:4", "mastodon:6", "mastodon:8"]


def test_a_killed_run_goes_on_where_it_was(home: House, query: StandingQuery) -> None:  # noqa: F811
    def killed(done: int | None = None, total: int | None = None, message: str | None = None) -> None:
        if done == 6:
            raise Interrupted

    with pytest.raises(Interrupted):
        rerun(home, query.id, say=killed)
    said: list[tuple[int | None, int | None]] = []
    done = rerun(home, query.id, say=lambda done=None, total=None, message=None: said.append((done, total)))

    assert (found(home, query), done.changed) == (PARCELS, 10)
    assert said[0] == (9, 10)


def test_a_run_that_was_left_with_another_definition_begins_anew(home: House, query: StandingQuery) -> None:  # noqa: F811
    def killed(done: int | None = None, total: int | None = None, message: str | None = None) -> None:
        raise Interrupted

    with pytest.raises(Interrupted):
        rerun(home, query.id, say=killed)
    update_query(SYSTEM, replace(query, text="my"), BEFORE)

    assert rerun(home, query.id, say=quiet).looked_at == 10
    assert len(found(home, query)) == 10


def test_what_comes_in_meanwhile_with_the_former_definition_is_matched_too(home: House, query: StandingQuery) -> None:  # noqa: F811
    late: list[Heard] = [heard("late", text="a parcel", published_at=NOON), heard("later", text="a shoe")]

    def meanwhile(done: int | None = None, total: int | None = None, message: str | None = None) -> None:
        home.archive.keep([late.pop()] if late else [])

    rerun(home, query.id, say=meanwhile)
    assert found(home, query) == [*PARCELS, "mastodon:late"]


def test_a_query_that_was_changed_just_now_has_time_to_take_effect(
    home: House,  # noqa: F811
    query: StandingQuery,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    update_query(SYSTEM, replace(query, text="parcel OR letter"), home.clock.now())
    slept: list[float] = []

    def sleep(seconds: float) -> None:
        slept.append(seconds)
        home.archive.keep([heard("slow", text="a letter")])

    monkeypatch.setattr(home.clock, "sleep", sleep)
    rerun(home, query.id, say=quiet)
    assert slept == [TAKES_EFFECT.total_seconds()]
    assert "mastodon:slow" in found(home, query)


def test_a_query_that_is_off_is_not_matched(home: House, query: StandingQuery) -> None:  # noqa: F811
    update_query(SYSTEM, replace(query, active=False), NOON)
    with pytest.raises(InputRejected, match="switched off"):
        rerun(home, query.id, say=quiet)


def test_the_background_does_the_same_on_record(
    home: House,  # noqa: F811
    query: StandingQuery,
    stopping: Callable[[], Jobs],
) -> None:
    key = start(home, SYSTEM, query.id)
    stopping().run_all("tests")
    row = trail.newest_job(key)
    assert row is not None
    assert (row.state, row.message) == ("done", "10 of 10 mentions changed.")
    assert found(home, query) == PARCELS
    assert models.AuditLine.objects.filter(action="query_rerun", subject=f"query:{query.id}").count() == 1


@pytest.fixture
def stopping(home: House) -> Callable[[], Jobs]:  # noqa: F811
    """Return what does jobs."""
    return lambda: Jobs(home, WORKS, threading.Event(), Lines())


def test_not_everybody_may_ask_for_it(home: House, query: StandingQuery) -> None:  # noqa: F811
    with pytest.raises(NotAllowed):
        start(home, Actor(id=None, roles={}), query.id)


@pytest.mark.parametrize("name", ["Parcels", "1"])
def test_the_command_line_takes_a_name_or_a_number(
    home: House,  # noqa: F811
    query: StandingQuery,
    shell: Shell,  # noqa: F811
    name: str,
) -> None:
    asked = name if name == "Parcels" else str(query.id)
    assert shell("query", "rerun", asked).out == "10 mentions looked at, 10 changed\n"


def test_the_command_line_says_which_queries_there_are(query: StandingQuery, shell: Shell) -> None:  # noqa: F811
    said = shell("query", "rerun", "Nothing")
    assert (said.status, "no query named 'Nothing'" in said.err) == (2, True)
    assert "Parcels" in shell("query", "list").out
