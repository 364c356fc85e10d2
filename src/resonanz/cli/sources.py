"""`resonanz sources`: what is listened to, how each source is, and looking now."""

from __future__ import annotations

from typing import Annotated

import typer

from resonanz.cli.printing import printable

app = typer.Typer(help="Show, add and look at sources.", no_args_is_help=True)


@app.command("list")
def list_() -> None:
    """Print each source with its state, its last look and what a person must do."""
    from zoneinfo import ZoneInfo

    from resonanz.app.prepare import open_house

    home = open_house()
    zone = ZoneInfo(home.settings.time_zone)
    for source in home.sources.all():
        health = home.sources.health(source.id)
        last = health.last_look_at.astimezone(zone).strftime("%Y-%m-%d %H:%M") if health.last_look_at else "never"
        state = health.state.value if source.enabled else "off"
        name, sentence = printable(source.name), printable(health.sentence)
        typer.echo(f"{name:<30.30}  {source.connector:<12.12}  {state:<15}  {last:<16}  {sentence}")


@app.command()
def add(
    name: Annotated[str, typer.Argument(help="Name of the new source; what its mentions carry.")],
    connector: Annotated[str, typer.Argument(help="rss, mastodon, bluesky, hackernews, ...")],
    setting: Annotated[
        list[str] | None, typer.Option("--set", help="NAME=VALUE; repeat for a list. Secrets are asked for.")
    ] = None,
) -> None:
    """Add a source; its secrets are asked for, never taken from the command line."""
    from resonanz.app.prepare import open_house
    from resonanz.app.sources import add_source, parsed_settings
    from resonanz.cli.output import asked

    home = open_house()
    settings, wanted = parsed_settings(home, connector, setting or [])
    secrets = {one.name: asked(one.label["en"]) for one in wanted}
    source = add_source(home, name, connector, settings, secrets)
    typer.echo(f"{source.name} was added.")


@app.command()
def look(
    name: Annotated[str, typer.Argument(help="Name of the source.")],
) -> None:
    """Look at a source now; where a server runs, it is asked to."""
    from resonanz.app.prepare import open_house
    from resonanz.cli.output import progress
    from resonanz.core.errors import NotFound
    from resonanz.store.archive import is_served

    home = open_house()
    source = next((one for one in home.sources.all() if one.name == name), None)
    if source is None:
        raise NotFound(f"There is no source {name!r}. `resonanz sources list` shows them.")
    if is_served(home.settings.home):
        home.sources.want(source.id)
        typer.echo("The running server looks now.")
        return
    with progress(f"Looking at {name}") as meter:
        looked = home.runner.look(source)
        meter.say("Opening cases")
        home.follow_unless_served()
    counts = looked.counts
    typer.echo(
        f"new {counts.new}, changed {counts.revised}, known already {counts.known}, removed {counts.removed}, "
        f"skipped {sum(counts.skipped.values())}"
    )
    if looked.trouble:
        typer.echo(f"resonanz: {printable(looked.trouble)}", err=True)
        raise typer.Exit(1)
