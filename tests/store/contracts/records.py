"""What keepers of secrets, the audit trail and the ledger of erasures promise."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from resonanz.core.ids import MentionId, SourceId
from resonanz.core.ports import ASKED_FOR, BY_ADMINISTRATOR, Audit, Entry, Ledger, Secrets
from tests.store.contracts.making import NOON


class SecretsContract:
    """Test what a keeper of secrets promises; a subclass gives the fixtures `secrets` and, if need be, `source`."""

    @pytest.fixture
    def secrets(self) -> Secrets:
        """Return an empty keeper of secrets."""
        raise NotImplementedError

    @pytest.fixture
    def source(self) -> SourceId:
        """Return a source that may have secrets."""
        return SourceId(1)

    def test_a_source_has_no_secrets_at_first(self, secrets: Secrets, source: SourceId) -> None:
        assert secrets.read(source) == {}

    def test_secrets_come_back(self, secrets: Secrets, source: SourceId) -> None:
        secrets.write(source, {"token": "géheim", "key": "k"})
        assert secrets.read(source) == {"token": "géheim", "key": "k"}

    def test_an_empty_value_keeps_the_old_one(self, secrets: Secrets, source: SourceId) -> None:
        secrets.write(source, {"token": "old"})
        secrets.write(source, {"token": ""})
        assert secrets.read(source) == {"token": "old"}

    def test_what_is_not_named_is_gone(self, secrets: Secrets, source: SourceId) -> None:
        secrets.write(source, {"token": "t", "key": "k"})
        secrets.write(source, {"token": "new"})
        assert secrets.read(source) == {"token": "new"}


class AuditContract:
    """Test what an audit trail promises; a subclass gives the fixtures `audit` and `written`."""

    @pytest.fixture
    def audit(self) -> Audit:
        """Return an empty trail."""
        raise NotImplementedError

    @pytest.fixture
    def written(self) -> Callable[[], list[tuple[str, str]]]:
        """Return what reads (action, subject) of every line, oldest first."""
        raise NotImplementedError

    def test_lines_stand_in_their_order(self, audit: Audit, written: Callable[[], list[tuple[str, str]]]) -> None:
        for number in (1, 2):
            entry = Entry(at=NOON, actor=None, action="case_take", subject=f"case:{number}", detail={"n": number})
            audit.write(entry)
        assert written() == [("case_take", "case:1"), ("case_take", "case:2")]


class LedgerContract:
    """Test what the ledger promises; a subclass gives `ledger`, `is_whole`, `everything` and `falsify`."""

    @pytest.fixture
    def ledger(self) -> Ledger:
        """Return an empty ledger."""
        raise NotImplementedError

    @pytest.fixture
    def is_whole(self) -> Callable[[], bool]:
        """Return what tells whether every signature is right."""
        raise NotImplementedError

    @pytest.fixture
    def everything(self) -> Callable[[], str]:
        """Return what shows all that the ledger holds, as text."""
        raise NotImplementedError

    @pytest.fixture
    def falsify(self) -> Callable[[], None]:
        """Return what takes out the first line."""
        raise NotImplementedError

    def test_lines_are_signed(self, ledger: Ledger, is_whole: Callable[[], bool]) -> None:
        for number in range(3):
            ledger.write(reason="asked for", ids=[MentionId(f"mastodon:{number}")], at=NOON)
        assert is_whole()

    def test_a_line_that_is_taken_out_is_noticed(
        self, ledger: Ledger, is_whole: Callable[[], bool], falsify: Callable[[], None]
    ) -> None:
        for number in range(3):
            ledger.write(reason="asked for", ids=[MentionId(f"mastodon:{number}")], at=NOON)
        falsify()
        assert not is_whole()

    def test_no_id_stands_in_the_clear(self, ledger: Ledger, everything: Callable[[], str]) -> None:
        ledger.write(reason="asked for", ids=[MentionId("mastodon:anna-was-here")], at=NOON)
        assert "anna-was-here" not in everything()
        assert "asked for" in everything()

    def test_what_was_erased_for_good_is_barred_and_nothing_else(self, ledger: Ledger) -> None:
        asked, retired, later = (MentionId(f"mastodon:{one}") for one in ("asked", "retired", "later"))
        ledger.write(reason=ASKED_FOR, ids=[asked], at=NOON)
        ledger.write(reason="kept for 30 days", ids=[retired], at=NOON)
        assert ledger.barred([asked, retired, later]) == {asked}
        ledger.write(reason=BY_ADMINISTRATOR, ids=[later], at=NOON)
        assert ledger.barred([asked, retired, later]) == {asked, later}
