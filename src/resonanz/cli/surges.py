"""`resonanz surges`: where far more was said than the series itself had led to expect."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import msgspec
import typer

from resonanz.core.errors import InputRejected


def surges(
    series: Annotated[Path, typer.Option(help="CSV with the columns timestamp and value.")],
    budget_per_week: Annotated[float, typer.Option(min=0.01, help="False alarms a week that are borne.")] = 1.0,
) -> None:
    """Print the surges of a series as JSON Lines: start, end, severity, expected, observed."""
    from resonanz.understand.series import read_series  # read only when it is used
    from resonanz.understand.spikes import find_surges  # read only when it is used

    try:
        with series.open(encoding="utf-8-sig", newline="") as lines:
            found = read_series(lines)
    except (OSError, UnicodeError) as error:
        raise InputRejected(f"This file cannot be read ({error}).", place=str(series)) from error
    for surge in find_surges(found.readings, step=found.step, budget_per_week=budget_per_week):
        typer.echo(msgspec.json.encode(surge).decode())
