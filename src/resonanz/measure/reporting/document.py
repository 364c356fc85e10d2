"""A report as HTML: one document for the browser, the mail and the PDF.

Everything that comes from outside is escaped; charts are pictures with a text in their place, and their numbers stand
in tables at the end. The one thing a reader would get wrong: the same report always gives the same bytes, so nothing
here asks for the time.
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime, timedelta
from html import escape
from itertools import groupby
from zoneinfo import ZoneInfo

from resonanz.core.report import Content, Decision, Drawing, Line
from resonanz.measure.reporting.drawing import HEIGHT, WIDTH, Draughtsman, alt_text
from resonanz.measure.reporting.words import Speech, told

Picture = Callable[[Drawing], str]
"""Gives the address under which a chart's picture is found."""


def embedded(draughtsman: Draughtsman, speech: Speech) -> Picture:
    """Return pictures that lie in the document itself."""

    def address(drawing: Drawing) -> str:
        return "data:image/svg+xml;base64," + b64encode(draughtsman.svg(drawing, speech).encode()).decode()

    return address


def document(content: Content, speech: Speech, *, style: str, picture: Picture | None, address: str = "") -> str:
    """Return a report as a whole HTML document.

    `style` is what stands in its head for its looks, `address` where Resonanz is reached (links are left out without);
    without `picture` each chart is told in a few sentences.
    """
    title = title_of(content, speech)
    head = (
        f'<meta charset="utf-8"><meta name="viewport" content="width=device-width">'
        f"<title>{escape(title)}</title>"
        f'<meta name="author" content="{escape(content.company or "Resonanz")}">'
        f'<meta name="description" content="{escape(title)}">'
        f'<meta name="generator" content="Resonanz {escape(content.version)}">'
        f'<meta name="dcterms.created" content="{content.made_at.isoformat(timespec="seconds")}">'
        f"{style}"
    )
    body = "\n".join(_body(content, speech, picture, address))
    begin = f'<!doctype html>\n<html lang="{speech.lang}"><head>{head}</head>'
    return f"{begin}\n<body><main>\n{body}\n</main></body></html>\n"


def title_of(content: Content, speech: Speech) -> str:
    """Return what a report is called: template, company, period."""
    parts = (speech.word("template", content.template), content.company, period(content, speech))
    return ", ".join(part for part in parts if part)


def period(content: Content, speech: Speech) -> str:
    """Return the days that a report speaks of."""
    return days(content.since, content.until, content.zone, speech)


def days(since: datetime, until: datetime, zone: str, speech: Speech) -> str:
    """Return the days from a local midnight to another one, which is not included."""
    first, last = (moment.astimezone(ZoneInfo(zone)).date() for moment in (since, until - timedelta(seconds=1)))
    return speech.word("said", "period", first=speech.day(first), last=speech.day(last))


def _body(content: Content, speech: Speech, picture: Picture | None, address: str) -> Iterator[str]:
    lead = ", ".join(part for part in (content.company, period(content, speech)) if part)
    yield f"<h1>{escape(speech.word('template', content.template))}</h1>"
    yield f'<p class="lead">{escape(lead)}</p>'
    for section, lines in groupby(content.lines, key=lambda line: line.section):
        yield f"<section><h2>{escape(speech.word('section', section.value))}</h2>"
        yield '<div class="figures">' + "".join(_figure(line, speech) for line in lines) + "</div></section>"
    yield from _decisions(content, speech, address)
    yield from _charts(content, speech, picture)
    yield from _tables(content, speech)
    yield from _meaning(content, speech)


def _figure(line: Line, speech: Speech) -> str:
    said = told(line, speech)
    verdict = f'<span class="verdict {said.tone}">{escape(said.verdict)}</span>, ' if said.verdict else ""
    beside = " · ".join(part for part in (said.of, said.interval) if part)
    return (
        f'<div class="figure"><h3>{escape(said.title)}</h3><p class="value">{escape(said.value)}</p>'
        f"<p>{verdict}{escape(said.before)}</p>"
        + (f'<p class="soft">{escape(beside)}</p>' if beside else "")
        + "</div>"
    )


