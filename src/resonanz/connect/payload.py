"""Reading JSON that strangers wrote: typed getters that raise PayloadChanged and name the path.

The one thing a reader would get wrong: the difference between missing and wrong. `find` passes over what is missing
or null, and its `..._or_none` getters give None for it; a value that is there in another shape raises either way,
because that is a source that has changed.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from datetime import datetime
from typing import Final
from urllib.parse import urlsplit

from resonanz.connect.contract import Json, PayloadChanged
from resonanz.connect.text import clean_line, clean_text
from resonanz.connect.times import parse_time

LONGEST_ID: Final = 1_000
LONGEST_URL: Final = 4_000
LARGEST_COUNT: Final = 2**53
"""A count beyond what JSON can say exactly is absurd."""

_PLAIN_ADDRESS = re.compile(r"https?://[A-Za-z0-9][A-Za-z0-9.-]*(?::[0-9]{1,5})?(?:[/?#][!-~]*)?").fullmatch
"""Nearly every address; taking such a one apart would cost more than all else that is done with it."""


class Wild:
    """Hold a value of unknown shape, together with where it stood."""

    __slots__ = ("path", "raw")

    def __init__(self, raw: Json, path: str = "$") -> None:
        self.raw = raw
        self.path = path

    def __getitem__(self, name: str) -> Wild:
        """Return a member that must be there; raise PayloadChanged."""
        if not isinstance(self.raw, dict):
            raise self._wrong("an object")
        if name not in self.raw:
            raise PayloadChanged("is missing.", path=f"{self.path}.{name}")
        return Wild(self.raw[name], f"{self.path}.{name}")

    def find(self, *names: str) -> Wild:
        """Return a member, or a member's member, that may be missing; raise PayloadChanged if not in an object."""
        found = self
        for name in names:
            if found.raw is None:
                return Wild(None, f"{found.path}.{name}")
            if not isinstance(found.raw, dict):
                raise found._wrong("an object")
            found = Wild(found.raw.get(name), f"{found.path}.{name}")
        return found

    @property
    def is_missing(self) -> bool:
        """Tell whether it is missing or null."""
        return self.raw is None

    @property
    def is_object(self) -> bool:
        """Tell whether it has members."""
        return isinstance(self.raw, dict)

    def items(self) -> Iterator[Wild]:
        """Yield the items of a list that must be there; raise PayloadChanged."""
        if not isinstance(self.raw, list):
            raise self._wrong("a list")
        for index, item in enumerate(self.raw):
            yield Wild(item, f"{self.path}[{index}]")

    def items_or_none(self) -> Iterator[Wild]:
        """Yield the items of a list that may be missing."""
        if self.raw is not None:
            yield from self.items()

    def text(self) -> str:
        """Return cleaned text that must be there; it may be empty."""
        if not isinstance(self.raw, str):
            raise self._wrong("text")
        return clean_text(self.raw)

    def text_or_none(self) -> str | None:
        """Return cleaned text, None when missing or blank."""
        if self.raw is None:
            return None
        text = self.text()
        return None if not text or text.isspace() else text

    def line_or_none(self) -> str | None:
        """Return text cleaned to one bounded line, for names and titles; None when missing or blank."""
        if self.raw is None:
            return None
        if not isinstance(self.raw, str):
            raise self._wrong("text")
        return clean_line(self.raw) or None

    def identity(self) -> str:
        """Return an id that must be there: text or a whole number, bounded, on one line."""
        found = self.identity_or_none()
        if found is None:
            raise self._wrong("an id")
        return found

    def identity_or_none(self) -> str | None:
        """Return an id, None when missing or blank."""
        if self.raw is None:
            return None
        if isinstance(self.raw, bool) or not isinstance(self.raw, str | int):
            raise self._wrong("an id")
        if isinstance(self.raw, int) and abs(self.raw) >= 10**40:
            raise self._wrong("an id")
        said = str(self.raw).strip()
        if len(said) > LONGEST_ID:
            raise self._wrong("an id")
        return clean_line(said, limit=LONGEST_ID) or None

    def integer(self) -> int:
        """Return a whole number that must be there, also when it is written as text."""
        found = self.integer_or_none()
        if found is None:
            raise self._wrong("a whole number")
        return found

    def integer_or_none(self) -> int | None:
        """Return a whole number, None when missing."""
        raw = self.raw
        if raw is None:
            return None
        if isinstance(raw, int) and not isinstance(raw, bool):
            return raw
        if isinstance(raw, float) and math.isfinite(raw) and raw == int(raw):
            return int(raw)
        if isinstance(raw, str) and len(raw) < 40 and raw.isascii() and raw.strip().removeprefix("-").isdigit():
            return int(raw)
        raise self._wrong("a whole number")

    def count(self) -> int | None:
        """Return how many; None when unknown: missing, negative or absurd."""
        found = self.integer_or_none()
        return found if found is not None and 0 <= found <= LARGEST_COUNT else None

    def flag(self, *, default: bool = False) -> bool:
        """Return true or false; `default` when missing."""
        if self.raw is None:
            return default
        if not isinstance(self.raw, bool):
            raise self._wrong("true or false")
        return self.raw

    def time(self) -> datetime | None:
        """Return the moment that a text or a number names; None when missing or impossible. See `times`."""
        if self.raw is not None and (isinstance(self.raw, bool) or not isinstance(self.raw, str | int | float)):
            raise self._wrong("a date")
        return parse_time(self.raw)

    def url(self) -> str | None:
        """Return a web address; None when it is missing or no address to go to (script, mail, relative)."""
        if self.raw is not None and not isinstance(self.raw, str):
            raise self._wrong("an address")
        return web_address(self.raw)

    def _wrong(self, expected: str) -> PayloadChanged:
        kind = {dict: "an object", list: "a list", str: "text", type(None): "missing or null"}.get(type(self.raw))
        return PayloadChanged(f"should be {expected} and is {kind or type(self.raw).__name__}.", path=self.path)


def web_address(said: str | None) -> str | None:
    """Return `said` when it is an absolute http(s) address of bounded length, else None."""
    if said is None or len(said) > LONGEST_URL:
        return None
    if _PLAIN_ADDRESS(said):
        return said
    address = clean_line(said, limit=LONGEST_URL)
    try:
        parts = urlsplit(address)
        reachable = parts.scheme.lower() in ("http", "https") and bool(parts.hostname) and " " not in address
    except ValueError:
        return None
    return address if reachable else None


__all__ = ["LARGEST_COUNT", "LONGEST_ID", "LONGEST_URL", "Wild", "web_address"]
