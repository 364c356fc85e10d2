"""What a status is called: on its server, in our archive, and in the order of time.

The one thing a reader would get wrong: a local id need not last. snac puts the time of the last change in front of it,
so an edit gives a status another id; the server itself looks only at the rest. What is kept is the part that stays.
"""

from __future__ import annotations

import re
from typing import Final

_SNAC: Final = re.compile(r"(\d{10})([0-9a-f]{32})")
_SECONDS: Final = "s:"


def lasting(local_id: str) -> str:
    """Return a local id in the form that an edit does not change and that the server answers to."""
    found = _SNAC.fullmatch(local_id)
    return f"{0:010}{found.group(2)}" if found else local_id


def native_id(host: str, local_id: str) -> str:
    """Return the id under which a status is kept."""
    return f"{host}/{lasting(local_id)}"


def position_of(local_id: str) -> str:
    """Return an id so that it sorts by time: longer is later, else letter by letter.

    True of Mastodon's and Takahe's growing numbers, GoToSocial's ULIDs and Pleroma's flakes alike. Of snac's ids only
    the seconds in front do.
    """
    found = _SNAC.fullmatch(local_id)
    return _SECONDS + found.group(1) if found else f"{len(local_id):04d}:{local_id}"


def id_at(position: str) -> str | None:
    """Return the id that a position was made of, None where it does not tell."""
    return None if position.startswith(_SECONDS) else position.partition(":")[2]
