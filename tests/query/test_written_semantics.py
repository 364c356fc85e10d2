"""The reference of the language is a test: every example in it is run through evaluator and matcher."""

from __future__ import annotations

import re
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from resonanz.core.heard import Heard
from resonanz.core.understood import Label, OwnLabel
from resonanz.query.evaluate import matches
from resonanz.query.language import parse
from resonanz.query.matcher import Matcher
from tests.query.heards import heard

DOCS = Path(__file__).parents[2] / "docs" / "reference"
REFERENCES = ("query-language.md", "query-language.de.md")
GUIDES = ("../how-to/queries.md", "../how-to/queries.de.md")
FIELD = re.compile(r"([a-z_]+)=(.*)")
SHAPES: dict[str, Any] = {
    "lang": lambda value: Label(value, 1.0),
    "kind": lambda value: Label(value, 1.0),
    "labels": lambda value: (OwnLabel(value.partition("/")[0], Label(value.partition("/")[2], 1.0)),),
    "topics": lambda value: tuple(value.split()),
    "rating": float,
    "followers": int,
    "published_at": datetime.fromisoformat,
}


def examples(name: str) -> list[tuple[str, bool, str]]:
    text = (DOCS / name).read_text(encoding="utf-8")
    lines = [line for block in re.findall(r"```query\n(.*?)```", text, re.DOTALL) for line in block.splitlines()]
    parts = [[part.strip() for part in line.split("|", 2)] for line in lines]
    return [(query, answer == "yes", mention) for query, answer, mention in parts]


def mention(written: str) -> Heard:
    fields: dict[str, Any] = {}
    for part in written.split(" | "):
        found = FIELD.fullmatch(part)
        if found:
            fields[found[1]] = SHAPES.get(found[1], str)(found[2])
        else:
            fields["text"] = part.replace("\\n", "\n")
    return heard(fields.pop("text", ""), **fields)


ALL = [each for name in (*REFERENCES, *GUIDES) for each in examples(name)]


@pytest.mark.parametrize(("query", "expected", "written"), ALL, ids=[f"{query} | {text}" for query, _, text in ALL])
def test_an_example_means_what_the_reference_says(query: str, expected: bool, written: str) -> None:
    assert matches(parse(query), mention(written)) is expected


def test_the_matcher_agrees_with_every_example() -> None:
    matcher = Matcher()
    for number, (query, _, _) in enumerate(ALL):
        matcher.put(number, parse(query))
    found = matcher.match([mention(written) for _, _, written in ALL])
    assert [number in ids for number, ids in enumerate(found)] == [expected for _, expected, _ in ALL]


def test_both_languages_show_the_same_examples() -> None:
    assert examples(REFERENCES[0]) == examples(REFERENCES[1])
