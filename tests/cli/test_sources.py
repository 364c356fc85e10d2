"""`resonanz sources`: what is listened to, from the command line."""

from __future__ import annotations

from dataclasses import replace

import pytest

from resonanz.app.house import House
from resonanz.core.source import Counts, Health, SourceHealth
from resonanz.ingest.runner import Looked
from tests.cli.conftest import Shell
from tests.making import NOON

FEED = ("sources", "add", "News", "rss", "--set", "url=https://news.example/feed")


def test_a_source_that_was_added_is_listed(home: House, shell: Shell) -> None:
    added = shell(*FEED)

    assert (added.status, added.out) == (0, "News was added.\n")
    assert shell("sources", "list").out.split() == ["News", "rss", "healthy", "never"]


def test_a_source_is_added_with_what_was_set(home: House, shell: Shell) -> None:
    shell(
        "sources", "add", "Square", "mastodon", "--set", "base_url=https://social.example", "--set", "timeline=public"
    )

    (source,) = home.sources.all()
    assert source.settings == {"base_url": "https://social.example", "timeline": "public"}


def test_a_secret_is_asked_for_and_kept_sealed(home: House, shell: Shell) -> None:
    said = shell(
        "sources", "add", "Square", "mastodon", "--set", "base_url=https://social.example", told="very secret\n"
    )

    (source,) = home.sources.all()
    assert set(home.secrets.read(source.id).values()) == {"very secret"}
    assert "very secret" not in said.out + said.err + str(source)


def test_without_a_person_or_a_pipe_no_secret_is_given(home: House, shell: Shell) -> None:
    said = shell("sources", "add", "Square", "mastodon", "--set", "base_url=https://social.example")

    (source,) = home.sources.all()
    assert (said.status, home.secrets.read(source.id)) == (0, {})


@pytest.mark.parametrize(
    ("asked", "named"),
    [
        (("News", "carrier-pigeon"), "There are: bluesky"),
        (("News", "rss", "--set", "adress=https://news.example"), "There are: "),
        (("News", "rss", "--set", "url"), "url"),
        (("", "rss", "--set", "url=https://news.example/feed"), "name"),
        (("Square", "mastodon", "--set", "access_token=abc"), "It is asked for"),
        (("Square", "mastodon", "--set", "timeline=sideways"), "There are: "),
    ],
)
def test_what_is_wrong_with_a_new_source_is_said(shell: Shell, home: House, asked: tuple[str, ...], named: str) -> None:
    said = shell("sources", "add", *asked)

    assert said.status == 2
    assert named.lower() in said.err.lower()
    assert home.sources.all() == []


def test_a_name_that_is_taken_is_refused(home: House, shell: Shell) -> None:
    shell(*FEED)

    said = shell(*FEED)

    assert (said.status, "There is a source named 'News' already." in said.err) == (2, True)


def test_looking_says_what_came_in(home: House, shell: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    shell(*FEED)
    looked = Looked(Counts(new=3, known=4, skipped={"empty": 2}))
    monkeypatch.setattr(home.runner, "look", lambda source: looked if source.name == "News" else None)

    said = shell("sources", "look", "News")

    assert (said.status, said.out) == (0, "new 3, changed 0, known already 4, removed 0, skipped 2\n")


def test_a_look_that_fails_says_why_and_ends_with_1(home: House, shell: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    shell(*FEED)
    looked = Looked(Counts(), trouble="The server said \x1b[31m404.")
    monkeypatch.setattr(home.runner, "look", lambda _: looked)

    said = shell("sources", "look", "News")

    assert (said.status, said.err) == (1, "resonanz: The server said [31m404.\n")


def test_looking_at_what_is_not_there_says_so(shell: Shell) -> None:
    said = shell("sources", "look", "Nowhere")

    assert (said.status, "Nowhere" in said.err) == (2, True)


def test_a_list_tells_what_a_person_must_do_and_nothing_steers_the_terminal(home: House, shell: Shell) -> None:
    shell(*FEED)
    (source,) = home.sources.all()
    health = SourceHealth(state=Health.NEEDS_OPERATOR, sentence="Gone\x1b[2J for good", since=NOON)
    home.sources.report(source.id, replace(health, last_look_at=NOON))

    out = shell("sources", "list").out

    assert "needs_operator" in out
    assert "2026-03-02 13:00" in out
    assert "Gone [2J for good" in out
