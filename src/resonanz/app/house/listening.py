"""What reads channels, understands and stores; each part is made when it is first asked for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta
from functools import cached_property

from resonanz.app.export_files import KeptFiles
from resonanz.app.house.learning import Learning
from resonanz.app.logging import log
from resonanz.app.understanding import Understanding
from resonanz.connect.contract import Connector, Env
from resonanz.connect.dial import Dialler
from resonanz.connect.http import HttpClient
from resonanz.connect.registry import connectors
from resonanz.core.ids import MentionId
from resonanz.ingest.channels import SourceChannels
from resonanz.ingest.cursors import Cursors
from resonanz.ingest.erasure import Forgetting
from resonanz.ingest.intake import Intake
from resonanz.ingest.opening import Opener
from resonanz.ingest.runner import Runner
from resonanz.ingest.schedule import Schedule
from resonanz.ingest.streams import StreamKeeper
from resonanz.ingest.watch import Watch
from resonanz.understand.topic_judge import TopicJudge


class Listening(Learning):
    """Make what listens."""

    @cached_property
    def connectors(self) -> Mapping[str, Connector]:
        """Return the installed connectors by name."""
        return connectors()

    @cached_property
    def env(self) -> Env:
        """Return what connectors may use of the outside."""
        http = HttpClient(clock=self.clock, allow=self.settings.private_hosts)
        dial = Dialler(clock=self.clock, allow=self.settings.private_hosts)
        return Env(http=http, clock=self.clock, log=log("connect"), dial=dial)

    @cached_property
    def opener(self) -> Opener:
        """Return what opens sources."""
        return Opener(lambda: self.connectors, self.secrets, self.env)

    @cached_property
    def understanding(self) -> Understanding:
        """Return the understanding by the company's current rules."""
        return Understanding(
            self.rulebook,
            self.clock,
            log("understand"),
            self.archive.find,
            judges=self.judges,
            topics=TopicJudge(self.topics),
        )

    @cached_property
    def forgetting(self) -> Forgetting:
        """Return what erases mentions everywhere."""
        from resonanz.store.relational.repositories.papers import StoredPapers

        return Forgetting(
            archive=self.archive,
            payloads=self.payloads,
            casebook=self.casebook,
            papers=StoredPapers(),
            ledger=self.ledger,
            clock=self.clock,
            others=(self.lessons, self.topics, self.needs, self.webhook_book, KeptFiles(self)),
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
            notices=self.notices,
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
