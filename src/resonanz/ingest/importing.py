"""Taking in many mentions that somebody hands over, with a word on each that cannot be.

The order of a batch is the same as everywhere: facts first. A broken-off import is simply run again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from resonanz.core.mention import Mention
from resonanz.core.source import Counts

BATCH: Final = 1_000


@dataclass(frozen=True, slots=True)
class Rejection:
    """Say which line was not taken and why."""

    line: int
    reason: str
    text: str
    """The line as it came, cut to what a person needs to find it."""


@dataclass(frozen=True, slots=True)
class Imported:
    """Say what an import did."""

    imported: int = 0
    known: int = 0
    rejected: int = 0


def import_mentions(
    entries: Iterable[Mention | Rejection],
    *,
    take: Callable[[Sequence[Mention]], Counts],
    reject: Callable[[Rejection], None],
    done: Callable[[int], None],
    finish: Callable[[], Counts] = Counts,
    batch: int = BATCH,
) -> Imported:
    """Take the mentions among `entries` in batches; `done` hears how many entries each batch was.

    `finish` returns the counts of what `take` had under way at the end.
    """
    counts, rejected, waiting = Counts(), 0, list[Mention]()
    for entry in entries:
        if isinstance(entry, Rejection):
            reject(entry)
            rejected += 1
            done(1)
            continue
        waiting.append(entry)
        if len(waiting) >= batch:
            counts += take(waiting)
            done(len(waiting))
            waiting = []
    if waiting:
        counts += take(waiting)
        done(len(waiting))
    counts += finish()
    return Imported(imported=counts.new + counts.revised, known=counts.known, rejected=rejected)
