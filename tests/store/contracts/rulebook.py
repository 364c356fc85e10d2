"""What every rulebook promises."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from resonanz.core.ports import Rulebook


class RulebookContract:
    """Test what a rulebook promises; a subclass gives `rulebook` and `change`, which adds an active query."""

    @pytest.fixture
    def rulebook(self) -> Rulebook:
        """Return a rulebook."""
        raise NotImplementedError

    @pytest.fixture
    def change(self) -> Callable[[], None]:
        """Return what adds an active standing query."""
        raise NotImplementedError

    def test_the_version_stays_while_nothing_changes(self, rulebook: Rulebook) -> None:
        assert rulebook.version() == rulebook.version()

    def test_the_version_changes_with_the_rules(self, rulebook: Rulebook, change: Callable[[], None]) -> None:
        before, queries = rulebook.version(), len(rulebook.queries())
        change()
        assert rulebook.version() != before
        assert len(rulebook.queries()) == queries + 1

    def test_every_query_can_be_named(self, rulebook: Rulebook, change: Callable[[], None]) -> None:
        change()
        named = rulebook.named_queries()
        assert {query.name: query.text for query in rulebook.queries()}.items() <= named.items()

    def test_routes_are_in_their_order(self, rulebook: Rulebook) -> None:
        positions = [route.position for route in rulebook.routes()]
        assert positions == sorted(positions)

    def test_own_accounts_are_in_lower_case(self, rulebook: Rulebook) -> None:
        assert all(name == name.lower() for _, name in rulebook.own_accounts())

    def test_an_account_that_is_noted_is_ours_and_changes_the_rules_once(self, rulebook: Rulebook) -> None:
        rulebook.own("mastodon", ["Acme@Example.org"])
        version = rulebook.version()
        rulebook.own("mastodon", ["acme@example.org"])
        assert ("mastodon", "acme@example.org") in rulebook.own_accounts()
        assert rulebook.version() == version
