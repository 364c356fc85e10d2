"""The working process: looks, streams, cases, answers, threads, jobs, retention; it serves no page.

Each kind of work has its own loop, so that a slow channel holds up nobody's case.
"""

from __future__ import annotations

import signal
import threading
from datetime import timedelta

from resonanz.app import exporting
from resonanz.app.asked_often import ask_for_look
from resonanz.app.house import House
from resonanz.app.jobs_process import JobsProcess
from resonanz.app.lessons import ask_for_learning
from resonanz.app.logging import log
from resonanz.app.loops import Loop
from resonanz.app.reporting import ask_for_reports
from resonanz.app.topics import ask_for_topics
from resonanz.app.trying import look_at_initiatives
from resonanz.connect.signing import TOLERANCE

NOTICES_KEPT = timedelta(days=90)
"""How long notices that were read, and the log of messages, are kept."""
DELIVERIES_KEPT = timedelta(days=30)
"""How long the log of webhooks says what was sent."""


class Worker:
    """Run the loops of a house."""

    def __init__(self, home: House) -> None:
        self._home = home
        self._jobs = JobsProcess(home.clock)
        work = (
            ("looks", home.schedule.tick, 1.0),
            ("streams", lambda: home.streams.keep(home.sources.all()), 2.0),
            ("cases", home.follower.catch_up, 0.5),
            ("deadlines", home.deadlines.tick, 1.0),
            ("escalation", home.escalation.tick, 5.0),
            ("case news", home.reporter.tick, 2.0),
            ("notices", home.postman.run, 2.0),
            ("dispatching", home.dispatcher.tick, 2.0),
            ("snoozes", home.snooze_desk.tick, 5.0),
            ("outbox", home.outbox.run, 1.0),
            ("threads", home.watch.tick, 5.0),
            ("jobs", self._jobs.tick, 1.0),
            ("lessons", lambda: ask_for_learning(home), 5.0),
            ("topics", lambda: ask_for_topics(home), 5.0),
            ("reports", lambda: ask_for_reports(home), 30.0),
            ("surges", home.surge_follower.tick, 15.0),
            ("incidents", home.gathering.tick, 10.0),
            ("initiatives", lambda: look_at_initiatives(home), 60.0),
            ("needs", home.evidence_keeper.tick, 30.0),
            ("tellings", home.telling_rounds.tick, 5.0),
            ("announcements", home.announcer.tick, 2.0),
            ("webhooks", home.courier.run, 1.0),
            ("asked often", lambda: ask_for_look(home), 3600.0),
            ("criticism", home.criticism_desk.tick, 60.0),
            ("reactions", home.reaction_keeper.tick, 60.0),
            ("places", home.place_follower.tick, 10.0),
            ("places_pruned", home.place_follower.prune, 3600.0),
            ("retention", lambda: expire(home), 3600.0),
        )
        self._loops = [Loop(name, do, every=every, log=log("worker")) for name, do, every in work]

    def start(self) -> None:
        """Begin; replies that a dead process left half sent are taken up at once."""
        self._home.outbox.recover(before=self._home.clock.now())
        self._home.message_book.recover(before=self._home.clock.now())
        for loop in self._loops:
            loop.start()

    def stop(self, seconds: float = 15.0) -> None:
        """End in order: what is under way is finished."""
        for loop in self._loops:
            loop.stop()
        self._home.streams.stop(seconds)
        self._home.schedule.close()
        for loop in self._loops:
            loop.join(seconds)
        self._jobs.stop()


def expire(home: House) -> int:
    """Erase what is older than its source's retention period, and raw payloads past theirs.

    What fails for one source is logged and tried again next time; the others' periods end all the same.
    """
    erased = 0
    for source in home.sources.all():
        if source.retention_days is None:
            continue
        try:
            erased += home.forgetting.expire(source.name, days=source.retention_days)
        except Exception as trouble:  # noqa: BLE001  one source's trouble must not keep what others promised to erase
            log("worker").warning("retention_failed", source=source.name, exc_info=trouble)
    now = home.clock.now()
    home.payloads.expire(before=now - timedelta(days=home.settings.raw_retention_days))
    home.webhook_book.expire(before=now - DELIVERIES_KEPT)
    home.message_book.expire(before=now - NOTICES_KEPT)
    home.webhook_inbox.expire(before=now - 2 * TOLERANCE)
    exporting.expire(home)
    return erased


def main() -> None:
    """Run until told to stop or the supervisor is gone."""
    from resonanz.app.process import begin, serving_house, with_parent

    begin("worker")
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    with_parent(stop.set)
    worker = Worker(serving_house())
    worker.start()
    log("worker").info("worker_started")
    stop.wait()
    worker.stop()


if __name__ == "__main__":
    main()
