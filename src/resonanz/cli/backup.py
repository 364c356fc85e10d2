"""`resonanz backup` and `resonanz restore`: everything of an installation, from a running system, verified."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer


def backup(
    directory: Annotated[Path, typer.Argument(help="Directory to write; must not exist or be empty.")],
) -> None:
    """Copy everything into a directory while the system runs, and verify the copy."""
    from resonanz.app.backup import back_up
    from resonanz.app.prepare import open_house
    from resonanz.cli.output import progress

    with progress("Backing up") as meter:
        report = back_up(open_house(), directory, say=meter.say)
    typer.echo(f"{report.mentions} mentions and {report.rows} rows of the tables are in {directory}, verified.")


def restore(
    directory: Annotated[Path, typer.Argument(help="Directory that `resonanz backup` wrote.")],
) -> None:
    """Put a backup into an empty home directory (RESONANZ_HOME), and verify it."""
    from resonanz.app.backup import put_back
    from resonanz.app.config import settings
    from resonanz.cli.output import progress

    chosen = settings()
    with progress("Restoring") as meter:
        report = put_back(directory, chosen, say=meter.say)
    typer.echo(f"{report.mentions} mentions and {report.rows} rows of the tables are in {chosen.home}, verified.")
