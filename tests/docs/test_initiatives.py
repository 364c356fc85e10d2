"""The hand-computed example of the calibration measures is computed again from its table."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from resonanz.core.forecast import Guess
from resonanz.core.ids import InitiativeId, UserId
from resonanz.core.initiative import InitiativeState, Missing
from resonanz.learn.calibration import Calibration, Scored, calibration
from resonanz.learn.judging import Why

PAGE = (Path(__file__).parents[2] / "docs" / "reference" / "initiatives.md").read_text(encoding="utf-8")
ROW = re.compile(r"^\| (0\.\d) \| (-?[\d.]+) to (-?[\d.]+) \| ([01]) \| ([\d.]+) \| (yes|no) \|$", re.MULTILINE)
CHANGE = {"1": 0.2, "0": -0.05}


def rows() -> list[tuple[str, ...]]:
    return ROW.findall(PAGE)


@pytest.fixture
def computed() -> Calibration:
    return calibration(
        [
            Scored(
                initiative=InitiativeId(2 - int(worked)), person=UserId(number), departments=(),
                guess=Guess(float(said), float(low), float(high)), worked=worked == "1", change=CHANGE[worked],
            )
            for number, (said, low, high, worked, _, _) in enumerate(rows())
        ]
    )  # fmt: skip


def test_the_table_is_there() -> None:
    assert len(rows()) == 6


@pytest.mark.parametrize("row", rows(), ids=lambda row: row[0])
def test_each_row_is_right(row: tuple[str, ...]) -> None:
    said, low, high, worked, squared, held = row
    assert round((float(said) - int(worked)) ** 2, 4) == float(squared)
    assert (float(low) <= CHANGE[worked] <= float(high)) == (held == "yes")


def test_the_figures_are_those_of_the_page(computed: Calibration) -> None:
    told = [computed.brier, computed.reference, computed.skill, computed.coverage.value]
    told += [computed.coverage.low, computed.coverage.high]
    figures = [float(one) for one in re.findall(r"\*\*(0\.\d+)\*\*", PAGE)]
    assert [round(one, 4) for one in told] == figures


@pytest.mark.parametrize("code", [*InitiativeState, *Missing, *Why])
def test_every_code_is_explained(code: str) -> None:
    assert f"`{code.value}`" in PAGE
