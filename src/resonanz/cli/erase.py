"""`resonanz erase`: forget everything an author said, in every store."""

from __future__ import annotations

from typing import Annotated

import typer


def erase(
    channel: Annotated[str, typer.Argument(help="mastodon, bluesky, ...")],
    author: Annotated[str, typer.Argument(help="The author's handle or id in that channel.")],
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
) -> None:
    """Erase all mentions of an author; a signed line in the ledger says that it happened, not what was said."""
    from resonanz.app.prepare import open_house
    from resonanz.cli.output import progress

    if not yes:
        typer.confirm(f"Erase everything {author} said in {channel}, for good?", abort=True)
    with progress("Erasing"):
        erased = open_house().forgetting.forget_author(channel, author)
    typer.echo(f"{erased} mentions were erased.")
