"""Which site a mention leads to: what its author shows to others, else where it stands itself.

So that the places where we are talked about can be counted. Only the host counts, without `www.`; an address that
cannot be read has none.
"""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import urlsplit

from resonanz.core.mention import Mention

LONGEST = 253
"""Characters that a host has at most; what is longer is no host."""


def site_of(mention: Mention) -> str | None:
    """Return the host of the first link that has one, else of the mention's own address, else None."""
    return first_site(mention.links, mention.url)


def first_site(links: Sequence[str], url: str | None) -> str | None:
    """Return the same from the two that it depends on."""
    hosts = (host_of(address) for address in (*links, url or ""))
    return next((host for host in hosts if host), None)


def host_of(address: str) -> str | None:
    """Return the host of a web address in lower case, without `www.`; None where it has none."""
    try:
        parts = urlsplit(address)
        host = (parts.hostname or "").rstrip(".").removeprefix("www.")
    except ValueError:
        return None
    return host if parts.scheme in {"http", "https"} and 0 < len(host) <= LONGEST else None
