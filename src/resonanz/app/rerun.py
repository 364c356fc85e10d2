"""Matching old mentions again with a query as it is now, while new ones come in.

First what was there when it began, newest first, so that the charts of last week are right before those of last year;
then what came in meanwhile, in its order. After each batch a mark is stored, so a killed run goes on where it was,
and doing a batch again changes nothing. What a reader would get wrong: mentions that were understood in the moments
before the change took effect live are among those that follow in the end, so the run waits for them.
"""

from __future__ import annotations

import fcntl
import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Final, Protocol

from resonanz.app.progress import Progress
from resonanz.core.errors import InputRejected, NotFound
from resonanz.core.heard import Heard
from resonanz.core.ids import QueryId
from resonanz.core.policy import Action, Actor, require
from resonanz.core.ports import Entry, Rerun
from resonanz.core.search import Change, Count, Filter
from resonanz.query.matcher import Matcher

if TYPE_CHECKING:
    from resonanz.app.house import House
    from resonanz.store.relational.views import QueryDetail

BATCH: Final = 2_000
TAKES_EFFECT: Final = timedelta(seconds=10)
"""After so long, every batch that was understood with the query as it was before is in the archive."""
LOCK: Final = "rerun.lock"
LOOK_AGAIN: Final = 0.5
JOB: Final = "query_rerun"
_INSTANT: Final = timedelta(microseconds=1)


class Say(Protocol):
    """Be told how far it is; may raise to interrupt."""

    def __call__(self, done: int | None = None, total: int | None = None, message: str | None = None) -> None:
        """Take note."""
        ...


def start(home: House, actor: Actor, query: QueryId, *, since: datetime | None = None) -> str:
    """Ask that a query is matched against old mentions in the background; return the key of the job to be watched.

    `selectors.trail.newest_job(key)` tells how far it is. Raise NotFound, and InputRejected for one that is off.
    """
    from resonanz.app import jobs

    require(actor, Action.MANAGE_QUERIES)
    detail = _detail(query)
    key, now = f"{JOB}:{query}", home.clock.now()
    arguments = {"query": int(query), "since": since.isoformat() if since else None}
    jobs.start(JOB, arguments, at=now, key=key)
    _record(home, actor, detail, since)
    return key


def work(home: House, arguments: Mapping[str, Any], progress: Progress) -> str:
    """Match a query against old mentions; a work of `app.works`."""
    since = datetime.fromisoformat(arguments["since"]) if arguments.get("since") else None
    done = rerun(home, QueryId(arguments["query"]), since=since, say=progress.say)
    progress.say(done.looked_at, done.looked_at, message="")
    return f"{done.changed} of {done.looked_at} mentions changed."


def query_named(name: str) -> QueryId:
    """Return the id of the query that is named so, or has this number; raise NotFound."""
    from resonanz.store.relational.selectors.rules import queries

    rows = queries()
    found = next((row.id for row in rows if row.name == name), None)
    if found is None and name.isdecimal():
        found = next((row.id for row in rows if row.id == int(name)), None)
    if found is None:
        raise NotFound(f"There is no query named {name!r}. `resonanz query list` shows what there is.")
    return found


def rerun_by(home: House, actor: Actor, query: QueryId, *, since: datetime | None, say: Say) -> Rerun:
    """Match a query against old mentions here and now, on record."""
    require(actor, Action.MANAGE_QUERIES)
    _record(home, actor, _detail(query), since)
    return rerun(home, query, since=since, say=say)


def rerun(home: House, query: QueryId, *, since: datetime | None = None, say: Say) -> Rerun:
    """Match a query against what was published since a moment (None: ever), going on where a killed run was."""
    with _alone(home, say):
        detail = _detail(query)
        run = _Run(home, query, detail.row.text, _begun(home, detail, since), say)
        run.go_back(since)
        run.follow()
        changed_at = detail.row.changed_at
        if changed_at is not None and (wait := changed_at + TAKES_EFFECT - home.clock.now()) > timedelta():
            home.clock.sleep(wait.total_seconds())
            run.follow()
        return run.finish(since)


