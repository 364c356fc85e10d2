"""What resembles what: on a few sentences, and on ten thousand questions of real customers."""

from __future__ import annotations

import csv
from collections import defaultdict
from pathlib import Path

import numpy as np
import pytest

from resonanz.understand import resemblance
from resonanz.understand.resemblance import Resembling

BATTERY = (
    "Wo bleibt mein Ersatzakku, ich warte seit Wochen?",
    "Ersatzakku bestellt, wo bleibt mein Ersatzakku?",
    "Wisst ihr, wo mein Ersatzakku bleibt?",
)
SHOP = "Habt ihr am Samstag in Leipzig geöffnet?"


@pytest.fixture
def resembling() -> Resembling:
    return Resembling()


def test_the_same_words_resemble_each_other_wholly(resembling: Resembling) -> None:
    assert resembling.scores(SHOP, [SHOP, BATTERY[0]])[0] == pytest.approx(1.0)


def test_what_asks_the_same_resembles_more_than_what_does_not(resembling: Resembling) -> None:
    same, other = resembling.scores(BATTERY[0], [BATTERY[1], SHOP])
    assert same > 3 * other


@pytest.mark.parametrize("text", ["", "\ud800", "\x00 \n", "🚲", "a" * 200_000])
def test_any_text_can_be_compared(resembling: Resembling, text: str) -> None:
    scores = resembling.scores(text, ["", SHOP, text])
    assert all(0 <= one <= 1 for one in scores)


def test_nothing_to_compare_with_is_no_score(resembling: Resembling) -> None:
    assert resembling.scores(SHOP, []) == []


def test_a_group_holds_those_that_say_the_same_and_no_text_twice(resembling: Resembling) -> None:
    assert resembling.groups([*BATTERY, SHOP], smallest=3) == [[0, 1, 2]]


def test_too_few_are_no_group(resembling: Resembling) -> None:
    assert resembling.groups(BATTERY, smallest=4) == []


def test_a_group_is_called_by_what_its_members_share(resembling: Resembling) -> None:
    others = [SHOP, "Passt der Kindersitz?", "Wie teuer ist das Licht?", "Gibt es das in Blau?"]
    assert "Ersatzakku" in resembling.words(BATTERY, [*BATTERY, *others])


@pytest.fixture(scope="session")
def intents(shared: Path) -> dict[str, list[str]]:
    """Return customers' questions by what they want."""
    found: defaultdict[str, list[str]] = defaultdict(list)
    with (shared / "data/banking77/train.csv").open(encoding="utf-8") as lines:
        for line in csv.DictReader(lines):
            found[line["category"]].append(line["text"])
    return dict(found)


def test_the_right_answer_is_among_the_first_three_of_77_close_ones(
    resembling: Resembling, intents: dict[str, list[str]]
) -> None:
    known = [(name, text) for name, texts in intents.items() for text in texts[:5]]
    hits = 0
    for name, texts in intents.items():
        best: defaultdict[str, float] = defaultdict(float)
        for (other, _), score in zip(known, resembling.scores(texts[10], [text for _, text in known]), strict=True):
            best[other] = max(best[other], score)
        hits += name in sorted(best, key=lambda one: -best[one])[:3]
    assert hits / len(intents) >= 0.65


def test_a_question_asked_often_is_found_among_others(resembling: Resembling, intents: dict[str, list[str]]) -> None:
    found, right = 0, []
    names = sorted(intents)[:20]
    for name in names:
        others = [intents[other][0] for other in sorted(intents) if other != name][:40]
        groups = resembling.groups([*intents[name][:12], *others], smallest=10)
        found += bool(groups)
        right += [np.mean([place < 12 for place in groups[0]])] if groups else []
    assert found / len(names) >= 0.5
    assert np.mean(right) >= 0.6


def test_texts_that_are_asked_for_again_are_not_read_again(
    resembling: Resembling, monkeypatch: pytest.MonkeyPatch
) -> None:
    texts = ["Die Lampe flackert.", "Wann kommt die Rechnung?"]
    first = resembling.scores("Meine Lampe flackert", texts)
    monkeypatch.setattr(resemblance, "Company", None)
    assert resembling.scores("Meine Lampe flackert", list(texts)) == first


def test_few_companies_are_kept(resembling: Resembling) -> None:
    for number in range(20):
        resembling.scores("Lampe", [f"Lampe {number}"])
    assert len(resembling._kept) == resemblance.KEPT
