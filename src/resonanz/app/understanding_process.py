"""Understanding in a process of its own, so that an import can use a second core.

The child builds the same understanding over the same tables. Mentions and what was understood travel as pickles
between a parent and the child it started itself, never to or from anybody else.
"""

from __future__ import annotations

import contextlib
import multiprocessing
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from typing import TYPE_CHECKING

from resonanz.core.heard import Heard
from resonanz.core.mention import Mention

if TYPE_CHECKING:
    from resonanz.app.understanding import Understanding
    from resonanz.ingest.overlapped import Submit

_understanding: Understanding | None = None


@contextlib.contextmanager
def understanding_elsewhere() -> Iterator[Submit]:
    """Give a function that hands batches to a child process and returns what will come of them, in order."""
    # Spawned, not forked: the parent holds open stores and threads, which a fork would copy in mid-step.
    with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn")) as pool:

        def submit(batch: Sequence[Mention]) -> Future[list[Heard]]:
            return pool.submit(_understand, list(batch))

        yield submit


def _understand(batch: list[Mention]) -> list[Heard]:
    return _built()(batch) if batch else []


def _built() -> Understanding:
    global _understanding  # noqa: PLW0603  the child's own
    if _understanding is None:
        from resonanz.app.logging import log
        from resonanz.app.understanding import Understanding
        from resonanz.app.wiring import set_up_django
        from resonanz.core.clock import SystemClock

        set_up_django()
        from resonanz.app.config import settings
        from resonanz.app.house.learning import judges_over
        from resonanz.store.relational.repositories import StoredRulebook, StoredTopicBook, StoredVersions
        from resonanz.understand.topic_judge import TopicJudge

        judges = judges_over(StoredVersions(), settings(), SystemClock())
        _understanding = Understanding(
            StoredRulebook(),
            SystemClock(),
            log("understand"),
            judges=judges,
            topics=TopicJudge(StoredTopicBook()),
        )
    return _understanding
