"""Formulas against hand-computed examples, and the intervals against what they promise."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from resonanz.measure.definitions import DEFINITIONS, definition
from resonanz.measure.examples import EXAMPLES
from resonanz.measure.formulas import FORMULAS, learning_rate, net_sentiment_a, net_sentiment_b, share, typical
from resonanz.measure.intervals import median_bounds, wilson

COUNTS = st.integers(0, 10_000)


@pytest.mark.parametrize("name", DEFINITIONS)
def test_every_metric_gives_what_its_example_was_worked_out_to(name):
    example = EXAMPLES[name]
    figure = FORMULAS[name](**example.given)
    assert figure.value == pytest.approx(example.value)
    assert (figure.low, figure.high) == pytest.approx((example.low, example.high), abs=6e-5)
    assert figure.unit is DEFINITIONS[name].unit


def test_there_is_a_formula_and_an_example_for_nothing_else():
    assert set(FORMULAS) == set(EXAMPLES) == set(DEFINITIONS)


def test_nothing_of_nothing_has_no_value():
    assert share(0, 0).value is None
    assert net_sentiment_a(0, 0, 0).value is None
    assert typical([]).value is None


@given(COUNTS, COUNTS, COUNTS)
def test_the_interval_of_a_balance_holds_it_or_leans_to_nought(positive, neutral, negative):
    figure = net_sentiment_a(positive, neutral, negative)
    if figure.value is not None:
        assert -1 <= figure.low <= figure.high <= 1
        shrunk = (positive - negative) / (positive + neutral + negative + 2)
        assert figure.low <= shrunk <= figure.high


@given(COUNTS, COUNTS, COUNTS)
def test_leaving_out_what_is_neutral_never_brings_a_balance_nearer_to_nought(positive, neutral, negative):
    a, b = net_sentiment_a(positive, neutral, negative), net_sentiment_b(positive, negative)
    if b.value is not None:
        assert abs(b.value) >= abs(a.value)


@given(st.integers(0, 500), st.integers(1, 500))
def test_a_share_lies_in_its_interval(hits, more):
    low, high = wilson(hits, hits + more)
    assert 0 <= low <= hits / (hits + more) <= high <= 1


@given(st.lists(st.integers(0, 10_000), min_size=1, max_size=60))
def test_a_median_lies_in_its_interval_and_below_the_higher_percentiles(seconds):
    figure = typical(seconds)
    assert figure.details["p75"] <= figure.details["p90"] <= figure.details["p95"] <= max(seconds)
    if figure.low is not None:
        assert figure.low <= figure.value <= figure.high


def test_five_values_are_too_few_to_bound_a_median():
    assert median_bounds([1, 2, 3, 4, 5]) is None


def test_a_median_interval_is_as_narrow_as_it_may_be():
    """Of 25 values the 8th and the 18th bound it (Conover, table A3)."""
    assert median_bounds(list(range(1, 26))) == (8, 18)


def test_what_still_runs_is_in_no_share():
    assert FORMULAS["attainment"](met=3, breached=1, running=50).value == 0.75


def test_no_try_at_all_still_has_an_upper_bound():
    figure = learning_rate(0, 0, 365.25)
    assert figure.value == 0
    assert math.isclose(figure.high, 3.6889 / 4, rel_tol=1e-4)


@pytest.mark.parametrize("name", DEFINITIONS)
def test_every_definition_is_said_in_german_too(name):
    english, german = definition(name), definition(name, "de")
    assert german.title
    assert bool(german.denominator) == bool(english.denominator)
    assert german.gaps != english.gaps
