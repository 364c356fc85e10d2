"""`resonanz models`: what runs, and deciding it from the command line."""

from __future__ import annotations

import pytest

from resonanz.app.house import House
from resonanz.core.teaching import Drawn, Lesson
from resonanz.core.understood import Label
from tests.cli.conftest import Shell
from tests.making import NOON, heard
from tests.understand.teaching import examples


@pytest.fixture
def learned(home: House) -> House:
    """Return a house in which a model of the kind was learned and runs."""
    values = {"delivery": "problem", "billing": "criticism", "praise": "praise"}
    for number, example in enumerate(examples()[::2]):
        said = heard(str(number), text=example.text)
        home.archive.keep([said])
        home.lessons.keep(
            [
                Lesson(
                    task="kind",
                    mention=said.mention.id,
                    revision=0,
                    value=values[example.label],
                    at=NOON,
                    before=Label("other", 0.4),
                    lang="en",
                    drawn=Drawn.CHANCE,
                )
            ]
        )
    home.clock.sleep(60)
    home.trainer.learn("kind")
    return home


def test_the_list_says_what_runs_and_why(learned: House, shell: Shell) -> None:
    said = shell("models", "list")
    assert "kind: kind-v1 runs, 108 labels" in said.out
    assert "better against rules" in said.out
    assert "sentiment: rules run, 0 labels" in said.out


def test_reverting_and_promoting_from_the_command_line(learned: House, shell: Shell) -> None:
    assert shell("models", "revert", "kind").status == 0
    assert learned.versions.running() == {}
    assert shell("models", "promote", "kind", "1").status == 0
    assert learned.versions.running()["kind"].number == 1


@pytest.mark.parametrize("given", [("promote", "kind", "7"), ("promote", "mood", "1"), ("revert", "mood")])
def test_what_is_not_there_cannot_run(home: House, shell: Shell, given: tuple[str, ...]) -> None:
    said = shell("models", *given)
    assert said.status == 2
    assert "mood" in said.err or "version 7" in said.err
