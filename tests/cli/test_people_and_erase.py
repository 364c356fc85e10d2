"""`resonanz people` and `resonanz erase`."""

from __future__ import annotations

import pytest
from django.contrib.auth import authenticate
from django.test import Client, RequestFactory

from resonanz.app.house import House
from resonanz.core.search import Filter
from resonanz.store.relational import models
from tests.cli.conftest import Shell
from tests.making import Author, heard

PASSWORD = "a long enough password 1"


def signs_in(name: str, password: str) -> bool:
    """Tell whether somebody gets in."""
    return authenticate(RequestFactory().post("/"), username=name, password=password) is not None


def test_somebody_who_was_added_signs_in(home: House, shell: Shell) -> None:
    said = shell("people", "add", "ada", told=f"{PASSWORD}\n")

    assert (said.status, said.out) == (0, "ada may sign in.\n")
    assert signs_in("ada", PASSWORD)
    assert not models.User.objects.get(username="ada").is_administrator


def test_an_administrator_is_one_only_when_it_was_said(home: House, shell: Shell) -> None:
    shell("people", "add", "ada", "--administrator", told=f"{PASSWORD}\n")

    assert models.User.objects.get(username="ada").is_administrator


@pytest.mark.parametrize("password", ["", "short", "password1234"])
def test_a_weak_password_is_refused_and_nobody_is_made(home: House, shell: Shell, password: str) -> None:
    said = shell("people", "add", "ada", told=f"{password}\n")

    assert (said.status, "password" in said.err) == (2, True)
    assert not models.User.objects.exists()


def test_a_name_that_is_taken_is_refused(home: House, shell: Shell) -> None:
    shell("people", "add", "ada", told=f"{PASSWORD}\n")

    assert shell("people", "add", "ada", told=f"{PASSWORD}\n").status == 2


def test_a_password_can_be_changed(home: House, shell: Shell) -> None:
    shell("people", "add", "ada", told=f"{PASSWORD}\n")

    said = shell("people", "password", "ada", told="quite another one 2\n")

    assert said.status == 0
    assert (signs_in("ada", PASSWORD), signs_in("ada", "quite another one 2")) == (False, True)


def test_no_password_is_ever_printed(home: House, shell: Shell) -> None:
    said = shell("people", "add", "ada", told=f"{PASSWORD}\n")

    assert PASSWORD not in said.out + said.err


def test_a_token_opens_the_api_with_the_rights_of_its_holder(home: House, shell: Shell) -> None:
    shell("people", "add", "ada", "--administrator", told=f"{PASSWORD}\n")

    token = shell("people", "token", "ada").out.strip()

    answer = Client(headers={"Authorization": f"Bearer {token}"}).get("/api/v1/departments")
    assert (answer.status_code, token.startswith("rsz_")) == (200, True)


@pytest.mark.parametrize("verb", ["password", "token"])
def test_nobody_of_that_name_is_said(home: House, shell: Shell, verb: str) -> None:
    said = shell("people", verb, "nobody", told=f"{PASSWORD}\n")

    assert (said.status, "'nobody'" in said.err) == (2, True)


@pytest.fixture
def talkative(home: House) -> House:
    """Return a house that heard three people, two of the same name in two channels."""
    home.archive.keep(
        [
            heard("1", author=Author(id="1", handle="Ada@social.example")),
            heard("2", author=Author(id="1", handle="ada@social.example")),
            heard("3", author=Author(id="2", handle="bob")),
            heard("4", channel="bluesky", author=Author(id="3", handle="ada@social.example")),
        ]
    )
    return home


def left(home: House) -> set[str]:
    """Return the ids of what is there."""
    return {one.mention.id for batch in home.archive.scan(Filter()) for one in batch}


@pytest.mark.parametrize("author", ["@ada@social.example", "ADA@SOCIAL.EXAMPLE", "1"])
def test_an_author_is_erased_by_handle_or_id_and_nobody_else(talkative: House, shell: Shell, author: str) -> None:
    said = shell("erase", "mastodon", author, "--yes")

    assert (said.status, said.out) == (0, "2 mentions were erased.\n")
    assert left(talkative) == {"mastodon:3", "bluesky:4"}


def test_erasing_leaves_a_line_that_holds_nothing_of_what_was_said(talkative: House, shell: Shell) -> None:
    shell("erase", "mastodon", "bob", "--yes")

    line = repr(list(models.LedgerLine.objects.values()))
    assert models.LedgerLine.objects.count() == 1
    assert "parcel" not in line
    assert "bob" not in line


@pytest.mark.parametrize("answer", ["n\n", "\n", ""])
def test_nothing_is_erased_unless_somebody_says_yes(talkative: House, shell: Shell, answer: str) -> None:
    said = shell("erase", "mastodon", "bob", told=answer)

    assert (said.status, len(left(talkative))) == (1, 4)
