"""Which thread a status belongs to, asked once a thread, and the raw items that say so.

The one thing a reader would get wrong: a status names the one it answers, never the root of its thread. The root
takes a request of its own, so it is remembered; where it cannot be learned, the answered status stands for it, and
whoever stores the mention may know better.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Iterable
from typing import Final

from resonanz.connect.contract import Json, RawItem, SourceTrouble
from resonanz.connectors.mastodon.ids import lasting, native_id
from resonanz.connectors.mastodon.normalise import WORDS
from resonanz.connectors.mastodon.server import Object, Server, id_of
from resonanz.core.clock import Clock

REMEMBERED: Final = 20_000
"""Statuses whose root is kept in memory."""

PAUSE: Final = 60.0
"""Seconds without questions after one that failed."""

TIMELINE: Final = "timeline"
THREAD: Final = "thread"


class Threads:
    """Tell the roots of threads and wrap statuses together with them."""

    def __init__(self, server: Server, clock: Clock) -> None:
        self._server = server
        self._clock = clock
        self._roots: OrderedDict[str, str] = OrderedDict()
        self._ask_again_at = float("-inf")

    def item(self, status: Object, *, found: str, may_ask: Callable[[], bool]) -> RawItem:
        """Return a status as a raw item; `found` says how we came by it."""
        return self._wrapped("status", id_of(status, "status"), {"status": status, "found": found}, status, may_ask)

    def notification(self, notification: Object, *, may_ask: Callable[[], bool]) -> RawItem:
        """Return a notification as a raw item, under the id of the status it is about."""
        status = notification.get("status")
        own = f"notification:{id_of(notification, 'notification')}"
        if not isinstance(status, dict) or not status.get("id"):
            return self._raw("notification", own, {"notification": notification})
        said: dict[str, Json] = {"notification": notification}
        # A favourite's thread is nobody's business: only words are worth a question.
        asking = may_ask if notification.get("type") in WORDS else _never
        return self._wrapped("notification", id_of(status, "status"), said, status, asking)

    def removal(self, id_: str) -> RawItem:
        """Return that a status is no longer there."""
        return self._raw("delete", id_, {"id": id_})

    def unreadable(self, name: str) -> RawItem:
        """Return that something was said which could not be read."""
        return self._raw("unreadable", "event", {"event": name})

    def whole(self, ancestors: Iterable[Object], status: Object, descendants: Iterable[Object]) -> list[RawItem]:
        """Return a thread's statuses as raw items, all under its one root."""
        statuses = [*ancestors, status, *descendants]
        root = lasting(id_of(statuses[0], "status"))
        for one in statuses:
            self._remember(lasting(id_of(one, "status")), root)
        return [self.item(one, found=THREAD, may_ask=_never) for one in statuses]

    def _wrapped(
        self, form: str, id_: str, payload: dict[str, Json], status: Object, may_ask: Callable[[], bool]
    ) -> RawItem:
        return self._raw(form, id_, {**payload, "root": self._root_of(status, may_ask), "me": self._server.known_id})

    def _raw(self, form: str, id_: str, payload: Json) -> RawItem:
        return RawItem(
            native_id=native_id(self._server.host, id_), form=form, payload=payload, seen_at=self._clock.now()
        )

    def _root_of(self, status: Object, may_ask: Callable[[], bool]) -> str:
        id_ = lasting(id_of(status, "status"))
        said = status.get("in_reply_to_id")
        if not isinstance(said, str | int) or isinstance(said, bool) or said == "":
            return id_
        parent = lasting(str(said))
        known = self._roots.get(id_) or self._roots.get(parent)
        root = known or (self._asked(id_) if may_ask() else None)
        if root is not None:
            self._remember(id_, root)
        return root or parent

    def _asked(self, id_: str) -> str | None:
        if self._clock.monotonic() < self._ask_again_at:
            return None
        try:
            context = self._server.context(id_)
        except SourceTrouble:  # an odd context or a limit that is reached must not hold up what people say
            self._ask_again_at = self._clock.monotonic() + PAUSE
            return None
        return lasting(id_of(context[0][0], "context")) if context and context[0] else None

    def _remember(self, id_: str, root: str) -> None:
        self._roots[id_] = root
        if len(self._roots) > REMEMBERED:
            self._roots.popitem(last=False)


def _never() -> bool:
    return False