def _detail(query: QueryId) -> QueryDetail:
    from resonanz.store.relational.selectors.rules import query_detail

    detail = query_detail(query)
    if not detail.row.active:
        raise InputRejected(
            f"The query {detail.row.name!r} is switched off.", place="query", remedy="Switch it on first."
        )
    return detail


def _record(home: House, actor: Actor, detail: QueryDetail, since: datetime | None) -> None:
    told = {"version": detail.row.version, "since": since.isoformat() if since else ""}
    entry = Entry(
        at=home.clock.now(), actor=actor.id, action="query_rerun", subject=f"query:{detail.row.id}", detail=told
    )
    home.audit.write(entry)


def _begun(home: House, detail: QueryDetail, since: datetime | None) -> Rerun:
    """Return the run that was left unfinished with the same definition, else a new one."""
    key = home.definitions().key(detail.row.text)
    definition = hashlib.sha256(key.encode()).hexdigest()
    last = home.reruns.last(detail.row.id)
    if last is not None and last.finished_at is None and last.definition == definition:
        return last
    fresh = Rerun(
        query=detail.row.id,
        version=detail.row.version,
        definition=definition,
        since=since,
        seq=home.archive.head(),
        began_at=home.clock.now(),
    )
    home.reruns.keep(fresh)
    return fresh


@contextmanager
def _alone(home: House, say: Say) -> Iterator[None]:
    """Run one at a time on this machine: two would overwrite each other's finds on the same mention."""
    with (home.settings.home / LOCK).open("a") as lock:
        while not _locked(lock.fileno()):
            say(message="Waiting for another run to end.")
            home.clock.sleep(LOOK_AGAIN)
        yield


def _locked(file: int) -> bool:
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


@dataclass(slots=True)
class _Run:
    """Walk over mentions with one query."""

    home: House
    query: QueryId
    text: str
    reached: Rerun
    say: Say

    def go_back(self, since: datetime | None) -> None:
        """Match what was there when the run began, newest first, down to a moment."""
        before = self.reached.reached
        until = None if before is None else before + _INSTANT  # several may have been published at that moment
        total = self._total(since)
        match = self._matching()
        for batch in self.home.archive.scan(Filter(since=since, until=until), batch=BATCH):
            self._relabel(batch, match)
            self._keep(replace(self.reached, reached=batch[-1].mention.published_at), len(batch))
            self.say(self.reached.looked_at, total)

    def follow(self) -> None:
        """Match what came in since the run began, in its order."""
        match = self._matching()
        while batch := self.home.archive.following(self.reached.seq, limit=BATCH):
            self._relabel(batch, match)
            self._keep(replace(self.reached, seq=batch[-1].seq), 0)
            self.say(self.reached.looked_at)

    def finish(self, since: datetime | None) -> Rerun:
        """Note that everything is matched."""
        self._keep(replace(self.reached, since=since, finished_at=self.home.clock.now()), 0)
        return self.reached

    def _total(self, since: datetime | None) -> int:
        left = Filter(since=since, until=self.reached.reached)
        return self.reached.looked_at + sum(group.number for group in self.home.archive.count(Count(filter=left)))

    def _matching(self) -> Callable[[Sequence[Heard]], list[bool]]:
        query = self.home.questions.read(self.text)
        matcher = Matcher()
        matcher.put(1, query)

        def match(batch: Sequence[Heard]) -> list[bool]:
            return [bool(ids) for ids in matcher.match(self.home.questions.answering(query, batch))]

        return match

    def _relabel(self, batch: Sequence[Heard], match: Callable[[Sequence[Heard]], list[bool]]) -> None:
        changes: list[Change] = []
        for heard, matches in zip(batch, match(batch), strict=True):
            known = heard.understood.queries
            if matches != (self.query in known):
                after = {*known, self.query} if matches else {*known} - {self.query}
                changes.append(Change(id=heard.mention.id, labels={"queries": tuple(sorted(after))}))
        if changes:
            self.home.archive.relabel(changes)
            self.reached = replace(self.reached, changed=self.reached.changed + len(changes))

    def _keep(self, reached: Rerun, looked_at: int) -> None:
        self.reached = replace(reached, looked_at=reached.looked_at + looked_at)
        self.home.reruns.keep(self.reached)
