"""Who the authors on the stream are: it brings their DIDs alone, and a reader wants a name and how many follow.

The one thing a reader would get wrong: this may fail. A stream does not wait for it; whoever cannot be looked up is
heard as a DID.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable
from typing import Final

from resonanz.connect.contract import Json, SourceTrouble
from resonanz.connect.payload import Wild
from resonanz.connectors.bluesky.service import Service
from resonanz.core.clock import Clock

AT_ONCE: Final = 25
REMEMBERED: Final = 5_000
PAUSE: Final = 60.0
"""Seconds without questions after one that failed."""


class Authors:
    """Look authors up, and remember them for a while."""

    def __init__(self, service: Service, clock: Clock) -> None:
        self._service = service
        self._clock = clock
        self._known: OrderedDict[str, Json] = OrderedDict()
        self._ask_again_at = float("-inf")

    def find(self, dids: Iterable[str]) -> dict[str, Json]:
        """Return the profile of each author who could be looked up."""
        wanted = list(dict.fromkeys(dids))
        unknown = [did for did in wanted if did not in self._known]
        for start in range(0, len(unknown), AT_ONCE):
            if self._clock.monotonic() < self._ask_again_at:
                break
            self._look_up(unknown[start : start + AT_ONCE])
        found = {did: self._known[did] for did in wanted if self._known.get(did) is not None}
        while len(self._known) > REMEMBERED:
            self._known.popitem(last=False)
        return found

    def _look_up(self, dids: list[str]) -> None:
        try:
            said = self._service.query("app.bsky.actor.getProfiles", [("actors", did) for did in dids])
            profiles = list(Wild(said, "getProfiles")["profiles"].items())
        except SourceTrouble:
            self._ask_again_at = self._clock.monotonic() + PAUSE
            return
        self._known.update(dict.fromkeys(dids))
        self._known.update({did: one.raw for one in profiles if isinstance(did := one.find("did").raw, str)})
