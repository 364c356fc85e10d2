"""Understanding as it stands right now: the steps over the company's current queries, routes and accounts.

The rules change while mentions come in. Their version is looked at every few seconds, and only what changed is
compiled again.
"""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from resonanz.app.definitions import definitions_of
from resonanz.app.learned import with_learned_departments
from resonanz.connect.contract import Log
from resonanz.core.clock import Clock
from resonanz.core.department import StandingQuery
from resonanz.core.errors import InputRejected
from resonanz.core.garbage import leave_out
from resonanz.core.heard import Heard
from resonanz.core.ids import DepartmentId, MentionId, QueryId
from resonanz.core.mention import Mention
from resonanz.core.ports import Rulebook
from resonanz.query.definitions import Definitions, asks_decision
from resonanz.query.matcher import Matcher
from resonanz.query.parents import Find, asks_parent, with_parents
from resonanz.query.tree import Query
from resonanz.respond.route import Router
from resonanz.understand.duplicates import Duplicates
from resonanz.understand.pipeline import Pipeline, standard_steps
from resonanz.understand.target import Targets
from resonanz.understand.target_names import entities_of
from resonanz.understand.teaching.judges import Judges
from resonanz.understand.topic_judge import TopicJudge

MANY_QUERIES: Final = 1_000
LOOK_AGAIN: Final = 2.0
"""Seconds until a changed rule takes effect at the latest."""


class Understanding:
    """Understand batches of mentions; safe to call from several threads, one at a time.

    `find` finds what mentions answer, for rules that ask for it; without it, only answers within a batch are known.
    """

    def __init__(
        self,
        rulebook: Rulebook,
        clock: Clock,
        log: Log,
        find: Find = lambda _: {},
        *,
        judges: Judges | None = None,
        topics: TopicJudge | None = None,
    ) -> None:
        self._judges = judges
        self._topics = topics
        self._rulebook = rulebook
        self._clock = clock
        self._log = log
        self._find = find
        self._lock = threading.Lock()
        self._version = ""
        self._looked_at = float("-inf")
        self._matcher = Matcher()
        self._decided = Matcher()
        """The queries that look at what the routes decided."""
        self._known: dict[int, str] = {}
        """What each query asks for, as a text that changes with it and with whatever it names."""
        self._asking_parent: set[int] = set()
        self._router = Router(())
        self._own: frozenset[tuple[str, str]] = frozenset()
        self._departments: frozenset[DepartmentId] = frozenset()
        self._targets = Targets()
        self._copies = Duplicates()
        steps = standard_steps(
            own=lambda: self._own,
            learned=judges.learned if judges else None,
            tasks=(lambda: judges.known) if judges else tuple,
            targets=lambda: self._targets,
            topics=topics.given if topics else None,
            match=self._match,
            route=self._route,
            duplicates=self._copies,
        )
        self._pipeline = Pipeline(steps)

    def __call__(self, batch: Sequence[Mention]) -> list[Heard]:
        """Return the batch with what is understood of it, in the same order."""
        with self._lock:
            self._refresh()
            return self._asked_in_the_end(self._pipeline.understand(batch))

    def forget(self, ids: Sequence[MentionId]) -> None:
        """Give up the texts of mentions that were erased; waits for a batch under way."""
        with self._lock:
            self._copies.forget(ids)

    @property
    def asks_parent(self) -> bool:
        """Tell whether any rule asks for words of what a mention answers."""
        with self._lock:
            self._refresh()
            return bool(self._asking_parent) or self._router.asks_parent

    def _route(self, batch: Sequence[Heard]) -> list[Heard]:
        routed = self._router.route(with_parents(batch, self._find) if self._router.asks_parent else batch)
        if self._router.asks_parent:
            routed = [replace(heard, parent="") for heard in routed]
        return with_learned_departments(routed, self._judges, self._departments) if self._judges else routed

    def _asked_in_the_end(self, batch: list[Heard]) -> list[Heard]:
        """Ask the queries that look at what the routes decided; so no route can wait for one of them."""
        if not len(self._decided):
            return batch
        found = self._decided.match(with_parents(batch, self._find) if self._asking_parent else batch)
        return [
            replace(heard, understood=replace(heard.understood, queries=_joined(heard.understood.queries, ids)))
            if ids
            else heard
            for heard, ids in zip(batch, found, strict=True)
        ]

    def _match(self, batch: Sequence[Heard]) -> Sequence[tuple[int, ...]]:
        return self._matcher.match(with_parents(batch, self._find) if self._asking_parent else batch)

    def refresh(self) -> None:
        """Take up changed rules now, not in a few seconds."""
        with self._lock:
            self._looked_at = float("-inf")
            self._refresh()

    def _refresh(self) -> None:
        now = self._clock.monotonic()
        if now - self._looked_at < LOOK_AGAIN:
            return
        self._looked_at = now
        if self._judges is not None:
            self._judges.refresh()
        if self._topics is not None:
            self._topics.refresh()
        version = self._rulebook.version()
        if version == self._version:
            return
        definitions = definitions_of(self._rulebook)
        self._update_queries(self._rulebook.queries(), definitions)
        if len(self._known) > MANY_QUERIES:
            leave_out()  # else looking through the trees for garbage holds the stream up for half a second
        self._router = Router(self._rulebook.routes(), definitions.read)
        for route, sentence in self._router.broken:
            self._log.warning("route_not_understood", route=route.id, sentence=sentence)
        self._own = self._rulebook.own_accounts()
        self._targets = targets_of(self._rulebook)
        if self._judges is not None:
            self._departments = frozenset(department.id for department in self._rulebook.departments())
        self._version = version

    def _update_queries(self, queries: Sequence[StandingQuery], definitions: Definitions) -> None:
        texts = {int(query.id): query.text for query in queries}
        for gone in self._known.keys() - texts.keys():
            self._drop(gone)
        for id_, text in texts.items():
            try:
                key = definitions.key(text)
                if self._known.get(id_) != key:
                    self._put(id_, definitions.read(text))
                    self._known[id_] = key
            except InputRejected as trouble:  # a query of an older version of the language: the others go on
                self._drop(id_)
                self._log.warning("query_not_understood", query=id_, sentence=str(trouble))

    def _put(self, id_: int, query: Query) -> None:
        self._drop(id_)
        (self._decided if asks_decision(query) else self._matcher).put(id_, query)
        if asks_parent(query):
            self._asking_parent.add(id_)

    def _drop(self, id_: int) -> None:
        self._matcher.drop(id_)
        self._decided.drop(id_)
        self._known.pop(id_, None)
        self._asking_parent.discard(id_)


def targets_of(rulebook: Rulebook) -> Targets:
    """Return what a feeling can be for, as the rules stand now."""
    return Targets(entities_of(rulebook.queries(), {name for _, name in rulebook.own_accounts()}))


def _joined(some: Sequence[QueryId], others: Sequence[int]) -> tuple[QueryId, ...]:
    return tuple(sorted({*some, *map(QueryId, others)}))
