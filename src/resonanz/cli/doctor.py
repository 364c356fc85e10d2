"""`resonanz doctor`: whether everything is as it should be, and if not, what helps."""

from __future__ import annotations

from typing import Annotated

import typer

from resonanz.cli.printing import printable


def doctor(
    offline: Annotated[bool, typer.Option("--offline", help="Do not ask the sources.")] = False,
) -> None:
    """Check settings, stores, disk and each source; exit 1 when something needs a person."""
    from resonanz.app.doctor import findings

    bad = False
    for finding in findings(offline=offline):
        bad |= not finding.good
        mark = "ok " if finding.good else "BAD"
        typer.echo(f"{mark}  {printable(finding.what):<28.28}  {printable(finding.sentence)}")
        if finding.remedy:
            typer.echo(f"     -> {finding.remedy}")
    raise typer.Exit(1 if bad else 0)
