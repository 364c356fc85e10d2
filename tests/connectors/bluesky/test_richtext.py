"""Facets and record keys."""

from __future__ import annotations

import re
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from resonanz.connectors.bluesky.richtext import facets_of
from resonanz.connectors.bluesky.tid import moment_of, record_key, tid


def features(text: str) -> list[tuple[str, str]]:
    found = facets_of(text, lambda handle: f"did:{handle}" if handle != "nobody.example" else None)
    return [
        (_cut(text, one), next(value for name, value in one["features"][0].items() if name != "$type")) for one in found
    ]  # type: ignore[arg-type]


def _cut(text: str, facet: dict) -> str:
    return text.encode()[facet["index"]["byteStart"] : facet["index"]["byteEnd"]].decode()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("ä https://a.example/b?c=d#e.", [("https://a.example/b?c=d#e", "https://a.example/b?c=d#e")]),
        ("(https://a.example/x)", [("https://a.example/x", "https://a.example/x")]),
        ("https://de.wikipedia.org/wiki/Bahn_(Begriff)", [("https://de.wikipedia.org/wiki/Bahn_(Begriff)",) * 2]),
        ("🚂 @bob.example hi", [("@bob.example", "did:bob.example")]),
        ("@nobody.example hi", []),
        ("mail@bob.example", []),
        ("#Bahn und #ÖPNV, nicht #1", [("#Bahn", "Bahn"), ("#ÖPNV", "ÖPNV")]),
        ("https://a.example/#top", [("https://a.example/#top", "https://a.example/#top")]),
        ("https://a.example/@bob.example", [("https://a.example/@bob.example", "https://a.example/@bob.example")]),
        ("no facets here", []),
    ],
)
def test_what_a_text_names_is_found_by_its_bytes(text: str, expected: list[tuple[str, str]]) -> None:
    assert features(text) == expected


@given(st.text(alphabet="ä🚂 #@.:/abexmplhts1", max_size=60))
def test_positions_lie_within_the_text_and_on_characters(text: str) -> None:
    for facet in facets_of(text, lambda handle: handle):
        assert _cut(text, facet)  # type: ignore[arg-type]


@given(st.text())
def test_a_record_key_is_always_a_valid_one(key: str) -> None:
    try:
        key.encode()
    except UnicodeEncodeError:
        return
    assert re.fullmatch("[234567abcdefghij][234567abcdefghijklmnopqrstuvwxyz]{12}", record_key(key))


def test_the_same_key_gives_the_same_record_key() -> None:
    assert record_key("a") == record_key("a")


def test_ten_thousand_keys_give_as_many_record_keys() -> None:
    assert len({record_key(str(number)) for number in range(10_000)}) == 10_000


@given(st.text(alphabet="abcdef0123456789", min_size=1))
def test_a_record_key_never_lies_in_the_future(key: str) -> None:
    moment = moment_of(record_key(key))
    assert moment is not None
    assert datetime(2023, 6, 1, tzinfo=UTC) <= moment < datetime(2025, 9, 1, tzinfo=UTC)


def test_a_moment_comes_back_from_its_key() -> None:
    at = datetime(2026, 11, 23, 12, 30, 15, 123456, tzinfo=UTC)
    assert moment_of(tid(int(at.timestamp() * 1_000_000), 17)) == at


@pytest.mark.parametrize("key", ["", "self", "zzzzzzzzzzzzz", "3juzc2tw2dm2", "3JUZC2TW2DM2H"])
def test_a_key_of_another_kind_names_no_moment(key: str) -> None:
    assert moment_of(key) is None
