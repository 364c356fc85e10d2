"""What a mail is called: by its own Message-ID, so that it stays the same mail in whatever folder it lies.

The one thing a reader would get wrong: a mail need not have one. Then the place where it lies is its name, and it is
another mail when somebody moves it; that is better than taking two mails for one.
"""

from __future__ import annotations

import re
from hashlib import blake2b
from typing import Final

from resonanz.core.ids import MentionId, mention_id

CHANNEL: Final = "email"
LONGEST: Final = 500

_MESSAGE_ID: Final = re.compile(r"<\s*([^<>\s]{3,998}?)\s*>")
_BARE: Final = re.compile(r"[^<>\s,;]+@[^<>\s,;]+")
_OURS: Final = re.compile(r"resonanz\.[0-9a-f]{32}@[^@\s]+")
_PLACE: Final = re.compile(r"at (\d{1,10})/(\d{1,10}) (.{1,300})")


def message_ids(said: str) -> list[str]:
    """Return the ids of a header, in order, without brackets; a lone one may have come without."""
    found = [one for one in _MESSAGE_ID.findall(said) if len(one) <= LONGEST]
    if not found and _BARE.fullmatch(said.strip()) and len(said) <= LONGEST:
        return [said.strip()]
    return list(dict.fromkeys(found))


def our_message_id(key: str, address: str) -> str:
    """Return the id of the answer with a key: the same for every try, and known as ours when it comes back."""
    return f"resonanz.{blake2b(key.encode(), digest_size=16).hexdigest()}@{address.rpartition('@')[2].lower()}"


def is_ours(message_id: str) -> bool:
    """Tell whether a mail was written by us, as its id has it."""
    return _OURS.fullmatch(message_id) is not None


def place_id(folder: str, validity: int, uid: int) -> str:
    """Return the id of a mail that has none of its own."""
    return f"at {validity}/{uid} {folder}"


def place_of(native_id: str) -> tuple[str, int, int] | None:
    """Return folder, validity and number that such an id names, None for the id of a mail that has one."""
    found = _PLACE.fullmatch(native_id)
    return (found[3], int(found[1]), int(found[2])) if found else None


def mention_of(message_id: str) -> MentionId:
    """Return the mention's id of a mail."""
    return mention_id(CHANNEL, message_id)
