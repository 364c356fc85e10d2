"""A report with something of everything, self-written."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

import resonanz
from resonanz.core.report import Bars, Content, Decision, Drawing, Line, Section, Value
from resonanz.measure.reporting.drawing import Bundles
from resonanz.measure.reporting.rendering import Renderer

BUILT = Path(resonanz.__file__).parent / "web" / "static" / "dist"
needs_bundles = pytest.mark.skipif(
    not (BUILT / "manifest.json").exists(), reason="The bundles are not built: run `make install`."
)


def renderer() -> Renderer:
    """Return what renders, with our own bundles."""
    return Renderer(Bundles(BUILT), "https://resonanz.example")


def line(name: str, section: Section, unit: str, now: Value, before: Value, *, better: bool | None = None) -> Line:
    """Return a figure."""
    return Line(
        name=name, section=section, unit=unit, now=now, before=before, title=name, formula="a ÷ b", numerator="a",
        denominator="b", gaps="c", higher_is_better=better,
    )  # fmt: skip


def estimate(value: float, low: float, high: float) -> Value:
    """Return an estimate out of 100."""
    return Value(value=value, low=low, high=high, numerator=100 * value, denominator=100)


def content(company: str = "Velofjord") -> Content:
    """Return what a report says."""
    days = tuple(date(2026, 10, 1) + timedelta(days=number) for number in range(31))
    series = tuple(
        Bars(key=key, values=tuple(float(n % 7 * 40) for n in range(31))) for key in ("negative", "positive")
    )
    return Content(
        template="management",
        company=company,
        since=datetime(2026, 9, 30, 22, tzinfo=UTC),
        until=datetime(2026, 10, 31, 23, tzinfo=UTC),
        zone="Europe/Berlin",
        made_at=datetime(2026, 11, 1, 7, tzinfo=UTC),
        seq=12345,
        version="1.0",
        lines=(
            line("volume", Section.SAID, "mentions", Value(value=1234), Value(value=1000)),
            line(
                "answer_rate",
                Section.ANSWERED,
                "share",
                estimate(0.8, 0.75, 0.85),
                estimate(0.6, 0.5, 0.7),
                better=True,
            ),
            line("first_answer_time", Section.ANSWERED, "seconds", Value(), Value(value=60.0), better=False),
        ),
        drawings=(Drawing(name="sentiment", days=days, series=series, gaps=((3, 4),)),),
        decisions=(Decision(kind="approvals", number=3, since=datetime(2026, 10, 30, tzinfo=UTC), page="/inbox"),),
    )
