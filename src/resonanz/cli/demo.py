"""`resonanz demo`: an example company to try everything with, and to remove again."""

from __future__ import annotations

from typing import Annotated

import typer


def demo(
    remove: Annotated[bool, typer.Option("--remove", help="Remove everything of the example again.")] = False,
) -> None:
    """Fill the installation with an example company of four weeks; nothing of it mixes with your own."""
    from resonanz.app.demo import fill, take_away
    from resonanz.app.prepare import open_house
    from resonanz.cli.output import progress

    with progress("Removing the example" if remove else "Making the example") as meter:
        sentence = take_away(open_house()) if remove else fill(open_house(), say=meter.say)
    typer.echo(sentence)
