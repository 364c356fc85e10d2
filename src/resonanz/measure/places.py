"""Follows the archive and counts the sites and hashtags that the market's mentions lead to.

What a reader would get wrong: where a mention itself stands is no new place, because somebody listens there already.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from typing import Final

from resonanz.core.clock import Clock
from resonanz.core.heard import Heard
from resonanz.core.place import EVERYWHERE, Crowd, Place, PlaceKind, PlaceWeek
from resonanz.core.ports import Archive
from resonanz.core.ports.places import PlaceBook
from resonanz.core.sites import host_of
from resonanz.core.understood import Voice

BATCH: Final = 2_000
BATCHES: Final = 20
"""In one round, so that it ends."""
KEPT: Final = timedelta(weeks=12)
QUIET: Final = timedelta(weeks=2)
"""After which a week with hardly anybody in it is dropped."""
FEWEST: Final = 2.5
"""Voices; estimates of two people lie below."""
MOST_OF_ONE: Final = 12
"""Places of one mention that count: a list of forty hashtags says nothing about any of them."""
SHORTENERS: Final = frozenset(
    {"t.co", "bit.ly", "tinyurl.com", "ow.ly", "buff.ly", "goo.gl", "is.gd", "lnkd.in", "dlvr.it", "ift.tt", "trib.al"}
)
"""Sites that only lead elsewhere."""
_ADDRESS: Final = re.compile(r"https?://[^\s<>\"'()\[\]]{1,2000}")
_HASHTAG: Final = re.compile(r"(?<![\w#&/])#(\w{2,60})")
_FRONTS: Final = ("m.", "amp.", "mobile.")


class PlaceFollower:
    """Count places as mentions come in."""

    def __init__(self, *, archive: Archive, book: PlaceBook, clock: Clock, key: bytes) -> None:
        """Make it; `key` (1 to 64 bytes) keeps hashes of people from being tried out."""
        self._archive = archive
        self._book = book
        self._clock = clock
        self._key = key

    def tick(self) -> int:
        """Count what came since; return how many mentions were looked at."""
        total, mark = 0, self._book.mark()
        for _round in range(BATCHES):
            batch = self._archive.following(mark, limit=BATCH)
            if not batch:
                break
            self._book.keep(batch[-1].seq, crowds_of(batch, self._key), self._clock.now())
            total, mark = total + len(batch), batch[-1].seq
        return total

    def prune(self) -> int:
        """Drop what nobody asks for any more; return how many weeks of places that were."""
        today = self._clock.now().date()
        return self._book.prune(before=monday(today - KEPT), quiet_before=monday(today - QUIET), fewest=FEWEST)


def crowds_of(batch: Iterable[Heard], key: bytes) -> dict[PlaceWeek, Crowd]:
    """Return how many of the market's voices spoke of each place in each week."""
    found: dict[PlaceWeek, Crowd] = defaultdict(Crowd)
    for heard in batch:
        if heard.understood.voice is Voice.OWN or heard.mention.author.is_own:
            continue
        if heard.understood.relevant.value != "yes":
            continue
        week = monday(heard.mention.published_at.date())
        for place in (EVERYWHERE, *places_of(heard)):
            found[PlaceWeek(place, week)].see(_who(heard), key)
    return dict(found)


def places_of(heard: Heard) -> tuple[Place, ...]:
    """Return the places that a mention leads to, each once, at most twelve."""
    return tuple(dict.fromkeys(_places(heard)))[:MOST_OF_ONE]


def _places(heard: Heard) -> Iterator[Place]:
    mention = heard.mention
    stands = host_of(mention.url or "")
    for address in (*mention.links, *_ADDRESS.findall(mention.text)):
        site = site_named(address)
        if site is not None and site not in SHORTENERS and site != stands:
            yield Place(PlaceKind.SITE, site)
    for tag in _HASHTAG.findall(_ADDRESS.sub(" ", mention.text)):
        if not tag.isdigit():
            yield Place(PlaceKind.HASHTAG, tag.casefold())


def site_named(address: str) -> str | None:
    """Return the site of an address, alike on telephones and elsewhere; None where it has none."""
    host = host_of(address)
    if host is None or "." not in host:
        return None
    return next((host.removeprefix(front) for front in _FRONTS if host.startswith(front)), host)


def monday(day: date) -> date:
    """Return the Monday that a day's week begins on."""
    return day - timedelta(days=day.weekday())


def _who(heard: Heard) -> str:
    author = heard.mention.author
    return f"{heard.mention.channel}\0{author.id or author.handle or heard.mention.id}"
