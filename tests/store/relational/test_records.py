"""The ledger proves itself: nothing can be changed, added or taken out unnoticed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from resonanz.core.ids import MentionId
from resonanz.store.relational import models
from resonanz.store.relational.repositories import StoredLedger
from tests.store.contracts.making import NOON

ONE, TWO = MentionId("mastodon:1"), MentionId("mastodon:2")


@pytest.fixture
def ledger() -> StoredLedger:
    return StoredLedger("a secret")


@pytest.fixture
def three_lines(db: None, ledger: StoredLedger) -> StoredLedger:
    for number in range(3):
        ledger.write(reason=f"request {number}", ids=[ONE, TWO], at=NOON + timedelta(microseconds=number))
    return ledger


@pytest.mark.parametrize(
    "change",
    [{"reason": "other"}, {"number": 1}, {"hashes": "00"}, {"at": NOON}, {"signature": "0" * 64}, {"before": "0" * 64}],
)
def test_a_changed_line_is_found(three_lines: StoredLedger, change: dict[str, Any]) -> None:
    line = models.LedgerLine.objects.order_by("pk")[1]
    models.LedgerLine.objects.filter(pk=line.pk).update(**change)
    assert three_lines.broken() == line.pk


def test_whole_lines_are_whole(three_lines: StoredLedger) -> None:
    assert three_lines.broken() is None


def test_another_key_signs_otherwise(three_lines: StoredLedger) -> None:
    assert StoredLedger("another secret").broken() is not None


@pytest.mark.django_db
def test_who_knows_an_id_can_ask_for_its_erasure(ledger: StoredLedger) -> None:
    ledger.write(reason="asked for", ids=[ONE], at=NOON)
    assert ledger.names(ONE)
    assert not ledger.names(TWO)
    assert not StoredLedger("another secret").names(ONE)


@pytest.mark.django_db(transaction=True)
def test_lines_written_at_once_form_one_chain(
    ledger: StoredLedger, together: Callable[[Callable[[], Any], int], list[Any]]
) -> None:
    answers = together(lambda: StoredLedger("a secret").write(reason="asked for", ids=[ONE], at=NOON), 4)
    assert answers == [None] * 4
    assert models.LedgerLine.objects.count() == 4
    assert ledger.broken() is None
