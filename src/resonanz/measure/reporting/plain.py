"""A report as plain text: its figures and its charts in words, for who reads mail without pictures."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from resonanz.core.report import Content, Line
from resonanz.measure.reporting.document import title_of
from resonanz.measure.reporting.drawing import alt_text
from resonanz.measure.reporting.words import Speech, told


def plain(content: Content, speech: Speech) -> str:
    """Return a report as lines of text; the tables and definitions are in the PDF beside it."""
    return "\n".join(_lines(content, speech)) + "\n"


def _lines(content: Content, speech: Speech) -> Iterator[str]:
    yield title_of(content, speech)
    for section, lines in groupby(content.lines, key=lambda line: line.section):
        yield from ("", speech.word("section", section.value).upper())
        yield from (_figure(line, speech) for line in lines)
    yield from ("", speech.word("said", "decisions").upper())
    for one in content.decisions:
        yield f"{speech.word('decision', one.kind)}: {speech.number(one.number)}"
    if not content.decisions:
        yield speech.word("said", "no_decision")
    for drawing in content.drawings:
        yield from ("", alt_text(drawing, speech))
    yield from ("", speech.word("said", "attached"))


def _figure(line: Line, speech: Speech) -> str:
    said = told(line, speech)
    beside = [part for part in (said.interval, said.verdict, said.before) if part]
    return f"{said.title}: {said.value}" + (f" ({'; '.join(beside)})" if beside else "")
