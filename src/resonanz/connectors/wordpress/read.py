"""Looking at the comments of a site: the latest number first, down to where the last look ended.

The one thing a reader would get wrong: dates. A comment that waited a week comes to light with the date it was
written, and an imported one with the year it was written, so a mark by date would lose both. Numbers grow by arrival;
and what changed on the newest page, an edit or an approval, is a new entry there whatever its number.

Pages are counted from the top. New comments push others down, which only shows them twice; but one that is thrown
away meanwhile pulls others up. So a page overlaps the one above, and where it does not the reader goes back.
"""

from __future__ import annotations

from collections.abc import Iterator
from hashlib import blake2s
from typing import Final

from resonanz.connect.contract import Batch, Budget, Cursor, Env
from resonanz.connect.payload import Wild
from resonanz.connect.rounds import Meter, Round, Sheet
from resonanz.connect.window import Entry, Window
from resonanz.connectors.wordpress.comments import PAGE, Comment, Comments, Page, id_of
from resonanz.connectors.wordpress.site import Site

OVERLAP: Final = 5
"""Comments that two pages share."""
STEP_BACK: Final = 50


class Reader:
    """Read the comments of one site, once."""

    def __init__(self, site: Site, comments: Comments, env: Env) -> None:
        self._site = site
        self._comments = comments
        self._env = env

    def read(self, cursor: Cursor | None, budget: Budget) -> Iterator[Batch]:
        """Yield what is new since `cursor`; at the very first look the newest page."""
        self._meter = Meter(budget, self._env.clock)
        self._site.count = self._meter.ask
        if not self._meter.spent:
            self._site.me()
        yield from Round([self._site.name], cursor, self._meter, self._sheet).read()

    def _sheet(self, _: str, window: Window) -> Sheet:
        joined = self._joining(*_place(window.place))
        comments = joined[0].comments if joined else ()
        below = _below(*joined) if joined else window.place
        return Sheet([_entry(one) for one in comments], lambda index: self._comments.item(comments[index]), below)

    def _joining(self, offset: int, lowest: int) -> tuple[Page, int] | None:
        """Return the page that goes on from the comment `lowest`, and its offset; None when the budget ends first."""
        page = self._comments.page({"offset": offset})
        while offset and not _reaches(page, lowest):
            if self._meter.spent:
                return None
            offset = max(0, offset - STEP_BACK)
            page = self._comments.page({"offset": offset})
        return page, offset


def _entry(comment: Comment) -> Entry:
    """Return an entry whose key changes with what the comment says and whether it is shown."""
    said = Wild(comment, "comment")
    content = said.find("content", "rendered") if said.find("content").is_object else said.find("content")
    words = f"{said.find('status').raw}\n{content.raw}".encode("utf-8", "surrogatepass")
    number = id_of(comment)
    return Entry(f"{number}:{blake2s(words, digest_size=8).hexdigest()}", number.zfill(18))


def _reaches(page: Page, lowest: int) -> bool:
    """Tell whether a page begins at or above the lowest comment of the page before it."""
    return bool(page.comments) and int(id_of(page.comments[0])) >= lowest


def _below(page: Page, offset: int) -> str | None:
    count = len(page.comments)
    if not count or (offset + count >= page.total if page.total is not None else count < PAGE):
        return None
    lowest = id_of(page.comments[-1])
    return f"{offset + max(1, count - OVERLAP)}:{lowest}"


def _place(place: str) -> tuple[int, int]:
    offset, _, lowest = place.partition(":")
    return (int(offset), int(lowest)) if offset.isdigit() and lowest.isdigit() else (0, 0)


__all__ = ["OVERLAP", "Reader"]
