"""Work that takes longer than a request: asked for anywhere, done in a process of its own, watched by pages.

    number = jobs.start("query_rerun", {"query": 7}, at=now, key="query_rerun:7")
    trail.newest_job("query_rerun:7")  # the selector a page reads: state, done, total, message, trouble

A kind of work is a function `work(home, arguments, progress) -> str` (what came of it, in a sentence), named in
`app.works`. It says `progress.say(done, total, message)` often; that keeps its lease, shows how far it is, and is
where it is interrupted when the server ends. What a reader would get wrong: a job may run twice, or again from its
beginning after a kill, so the work keeps a mark of its own if it is to go on where it was.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from typing import TYPE_CHECKING, Final

from resonanz.app.progress import Interrupted, Progress, Work
from resonanz.connect.contract import Log
from resonanz.core.errors import Conflict, InputRejected, NotFound, ResonanzError

if TYPE_CHECKING:
    from resonanz.app.house import House
    from resonanz.store.relational.jobs import Job

BEAT_EVERY: Final = 30.0
"""Seconds between two signs of life of a job that says nothing itself."""


def start(name: str, arguments: Mapping[str, object], *, at: datetime, key: str = "", schedule: str = "") -> int:
    """Ask that a work is done from `at` on, in the caller's transaction; return the job's id.

    While a job with the same `key` waits or runs, that one's id is returned. `schedule` is a cron expression in UTC.
    Raise InputRejected for a kind of work that nobody knows.
    """
    from resonanz.app.works import WORKS
    from resonanz.store.relational import jobs

    if name not in WORKS:
        raise InputRejected(f"There is no work named {name!r}.", place="name")
    return jobs.enqueue(name, arguments, at=at, key=key, schedule=schedule)


def withdraw(key: str) -> None:
    """Take back what was asked for under a key, unless it has begun."""
    from resonanz.store.relational import jobs

    jobs.withdraw(key)


class Jobs:
    """Claim jobs and do them, one after the other."""

    def __init__(self, home: House, works: Mapping[str, Callable[[], Work]], stop: threading.Event, log: Log) -> None:
        self._home = home
        self._works = works
        self._stop = stop
        self._log = log

    def run_all(self, worker: str) -> int:
        """Do whatever is due until nothing is, or this process has to end; return how many jobs were taken."""
        taken = 0
        while not self._stop.is_set() and self.run_one(worker):
            taken += 1
        return taken

    def run_one(self, worker: str) -> bool:
        """Do the job that is due longest; tell whether there was one."""
        from resonanz.store.relational import jobs

        job = jobs.claim(worker, now=self._home.clock.now(), names=list(self._works))
        if job is None:
            return False
        self._log.info("job_begun", job=job.id, name=job.name)
        try:
            self._do(job)
        except Conflict as trouble:
            self._log.warning("job_lost", job=job.id, name=job.name, sentence=str(trouble))
        return True

    def _do(self, job: Job) -> None:
        from resonanz.store.relational import jobs

        clock = self._home.clock
        try:
            with self._alive(job) as progress:
                sentence = self._works[job.name]()(self._home, job.arguments, progress)
        except Interrupted:
            jobs.release(job, now=clock.now())
        except Conflict:
            raise
        except ResonanzError as trouble:  # a person can read it; what is wrong with the input stays wrong
            jobs.fail(job, str(trouble), now=clock.now(), again=not isinstance(trouble, InputRejected | NotFound))
        except Exception as trouble:  # noqa: BLE001  one work's defect must not end the others
            self._log.warning("job_failed", job=job.id, name=job.name, exc_info=trouble)
            jobs.fail(job, f"{type(trouble).__name__}, see the log.", now=clock.now())
        else:
            jobs.finish(job, now=clock.now(), message=sentence)

    @contextmanager
    def _alive(self, job: Job) -> Iterator[Progress]:
        """Keep the job's lease while its work is done, also while the work says nothing."""
        from resonanz.store.relational import jobs

        clock = self._home.clock
        progress = Progress(lambda **said: jobs.heartbeat(job, now=clock.now(), **said), clock, self._stop)
        ended = threading.Event()

        def beat() -> None:
            from django.db import close_old_connections, connection

            while not ended.wait(BEAT_EVERY):
                close_old_connections()
                try:
                    jobs.heartbeat(job, now=clock.now())
                except Conflict:
                    progress.is_lost = True
                except ResonanzError:
                    continue  # the tables are away for a moment; the lease lasts for several beats
                finally:
                    connection.close()

        thread = threading.Thread(target=beat, name=f"job-{job.id}", daemon=True)
        thread.start()
        try:
            yield progress
        finally:
            ended.set()
            thread.join()
