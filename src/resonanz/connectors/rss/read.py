"""Reading a feed: ask whether it changed, hand out what is new, oldest first.

The cursor holds fingerprints of the entries handed out that are still in the feed, so that an entry comes once and
again when it changes. It holds the validators (ETag, Last-Modified) only once everything was handed out.
"""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Iterator, Mapping
from hashlib import blake2b
from typing import Final
from urllib.parse import urlsplit

from resonanz.connect.conditional import NOT_MODIFIED, conditional_headers, validators
from resonanz.connect.contract import Answer, Batch, Budget, Config, Cursor, Env, Json, Misconfigured, RawItem
from resonanz.connect.text import clean_line
from resonanz.connectors.rss.parse import Feed, parse_feed

VERSION: Final = 1
BATCH: Final = 100

_EVERYWHERE_UNIQUE = re.compile(r"(?:https?://|tag:|urn:)\S+", re.IGNORECASE)
_LONGEST_ID: Final = 500
_ACCEPT: Final = "application/atom+xml, application/rss+xml, application/feed+json, application/xml;q=0.9, */*;q=0.5"


class FeedConnection:
    """Be one configured feed."""

    def __init__(self, config: Config, env: Env) -> None:
        url = config.settings.get("url")
        if not isinstance(url, str) or not url.strip():
            raise Misconfigured("The address of the feed is missing.")
        self._url = url.strip()
        self._env = env
        self._credentials = _credentials(config)

    def read(self, cursor: Cursor | None, budget: Budget) -> Iterator[Batch]:
        """Yield the entries that are new or changed since `cursor`."""
        cursor = cursor if cursor and cursor.get("v") == VERSION else None
        answer = self._fetch(conditional_headers(cursor))
        if answer.status == NOT_MODIFIED:
            yield Batch(items=(), cursor=None, more=False)
            return
        self._note_move(answer)
        feed = self._parsed(answer)
        yield from self._news(feed, cursor, budget, {} if feed.broke_off else validators(answer))

    def probe(self) -> str:
        """Return what the address gives; raise a SourceTrouble when it gives no feed."""
        answer = self._fetch({})
        feed = self._parsed(answer)
        moved = (
            "" if answer.url == self._url else f" It has moved to {urlsplit(answer.url).hostname}: use its new address."
        )
        return f"The feed is read and holds {len(feed.entries) + feed.surplus} entries.{moved}"

    def _fetch(self, headers: Mapping[str, str]) -> Answer:
        return self._env.http.get(
            self._url, headers={"Accept": _ACCEPT, **self._credentials, **headers}, accept=(200, NOT_MODIFIED)
        )

    def _parsed(self, answer: Answer) -> Feed:
        return parse_feed(answer.body, content_type=answer.headers.get("content-type", ""), base=answer.url)

    def _news(self, feed: Feed, cursor: Cursor | None, budget: Budget, held: Mapping[str, Json]) -> Iterator[Batch]:
        begun = self._env.clock.monotonic()
        there = self._items(feed)
        before = (cursor or {}).get("seen")
        seen: list[Json] = [mark for mark in before if mark in there] if isinstance(before, list) else []
        known = set(seen)
        news = [mark for mark in reversed(there) if mark not in known]
        allowed = news[: budget.items]
        for start in range(0, max(1, len(allowed)), BATCH):
            marks = allowed[start : start + BATCH]
            seen += marks
            done = start + len(marks) >= len(news)
            state = {"v": VERSION, "seen": list(seen), **(held if done else {})}
            yield Batch(items=tuple(there[mark] for mark in marks), cursor=state, more=not done)
            if self._env.clock.monotonic() - begun >= budget.seconds:
                return

    def _items(self, feed: Feed) -> dict[str, RawItem]:
        """Return what the feed holds by fingerprint, in its order; what could not be read is an item too."""
        seen_at = self._env.clock.now()
        found: dict[str, RawItem] = {}
        for entry in feed.entries:
            id_ = native_id(entry, self._url)
            found[_fingerprint(entry)] = RawItem(native_id=id_, form=feed.form, payload=entry, seen_at=seen_at)
        for form, number in (("surplus", feed.surplus), ("broke_off", int(feed.broke_off))):
            if number:
                note: dict[str, Json] = {"entries": number}
                mark = _digest(json.dumps([form, number, sorted(found)]))
                found[mark] = RawItem(native_id=f"{form}-{mark}", form=form, payload=note, seen_at=seen_at)
        return found

    def _note_move(self, answer: Answer) -> None:
        if answer.url != self._url:
            self._env.log.info("feed_moved", host=urlsplit(answer.url).hostname)


def native_id(entry: Mapping[str, Json], feed: str) -> str:
    """Return what identifies an entry: its id, else its link, else what it says.

    Many feeds number their entries from 1, so an id that is not unique everywhere is joined with the feed's own.
    """
    said = next((entry[name] for name in ("id", "link", "url") if _is_identity(entry.get(name))), "")
    own = clean_line(str(said))
    if own and len(own) <= _LONGEST_ID and _EVERYWHERE_UNIQUE.fullmatch(own):
        return own
    said_instead = [entry.get(name) for name in ("title", "summary", "content", "content_html", "content_text")]
    return f"{_digest(feed)}:{own if own and len(str(said)) < 100 else _digest(json.dumps([said, said_instead]))}"


def _is_identity(said: object) -> bool:
    return isinstance(said, str | int) and not isinstance(said, bool) and bool(str(said).strip())


def _credentials(config: Config) -> dict[str, str]:
    name, password = config.settings.get("username"), config.secrets.get("password")
    if not name and not password:
        return {}
    pair = base64.b64encode(f"{name or ''}:{password or ''}".encode()).decode("ascii")
    return {"Authorization": f"Basic {pair}"}


def _fingerprint(value: Json) -> str:
    return _digest(json.dumps(value, sort_keys=True))


def _digest(text: str) -> str:
    return blake2b(text.encode("utf-8", "replace"), digest_size=6).hexdigest()


__all__ = ["FeedConnection", "native_id"]
