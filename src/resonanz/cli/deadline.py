"""`resonanz deadline`: what is due in a case, from a log and rules alone.

Nothing of a running system is needed, and the system itself asks the same function: what it shows can be checked here.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from datetime import datetime

    from resonanz.core.deadline import Deadline, Happening, Policy

YEARS_AHEAD = 5


def deadline(
    events: Annotated[Path, typer.Option("--events", help="The log: a JSON object a line; - for standard input.")],
    policy: Annotated[list[Path], typer.Option("--policy", help="The rules, TOML or JSON; repeat for older versions.")],
    now: Annotated[str, typer.Option("--now", help="The moment asked for: ISO 8601 with a zone.")],
    lang: Annotated[str, typer.Option("--lang", help="Language of the explanations: en or de.")] = "en",
) -> None:
    """Print the deadlines of the cases in a log as JSON: what is due when, how it stands, and why."""
    from resonanz.core.deadline import deadlines, read_events
    from resonanz.core.deadline.words import LANGUAGES
    from resonanz.core.errors import InputRejected

    if lang not in LANGUAGES:
        raise InputRejected(f"{lang!r} is no language.", place="--lang", remedy="Write en or de.")
    at = _moment(now)
    logs = read_events(_lines(events))
    policies = _policies(policy, logs, at)
    found = [_shown(case, one, lang) for case in logs for one in deadlines(logs[case], policies, at)]
    typer.echo(json.dumps({"now": at.isoformat(), "deadlines": found}, ensure_ascii=False, indent=2))


def _moment(text: str) -> datetime:
    from resonanz.core.deadline.lines import read_moment

    return read_moment(text, "--now")


def _lines(path: Path) -> Iterator[str]:
    if str(path) == "-":
        yield from sys.stdin
        return
    try:
        with path.open(encoding="utf-8") as file:
            yield from file
    except UnicodeDecodeError as trouble:
        from resonanz.core.errors import InputRejected

        raise InputRejected("This is no UTF-8 text.", place=str(path), remedy="Save it as UTF-8.") from trouble


def _policies(paths: list[Path], logs: Mapping[str, list[Happening]], now: datetime) -> list[Policy]:
    from resonanz.core.deadline import read_policy
    from resonanz.core.errors import InputRejected
    from resonanz.respond.holidays import public_holidays

    moments = [one.at for log in logs.values() for one in log] or [now]
    years = range(min(moments).year - 1, max(now, *moments).year + YEARS_AHEAD + 1)
    made: list[Policy] = []
    for path in paths:
        try:
            made.append(read_policy(_document(path), holidays=public_holidays, years=years))
        except InputRejected as trouble:
            place = f"{path}: {trouble.place}" if trouble.place else str(path)
            raise InputRejected(str(trouble.args[0]), place=place, remedy=trouble.remedy) from None
    if len({one.version for one in made}) < len(made):
        raise InputRejected("Two rules have the same version.", place="--policy", remedy="Give each its own `version`.")
    return made


def _document(path: Path) -> Mapping[str, object]:
    import tomllib

    from resonanz.core.errors import InputRejected

    try:
        text = path.read_text(encoding="utf-8")
        read: object = json.loads(text) if path.suffix == ".json" else tomllib.loads(text)
    except (ValueError, RecursionError) as trouble:  # both readers say at which line
        raise InputRejected(f"This cannot be read: {trouble}.", remedy="See docs/reference/deadlines.md.") from trouble
    if not isinstance(read, dict):
        raise InputRejected("This is no table of rules.", remedy="See docs/reference/deadlines.md.")
    return read


def _shown(case: str, one: Deadline, lang: str) -> Mapping[str, object]:
    from resonanz.core.deadline.showing import shown

    return {"case": case or None, **shown(one, lang=lang)}
