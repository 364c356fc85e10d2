"""`resonanz query list`, `rerun` and `estimate`: the standing queries of an installation and what was heard already."""

from __future__ import annotations

from typing import Annotated

import typer

from resonanz.cli.printing import printable


def list_() -> None:
    """Print the standing queries: number, name, whether it is asked, text."""
    from resonanz.app.prepare import open_house

    open_house()
    from resonanz.store.relational.selectors.rules import queries

    for row in queries():
        typer.echo(f"{row.id:>5}  {row.name:<30}  {'on' if row.active else 'off':<3}  {printable(row.text)}")


def rerun(
    query: Annotated[str, typer.Argument(help="Name or number of a standing query.", show_default=False)],
    since: Annotated[str | None, typer.Option(help="Only what was published at or after: 2026-03-01, 7d, 12h.")] = None,
) -> None:
    """Match old mentions again with a query as it is now; goes on where a killed run was."""
    from resonanz.app.prepare import open_house
    from resonanz.app.rerun import query_named, rerun_by
    from resonanz.cli.moments import moment
    from resonanz.cli.output import progress
    from resonanz.core.policy import SYSTEM

    home = open_house()
    start = moment(since, place="--since", zone=home.settings.time_zone, now=home.clock.now())
    with progress(f"Matching {printable(query)}") as meter:
        done = rerun_by(home, SYSTEM, query_named(query), since=start, say=meter.reach)
    typer.echo(f"{done.looked_at} mentions looked at, {done.changed} changed")


def estimate(
    query: Annotated[str, typer.Argument(help="The query.", show_default=False)],
    days: Annotated[int, typer.Option(min=1, max=3650, help="Days to look back.")] = 30,
) -> None:
    """Print about how many mentions a day a query would bring, from what was heard."""
    from resonanz.app.prepare import open_house
    from resonanz.query.language import parse

    parse(query)  # before a house is opened, so that a mistake in it costs nothing
    found = open_house().questions.estimate(query, days=days)
    if found.exact:
        typer.echo(f"{_rounded(found.per_day)} a day")
    else:
        typer.echo(f"about {_rounded(found.per_day)} a day ({_rounded(found.low)} to {_rounded(found.high)})")


def _rounded(number: float) -> str:
    return f"{number:,.0f}" if number >= 10 else f"{number:.2g}"
