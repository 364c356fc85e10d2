"""Importing a file into a house: where the file connector's records meet the intake."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import BinaryIO, Final

import msgspec

from resonanz.app.house import House
from resonanz.app.understanding_process import understanding_elsewhere
from resonanz.connect.text import clean_line
from resonanz.connectors.file import count_lines, mention_from_record, records
from resonanz.core.errors import InputRejected
from resonanz.core.mention import Mention
from resonanz.core.source import Counts
from resonanz.ingest.importing import BATCH, Imported, Rejection, import_mentions
from resonanz.ingest.overlapped import OverlappedIntake

WORTH_A_PROCESS: Final = 5_000
"""Mentions from which a second process is worth its start."""
SMALL_BATCH: Final = 100
"""Mentions below which handing a batch over costs more than it gains."""
SHOWN: Final = 2_000
"""Characters of a rejected line that are kept beside its reason."""
FIRST: Final = 5
"""Rejected lines that are told at once."""
LONGEST_NAME: Final = 200
"""Characters of a source's name."""
FILES: Final = "file"
"""The connector of sources that nothing listens for: what they hold was handed in."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """Say what came of a file."""

    imported: int
    known: int
    rejected: int
    rejected_file: Path
    """Where the rejected lines are, if any were and the import was meant."""
    first_rejected: tuple[Rejection, ...] = ()

    @property
    def read(self) -> int:
        """Return how many lines could be read."""
        return self.imported + self.known


class _RejectedFile:
    """Write rejected lines aside, in place only when the import is through; nothing at all in a dry run."""

    def __init__(self, file: Path, *, dry_run: bool) -> None:
        self.path = file
        self.first: list[Rejection] = []
        self._dry_run = dry_run
        self._aside = file.with_name(file.name + ".part")
        self._out: BinaryIO | None = None

    def write(self, rejection: Rejection) -> None:
        if len(self.first) < FIRST:
            self.first.append(rejection)
        if self._dry_run:
            return
        if self._out is None:
            self._out = self._aside.open("wb")
        line = {"line": rejection.line, "reason": rejection.reason, "text": rejection.text}
        self._out.write(msgspec.json.encode(line) + b"\n")

    def finish(self) -> None:
        if self._dry_run:
            return
        if self._out is None:
            self.path.unlink(missing_ok=True)  # of an earlier run; leaving it would claim that lines were rejected
            return
        self._out.close()
        self._aside.replace(self.path)


def import_file(
    home: House,
    file: Path,
    source: str,
    *,
    dry_run: bool = False,
    batch: int = BATCH,
    done: Callable[[int], None] = lambda _: None,
) -> Outcome:
    """Import a JSON Lines or CSV file under a source's name; raise InputRejected where it cannot be read at all."""
    source = _free_name(home, source)
    beside = file.with_name(file.name.removesuffix(file.suffix) + ".rejected.jsonl")
    rejected = _RejectedFile(beside, dry_run=dry_run)
    with contextlib.ExitStack() as ending:
        ending.callback(rejected.finish)
        take, finish = _would_taking(home) if dry_run else _taking_over(home, file, source, ending, batch)
        imported = import_mentions(
            _entries(home, file, source), take=take, finish=finish, reject=rejected.write, done=done, batch=batch
        )
    return Outcome(imported.imported, imported.known, imported.rejected, rejected.path, tuple(rejected.first))


def checked_name(source: str) -> str:
    """Return a source's name on one line; raise InputRejected for one that is empty or too long."""
    name = clean_line(source)
    if not name or len(name) > LONGEST_NAME:
        raise InputRejected(
            "A source has a name.", place="source", remedy=f"Give one of at most {LONGEST_NAME} characters."
        )
    return name


def _free_name(home: House, source: str) -> str:
    """Return a source's name under which files may be handed in; raise InputRejected where something else listens.

    What is imported as a channel's source would be corrected, erased and expired with what that source heard.
    """
    name = checked_name(source)
    holder = next((one for one in home.sources.all() if one.name == name), None)
    if holder is not None and holder.connector != FILES:
        raise InputRejected(
            f"{name!r} is a source that listens by the connector {holder.connector!r}.",
            place="source",
            remedy="Import under a name of its own.",
        )
    return name


Take = Callable[[Sequence[Mention]], Counts]
Finish = Callable[[], Counts]


def _taking_over(home: House, file: Path, source: str, ending: contextlib.ExitStack, batch: int) -> tuple[Take, Finish]:
    """Return how batches are taken: with a second process, unless there is so little that its start costs more."""
    book = home.sources.ensure(source, FILES)

    def counted(counts: Counts) -> Counts:
        home.sources.advance(book.id, None, counts, home.clock.now())
        return counts

    # A second process cannot look up what mentions answer: the archive belongs to this one, or to a server.
    if batch < SMALL_BATCH or home.understanding.asks_parent or count_lines(file) < WORTH_A_PROCESS:
        return (lambda some: counted(home.intake.take(some))), Counts
    intake = OverlappedIntake(home.intake, ending.enter_context(understanding_elsewhere()))

    def take(some: Sequence[Mention]) -> Counts:
        counts = counted(intake.take(some))
        home.follow_unless_served(limit=1)
        return counts

    return take, lambda: counted(intake.finish())


def take_records(home: House, given: Sequence[Mapping[str, object]], source: str) -> tuple[Imported, list[Rejection]]:
    """Take records that somebody handed in under a source's name; return what came of them, and the rejected ones."""
    source = _free_name(home, source)
    rejected: list[Rejection] = []
    seen_at = home.clock.now()
    entries = (_entry(line, record, source, seen_at) for line, record in enumerate(given, 1))
    imported = import_mentions(entries, take=_taking(home, source), reject=rejected.append, done=lambda _: None)
    return imported, rejected


def _taking(home: House, source: str) -> Callable[[Sequence[Mention]], Counts]:
    book = home.sources.ensure(source, FILES)

    def take(batch: Sequence[Mention]) -> Counts:
        counts = home.intake.take(batch)
        home.sources.advance(book.id, None, counts, home.clock.now())
        return counts

    return take


def _would_taking(home: House) -> tuple[Take, Finish]:
    def take(batch: Sequence[Mention]) -> Counts:
        fresh = home.intake.fresh(batch)
        return Counts(new=len(fresh), known=len(batch) - len(fresh))

    return take, Counts


def _entries(home: House, file: Path, source: str) -> Iterator[Mention | Rejection]:
    seen_at = home.clock.now()
    for line, record in records(file):
        yield _entry(line, record, source, seen_at)


def _entry(
    line: int, record: Mapping[str, object] | InputRejected, source: str, seen_at: datetime
) -> Mention | Rejection:
    try:
        if isinstance(record, InputRejected):
            raise record
        return mention_from_record(record, source=source, seen_at=seen_at)
    except InputRejected as trouble:
        return Rejection(line, str(trouble), _shown(record))


def _shown(record: object) -> str:
    if isinstance(record, InputRejected):
        return ""
    try:
        return msgspec.json.encode(record).decode()[:SHOWN]
    except (UnicodeEncodeError, TypeError):
        return repr(record)[:SHOWN]
