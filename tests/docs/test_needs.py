"""What the reference says of needs is what the code does."""

from __future__ import annotations

import doctest
import re
from pathlib import Path

import pytest

from resonanz.core.need import NEED, NeedState
from resonanz.core.telling import RULES, Manner, Why

PAGE = Path(__file__).parents[2] / "docs" / "reference" / "needs.md"
SAID = {Manner.BY_ITSELF: "by itself", Manner.EACH_APPROVED: "each answer is approved", Manner.NEVER: "never"}


def test_the_examples_come_out_as_computed_by_hand() -> None:
    found = doctest.testfile(str(PAGE), module_relative=False, encoding="utf-8")
    assert (found.failed, found.attempted) == (0, 8)


@pytest.mark.parametrize("channel", RULES)
def test_every_channels_rule_stands_in_the_table(channel: str) -> None:
    rule = RULES[channel]
    (line,) = [
        one for one in PAGE.read_text(encoding="utf-8").splitlines() if one.startswith("|") and f"`{channel}`" in one
    ]
    assert SAID[rule.manner] in line
    assert rule.source in line
    assert rule.manner is Manner.NEVER or f"| {rule.per_hour} |" in line
    assert ("only to who addressed us" in line) is rule.only_addressed


@pytest.mark.parametrize("why", Why)
def test_every_reason_stands_in_the_table(why: Why) -> None:
    assert f"| `{why.value}` |" in PAGE.read_text(encoding="utf-8")


def test_the_drawing_has_every_move_but_mergers() -> None:
    drawn = set(re.findall(r"^    (\w+ --> \w+: \w+)$", PAGE.read_text(encoding="utf-8"), re.MULTILINE))
    moves = {line.strip() for line in NEED.mermaid().splitlines() if ": " in line and ": merge" not in line}
    assert drawn == moves
    assert all(NeedState.MERGED.value not in line for line in drawn)
