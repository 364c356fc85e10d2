"""A recording answers what was recorded, through the real client, and nothing else."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from resonanz.connect.contract import SourceGone, TryLater
from resonanz.connect.replay import NotRecordedError, Recording, Replay
from resonanz.core.clock import FixedClock


def replay(folder: Path | None = None, **told: Any) -> Replay:
    return Replay(Recording(told, folder), FixedClock(datetime(2026, 11, 1, tzinfo=UTC)))


def exchange(url: str, method: str = "GET", **response: Any) -> dict[str, Any]:
    return {"request": {"url": url, "method": method}, "response": response}


def test_an_exchange_is_found_whatever_the_order_of_its_query() -> None:
    http = replay(exchanges=[exchange("https://a.example/x?b=2&a=1", json={"ok": True})])
    assert http.get("https://a.example/x", params={"a": 1, "b": 2}).json() == {"ok": True}


def test_a_parameter_that_does_not_matter_is_left_out() -> None:
    http = replay(exchanges=[exchange("https://a.example/x", text="yes")], ignore_params=["limit"])
    assert http.get("https://a.example/x", params={"limit": 7}).body == b"yes"


def test_answers_come_in_order_and_the_last_one_stays() -> None:
    http = replay(exchanges=[exchange("https://a.example/", text="1"), exchange("https://a.example/", text="2")])
    assert [http.get("https://a.example/").body for _ in range(3)] == [b"1", b"2", b"2"]


def test_a_recorded_status_becomes_the_error_it_means() -> None:
    with pytest.raises(SourceGone):
        replay(exchanges=[exchange("https://a.example/", status=410)]).get("https://a.example/")


def test_what_was_not_recorded_is_a_defect() -> None:
    with pytest.raises(NotRecordedError):
        replay(exchanges=[exchange("https://a.example/", method="POST", text="x")]).get("https://a.example/")


def test_everything_else_may_have_an_answer() -> None:
    assert replay(otherwise={"json": []}).get("https://a.example/").json() == []


def test_a_body_may_lie_in_a_file_beside_the_recording(tmp_path: Path) -> None:
    (tmp_path / "feed.xml").write_bytes(b"<rss/>")
    (tmp_path / "r.json").write_text(json.dumps({"exchanges": [exchange("https://a.example/", file="feed.xml")]}))
    http = Replay(Recording.load(tmp_path / "r.json"), FixedClock(datetime(2026, 11, 1, tzinfo=UTC)))
    assert http.get("https://a.example/").body == b"<rss/>"


def test_it_tells_what_it_was_asked() -> None:
    http = replay(otherwise={"json": {}})
    http.post("https://a.example/", json={"a": 1}, headers={"X": "y"})
    asked = http.asked[0]
    assert (asked.method, asked.body, asked.headers["x"]) == ("POST", b'{"a":1}', "y")


def test_a_recorded_stream_is_cut_at_its_end() -> None:
    messages = replay(streams={"wss://a.example/": ["one", None]}).websocket("wss://a.example/")
    assert [next(messages), next(messages)] == ["one", None]
    with pytest.raises(TryLater):
        next(messages)
