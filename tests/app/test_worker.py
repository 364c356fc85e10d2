"""Retention: every source's period ends, whatever becomes of the others."""

from __future__ import annotations

from datetime import timedelta

import pytest

from resonanz.app import worker
from resonanz.app.house import House
from resonanz.app.worker import expire
from resonanz.core.errors import StoreUnavailable
from resonanz.core.ids import MentionId, SourceId
from resonanz.core.policy import SYSTEM
from resonanz.core.ports import Payload
from resonanz.core.search import Filter
from resonanz.core.source import Source
from resonanz.ingest.erasure import Forgetting
from resonanz.store.relational import models
from resonanz.store.relational.editing.sources import create_source
from tests.app.test_loops import Lines
from tests.cli.conftest import home  # noqa: F401  the same house
from tests.making import NOON, heard

OLD = NOON - timedelta(days=400)


@pytest.fixture
def lines(monkeypatch: pytest.MonkeyPatch) -> Lines:
    """Return what the worker logs."""
    said = Lines()
    monkeypatch.setattr(worker, "log", lambda _: said)
    return said


@pytest.fixture
def troubled(home: House, lines: Lines, monkeypatch: pytest.MonkeyPatch) -> House:  # noqa: F811
    """Return a house with old mentions of two sources, the first of which cannot be expired."""
    for number, name in enumerate(("broken", "sound")):
        create_source(SYSTEM, Source(id=SourceId(0), name=name, connector="rss", retention_days=30), NOON)
        home.archive.keep([heard(str(number), source=name, published_at=OLD, seen_at=OLD)])
    home.payloads.keep(SourceId(1), [Payload(mention=MentionId("mastodon:9"), form="note", body=b"{}", seen_at=OLD)])
    real = Forgetting.expire

    def failing(self: Forgetting, source: str, *, days: int) -> int:
        if source == "broken":
            raise StoreUnavailable("The archive does not answer.")
        return real(self, source, days=days)

    monkeypatch.setattr(Forgetting, "expire", failing)
    return home


def sources_kept(home: House) -> set[str]:  # noqa: F811
    """Return the sources that mentions are kept of."""
    return {one.mention.source for batch in home.archive.scan(Filter()) for one in batch}


def test_a_source_that_fails_does_not_stop_the_retention_of_others(troubled: House) -> None:
    assert (expire(troubled), sources_kept(troubled)) == (1, {"broken"})


def test_a_source_that_fails_does_not_keep_raw_payloads(troubled: House) -> None:
    expire(troubled)

    assert not models.Payload.objects.exists()


def test_what_fails_for_a_source_is_logged(troubled: House, lines: Lines) -> None:
    expire(troubled)

    assert lines.said == ["retention_failed"]
