"""How much a query brings, and what else its words mean."""

from __future__ import annotations

from datetime import timedelta

import pytest

from resonanz.app.definitions import CurrentDefinitions
from resonanz.app.questions import Questions
from resonanz.app.searching import SearchedArchive
from resonanz.core.clock import FixedClock
from resonanz.query.mistakes import QueryError
from resonanz.store.memory import MemoryArchive, MemoryRulebook
from tests.cli.conftest import Shell, home, shell  # noqa: F401  a shell in a house
from tests.making import NOON, heard


@pytest.fixture
def questions() -> Questions:
    """Return questions on ten days, each with two trains and three other things, and an old one."""
    definitions, clock = CurrentDefinitions(MemoryRulebook()), FixedClock(NOON)
    archive = SearchedArchive(MemoryArchive(), definitions, clock)
    texts = ["ein Zug", "Zug im Durchzug", "ein Bus", "ein Rad", "zu Fuß"]
    for day in range(10):
        at = NOON - timedelta(days=day, hours=1)
        archive.keep([heard(f"{day}-{number}", text=text, published_at=at) for number, text in enumerate(texts)])
    return Questions(archive, definitions, clock)


def test_an_estimate_is_by_the_day_of_what_was_heard(questions: Questions) -> None:
    found = questions.estimate("zug")
    assert (round(found.days, 1), found.exact) == (9.5, True)
    assert found.per_day == found.low == found.high == pytest.approx(20 / 9.5)


def test_an_estimate_looks_back_as_far_as_asked(questions: Questions) -> None:
    found = questions.estimate("zug", days=2)
    assert (found.days, found.per_day) == (2.0, 2.0)


def test_nothing_heard_is_nothing_a_day(questions: Questions) -> None:
    assert questions.estimate("published:<now-20d zug").per_day == 0.0


def test_noise_is_found_in_what_was_heard(questions: Questions) -> None:
    assert [word.word for word in questions.noise("zug")] == ["Durchzug"]


@pytest.mark.parametrize("ask", ["estimate", "noise"])
def test_a_wrong_query_is_refused(questions: Questions, ask: str) -> None:
    with pytest.raises(QueryError):
        getattr(questions, ask)('query:"none"')


def test_the_command_line_estimates(shell: Shell) -> None:  # noqa: F811
    assert shell("query", "estimate", "zug").out == "0 a day\n"
    assert shell("query", "estimate", "(zug").status == 2
