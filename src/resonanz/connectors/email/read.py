"""Reading a mailbox: oldest first, folder by folder, after the last number handed over.

The one thing a reader would get wrong: a number means nothing without the folder's validity. A folder that was made
anew (moved to another server, restored) counts from 1 again, so it is then read as at the first look; mails are known
by their Message-ID, and hearing them twice changes nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import timedelta
from typing import Final

from resonanz.connect.contract import Batch, Budget, Cursor, Env, RawItem, SourceGone
from resonanz.connect.rounds import Meter
from resonanz.connect.times import parse_time
from resonanz.connectors.email.ids import message_ids, place_id
from resonanz.connectors.email.imap import LARGEST, Folder, Mailbox, Outline
from resonanz.connectors.email.normalise import FORM
from resonanz.connectors.email.parts import payload_of
from resonanz.connectors.email.settings import Wishes

VERSION: Final = 1
OUTLINED: Final = 50
"""Mails whose size is asked for at once."""
FETCHED: Final = 8_000_000
"""Bytes of mails that are fetched at once, unless one alone is larger."""
STEP: Final = 3
"""Requests for the next mails of a folder: which there are, how large they are, what they say."""
STRETCH: Final = 10_000
"""Numbers that are searched at once; a folder of decades has gaps of thousands."""


class Reader:
    """Read the folders of one mailbox within a budget."""

    def __init__(self, wishes: Wishes, env: Env, cursor: Cursor | None, budget: Budget) -> None:
        self._wishes = wishes
        self._env = env
        self._meter = Meter(budget, env.clock)
        stored = cursor if cursor is not None and cursor.get("v") == VERSION else {}
        marks = stored.get("folders")
        self._marks: dict[str, Mapping[str, object]] = dict(marks) if isinstance(marks, Mapping) else {}
        self._begin_with = stored.get("next")
        self._unfinished: set[str] = set()
        self._stored: list[int] = []
        """Numbers in the open folder whose mails are safe with us, to be marked as read."""

    def read(self) -> Iterator[Batch]:
        """Yield batches; each cursor covers what was handed over before and with it."""
        if self._meter.spent:
            yield Batch(items=(), cursor=None, more=True)
            return
        self._meter.ask()  # signing in and finding the folders counts as one request
        with Mailbox(self._wishes, self._env) as box:
            sent = box.sent()
            names = self._in_turn([*self._wishes.folders, *([sent] if sent is not None else [])])
            for place, name in enumerate(names):
                for items in self._folder(box, name, is_sent=name == sent):
                    yield self._handed(items, name, more=True)
                    self._mark_seen(box, name)
                if name in self._unfinished or self._meter.late:
                    yield self._handed((), name, more=True)
                    return
                following = names[(place + 1) % len(names)]
                yield self._handed((), following, more=place < len(names) - 1)

    def safe(self, batch: Batch) -> None:
        """Take note that the mails of a batch are stored."""
        for item in batch.items:
            if isinstance(item.payload, dict) and isinstance(uid := item.payload.get("uid"), int):
                self._stored.append(uid)

    def _in_turn(self, names: Sequence[str]) -> list[str]:
        """Return the folders, beginning with the one whose turn it is: a full inbox must not starve the others."""
        once = list(dict.fromkeys(names))
        at = once.index(self._begin_with) if self._begin_with in once else 0
        return once[at:] + once[:at]

    def _folder(self, box: Mailbox, name: str, *, is_sent: bool) -> Iterator[tuple[RawItem, ...]]:
        """Yield the folder's mails after its mark, which moves along; note the folder where the budget ends first."""
        try:
            folder = box.open(name)
        except SourceGone:
            if not is_sent or self._wishes.sent_folder:
                raise
            return
        if self._meter.spent:
            self._unfinished.add(name)
            return
        at = self._beginning(box, folder)
        while at < folder.next - 1:
            stepped = self._step(box, folder, at, is_sent=is_sent)
            if stepped is None:
                self._unfinished.add(name)
                return
            items, at = stepped
            self._mark(folder, at)
            self._meter.items -= len(items)
            if items:
                yield items
        self._mark(folder, at)

    def _step(self, box: Mailbox, folder: Folder, at: int, *, is_sent: bool) -> tuple[tuple[RawItem, ...], int] | None:
        """Return the next mails after `at` and the number they reach to; None where the budget does not suffice."""
        if self._meter.requests < STEP or self._meter.spent:
            return None
        self._meter.ask()
        end = min(at + STRETCH, folder.next - 1)
        found = box.between(at + 1, end)[: min(OUTLINED, self._meter.items)]
        if not found:
            return (), end
        if self._late():
            return None
        self._meter.ask()
        few = _at_once(box.outlines(found))
        if not few:
            return (), found[-1]  # they were deleted in this moment
        if self._late():
            return None
        self._meter.ask()
        return self._items(box, folder, few, is_sent=is_sent), few[-1].uid

    def _late(self) -> bool:
        return self._meter.late

    def _items(self, box: Mailbox, folder: Folder, few: Sequence[Outline], *, is_sent: bool) -> tuple[RawItem, ...]:
        whole = few[0].size <= LARGEST
        mails = box.mails([one.uid for one in few], whole=whole)
        # What bears the sign of a draft among what was sent is an answer of ours whose way nobody knows yet.
        ready = [one for one in few if one.uid in mails and not (is_sent and "\\draft" in one.flags)]
        return tuple(self._item(folder, one, mails[one.uid], is_sent=is_sent, cut=not whole) for one in ready)

    def _item(self, folder: Folder, outline: Outline, mail: bytes, *, is_sent: bool, cut: bool) -> RawItem:
        received = parse_time(outline.received)
        payload = payload_of(
            mail,
            folder=folder.name,
            uid=outline.uid,
            received=received.isoformat() if received and received.tzinfo else "",
            sent=is_sent,
            cut=cut,
        )
        headers = payload["headers"] if isinstance(payload, dict) else None
        own = message_ids(str(headers.get("message-id", ""))) if isinstance(headers, dict) else []
        return RawItem(
            native_id=own[0] if own else place_id(folder.name, folder.validity, outline.uid),
            form=FORM,
            payload=payload,
            seen_at=self._env.clock.now(),
        )

    def _beginning(self, box: Mailbox, folder: Folder) -> int:
        """Return the number up to which a folder is read; at the first look some days back."""
        mark = self._marks.get(folder.name, {})
        uid = mark.get("uid") if isinstance(mark, Mapping) and mark.get("validity") == folder.validity else None
        if isinstance(uid, int):
            return uid
        day = (self._env.clock.now() - timedelta(days=self._wishes.days)).date()
        self._meter.ask()
        found = box.since(day)
        at = min(found) - 1 if found else folder.next - 1
        self._mark(folder, at)
        return at

    def _mark(self, folder: Folder, uid: int) -> None:
        self._marks[folder.name] = {"validity": folder.validity, "uid": uid}

    def _handed(self, items: tuple[RawItem, ...], following: str, *, more: bool) -> Batch:
        cursor: dict[str, object] = {"v": VERSION, "folders": dict(self._marks), "next": following}
        return Batch(items=items, cursor=cursor, more=more)

    def _mark_seen(self, box: Mailbox, name: str) -> None:
        if self._stored and self._wishes.mark_seen:
            box.open(name, writing=True)
            box.mark(self._stored, "\\Seen")
            box.open(name)
        self._stored.clear()


def _at_once(outlines: Sequence[Outline]) -> list[Outline]:
    """Return the first mails, as many as may be held at once; one too large to be read whole comes alone."""
    few: list[Outline] = []
    for one in outlines:
        if few and (one.size > LARGEST or sum(each.size for each in few) + one.size > FETCHED):
            break
        few.append(one)
        if one.size > LARGEST:
            break
    return few
