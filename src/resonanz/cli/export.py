"""`resonanz export`: mentions, or any list, as JSON Lines, CSV or Parquet, streamed."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Annotated, Any

import typer


def export(
    what: Annotated[str, typer.Argument(help="mentions, cases, needs, audit, ...: any list that can be taken out.")] = (
        "mentions"
    ),
    out: Annotated[Path | None, typer.Option("--out", help="File to write; standard output when absent.")] = None,
    form: Annotated[str, typer.Option("--format", help="jsonl, csv or parquet.")] = "jsonl",
    query: Annotated[str, typer.Option(help="Of mentions: only what this query matches.")] = "",
    since: Annotated[str | None, typer.Option(help="Of mentions: published at or after: 2026-03-01, 7d, 12h.")] = None,
    until: Annotated[str | None, typer.Option(help="Of mentions: published before.")] = None,
) -> None:
    """Write mentions with all that is understood of them, newest first, or a whole list."""
    from resonanz.app.exportable import EXPORTABLE
    from resonanz.app.prepare import open_house
    from resonanz.cli.moments import moment
    from resonanz.cli.output import progress
    from resonanz.core.errors import InputRejected
    from resonanz.core.export import MENTIONS
    from resonanz.core.policy import SYSTEM
    from resonanz.core.search import Filter
    from resonanz.query.language import parse

    chosen = EXPORTABLE.get(what)
    if chosen is None:
        raise InputRejected(f"{what!r} cannot be taken out.", place="what", remedy=f"Write {', '.join(EXPORTABLE)}.")
    if form not in chosen.streams:
        raise InputRejected(f"{form!r} is no format.", place="--format", remedy=f"Write {', '.join(chosen.streams)}.")
    if what != MENTIONS and (query or since or until):
        raise InputRejected("A list is written whole.", place="--query", remedy="Leave the conditions out.")
    if query:
        parse(query)  # before a house is opened, so that a mistake in it costs nothing
    home = open_house()
    now, zone = home.clock.now(), home.settings.time_zone
    wanted = chosen.narrowed(home)
    if what == MENTIONS:
        wanted = Filter(
            query=query,
            since=moment(since, place="--since", zone=zone, now=now),
            until=moment(until, place="--until", zone=zone, now=now),
        )
    with progress("Exporting") as meter:

        def counted() -> Iterator[Sequence[Any]]:
            for batch in chosen.read(home, SYSTEM, wanted):
                meter.add(len(batch))
                yield batch

        _write(chosen.streams[form](counted()), out)


def _write(pieces: Iterator[bytes], out: Path | None) -> None:
    if out is None:
        sys.stdout.buffer.writelines(pieces)
        sys.stdout.buffer.flush()
        return
    # Written aside and moved in place: a broken export never looks like a whole one.
    aside = out.with_name(out.name + ".part")
    try:
        with aside.open("wb") as file:
            file.writelines(pieces)
        aside.replace(out)
    finally:
        aside.unlink(missing_ok=True)
