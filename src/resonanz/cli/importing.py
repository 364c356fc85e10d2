"""`resonanz import`: mentions from JSON Lines or CSV, feeds from OPML.

Exit 0 when all went in, 1 when some lines were rejected, 2 when nothing could be read. Importing the same file again
changes nothing.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

from resonanz.cli.printing import printable

if TYPE_CHECKING:
    from resonanz.app.importing import Outcome

SOME_REJECTED = 1
NOTHING_READ = 2


def import_(
    file: Annotated[Path, typer.Argument(help="FILE.jsonl, FILE.csv or FILE.opml.")],
    source: Annotated[str, typer.Option("--source", help="Name under which its mentions are kept.")] = "import",
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say what would happen.")] = False,
) -> None:
    """Take in the mentions of a file; rejected lines go to FILE.rejected.jsonl with number and reason."""
    from resonanz.core.errors import InputRejected

    if not file.is_file():
        raise InputRejected("There is no such file.", place=str(file), remedy="Check the path.")
    if file.suffix.lower() in (".opml", ".xml"):
        _opml(file, dry_run=dry_run)
        return
    outcome = _mentions(file, source, dry_run=dry_run)
    typer.echo(f"imported {outcome.imported}, known already {outcome.known}, rejected {outcome.rejected}")
    for one in outcome.first_rejected:
        typer.echo(f"resonanz: line {one.line}: {printable(one.reason)}", err=True)
    if outcome.rejected and not dry_run:
        typer.echo(f"resonanz: the rejected lines are in {outcome.rejected_file}", err=True)
    if not outcome.read:
        _nothing_read()
    if outcome.rejected:
        raise typer.Exit(SOME_REJECTED)


def _nothing_read() -> NoReturn:
    typer.echo("resonanz: nothing could be read", err=True)
    raise typer.Exit(NOTHING_READ)


def _step_back() -> None:
    """Let the pages of a running server go first: an import may take a little longer, a reader should not wait."""
    import os

    if hasattr(os, "nice"):
        os.nice(10)


def _mentions(file: Path, source: str, *, dry_run: bool) -> Outcome:
    from resonanz.app.importing import import_file
    from resonanz.app.prepare import open_house
    from resonanz.cli.output import progress
    from resonanz.connectors.file import count_lines

    _step_back()
    home = open_house()
    with progress(f"Importing {file.name}", total=count_lines(file)) as meter:
        outcome = import_file(home, file, source, dry_run=dry_run, done=meter.add)
        if not dry_run:
            meter.say("Opening cases")
            home.follow_unless_served()
    return outcome


def _opml(file: Path, *, dry_run: bool) -> None:
    from resonanz.app.feeds import add_feeds
    from resonanz.app.prepare import open_house

    added, known = add_feeds(open_house(), file.read_bytes(), dry_run=dry_run)
    typer.echo(f"imported {len(added)}, known already {len(known)}, rejected 0")
    if not added and not known:
        _nothing_read()
