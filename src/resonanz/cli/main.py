"""The command `resonanz`: registers the verbs and turns our errors into one line and an exit status.

Verbs import what they need when they run, so that `resonanz --help` and small verbs answer at once.
"""

from __future__ import annotations

import os
import sys
from typing import Annotated, Any, NoReturn

import typer
from typer.core import TyperGroup

from resonanz import __version__
from resonanz.cli import (
    backup,
    deadline,
    demo,
    doctor,
    duplicates,
    effects,
    erase,
    export,
    importing,
    learning,
    listen,
    match,
    models,
    notify,
    people,
    query,
    report,
    run,
    search,
    sources,
    surges,
    understand,
)
from resonanz.cli.printing import printable
from resonanz.core.errors import ResonanzError

USAGE = 2
"""Exit status when nothing could be done."""


class Verbs(TyperGroup):
    """Run a verb; what we know to be wrong, and what the system refuses, is one line on standard error."""

    def invoke(self, ctx: Any) -> Any:  # noqa: ANN401  the library's own copy of click, which it keeps private
        """Run the verb that was asked for."""
        try:
            return super().invoke(ctx)
        except ResonanzError as trouble:
            _fail(str(trouble), trouble)
        except BrokenPipeError as trouble:  # the reader of a pipe went away, as `| head` does
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            raise typer.Exit(0) from trouble
        except OSError as trouble:
            _fail(f"{trouble.filename or 'the system'}: {trouble.strerror or trouble}.", trouble)


def _fail(sentence: str, trouble: Exception) -> NoReturn:
    typer.echo(f"resonanz: {printable(sentence)}", err=True)
    raise typer.Exit(USAGE) from trouble


app = typer.Typer(
    cls=Verbs,
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
app.command("report")(report.report)
app.command("search")(search.search)
app.command("demo")(demo.demo)
app.command("doctor")(doctor.doctor)
app.command("backup")(backup.backup)
app.command("restore")(backup.restore)
app.command("erase")(erase.erase)
app.command("understand")(understand.understand)
app.command("duplicates")(duplicates.duplicates)
app.command("match")(match.match)
app.command("learn")(learning.learn)
app.command("classify")(learning.classify)
app.command("evaluate")(learning.evaluate)
app.command("deadline")(deadline.deadline)
app.command("surges")(surges.surges)
app.command("effect")(effects.effect)
app.command("power")(effects.power)
app.command("capacity")(effects.capacity)
app.add_typer(sources.app, name="sources")
app.add_typer(people.app, name="people")
app.add_typer(notify.app, name="notify")
app.add_typer(models.app, name="models")
app.add_typer(query.app, name="query")


def main() -> None:
    """Run the command line."""
    # Our matrices are small: threads that wait for each other on shared cores cost ten times what they save.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # noqa: TID251  read by numpy when it is imported
    app()
