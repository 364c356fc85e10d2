"""`resonanz understand`: JSON Lines in, the same lines with what is understood of them out.

It needs no running system and no settings: a pipe is enough.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator

import typer

from resonanz.core.errors import InputRejected


def understand() -> None:
    """Add to each mention on standard input its language, relevance, sentiment and kind.

    Reads and writes JSON Lines; a line needs only `text`. Exits with 0 when every line was read, 1 when some were
    not (each is reported with its number), 2 when none was.
    """
    from resonanz.understand.records import understand_records  # (models are loaded when they are used)

    pipe(understand_records)


def pipe(work: Callable[[Iterable[bytes], Callable[[InputRejected], None]], Iterator[bytes]]) -> None:
    """Run `work` from standard input to standard output; report lines that cannot be read on standard error."""
    rejected = 0
    answered = 0

    def report(error: InputRejected) -> None:
        nonlocal rejected
        rejected += 1
        typer.echo(str(error), err=True)

    for line in work(sys.stdin.buffer, report):
        sys.stdout.buffer.write(line)
        answered += 1
    sys.stdout.buffer.flush()
    if rejected:
        raise typer.Exit(1 if answered else 2)
