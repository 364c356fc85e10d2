"""What the strangers of every network have in common: what they wrote, and how it is told to a test."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import httpx2

from tests.peers.servers.machine import PeerFailedError


@dataclass(frozen=True)
class Post:
    """Something that was written on a real server, as a reader of that server sees it."""

    uri: str
    """The name that stays: an `at://` address, or the ActivityPub address of a status."""
    id: str
    """The handle for API calls; on Bluesky the uri itself, elsewhere it may change when a post is edited."""
    author: str
    """Handle on Bluesky, user name or address on Mastodon."""
    text: str
    """Without mark-up."""
    reply_to: str | None = None
    """The `uri` (Bluesky) or `id` (Mastodon) of the post that this one answers."""
    revision: str = ""
    """Hash of the content, where a network has one; a Bluesky reply must name it."""
    root: tuple[str, str] | None = None
    """Uri and revision of the thread's first post, on Bluesky; None if this is the first."""


def told_by(answer: httpx2.Response) -> Any:
    """Return what a server answered; a refusal is told in its own words."""
    if answer.is_error:
        asked = f"{answer.request.method} {answer.request.url}"
        raise PeerFailedError(f"{asked} gave {answer.status_code}: {answer.text[:500]}")
    return answer.json()
