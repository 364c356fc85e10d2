"""`resonanz export`: mentions as JSON Lines, CSV or Parquet, streamed."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import typer

from resonanz.core.heard import Heard


def export(
    out: Annotated[Path | None, typer.Option("--out", help="File to write; standard output when absent.")] = None,
    form: Annotated[str, typer.Option("--format", help="jsonl, csv or parquet.")] = "jsonl",
    query: Annotated[str, typer.Option(help="Only what this query matches.")] = "",
    since: Annotated[str | None, typer.Option(help="Published at or after: 2026-03-01, 7d, 12h.")] = None,
    until: Annotated[str | None, typer.Option(help="Published before.")] = None,
) -> None:
    """Write mentions with all that is understood of them, newest first."""
    from resonanz.app.prepare import open_house
    from resonanz.cli.moments import moment
    from resonanz.cli.output import progress
    from resonanz.core.errors import InputRejected
    from resonanz.core.search import Filter
    from resonanz.measure.export import WRITERS
    from resonanz.query.language import parse

    writer = WRITERS.get(form)
    if writer is None:
        raise InputRejected(f"{form!r} is no format.", place="--format", remedy=f"Write {', '.join(WRITERS)}.")
    if query:
        parse(query)  # before a house is opened, so that a mistake in it costs nothing
    home = open_house()
    now, zone = home.clock.now(), home.settings.time_zone
    wanted = Filter(
        query=query,
        since=moment(since, place="--since", zone=zone, now=now),
        until=moment(until, place="--until", zone=zone, now=now),
    )
    with progress("Exporting") as meter:

        def counted() -> Iterator[list[Heard]]:
            for batch in home.archive.scan(wanted):
                meter.add(len(batch))
                yield batch

        if out is None:
            writer(counted(), sys.stdout.buffer)
            sys.stdout.buffer.flush()
            return
        # Written aside and moved in place: a broken export never looks like a whole one.
        aside = out.with_name(out.name + ".part")
        try:
            with aside.open("wb") as file:
                writer(counted(), file)
            aside.replace(out)
        finally:
            aside.unlink(missing_ok=True)
