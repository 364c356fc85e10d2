"""The definition pages say what the code measures, and their examples are computed."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from resonanz.measure.definitions import DEFINITIONS
from resonanz.measure.formulas import FORMULAS
from resonanz.measure.printing import metrics_page

REFERENCE = Path(__file__).parents[2] / "docs" / "reference"
PAGES = {"en": "metrics.md", "de": "metrics.de.md"}


def examples(lang: str) -> list[dict[str, Any]]:
    page = (REFERENCE / PAGES[lang]).read_text(encoding="utf-8")
    return [json.loads(found) for found in re.findall(r"```json\n(.*?)\n```", page, re.DOTALL)]


@pytest.mark.parametrize("lang", PAGES)
def test_the_page_is_as_the_code_writes_it(lang: str) -> None:
    assert (REFERENCE / PAGES[lang]).read_text(encoding="utf-8") == metrics_page(lang)


@pytest.mark.parametrize("lang", PAGES)
def test_every_metric_has_an_example_on_its_page(lang: str) -> None:
    assert [one["metric"] for one in examples(lang)] == list(DEFINITIONS)


@pytest.mark.parametrize("example", examples("en"), ids=lambda one: one["metric"])
def test_what_a_page_works_out_by_hand_is_what_is_computed(example: dict[str, Any]) -> None:
    figure = FORMULAS[example["metric"]](**example["given"])
    assert figure.value == pytest.approx(example["value"])
    if "low" in example:
        assert (figure.low, figure.high) == pytest.approx((example["low"], example["high"]), abs=6e-5)
    else:
        assert figure.low is None
