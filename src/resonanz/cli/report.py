"""`resonanz report`: a report about some days as PDF or HTML, beside a running server or without one."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Annotated

import typer


def report(
    out: Annotated[Path, typer.Option("--out", help="File to write; its ending says whether .pdf or .html.")],
    template: Annotated[str, typer.Option(help="management, market or answering.")] = "management",
    first: Annotated[str, typer.Option("--from", help="First day: 2026-10-01; the last whole month if absent.")] = "",
    last: Annotated[str, typer.Option("--to", help="Last day, included.")] = "",
    lang: Annotated[str, typer.Option(help="de or en.")] = "de",
) -> None:
    """Write a report: what is said, how we answer, what we changed and learned, what needs a decision."""
    from resonanz.app.prepare import open_house
    from resonanz.app.reporting import asked
    from resonanz.core.errors import InputRejected
    from resonanz.core.report import Every
    from resonanz.measure.reporting.gathering import span_of
    from resonanz.measure.reporting.templates import template as known
    from resonanz.measure.reporting.timing import days_before
    from resonanz.measure.reporting.words import Speech

    form = out.suffix.lower().removeprefix(".")
    if form not in {"pdf", "html"}:
        raise InputRejected(f"{out.name!r} is neither.", place="--out", remedy="End its name with .pdf or .html.")
    if bool(first) != bool(last):
        raise InputRejected("One day is missing.", place="--from/--to", remedy="Give both, or none.")
    known(template)
    Speech(lang)
    days = (_day(first, "--from"), _day(last, "--to")) if first else None
    home = open_house()
    begin, end = days or days_before(Every.MONTH, home.clock.now(), home.settings.time_zone)
    ask = asked(home, template, begin, end)
    span_of(ask)
    content = home.gatherer.gather(ask)
    aside = out.with_name(out.name + ".part")  # a broken report never looks like a whole one
    try:
        if form == "pdf":
            aside.write_bytes(home.renderer.pdf(content, lang))
        else:
            aside.write_text(home.renderer.html(content, lang), encoding="utf-8")
        aside.replace(out)
    finally:
        aside.unlink(missing_ok=True)


def _day(text: str, place: str) -> date:
    from resonanz.core.errors import InputRejected

    try:
        return date.fromisoformat(text)
    except ValueError:
        raise InputRejected(f"{text!r} is no day.", place=place, remedy="Write 2026-10-01.") from None
