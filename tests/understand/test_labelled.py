"""Labelled lines are read one by one; a bad one is reported by number."""

from __future__ import annotations

import json

import pytest

from resonanz.understand.labelled import classify_records, read_examples
from resonanz.understand.learning import Example, learn
from tests.understand.teaching import examples


def read(*lines: str | bytes, **fields: str) -> tuple[list[Example], list[str]]:
    rejected: list[str] = []
    return read_examples(lines, lambda error: rejected.append(str(error)), **fields), rejected


def test_text_and_label_are_read() -> None:
    assert read('{"text": "a", "label": "x"}')[0] == [Example("a", "x")]


def test_fields_can_be_named() -> None:
    found, _ = read('{"body": "a", "gold": "x"}', text_field="body", label_field="gold")
    assert found == [Example("a", "x")]


@pytest.mark.parametrize(("label", "expected"), [("3", "3"), ("true", "yes"), ("false", "no"), ('"ä"', "ä")])
def test_labels_become_words(label: str, expected: str) -> None:
    assert read(f'{{"text": "a", "label": {label}}}')[0][0].label == expected


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ('{"text": "a"}', "line 1: There is no `label`."),
        ('{"text": "a", "label": null}', "line 1: There is no `label`."),
        ('{"label": "x"}', "line 1: There is no `text`."),
        ("nothing", "line 1: This is not JSON"),
        ('{"text": "ä", "label": "x"}'.encode("latin-1"), "line 1: This is not JSON"),
    ],
)
def test_a_bad_line_is_reported(line: str | bytes, said: str) -> None:
    assert read(line)[1][0].startswith(said)


def test_each_line_gets_its_label() -> None:
    model = learn(examples(), lang="en")
    (line,) = classify_records(['{"text": "The refund was charged twice.", "n": 1}'], pytest.fail, model)
    found = json.loads(line)
    assert (found["n"], found["label"]["value"]) == (1, "billing")
