"""The composition root: which adapter stands behind which port, and which use case gets what.

Django is set up here, lazily and nowhere else outside the pages, so that commands that need no store stay quick.
"""

from __future__ import annotations

import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property

from resonanz.app.config import Settings, settings
from resonanz.app.logging import log
from resonanz.app.understanding import Understanding
from resonanz.connect.contract import Connector, Env
from resonanz.connect.http import HttpClient
from resonanz.connect.registry import connectors
from resonanz.core.clock import Clock, SystemClock
from resonanz.core.ids import MentionId
from resonanz.core.ports import Archive, Audit, Casebook, Ledger, Payloads, Replies, Rulebook, Secrets, SourceBook
from resonanz.ingest.channels import SourceChannels
from resonanz.ingest.cursors import Cursors
from resonanz.ingest.erasure import Forgetting
from resonanz.ingest.intake import Intake
from resonanz.ingest.opening import Opener
from resonanz.ingest.runner import Runner
from resonanz.ingest.schedule import Schedule
from resonanz.ingest.streams import StreamKeeper
from resonanz.ingest.watch import Watch
from resonanz.respond.cases import CaseDesk, CaseFollower
from resonanz.respond.labels import LabelDesk
from resonanz.respond.outbox import Outbox
from resonanz.respond.replies import ReplyDesk


@dataclass(frozen=True)
class House:
    """Hold every part of a running Resonanz, each made when it is first asked for."""

    settings: Settings
    clock: Clock
    archive: Archive
    payloads: Payloads
    sources: SourceBook
    secrets: Secrets
    rulebook: Rulebook
    casebook: Casebook
    replies: Replies
    audit: Audit
    ledger: Ledger

    @cached_property
    def connectors(self) -> Mapping[str, Connector]:
        """Return the installed connectors by name."""
        return connectors()

    @cached_property
    def env(self) -> Env:
        """Return what connectors may use of the outside."""
        http = HttpClient(clock=self.clock, allow=self.settings.private_hosts)
        return Env(http=http, clock=self.clock, log=log("connect"))

    @cached_property
    def opener(self) -> Opener:
        """Return what opens sources."""
        return Opener(lambda: self.connectors, self.secrets, self.env)

    @cached_property
    def understanding(self) -> Understanding:
        """Return the understanding by the company's current rules."""
        return Understanding(self.rulebook, self.clock, log("understand"))

    @cached_property
    def forgetting(self) -> Forgetting:
        """Return what erases mentions everywhere."""
        return Forgetting(
            archive=self.archive,
            payloads=self.payloads,
            casebook=self.casebook,
            ledger=self.ledger,
            clock=self.clock,
            forgotten=self._forget_texts,
        )

    def _forget_texts(self, ids: Sequence[MentionId]) -> None:
        if "understanding" in self.__dict__:  # else nothing is remembered here, and it need not be made to forget
            self.understanding.forget(ids)

    @cached_property
    def intake(self) -> Intake:
        """Return what takes in mentions."""
        return Intake(
            archive=self.archive,
            payloads=self.payloads,
            forgetting=self.forgetting,
            understand=self.understanding,
        )

    @cached_property
    def cursors(self) -> Cursors:
        """Return the sources' marks."""
        return Cursors(self.sources)

    @cached_property
    def runner(self) -> Runner:
        """Return what looks at sources."""
        return Runner(
            opener=self.opener,
            sources=self.sources,
            rulebook=self.rulebook,
            cursors=self.cursors,
            intake=self.intake,
            clock=self.clock,
            log=log("ingest"),
        )

    @cached_property
    def schedule(self) -> Schedule:
        """Return what starts looks as they fall due."""
        return Schedule(sources=self.sources, runner=self.runner, clock=self.clock, log=log("ingest"))

    @cached_property
    def streams(self) -> StreamKeeper:
        """Return what keeps streams open."""
        return StreamKeeper(
            opener=self.opener,
            sources=self.sources,
            cursors=self.cursors,
            runner=self.runner,
            clock=self.clock,
            log=log("ingest"),
        )

    @cached_property
    def channels(self) -> SourceChannels:
        """Return the way back into the channels."""
        return SourceChannels(opener=self.opener, sources=self.sources, intake=self.intake, clock=self.clock)

    @cached_property
    def watch(self) -> Watch:
        """Return what reads the threads of cases again."""
        return Watch(
            archive=self.archive,
            casebook=self.casebook,
            channels=self.channels,
            clock=self.clock,
            log=log("ingest"),
            shortest=timedelta(seconds=self.settings.thread_interval),
        )

    @cached_property
    def follower(self) -> CaseFollower:
        """Return what opens and continues cases."""
        return CaseFollower(
            archive=self.archive,
            casebook=self.casebook,
            replies=self.replies,
            rulebook=self.rulebook,
            clock=self.clock,
            max_age=timedelta(days=self.settings.case_max_age_days),
        )

    def follow_unless_served(self, *, limit: int | None = None) -> int:
        """Open cases for what was just taken in, unless a running server does; return how many mentions were seen.

        `limit` bounds the batches that are followed; None goes on to the end.
        """
        from resonanz.store.archive import is_served

        if is_served(self.settings.home):
            return 0
        return self.follower.catch_up() if limit is None else sum(self.follower.follow() for _ in range(limit))

    @cached_property
    def case_desk(self) -> CaseDesk:
        """Return what people do with cases."""
        return CaseDesk(self.casebook, self.audit, self.clock)

    @cached_property
    def label_desk(self) -> LabelDesk:
        """Return what people do with what was understood."""
        return LabelDesk(
            archive=self.archive,
            casebook=self.casebook,
            rulebook=self.rulebook,
            audit=self.audit,
            clock=self.clock,
        )

    @cached_property
    def reply_desk(self) -> ReplyDesk:
        """Return what people do with answers."""
        return ReplyDesk(
            archive=self.archive,
            casebook=self.casebook,
            replies=self.replies,
            rulebook=self.rulebook,
            channels=self.channels,
            audit=self.audit,
            clock=self.clock,
        )

    @cached_property
    def outbox(self) -> Outbox:
        """Return what sends approved answers."""
        return Outbox(
            archive=self.archive,
            casebook=self.casebook,
            replies=self.replies,
            channels=self.channels,
            clock=self.clock,
        )