def _charts(content: Content, speech: Speech, picture: Picture | None) -> Iterator[str]:
    if not content.drawings:
        return
    yield f"<section><h2>{escape(speech.word('said', 'over_time'))}</h2>"
    for drawing in content.drawings:
        note = f'<p class="soft">{escape(speech.word("said", "gaps"))}</p>' if drawing.gaps else ""
        alternative = escape(alt_text(drawing, speech))
        if picture is None:
            yield f"<p>{alternative}</p>{note}"
            continue
        yield (
            f"<figure><figcaption>{escape(speech.word('chart', drawing.name))}</figcaption>"
            f'<img src="{escape(picture(drawing))}" width="{WIDTH}" height="{HEIGHT}"'
            f' alt="{alternative}"></figure>{note}'
        )
    yield "</section>"


def _decisions(content: Content, speech: Speech, address: str) -> Iterator[str]:
    yield f"<section><h2>{escape(speech.word('said', 'decisions'))}</h2>"
    if content.decisions:
        rows = [_decision(one, content.zone, speech, address) for one in content.decisions]
        names = [speech.word("said", name) for name in ("subject", "number", "waits_since")]
        yield table(speech.word("said", "decisions"), names, rows, numbers={1})
    else:
        yield f"<p>{escape(speech.word('said', 'no_decision'))}</p>"
    yield "</section>"


def _decision(one: Decision, zone: str, speech: Speech, address: str) -> list[str]:
    words = escape(speech.word("decision", one.kind))
    if address and one.page:
        words = f'<a href="{escape(address.rstrip("/") + one.page)}">{words}</a>'
    since = speech.moment(one.since, zone) if one.since else ""
    return [words, escape(speech.number(one.number)), escape(since)]


def _tables(content: Content, speech: Speech) -> Iterator[str]:
    if not content.drawings:
        return
    yield f"<section><h2>{escape(speech.word('said', 'as_table'))}</h2>"
    for drawing in content.drawings:
        names = [speech.word("said", "day"), *(one.name or speech.word("key", one.key) for one in drawing.series)]
        rows = [
            [escape(speech.day(day)), *(escape(speech.number(one.values[place])) for one in drawing.series)]
            for place, day in enumerate(drawing.days)
        ]
        yield table(speech.word("chart", drawing.name), names, rows, numbers=set(range(1, len(names))))
    yield "</section>"


def table(caption: str, names: Sequence[str], rows: Sequence[Sequence[str]], *, numbers: set[int]) -> str:
    """Return a table whose first column heads its rows; cells are HTML already, the rest is escaped here."""

    def mark(place: int) -> str:
        return ' class="number"' if place in numbers else ""

    head = "".join(f'<th scope="col"{mark(place)}>{escape(name)}</th>' for place, name in enumerate(names))
    lines = []
    for first, *rest in rows:
        cells = "".join(f"<td{mark(place)}>{cell}</td>" for place, cell in enumerate(rest, 1))
        lines.append(f'<tr><th scope="row">{first}</th>{cells}</tr>')
    body = "".join(lines)
    return f"<table><caption>{escape(caption)}</caption><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"


def _meaning(content: Content, speech: Speech) -> Iterator[str]:
    yield f"<section><h2>{escape(speech.word('said', 'definitions'))}</h2>"
    yield f"<p>{escape(speech.word('said', 'compared'))} {escape(speech.word('said', 'intervals'))}</p><dl>"
    for line in content.lines:
        yield _definition(line, speech)
    made = speech.moment(content.made_at, content.zone)
    state = {"made": made, "seq": speech.number(content.seq), "version": content.version, "zone": content.zone}
    yield f'</dl></section><p class="foot">{escape(speech.word("said", "state", **state))}</p>'


def _definition(line: Line, speech: Speech) -> str:
    means = speech.definition(line)
    parts = [means["formula"] + "."]
    for name, word in (("numerator", "numerator"), ("denominator", "denominator"), ("gaps", "not_known")):
        if means[name]:
            parts.append(f"{speech.word('said', word)}: {means[name]}")
    return f"<dt>{escape(means['title'])}</dt><dd>{escape(' '.join(parts))}</dd>"
