"""Raw items of what Bluesky gives: the payload as it came, under the post's address, with who we are.

The one thing a reader would get wrong: not everything has a post's address. Likes, follows and reposts are records of
their own; they keep their own address, so that they are counted as what they are and never hide a post.
"""

from __future__ import annotations

from typing import Final

from resonanz.connect.contract import Json, RawItem
from resonanz.connect.payload import Wild
from resonanz.core.clock import Clock

POST: Final = "post"
FEED: Final = "feed"
NOTIFICATION: Final = "notification"
COMMIT: Final = "commit"
GONE: Final = "gone"


class Items:
    """Make raw items, seen now and by whom we are."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self.me: str | None = None
        """Our own DID, once it is known."""

    def of(self, form: str, address: str, payload: Json) -> RawItem:
        """Return a raw item."""
        return RawItem(native_id=address, form=form, payload={form: payload, "me": self.me}, seen_at=self._clock.now())

    def post(self, view: Json) -> RawItem:
        """Return a post as the AppView shows it."""
        return self.of(POST, Wild(view, POST)["uri"].identity(), view)

    def gone(self, address: str) -> RawItem:
        """Return that a post is no longer there."""
        return self.of(GONE, address, {"uri": address})


def feed_key(entry: Json) -> str:
    """Return what tells an entry of a feed apart: a post, or somebody's passing it on."""
    said = Wild(entry, FEED)
    address = said["post"]["uri"].identity()
    by = said.find("reason", "by", "did").identity_or_none() if _is_repost(said) else None
    return f"{address} passed on by {by}" if by else address


def feed_time(entry: Json) -> Json:
    """Return when an entry of a feed came into it, as the service says it."""
    said = Wild(entry, FEED)
    passed_on = said.find("reason", "indexedAt").raw if _is_repost(said) else None
    return passed_on or said["post"]["indexedAt"].raw


def _is_repost(entry: Wild) -> bool:
    reason = entry.find("reason")
    return reason.is_object and not reason.find("by").is_missing
