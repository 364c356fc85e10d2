"""From what happened to what somebody is to be told: follows the archive, the cases' log and the surges.

The one thing a reader would get wrong: nothing is sent here. What is found becomes a delivery in the same transaction
that moves the mark; a process that dies in between comes by here again, and a telling that is there already stays one.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import timedelta
from typing import Final

from resonanz.core.clock import Clock
from resonanz.core.heard import Heard
from resonanz.core.ports import Archive, Happenings, WebhookBook
from resonanz.core.webhook import Event, Happening, Subscription, SubscriptionId, wants

MENTIONS: Final = "webhooks: mentions"
CASES: Final = "webhooks: cases"
SURGES: Final = "webhooks: surges"
BATCH: Final = 500
LOOKED_BACK: Final = timedelta(days=1)
"""How long ago a surge may have begun or ended that is told of only now."""


class Announcer:
    """Turn what happened into deliveries."""

    def __init__(self, *, archive: Archive, happenings: Happenings, book: WebhookBook, clock: Clock) -> None:
        self._archive = archive
        self._happenings = happenings
        self._book = book
        self._clock = clock

    def tick(self) -> int:
        """Go through what happened since the last time; return how many deliveries were made."""
        wanting = [one for one in self._book.subscriptions() if one.enabled]
        return self._mentions(wanting) + self._cases(wanting) + self._surges(wanting)

    def _mentions(self, wanting: Sequence[Subscription]) -> int:
        if not any(Event.MENTION_HEARD in one.events for one in wanting):
            return self._announce((), (), MENTIONS, self._archive.head())
        made, mark = 0, self._book.mark(MENTIONS)
        while batch := self._archive.following(mark, limit=BATCH):
            mark = batch[-1].seq
            made += self._announce(wanting, [_heard(one) for one in batch], MENTIONS, mark)
        return made

    def _cases(self, wanting: Sequence[Subscription]) -> int:
        made, mark = 0, self._book.mark(CASES)
        while lines := self._happenings.of_cases(mark, limit=BATCH):
            found = [happening for _, happening in lines if happening is not None]
            made += self._announce(wanting, found, CASES, lines[-1][0])
            if lines[-1][0] <= mark:  # only what was there before
                break
            mark = lines[-1][0]
        return made

    def _surges(self, wanting: Sequence[Subscription]) -> int:
        if not wanting:
            return 0
        found = self._happenings.of_surges(self._clock.now() - LOOKED_BACK)
        return self._announce(wanting, found, SURGES, 0)

    def _announce(
        self, wanting: Iterable[Subscription], happenings: Sequence[Happening], follower: str, mark: int
    ) -> int:
        told: list[tuple[SubscriptionId, Happening]] = [
            (one.id, happening) for one in wanting for happening in happenings if wants(one, happening)
        ]
        if not told and self._book.mark(follower) >= mark:
            return 0
        return self._book.announce(told, follower=follower, mark=mark, at=self._clock.now())


def _heard(heard: Heard) -> Happening:
    said = heard.mention
    return Happening(
        event=Event.MENTION_HEARD,
        subject=f"mention:{said.id}",
        at=said.seen_at,
        queries=frozenset(heard.understood.queries),
    )
