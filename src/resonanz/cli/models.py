"""`resonanz models`: what runs in each task, how it did, and which version is to run."""

from __future__ import annotations

from typing import Annotated

import typer

app = typer.Typer(help="List what was learned, and decide what runs.", no_args_is_help=True)

Task = Annotated[str, typer.Argument(help="relevant, sentiment, kind, department or set:<short name>.")]


@app.command("list")
def list_() -> None:
    """List the versions of every task, newest first, with the comparison that decided."""
    from resonanz.app.wiring import house
    from resonanz.understand.teaching.report import decoded

    home = house()
    numbers = home.lessons.numbers()
    for task in home.teaching_desk.tasks():
        versions = home.versions.of(task)
        runs = next((f"{version.name} runs" for version in versions if version.stage.value == "running"), "rules run")
        typer.echo(f"{task}: {runs}, {numbers.get(task, 0)} labels")
        for version in versions:
            found = decoded(version.report).comparison
            gain = found.macro_f1
            typer.echo(
                f"  v{version.number:<4} {version.stage.value:10} {version.made_at:%Y-%m-%d %H:%M}  {found.reason} "
                f"against {found.against}: macro-F1 {gain.value:+.3f} [{gain.low:+.3f}, {gain.high:+.3f}] "
                f"on {found.judged_on} labels"
            )


@app.command()
def promote(task: Task, number: Annotated[int, typer.Argument(help="Number of the version.", min=1)]) -> None:
    """Let a version run, whatever its comparison said."""
    from resonanz.app.wiring import house
    from resonanz.core.policy import SYSTEM

    house().teaching_desk.promote(SYSTEM, task, number)
    typer.echo(f"{task}-v{number} runs.")


@app.command()
def revert(task: Task) -> None:
    """Let the rules run again."""
    from resonanz.app.wiring import house
    from resonanz.core.policy import SYSTEM

    home = house()
    home.teaching_desk.values(task)
    home.teaching_desk.promote(SYSTEM, task, 0)
    typer.echo(f"{task}: the rules run.")
