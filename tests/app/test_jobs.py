"""Jobs: done once, watched while they run, given back when their process ends."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any

import pytest

from resonanz.app.house import House
from resonanz.app.jobs import Jobs, start
from resonanz.app.progress import Progress, Work
from resonanz.core.errors import InputRejected, StoreUnavailable
from resonanz.store.relational import jobs, models
from resonanz.store.relational.selectors import trail
from resonanz.store.relational.views import JobRow
from tests.app.test_loops import Lines
from tests.cli.conftest import home  # noqa: F401  the same house
from tests.making import NOON

Run = Callable[[Work], JobRow]


@pytest.fixture
def stop() -> threading.Event:
    """Return what tells the process to end."""
    return threading.Event()


@pytest.fixture
def run(home: House, stop: threading.Event) -> Run:  # noqa: F811
    """Return what does a work as a job and gives what a page then reads."""

    def done(work: Work) -> JobRow:
        jobs.enqueue("work", {"n": 3}, at=NOON, key="work:3")
        Jobs(home, {"work": lambda: work}, stop, Lines()).run_all("tests")
        row = trail.newest_job("work:3")
        assert row is not None
        return row

    return done


def test_a_work_gets_its_arguments_and_leaves_a_sentence(run: Run) -> None:
    row = run(lambda _home, arguments, _progress: f"{arguments['n']} done.")
    assert (row.state, row.message) == ("done", "3 done.")


def test_pages_read_how_far_a_work_is(run: Run) -> None:
    seen: list[tuple[int, int | None, str]] = []

    def work(_home: House, _arguments: Mapping[str, Any], progress: Progress) -> str:
        progress.say(40, 100, "Matching")
        row = trail.newest_job("work:3")
        assert row is not None
        seen.append((row.done, row.total, row.message))
        return ""

    run(work)
    assert seen == [(40, 100, "Matching")]


def test_a_work_that_says_much_writes_little(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    written: list[object] = []
    real = jobs.heartbeat

    def counted(job: jobs.Job, **said: Any) -> None:
        written.append(said)
        real(job, **said)

    monkeypatch.setattr(jobs, "heartbeat", counted)

    def work(_home: House, _arguments: Mapping[str, Any], progress: Progress) -> str:
        for done in range(1_000):
            progress.say(done, 1_000)
        return ""

    run(work)
    assert len(written) == 1


def test_an_interrupted_work_is_due_again_at_once_and_loses_no_try(run: Run, stop: threading.Event) -> None:
    def work(_home: House, _arguments: Mapping[str, Any], progress: Progress) -> str:
        stop.set()
        progress.say(1)
        raise AssertionError("unreachable")

    row = run(work)
    assert (row.state, row.tries, row.run_at) == ("waiting", 0, NOON)


def test_wrong_input_is_not_tried_again(run: Run) -> None:
    def work(*_: object) -> str:
        raise InputRejected("There is no query 3.")

    row = run(work)
    assert (row.state, row.trouble) == ("failed", "There is no query 3.")


@pytest.mark.parametrize("trouble", [StoreUnavailable("Nobody answers."), ZeroDivisionError("secret")])
def test_a_passing_trouble_is_tried_again_without_telling_internals(run: Run, trouble: Exception) -> None:
    def work(*_: object) -> str:
        raise trouble

    row = run(work)
    assert (row.state, row.run_at > NOON, "secret" in row.trouble) == ("waiting", True, False)


def test_a_work_whose_job_was_taken_over_stops_and_changes_nothing(run: Run) -> None:
    def work(_home: House, _arguments: Mapping[str, Any], progress: Progress) -> str:
        taken = jobs.claim("other", now=NOON + timedelta(hours=1))
        assert taken is not None
        progress.say(5, message="still here")
        raise AssertionError("unreachable")

    row = run(work)
    assert (row.state, row.worker, row.message) == ("running", "other", "")


def test_jobs_of_names_that_nobody_does_are_left_alone(home: House, stop: threading.Event) -> None:  # noqa: F811
    number = jobs.enqueue("other", at=NOON)
    assert not Jobs(home, {"work": lambda: lambda *_: ""}, stop, Lines()).run_one("tests")
    assert models.Job.objects.get(pk=number).state == "waiting"


@pytest.mark.django_db
def test_a_work_that_nobody_knows_cannot_be_asked_for() -> None:
    with pytest.raises(InputRejected, match="no work named"):
        start("nonsense", {}, at=NOON)
