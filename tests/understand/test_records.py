"""Lines in, lines out: whatever else stands in them is kept, and a bad one does not stop the rest."""

from __future__ import annotations

import json

import pytest

from resonanz.core.errors import InputRejected
from resonanz.understand.records import duplicate_records, understand_records


def understood(*lines: str | bytes) -> tuple[list[dict[str, object]], list[str]]:
    rejected: list[str] = []
    found = list(understand_records(lines, lambda error: rejected.append(str(error))))
    return [json.loads(line) for line in found], rejected


def test_a_line_with_text_alone_is_enough() -> None:
    (line,), _ = understood('{"text": "Warum geht das nicht?"}')
    assert set(line["understood"]) == {"lang", "relevant", "sentiment", "kind"}  # type: ignore[call-overload]


def test_each_value_says_how_sure_it_is_and_where_it_comes_from() -> None:
    (line,), _ = understood('{"text": "Warum geht das nicht?"}')
    assert set(line["understood"]["kind"]) == {"value", "confidence", "origin"}  # type: ignore[index]


def test_other_fields_are_kept() -> None:
    (line,), _ = understood('{"text": "Hallo", "id": 7, "gold": {"a": [1.5, null]}}')
    assert (line["id"], line["gold"]) == (7, {"a": [1.5, None]})


def test_order_is_kept_over_batches() -> None:
    lines = [json.dumps({"text": f"Text {number}", "n": number}) for number in range(25)]
    found = understand_records(lines, pytest.fail, batch=4)
    assert [json.loads(line)["n"] for line in found] == list(range(25))


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("{", "line 2: This is not JSON"),
        ("[1]", "line 2: This is no JSON object."),
        ('{"body": "x"}', "line 2: There is no `text`."),
        ('{"text": 5}', "line 2: There is no `text`."),
        (b'{"text": "\xff"}', "line 2: This is not JSON"),
    ],
)
def test_a_bad_line_is_reported_by_number(line: str | bytes, said: str) -> None:
    _, rejected = understood('{"text": "Hallo"}', line)
    assert rejected[0].startswith(said)


def test_a_bad_line_does_not_stop_the_rest() -> None:
    found, _ = understood("nothing", '{"text": "Hallo"}')
    assert len(found) == 1


def test_empty_lines_are_passed_over() -> None:
    assert understood("", "  \n", '{"text": ""}')[1] == []


@pytest.mark.parametrize("text", ["", "a", "\\u0000", "\\ud800", "😀", "x" * 1_000_000], ids=lambda text: text[:8])
def test_odd_texts_are_understood(text: str) -> None:
    found, rejected = understood(f'{{"text": "{text}"}}')
    assert (len(found), rejected) == (1, [])


def test_own_voice_is_told_when_the_line_says_so() -> None:
    (line,), _ = understood('{"text": "Hallo", "author": {"is_own": true}}')
    assert line["understood"]["relevant"]["value"] == "no"  # type: ignore[index]


def copies(*lines: str) -> list[object]:
    def fail(error: InputRejected) -> None:
        raise error

    return [json.loads(line)["duplicate_of"] for line in duplicate_records(lines, fail)]


TEXT = "Der Laden um die Ecke macht im Sommer leider für immer zu"


@pytest.mark.parametrize(
    ("fields", "expected"),
    [({}, "line:1"), ({"id": "x9"}, "x9"), ({"id": 4}, "4"), ({"channel": "rss", "native_id": "n1"}, "rss:n1")],
)
def test_a_copy_names_the_first_line(fields: dict[str, object], expected: str) -> None:
    first = json.dumps({"text": TEXT} | fields)
    assert copies(first, json.dumps({"text": TEXT})) == [None, expected]
