"""Names, taken from the standing queries."""

from __future__ import annotations

import pytest

from resonanz.core.department import StandingQuery
from resonanz.core.ids import QueryId
from resonanz.understand.target_names import entities_of, names_in


def asked(text: str, about: str = "own", number: int = 1) -> StandingQuery:
    """Return a standing query."""
    return StandingQuery(id=QueryId(number), name=text, text=text, about=about)


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("hansebau", {("hansebau",)}),
        ('"Hanse Bau" OR #hansebau OR @hansebau', {("hanse", "bau"), ("hansebau",)}),
        ("velofjord AND (app OR update)", {("velofjord",)}),
        ('velofjord NOT "velofjord museum"', {("velofjord",)}),
        ("hanseb*", {("hanseb*",)}),
        ("channel:mastodon AND hansebau", {("hansebau",)}),
        ("NOT hansebau", set()),
        ("(hansebau", set()),
    ],
)
def test_a_query_names_what_it_surely_asks_for(text: str, names: set[tuple[str, ...]]) -> None:
    assert set(names_in(asked(text))) == names


def test_topics_name_nobody() -> None:
    assert entities_of([asked("parcel", "topic")]) == []


def test_our_accounts_are_names_of_ours() -> None:
    own, other = entities_of([asked("hansebau"), asked("nordwerk", "competitor", 2)], {"hansebau_hilft"})
    assert ("hansebau_hilft",) in own.names
    assert ("hansebau_hilft",) not in other.names
