"""`resonanz people`: sign-ins and tokens, for whoever operates the installation."""

from __future__ import annotations

from typing import Annotated

import typer

app = typer.Typer(help="Add people, set passwords, make tokens.", no_args_is_help=True)


@app.command()
def add(
    name: Annotated[str, typer.Argument(help="Name to sign in with.")],
    administrator: Annotated[bool, typer.Option("--administrator", help="May do everything.")] = False,
) -> None:
    """Add somebody; the password is asked for."""
    from resonanz.app.people import add_person

    add_person(name, _password(), administrator=administrator)
    typer.echo(f"{name} may sign in.")


@app.command()
def password(
    name: Annotated[str, typer.Argument(help="Name that signs in.")],
) -> None:
    """Set somebody's password; it is asked for."""
    from resonanz.app.people import set_password

    set_password(name, _password())
    typer.echo(f"The password of {name} was changed.")


@app.command()
def token(
    name: Annotated[str, typer.Argument(help="Whose rights the token has.")],
    label: Annotated[str, typer.Option(help="What it is for.")] = "command line",
) -> None:
    """Make a token for the HTTP API and print it once."""
    from resonanz.app.people import make_token

    typer.echo(make_token(name, label))


def _password() -> str:
    from resonanz.cli.output import asked

    return asked("Password", twice=True)
