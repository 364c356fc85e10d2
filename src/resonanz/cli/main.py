"""The command `resonanz`: registers the verbs and turns our errors into one line and an exit status.

Verbs import what they need when they run, so that `resonanz --help` and small verbs answer at once.
"""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from resonanz import __version__
from resonanz.cli import (
    backup,
    demo,
    doctor,
    duplicates,
    erase,
    export,
    importing,
    listen,
    people,
    run,
    search,
    sources,
    understand,
)
from resonanz.core.errors import ResonanzError

USAGE = 2
"""Exit status when nothing could be done."""

app = typer.Typer(
    help="Listen, answer and learn on the social web.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"resonanz {__version__}")
        raise typer.Exit


@app.callback()
def _options(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Say the version.")
    ] = False,
) -> None:
    """Listen, answer and learn on the social web."""


app.command("run")(run.run)
app.command("listen")(listen.listen)
app.command("import")(importing.import_)
app.command("export")(export.export)
app.command("search")(search.search)
app.command("demo")(demo.demo)
app.command("doctor")(doctor.doctor)
app.command("backup")(backup.backup)
app.command("restore")(backup.restore)
app.command("erase")(erase.erase)
app.command("understand")(understand.understand)
app.command("duplicates")(duplicates.duplicates)
app.add_typer(sources.app, name="sources")
app.add_typer(people.app, name="people")


def main() -> None:
    """Run the command line; what we know to be wrong is one line on standard error."""
    try:
        app()
    except ResonanzError as trouble:
        typer.echo(f"resonanz: {trouble}", err=True)
        sys.exit(USAGE)
    except BrokenPipeError:  # the reader of a pipe went away, as `| head` does
        sys.stderr.close()
        sys.exit(0)
    except KeyboardInterrupt:
        sys.exit(130)
