"""`resonanz effect`, `power` and `capacity`: what a try changed, what one could show, how many people a promise needs.

They need files and numbers only, no running system.
"""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Final

import msgspec
import typer

from resonanz.core.errors import InputRejected

if TYPE_CHECKING:
    from resonanz.learn.capacity import Staffing
    from resonanz.learn.daily import Daily
    from resonanz.learn.effects import Estimate, Finding
    from resonanz.learn.power import Power

AUTO: Final = "auto"


class Form(StrEnum):
    """Name how an answer is printed."""

    TEXT = "text"
    JSON = "json"


class Way(StrEnum):
    """Name a method, or leave the choice to what misses least before the start."""

    AUTO = AUTO
    DID = "did"
    SYNTHETIC = "synthetic"
    STRUCTURAL = "structural"


SeriesFile = Annotated[Path, typer.Option("--series", help="CSV with the columns timestamp, value and the controls.")]
FormOption = Annotated[Form, typer.Option("--format", help="How the answer is printed.")]


def effect(
    series: SeriesFile,
    start: Annotated[str, typer.Option(help="First day on which the try could show, such as 2026-03-02.")],
    end: Annotated[str, typer.Option(help="Last day that counts; without: the last of the series.")] = "",
    controls: Annotated[
        str | None, typer.Option(help="Columns that the try did not touch, with commas; without: all others.")
    ] = None,
    method: Annotated[Way, typer.Option(help="How it is said what would have happened otherwise.")] = Way.AUTO,
    relevant: Annotated[float, typer.Option(min=0.0, help="Share below which a change is called none.")] = 0.2,
    format: FormOption = Form.TEXT,
) -> None:
    """Say what a try changed against what would have happened otherwise, or that it cannot be told."""
    from resonanz.learn.counterfactual import Method
    from resonanz.learn.daily import day_of
    from resonanz.learn.effects import Question
    from resonanz.learn.effects import effect as measured

    question = Question(
        start=day_of(start, place="start"),
        end=day_of(end, place="end") if end else None,
        method=None if method is Way.AUTO else Method(method.value),
        relevant=relevant,
    )
    names = None if controls is None else [name.strip() for name in controls.split(",") if name.strip()]
    finding = measured(_read(series, names), question)
    _print(_finding(finding), format)


def power(
    series: SeriesFile,
    days: Annotated[int, typer.Option(min=1, help="How many days the try is to run.")],
    format: FormOption = Form.TEXT,
) -> None:
    """Say the smallest effect that a try would show with 80 % probability, before it starts."""
    from resonanz.learn.power import power as smallest

    _print(_power(smallest(_read(series, None), days)), format)


def capacity(
    arrivals_per_hour: Annotated[float, typer.Option(help="How many come in an hour.")],
    handle_minutes: Annotated[float, typer.Option(help="How long one takes.")],
    target_minutes: Annotated[float, typer.Option(help="How long one may wait at most.")],
    attain: Annotated[float, typer.Option(help="Share for which this is promised, such as 0.9.")],
    format: FormOption = Form.TEXT,
) -> None:
    """Say how many people a promise needs (Erlang C)."""
    from resonanz.learn.capacity import Promise, staffing

    promise = Promise(handle_minutes=handle_minutes, target_minutes=target_minutes, attain=attain)
    _print(_staffing(staffing(arrivals_per_hour, promise)), format)


def _read(series: Path, controls: list[str] | None) -> Daily:
    from resonanz.learn.daily import read_daily

    try:
        with series.open(encoding="utf-8-sig", newline="") as lines:
            return read_daily(lines, controls)
    except (OSError, UnicodeError) as error:
        raise InputRejected(f"This file cannot be read ({error}).", place=str(series)) from error


def _finding(finding: Finding) -> dict[str, Any]:
    from resonanz.learn.effects import REFUSED_BELOW
    from resonanz.learn.wording import in_words

    before = finding.before_start
    return {
        "verdict": finding.verdict,
        "method": finding.method,
        "effect": _value(finding.effect),
        "interval": _interval(finding.effect),
        "relative_effect": _value(finding.relative),
        "relative_interval": _interval(finding.relative),
        "probability": finding.probability,
        "placebo_rank": {"rank": finding.placebo.rank, "of": finding.placebo.of} if finding.placebo else None,
        "pre_trend": None if before is None else {"p": before, "passed": before >= REFUSED_BELOW},
        "none_larger_than": finding.bound,
        "days_before": finding.days_before,
        "days_after": finding.days_after,
        "reasons": in_words(finding),
    }


def _value(estimate: Estimate | None) -> float | None:
    return None if estimate is None else estimate.value


def _interval(estimate: Estimate | None) -> list[float] | None:
    return None if estimate is None else [estimate.low, estimate.high]


def _power(found: Power) -> dict[str, Any]:
    return {
        "smallest_effect": found.rise,
        "smallest_fall": found.fall,
        "smallest_effect_a_day": found.a_day,
        "power": found.probability,
        "days": found.days,
        "method": found.method,
    }


def _staffing(found: Staffing) -> dict[str, Any]:
    return {
        "people": found.people,
        "attained": found.attained,
        "occupancy": found.occupancy,
        "mean_wait_minutes": found.mean_wait_minutes,
        "load_erlang": found.load,
    }


def _print(answer: dict[str, Any], form: Form) -> None:
    if form is Form.JSON:
        typer.echo(msgspec.json.encode(answer).decode())
        return
    for name, value in answer.items():
        if value is not None:
            typer.echo(f"{name.replace('_', ' ')}: {_shown(value)}")


def _shown(value: object) -> str:
    if isinstance(value, float):
        return f"{value:.4g}"
    if isinstance(value, list):
        return " to ".join(map(_shown, value)) if value and isinstance(value[0], float) else " ".join(map(str, value))
    if isinstance(value, dict):
        return ", ".join(f"{name} {_shown(one)}" for name, one in value.items())
    return str(value)