_house: House | None = None
_lock = threading.Lock()


def house() -> House:
    """Return the house of this process, built once."""
    global _house  # noqa: PLW0603  one process, one house
    with _lock:
        if _house is None:
            _house = build(settings())
        return _house


def settle(built: House) -> House:
    """Make a house this process's own, so that `house()` returns it."""
    global _house  # noqa: PLW0603
    with _lock:
        _house = built
    return built


def set_up_django() -> None:
    """Set Django up, once; nothing happens when it is."""
    import django  # half a second that most commands need not pay
    from django.apps import apps

    if not apps.ready:
        _name_settings_module()
        django.setup()


def _name_settings_module() -> None:
    import os

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "resonanz.web.settings")


def build(chosen: Settings, *, archive: Archive | None = None, clock: Clock | None = None) -> House:
    """Build a house on real stores; `archive` and `clock` replace the usual ones."""
    set_up_django()
    from resonanz.store.archive import open_archive
    from resonanz.store.relational import repositories as stored
    from resonanz.store.secrets import EncryptedSecrets

    clock = clock or SystemClock()
    return House(
        settings=chosen,
        clock=clock,
        archive=archive or open_archive(chosen.home),
        payloads=stored.StoredPayloads(),
        sources=stored.StoredSourceBook(),
        secrets=EncryptedSecrets(chosen.secret_key),
        rulebook=stored.StoredRulebook(),
        casebook=stored.StoredCasebook(),
        replies=stored.StoredReplies(),
        audit=stored.StoredAudit(),
        ledger=stored.StoredLedger(chosen.secret_key),
    )
