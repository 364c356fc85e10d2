"""The charts of a report as SVG, drawn by what draws them on the pages, in QuickJS.

What a reader would get wrong: no stranger's code runs there. The script is our own bundle, and what it draws goes in
as data.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from pathlib import Path
from typing import Any, Final

import msgspec

from resonanz.core.errors import StoreUnavailable
from resonanz.core.report import Drawing
from resonanz.measure.reporting.words import Speech

COLOURS: Final[Mapping[str, str]] = {
    "ink": "#1b2326",
    "ink-soft": "#525d61",
    "line": "#dad6ca",
    "raised": "#ffffff",
    "gap": "#cfc9b8",
    "suspect": "#7c5100",
    "accent": "#0b5a61",
    "negative": "#a2382a",
    "neutral": "#8d9698",
    "positive": "#28653a",
    "question": "#2a609f",
    "request": "#6d4fa3",
    "problem": "#a2382a",
    "criticism": "#bd6517",
    "praise": "#28653a",
    "other": "#8d9698",
}
"""The light colours of the pages' stylesheet."""
FONT: Final = "Report Sans, Report Sans Ext, Report Sans Cyrillic, Report Sans Greek, sans-serif"
WIDTH: Final = 660
HEIGHT: Final = 220


class Bundles:
    """Know the files that the build left for reports."""

    def __init__(self, directory: Path) -> None:
        self.directory = directory

    def path(self, name: str) -> Path:
        """Return where a bundle lies; raise StoreUnavailable when nothing was built."""
        manifest = self.directory / "manifest.json"
        try:
            return self.directory / msgspec.json.decode(manifest.read_bytes(), type=dict[str, str])[name]
        except (OSError, KeyError) as trouble:
            raise StoreUnavailable(
                "What draws reports was not built. Install Resonanz again (make install)."
            ) from trouble


class Draughtsman:
    """Draw the charts of one document; the script numbers what it draws, so another one begins with a fresh one."""

    def __init__(self, bundles: Bundles) -> None:
        self._bundles = bundles

    def svg(self, drawing: Drawing, speech: Speech) -> str:
        """Return a chart as SVG."""
        look = {"colours": dict(COLOURS), "font": FONT, "width": WIDTH, "height": HEIGHT}
        found = self._engine.evaljs("draw(dukpy['spec'], dukpy['look'])", spec=spec(drawing, speech), look=look)
        return str(found)

    @cached_property
    def _engine(self) -> Any:  # noqa: ANN401  the library has no types
        import dukpy  # noqa: PLC0415  only where something is drawn

        engine = dukpy.JSInterpreter()
        engine.evaljs(self._bundles.path("report_chart.js").read_text("utf-8") + ";0")
        return engine


def spec(drawing: Drawing, speech: Speech) -> dict[str, Any]:
    """Return a chart as `chart_option.js` takes it."""
    return {
        "description": alt_text(drawing, speech),
        "labels": [speech.short_day(day) for day in drawing.days],
        "thousands": speech.thousands,
        "gaps": [list(pair) for pair in drawing.gaps],
        "changes": [],
        "series": [
            {
                "name": one.name or speech.word("key", one.key),
                "colour": one.key,
                "shape": "bar",
                "values": list(one.values),
            }
            for one in drawing.series
        ],
    }


def alt_text(drawing: Drawing, speech: Speech) -> str:
    """Return a chart in a few sentences."""
    title = speech.word("chart", drawing.name)
    if not drawing.total:
        return speech.word("said", "chart_empty", title=title)
    by_day = [sum(values) for values in zip(*(one.values for one in drawing.series), strict=True)]
    peak = max(range(len(by_day)), key=by_day.__getitem__)
    parts = (f"{one.name or speech.word('key', one.key)} {speech.number(sum(one.values))}" for one in drawing.series)
    return speech.word(
        "said",
        "chart_alt",
        title=title,
        total=speech.number(drawing.total),
        peak_day=speech.day(drawing.days[peak]),
        peak=speech.number(by_day[peak]),
        series=", ".join(parts),
    )
