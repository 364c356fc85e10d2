"""The definition pages as text: docs/reference/metrics.md and its German sister are written from here.

Each example stands there as JSON, and the tests compute it from the page, not from the code that wrote it.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Final

from resonanz.core.metric import Definition
from resonanz.measure.definitions import DEFINITIONS, definition
from resonanz.measure.examples import EXAMPLES

_WORDS: Final[Mapping[str, Mapping[str, str]]] = {
    "en": {
        "title": "Metrics",
        "lead": "Every metric is read over a time and a filter. What was counted has no interval; what is an estimate "
        "has one of 95 %. A value without a denominator is not nought but missing. Written from the code; each example "
        "was worked out by hand and is computed again by the tests.",
        "formula": "Formula",
        "numerator": "Numerator",
        "denominator": "Denominator",
        "unit": "Unit",
        "source": "Read from",
        "window": "Time",
        "gaps": "Does not know",
        "days": "By day",
        "yes": "yes",
        "no": "no",
        "hand": "By hand",
        "none": "none, it is a plain number",
    },
    "de": {
        "title": "Kennzahlen",
        "lead": "Jede Kennzahl gilt für einen Zeitraum und einen Filter. Gezähltes hat kein Intervall, Geschätztes "
        "eines von 95 %. Ein Wert ohne Nenner ist nicht null, sondern fehlt. Aus dem Programm geschrieben; jedes "
        "Beispiel ist von Hand gerechnet und wird von den Tests nachgerechnet.",
        "formula": "Formel",
        "numerator": "Zähler",
        "denominator": "Nenner",
        "unit": "Einheit",
        "source": "Gelesen aus",
        "window": "Zeitraum",
        "gaps": "Weiß nicht",
        "days": "Tageswerte",
        "yes": "ja",
        "no": "nein",
        "hand": "Von Hand (englisch)",
        "none": "keiner, es ist eine Anzahl",
    },
}


def metrics_page(lang: str) -> str:
    """Return the page about all metrics, in `en` or `de`."""
    words = _WORDS[lang]
    lines = [f"# {words['title']}", "", words["lead"], ""]
    for name in DEFINITIONS:
        lines += _section(definition(name, lang), words)
    return "\n".join(lines).rstrip() + "\n"


def _section(one: Definition, words: Mapping[str, str]) -> Iterator[str]:
    example = EXAMPLES[one.name]
    yield from (f"## {one.title}", "", f"`{one.name}`", "", "| | |", "|---|---|")
    for key in ("formula", "numerator", "denominator"):
        yield f"| {words[key]} | {getattr(one, key) or words['none']} |"
    yield f"| {words['unit']} | {one.unit.value} |"
    yield f"| {words['source']} | {one.source.value} |"
    yield f"| {words['window']} | {one.window} |"
    yield f"| {words['days']} | {words['yes'] if one.by_day else words['no']} |"
    yield f"| {words['gaps']} | {one.gaps} |"
    computed = {"metric": one.name, "given": example.given, "value": example.value}
    if example.low is not None:
        computed |= {"low": example.low, "high": example.high}
    yield from ("", f"{words['hand']}: {example.by_hand}.", "", "```json", json.dumps(computed), "```", "")
