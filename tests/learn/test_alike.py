"""What is said of how well earlier tries are found is what comes out on the set that is named there."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from resonanz.core.ids import InitiativeId
from resonanz.core.initiative import Try
from resonanz.learn import alike
from tests.learn.alike_set import NEW, THEMES

PAGE = (Path(__file__).parents[2] / "docs" / "reference" / "initiatives.md").read_text(encoding="utf-8")
ROWS = re.findall(r"^\| (0\.\d+) \| (\d+) % \| (\d+) % \| (\d+) of (\d+) \| (\d) of (\d) \|$", PAGE, re.MULTILINE)
TRIES = [
    Try(id=InitiativeId(2 * place + which), title=text.partition(".")[0], text=text.partition(".")[2], outcome=None)
    for place, theme in enumerate(THEMES)
    for which, text in enumerate(theme[:2])
]


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row[0])
def test_the_page_tells_how_well_earlier_tries_are_found(row: tuple[str, ...], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(alike, "ALIKE", float(row[0]))
    shown = [{one.earlier.id for one in alike.most_alike(theme[2], TRIES)} for theme in THEMES]
    right = [found & {2 * place, 2 * place + 1} for place, found in enumerate(shown)]
    wrongly = [alike.most_alike(idea, TRIES) for idea in NEW]
    hits, number = sum(map(len, right)), sum(map(len, [*shown, *wrongly]))
    told = [round(100 * hits / number), round(100 * hits / len(TRIES)), sum(map(bool, right)), len(THEMES)]
    assert [*told, sum(map(bool, wrongly)), len(NEW)] == [int(one) for one in row[1:]]


def test_the_bar_in_use_is_among_those_told() -> None:
    assert alike.ALIKE in {float(row[0]) for row in ROWS}
