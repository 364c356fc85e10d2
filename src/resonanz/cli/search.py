"""`resonanz search`: mentions under a query, streamed newest first."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from resonanz.cli.printing import printable
from resonanz.core.heard import Heard


def search(
    query: Annotated[str, typer.Argument(help="What to search for, in the query language.")],
    form: Annotated[str, typer.Option("--format", help="table or jsonl.")] = "table",
    limit: Annotated[int, typer.Option(min=0, help="Most mentions; 0 for all.")] = 50,
    since: Annotated[str | None, typer.Option(help="Published at or after: 2026-03-01, 7d, 12h.")] = None,
    until: Annotated[str | None, typer.Option(help="Published before.")] = None,
) -> None:
    """Print the mentions that a query matches, newest first."""
    from resonanz.app.prepare import open_house
    from resonanz.cli.moments import moment
    from resonanz.core.errors import InputRejected
    from resonanz.core.search import Filter
    from resonanz.measure.export import write
    from resonanz.query.language import parse

    if form not in ("table", "jsonl"):
        raise InputRejected(f"{form!r} is no format.", place="--format", remedy="Write table or jsonl.")
    parse(query)
    home = open_house()
    now, zone = home.clock.now(), home.settings.time_zone
    wanted = Filter(
        query=query,
        since=moment(since, place="--since", zone=zone, now=now),
        until=moment(until, place="--until", zone=zone, now=now),
    )
    left = limit or sys.maxsize
    for batch in home.archive.scan(wanted, batch=min(left, 1_000)):
        shown, left = batch[:left], left - len(batch)
        if form == "jsonl":
            write("jsonl", [shown], sys.stdout.buffer)
            sys.stdout.buffer.flush()
        else:
            for heard in shown:
                typer.echo(_line(heard, zone))
        if left <= 0:
            return


def _line(heard: Heard, zone: str) -> str:
    from zoneinfo import ZoneInfo

    mention, understood = heard.mention, heard.understood
    when = mention.published_at.astimezone(ZoneInfo(zone)).strftime("%Y-%m-%d %H:%M")
    text = printable(mention.title or mention.text)
    who = printable(mention.author.handle or mention.author.name or "?")
    kind = understood.kind.value + ("?" if understood.kind.suspected else "")
    return f"{when}  {mention.channel:<10.10}  {kind:<10.10}  {who:<20.20}  {text[:80]}"
