"""`resonanz notify`: trying the ways by which people are told."""

from __future__ import annotations

from typing import Annotated

import typer

app = typer.Typer(help="Try the ways by which people are told.", no_args_is_help=True)


@app.callback()
def _group() -> None:
    """Keep `test` a word of its own: what tells people may get more."""


@app.command("test")
def send_test(
    person: Annotated[str, typer.Argument(help="Whose mail address and services are tried; empty with --url.")] = "",
    url: Annotated[str, typer.Option(help="Address of a service as Apprise writes it; - asks for it unseen.")] = "",
) -> None:
    """Send a test to somebody, or to a service, at once; exit status 1 where a way did not take it."""
    from resonanz.app.notify_tests import try_address, try_person
    from resonanz.cli.output import asked
    from resonanz.core.errors import InputRejected

    if bool(person) == bool(url):
        raise InputRejected("Either a person or --url is tried.", place="notify test", remedy="Name one of the two.")
    if url:
        try_address(asked("Address") if url == "-" else url)
        typer.echo("The service took it. Look whether it arrived.")
        return
    tried = try_person(person)
    for one in tried:
        typer.echo(f"{one.way}: {one.trouble or 'taken. Look whether it arrived.'}")
    if any(one.trouble for one in tried):
        raise typer.Exit(1)
