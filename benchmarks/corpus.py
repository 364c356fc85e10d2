"""Mentions for benchmarks: made up, the same for the same number, German and English, about 200 characters."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from hashlib import blake2b
from pathlib import Path

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)
_DE = (
    "Seit gestern|Heute früh|Nach dem letzten Update|Schon wieder|Zum ersten Mal|Wie jedes Jahr",
    "wartet mein Paket|streikt die App|läuft der Motor|ist die Hotline besetzt|kam die Rechnung|fehlt die Lieferung",
    "im Lager|am Bahnhof|in der Filiale|zu Hause|auf dem Weg zur Arbeit|bei meiner Schwester",
    "und niemand antwortet.|und alles klappt wunderbar.|obwohl es anders versprochen war.|weiß jemand warum?",
    "Kann mir bitte jemand helfen?|Ich bin ehrlich enttäuscht.|Vielen Dank an das Team!|Bitte baut das um.|Na ja.",
)
_EN = (
    "Since yesterday|This morning|After the last update|Once again|For the first time|Like every year",
    "my parcel is waiting|the app is on strike|the motor runs|the helpline is busy|the invoice came|a part is missing",
    "in the warehouse|at the station|in the shop|at home|on the way to work|at my sister's",
    "and nobody answers.|and everything works beautifully.|although they promised otherwise.|does anyone know why?",
    "Could somebody please help?|I am honestly disappointed.|Thanks a lot to the team!|Please change that.|Oh well.",
)
_CHANNELS = ("mastodon", "bluesky", "hackernews", "rss")


def _pick(number: int, salt: int, many: int) -> int:
    return int.from_bytes(blake2b(f"{number}.{salt}".encode(), digest_size=4).digest(), "big") % many


def text(number: int) -> str:
    """Return the text of mention `number`."""
    parts = (_DE, _EN)[_pick(number, 0, 3) == 0]
    words = []
    for place, part in enumerate(parts):
        choices = part.split("|")
        words.append(choices[_pick(number, place + 1, len(choices))])
    # What people mostly say concerns no department: without this, two thirds would be cases.
    if _pick(number, 30, 3):
        words = [words[0], words[1], words[2] + "."]
    tail = " ".join(f"w{_pick(number, 20 + one, 50_000)}" for one in range(_pick(number, 9, 14)))
    return " ".join(words) + (f" {tail}" if tail else "")


def record(number: int) -> dict[str, object]:
    """Return mention `number` with the field names of the import format."""
    channel = _CHANNELS[_pick(number, 10, len(_CHANNELS))]
    at = NOW - timedelta(seconds=7 * number % (30 * 86_400))
    writer = _pick(number, 11, 20_000)
    return {
        "channel": channel,
        "native_id": f"b{number}",
        "text": text(number),
        "published_at": at.isoformat(),
        "author": {"id": f"u{writer}", "handle": f"user{writer}", "followers": _pick(writer, 12, 5_000)},
        "engagement": {"likes": _pick(number, 13, 50)},
    }


def lines(count: int, start: int = 0) -> Iterator[bytes]:
    """Yield `count` lines of JSON, newest first."""
    for number in range(start, start + count):
        yield json.dumps(record(number), ensure_ascii=False).encode() + b"\n"


def write(path: Path, count: int, start: int = 0) -> None:
    """Write `count` mentions as JSON Lines."""
    with path.open("wb") as out:
        out.writelines(lines(count, start))
