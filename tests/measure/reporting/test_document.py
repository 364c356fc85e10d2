"""What a report says, in both languages, and that it is only said."""

from __future__ import annotations

import csv
import io
from base64 import b64decode
from dataclasses import replace

import pytest

from resonanz.core.errors import InputRejected
from resonanz.core.report import Bars, Drawing, Section, Value
from resonanz.measure.reporting.drawing import COLOURS, alt_text
from resonanz.measure.reporting.plain import plain
from resonanz.measure.reporting.sheet import sheet
from resonanz.measure.reporting.templates import TEMPLATES
from resonanz.measure.reporting.words import Speech, table, told
from tests.measure.reporting.making import content, estimate, line, needs_bundles, renderer

GERMAN, ENGLISH = Speech("de"), Speech("en")


@pytest.mark.parametrize("group", [name for name in table() if name != "definition_de"])
def test_every_word_stands_in_both_languages(group):
    assert [
        name for name, words in table()[group].items() if set(words) != {"de", "en"} or not all(words.values())
    ] == []


@pytest.mark.parametrize("name", sorted({one.name for each in TEMPLATES.values() for one in each.figures}))
def test_every_figure_of_a_template_is_defined_in_german(name):
    assert {"title", "formula", "numerator", "gaps"} <= set(table()["definition_de"][name])
    assert name in table()["figure"]


@pytest.mark.parametrize("key", sorted({key for each in TEMPLATES.values() for one in each.charts for key in one.keys}))
def test_every_series_of_a_template_has_a_word_and_a_colour(key):
    assert key in table()["key"]
    assert key in COLOURS


@pytest.mark.parametrize(
    ("value", "unit", "german", "english"),
    [
        (1234567.0, "mentions", "1.234.567", "1,234,567"),
        (0.123, "share", "12\N{NO-BREAK SPACE}%", "12\N{NO-BREAK SPACE}%"),
        (0.0123, "share", "1,2\N{NO-BREAK SPACE}%", "1.2\N{NO-BREAK SPACE}%"),
        (-0.25, "balance", "\N{MINUS SIGN}0,25", "\N{MINUS SIGN}0.25"),
        (-0.001, "balance", "0,00", "0.00"),
        (2700.0, "seconds", "45\N{NO-BREAK SPACE}min", "45\N{NO-BREAK SPACE}min"),
        (
            8100.0,
            "seconds",
            "2\N{NO-BREAK SPACE}h 15\N{NO-BREAK SPACE}min",
            "2\N{NO-BREAK SPACE}h 15\N{NO-BREAK SPACE}min",
        ),
        (3599.0, "seconds", "1\N{NO-BREAK SPACE}h", "1\N{NO-BREAK SPACE}h"),
    ],
)
def test_values_are_written_as_each_language_writes_them(value, unit, german, english):
    assert (GERMAN.value(value, unit), ENGLISH.value(value, unit)) == (german, english)


def test_a_language_that_is_not_spoken_is_refused():
    with pytest.raises(InputRejected, match="German or English"):
        Speech("fr")


@pytest.mark.parametrize(
    ("now", "before", "better", "verdict", "tone"),
    [
        (estimate(0.8, 0.75, 0.85), estimate(0.6, 0.5, 0.7), True, "clearly higher", "better"),
        (estimate(0.8, 0.75, 0.85), estimate(0.6, 0.5, 0.7), False, "clearly higher", "worse"),
        (estimate(0.5, 0.4, 0.6), estimate(0.6, 0.5, 0.7), True, "no clear difference", ""),
        (estimate(0.5, 0.4, 0.6), Value(), True, "", ""),
        (Value(value=110), Value(value=100), None, "+10\N{NO-BREAK SPACE}%", ""),
        (Value(value=7), Value(value=0), None, "", ""),
    ],
)
def test_a_difference_is_only_told_where_it_can_be(now, before, better, verdict, tone):
    said = told(line("answer_rate", Section.ANSWERED, "share", now, before, better=better), ENGLISH)
    assert (said.verdict, said.tone) == (verdict, tone)


def test_what_cannot_be_computed_is_not_nought():
    said = told(line("attainment", Section.ANSWERED, "share", Value(), Value()), GERMAN)
    assert said.value == "keine Angabe"


def test_a_chart_says_in_words_what_it_shows():
    said = alt_text(content().drawings[0], GERMAN)
    assert "zusammen 6.960" in said
    assert "negativ 3.480" in said


@needs_bundles
def test_a_hostile_name_stays_text():
    text = renderer().html(content('<script>alert(1)</script>" onload="x'), "de")
    assert "<script" not in text
    assert "&lt;script&gt;" in text
    assert '" onload="' not in text


def pictured(drawing: Drawing, lang: str) -> str:
    """Return the picture of a chart as it lies in a report."""
    text = renderer().html(replace(content(), drawings=(drawing,)), lang)
    return b64decode(text.split("data:image/svg+xml;base64,")[1].split('"')[0]).decode()


@needs_bundles
def test_a_mail_has_no_picture_and_says_its_charts_in_words() -> None:
    text = renderer().mail(content(), "de")
    assert "<img" not in text
    assert alt_text(content().drawings[0], GERMAN) in text


def test_a_plain_text_says_each_figure_and_chart() -> None:
    text = plain(content(), GERMAN)
    assert "Erwähnungen: 1.234" in text
    assert alt_text(content().drawings[0], GERMAN) in text


@needs_bundles
def test_a_hostile_series_stays_text_in_its_picture():
    (drawing,) = content().drawings
    named = replace(
        drawing,
        series=(Bars(key="accent", name="<script>x</script>", values=drawing.series[0].values), drawing.series[1]),
    )
    assert "<script" not in pictured(named, "en")


@needs_bundles
def test_axes_are_written_in_the_language_of_the_report():
    (drawing,) = content().drawings
    loud = replace(drawing, series=(Bars(key="accent", values=tuple(2_000.0 for _ in drawing.days)),))
    said = [pictured(loud, lang) for lang in ("de", "en")]
    assert [("2.000" in svg, "2,000" in svg) for svg in said] == [(True, False), (False, True)]


def test_no_cell_of_a_sheet_is_a_formula():
    (drawing,) = content().drawings
    evil = replace(
        drawing,
        series=(Bars(key="accent", name='=HYPERLINK("https://evil.example")', values=drawing.series[0].values),),
    )
    text = sheet(replace(content(), drawings=(evil,)), ENGLISH).decode()
    cells = [cell for row in csv.reader(io.StringIO(text)) for cell in row]
    assert '\'=HYPERLINK("https://evil.example")' in cells
    assert [cell for cell in cells if cell.startswith(("=", "+", "@"))] == []
