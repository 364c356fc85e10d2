"""New places to try: what was counted, ranked, without what is listened to already."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Final

from resonanz.app.house import House
from resonanz.core.place import Place
from resonanz.core.sites import host_of
from resonanz.measure.place_ranking import FEWEST, Ranked, ranked, window

if TYPE_CHECKING:
    from resonanz.store.relational.selectors.places import PlaceRow

CHANNELS: Final = {
    "bluesky": ("bsky.app", "bsky.social"),
    "hackernews": ("news.ycombinator.com",),
    "mastodon": (),
}
"""Sites of channels whose sources do not name them."""
_WORD: Final = re.compile(r"\w{2,60}")


def proposals(home: House, *, limit: int = 100) -> Sequence[tuple[PlaceRow, Ranked]]:
    """Return the places that deserve a try, the best first."""
    from resonanz.store.relational.selectors import places

    today = home.clock.now().date()
    first, now = window(today)
    rows = {Place(row.kind, row.name): row for row in places.heard_of(first, now, fewest=FEWEST)}
    found = ranked({place: row.voices for place, row in rows.items()}, today, known=known_names(home))
    return [(rows[one.place], one) for one in found[:limit]]


def known_names(home: House) -> frozenset[str]:
    """Return the sites and words that are listened to: of sources, of our own accounts, of queries."""
    return frozenset(_known(home))


def _known(home: House) -> Iterator[str]:
    for source in home.sources.all():
        yield from CHANNELS.get(source.connector, ())
        for value in _texts(source.settings):
            yield from (host for one in value.split() if (host := host_of(one) or host_of(f"https://{one}")))
            yield from (word.casefold() for word in _WORD.findall(value))
    for _channel, account in home.rulebook.own_accounts():
        yield account.rpartition("@")[2]
    for text in home.rulebook.named_queries().values():
        yield from (word.casefold() for word in _WORD.findall(text))


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for one in value.values():
            yield from _texts(one)
    elif isinstance(value, list | tuple):
        for one in value:
            yield from _texts(one)
