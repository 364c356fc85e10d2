"""A report as CSV: its figures, then its charts day by day. No cell is alive: formulas are defused."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

from resonanz.core.report import Content
from resonanz.measure.export import defused
from resonanz.measure.reporting.words import Speech

FIGURES = ("figure", "unit", "value", "low", "high", "numerator", "denominator", "before", "before_low", "before_high")
CHARTS = ("chart", "day", "series", "value")


def sheet(content: Content, speech: Speech) -> bytes:
    """Return a report as UTF-8 CSV of two tables with an empty line between them; numbers with a point."""
    out = io.StringIO()
    writer = csv.writer(out, quoting=csv.QUOTE_NONNUMERIC, lineterminator="\r\n")
    writer.writerow(FIGURES)
    writer.writerows(_figures(content))
    out.write("\r\n")
    writer.writerow(CHARTS)
    writer.writerows(_days(content, speech))
    return out.getvalue().encode()


def _figures(content: Content) -> Iterator[list[object]]:
    for line in content.lines:
        now, before = line.now, line.before
        values = (now.value, now.low, now.high, now.numerator, now.denominator, before.value, before.low, before.high)
        yield [defused(line.name), line.unit, *("" if value is None else value for value in values)]


def _days(content: Content, speech: Speech) -> Iterator[list[object]]:
    for drawing in content.drawings:
        for one in drawing.series:
            name = defused(one.name or speech.word("key", one.key))
            for day, value in zip(drawing.days, one.values, strict=True):
                yield [drawing.name, day.isoformat(), name, value]
