"""Where the suite plays a connector: its recording, its settings, and what every test needs to know of them."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import ClassVar, TypeAlias
from urllib.parse import quote

from resonanz.connect.conformance.golden import faults_of, written
from resonanz.connect.conformance.rehearsal import HeldLog, Rehearsal, items_of
from resonanz.connect.contract import (
    Batch,
    Budget,
    Config,
    Connector,
    Context,
    Json,
    Mention,
    Normalised,
    PayloadChanged,
    RawItem,
    Removed,
    Skip,
    SourceTrouble,
)
from resonanz.connect.replay import Recording, Server
from resonanz.core.clock import FixedClock

AMPLE = Budget(items=100_000, requests=1_000, seconds=3_600.0)

FOREIGN_BODIES = (
    b"", b" ", b"null", b"[]", b"{}", b'""', b"12", b"[1, null, {}]", b'{"error": "no"}', b"[[", b"\x00\xff\xfe",
    b"\x1f\x8b", b"<!DOCTYPE html><html><body><h1>We are down for maintenance</h1></body></html>",
)  # fmt: skip

Outcome: TypeAlias = Normalised | PayloadChanged


class Stage:
    """Hold what a connector's test class says, and how its tests are done."""

    connector: ClassVar[Connector]
    recording: ClassVar[Path]
    """A file for `replay.Recording`; override `server` to imitate a service instead."""
    config: ClassVar[Config]
    now: ClassVar[datetime] = datetime(2026, 11, 1, 12, tzinfo=UTC)
    """When the recording is played: after everything in it."""
    tightest: ClassVar[Budget] = Budget(items=2, requests=3, seconds=60.0)
    """The smallest budget with which it must still catch up."""
    any_channel: ClassVar[bool] = False
    """Whether its mentions may be of other channels than its own, as those of an import are."""
    mutations: ClassVar[int] = 200
    """How many for each payload."""

    def server(self) -> Server:
        """Return a server in its first state."""
        return Recording.load(self.recording)

    def golden(self) -> Path:
        """Return where the expected output lies."""
        return self.recording.with_suffix(".golden.json")

    def rehearsal(self, server: Server | None = None, clock: FixedClock | None = None) -> Rehearsal:
        """Return the source, to be played against a server."""
        return Rehearsal(
            connector=self.connector,
            config=self.config,
            server=server or self.server(),
            clock=clock or FixedClock(self.now),
            log=HeldLog(),
        )

    def everything(self) -> set[tuple[str, str]]:
        """Return the identities of all that a good server gives."""
        return identities(self.rehearsal().catch_up(None, AMPLE))

    def requests_needed(self) -> int:
        """Return how many requests that takes, twelve at most."""
        rehearsal = self.rehearsal()
        rehearsal.catch_up(None, AMPLE)
        return min(len(rehearsal.asked), 12)

    def distinct_items(self) -> list[RawItem]:
        """Return each item of the recording once."""
        items = items_of(self.rehearsal().catch_up(None, AMPLE))
        return list({(item.form, item.native_id): item for item in items}.values())

    def attempt(self, rehearsal: Rehearsal, seed: object = "") -> tuple[list[Batch], SourceTrouble | None]:
        """Take one look; return what came and the trouble it ended in. Anything but our errors fails."""
        try:
            connection = rehearsal.opened()
        except SourceTrouble as error:
            return [], error
        except Exception as error:
            raise AssertionError(f"Opening it crashed with {error!r}.") from error
        return until_it_ends(connection.read(None, AMPLE), f"seed {seed}")

    def trouble(self, server: Server) -> SourceTrouble | None:
        """Return the trouble that one look ends in, None for none."""
        return self.attempt(self.rehearsal(server))[1]

    def outcome(self, item: RawItem) -> Outcome:
        """Return what normalising gives."""
        context = Context(source=self.config.source, settings=self.config.settings)
        try:
            return self.connector.normalise(item, context)
        except PayloadChanged as error:
            return error

    def normalised(self, item: RawItem, name: str) -> Outcome:
        """Normalise and hold the outcome to what every mention must be."""
        try:
            outcome = self.outcome(item)
        except Exception as error:
            raise AssertionError(f"{name}: normalising crashed with {error!r}.") from error
        assert isinstance(outcome, Mention | Removed | Skip | PayloadChanged), f"{name}: it gave {outcome!r}."
        if isinstance(outcome, Skip):
            assert outcome.reason in self.connector.skip_reasons, f"{name}: {outcome.reason!r} is no declared reason."
        if isinstance(outcome, Mention):
            channel = outcome.channel if self.any_channel else self.connector.channel
            faults = faults_of(outcome, channel=channel, source=self.config.source)
            assert not faults, f"{name}: {'; '.join(faults)}."
        return outcome

    def assert_no_secret(self, said: str, where: str) -> None:
        """Fail where a secret stands in what was said."""
        for secret in self.config.secrets.values():
            forms = (secret, quote(secret, safe=""), base64.b64encode(secret.encode()).decode())
            assert not any(form in said for form in forms), f"A secret stands in {where}."


def identities(batches: list[Batch]) -> set[tuple[str, str]]:
    """Return what tells the items of these batches apart."""
    return {(item.form, item.native_id) for item in items_of(batches)}


def comparable(outcomes: list[Outcome]) -> list[Json]:
    """Return outcomes in a form that can be compared."""
    return [written(outcome) for outcome in outcomes]


def until_it_ends(batches: Iterator[Batch], name: str = "") -> tuple[list[Batch], SourceTrouble | None]:
    """Return what came and the trouble it ended in; anything but our errors fails."""
    kept: list[Batch] = []
    try:
        for batch in batches:
            kept.append(batch)
            assert len(kept) < 10_000, "It never ends."
    except SourceTrouble as error:
        return kept, error
    except AssertionError:
        raise
    except Exception as error:
        raise AssertionError(f"{name}: reading crashed with {error!r}.") from error
    return kept, None


__all__ = ["AMPLE", "FOREIGN_BODIES", "Outcome", "Stage", "comparable", "identities", "until_it_ends"]
