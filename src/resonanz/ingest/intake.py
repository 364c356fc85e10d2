"""From raw items to stored mentions, in the order that loses nothing: payloads, mentions, then the caller's cursor.

Every write may be repeated. What is known already leaves before it is understood, so reading a page twice costs little.
"""

from __future__ import annotations

import threading
from collections import Counter, OrderedDict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Final

import msgspec

from resonanz.connect.contract import Connector, Context, Json, RawItem
from resonanz.core.errors import PayloadChanged
from resonanz.core.heard import Heard, Kept
from resonanz.core.ids import MentionId, SourceId
from resonanz.core.mention import Mention, MentionType, Removed, Skip
from resonanz.core.ports import Archive, Payload, Payloads
from resonanz.core.source import Counts
from resonanz.ingest.erasure import Forgetting

Understand = Callable[[Sequence[Mention]], list[Heard]]
REMOVED_AT_SOURCE: Final = "removed at its source"

PAYLOAD_CHANGED: Final = "payload_changed"
CONNECTOR_DEFECT: Final = "connector_defect"
PAST_RETENTION: Final = "past_retention"
NOT_ASKED_FOR: Final = "not_asked_for"
"""Reasons for skips of ours, beside those that connectors declare."""

MOST_GONE: Final = 20_000
"""Removals that are remembered."""
FETCHED_BEFORE: Final = timedelta(minutes=1)
"""How long before it is stamped as seen a page may have been fetched."""


class Intake:
    """Take in what sources and imports bring."""

    def __init__(self, *, archive: Archive, payloads: Payloads, forgetting: Forgetting, understand: Understand) -> None:
        self._archive = archive
        self._payloads = payloads
        self._forgetting = forgetting
        self._understand = understand
        self._gone = _Gone()

    def take_raw(
        self,
        source: SourceId,
        connector: Connector,
        context: Context,
        items: Sequence[RawItem],
        *,
        oldest: datetime | None = None,
        lag: timedelta = FETCHED_BEFORE,
    ) -> Counts:
        """Normalise raw items and store what is new, nothing published before `oldest`; return what they were.

        `lag` says how long before it was stamped as seen an item may have been fetched; on a stream there is none.
        """
        said = _Said(oldest=oldest)
        for item in items:
            said.take(item, normalised(connector, item, context))
        self._leave_unasked(said)
        if not connector.dates_edits:
            self._date_edits(said)
        self._gone.add(said.removed.values())
        for id_ in [one.id for one in said.mentions.values() if self._gone.covers(one, lag)]:
            del said.mentions[id_]
        self._payloads.keep(source, [one for (id_, _), one in said.payloads.items() if id_ in said.mentions])
        counts = self.take(list(said.mentions.values()))
        # A stream may have told of a removal while a look was still storing what was removed.
        late = [Removed(id=one.id, at=one.seen_at) for one in said.mentions.values() if self._gone.covers(one, lag)]
        gone = self._remove([*said.removed.values(), *late])
        return counts + Counts(removed=gone, skipped=said.skipped)

    def take(self, mentions: Sequence[Mention]) -> Counts:
        """Understand and store mentions that are new or newer; return what they were."""
        fresh = self.fresh(mentions)
        kept = self.keep(self._understand(fresh) if fresh else [])
        return Counts(new=kept.new, revised=kept.revised, known=len(mentions) - len(fresh) + kept.known)

    def fresh(self, mentions: Sequence[Mention], *, under_way: Sequence[Mention] = ()) -> list[Mention]:
        """Return those that are new or newer, each once and in its thread; `under_way` are being understood.

        What somebody had erased is none of them, however often a source still tells it.
        """
        newest: dict[MentionId, Mention] = {}
        for one in mentions:
            if one.id not in newest or one.revision > newest[one.id].revision:
                newest[one.id] = one
        if not newest:
            return []
        for id_ in self._forgetting.barred(list(newest)):
            del newest[id_]
        revisions = {**self._archive.known(list(newest)), **{one.id: one.revision for one in under_way}}
        fresh = [one for one in newest.values() if one.revision > revisions.get(one.id, -1)]
        return self._in_threads(fresh, under_way)

    def keep(self, understood: Sequence[Heard]) -> Kept:
        """Store what was understood."""
        return self._archive.keep(self._copies_of_what_stands(understood)) if understood else Kept()

    def _copies_of_what_stands(self, understood: Sequence[Heard]) -> list[Heard]:
        """Return the batch, none of it the copy of what was taken back: said again, it is the only one there is."""
        here = {one.mention.id for one in understood}
        firsts = {one.understood.duplicate_of for one in understood if one.understood.duplicate_of} - here
        gone = firsts - self._archive.known(list(firsts)).keys() if firsts else frozenset()
        return [_original(one) if one.understood.duplicate_of in gone else one for one in understood]

    def _leave_unasked(self, said: _Said) -> None:
        """Drop edits of what was never heard: nobody asked for those."""
        unsure = [id_ for id_ in said.only_known if id_ in said.mentions]
        for id_ in set(unsure) - self._archive.known(unsure).keys() if unsure else ():
            del said.mentions[id_]
            said.skipped[NOT_ASKED_FOR] += 1

    def _date_edits(self, said: _Said) -> None:
        """Give what differs from what was heard the second it was seen in as its revision."""
        for id_, heard in self._archive.find(list(said.mentions)).items():
            before, now = heard.mention, said.mentions[id_]
            if now.revision <= before.revision and _wording(now) != _wording(before):
                revision = max(int(now.seen_at.timestamp()), before.revision + 1)
                said.mentions[id_] = replace(now, revision=revision)

    def _remove(self, removed: Sequence[Removed]) -> int:
        if not removed:
            return 0
        known = self._archive.known([one.id for one in removed])
        return self._forgetting.forget(list(known), reason=REMOVED_AT_SOURCE)

    def _in_threads(self, mentions: Sequence[Mention], under_way: Sequence[Mention] = ()) -> list[Mention]:
        """Put replies whose channel does not tell the root into the thread of what they answer."""
        unrooted = {one.reply_to for one in mentions if one.reply_to and one.thread in (one.id, one.reply_to)}
        if not unrooted:
            return list(mentions)
        here = {one.id: one.thread for one in (*under_way, *mentions)}
        absent = [one for one in unrooted if one not in here]
        roots: dict[MentionId, MentionId] = {
            found.mention.id: found.mention.thread for found in self._archive.find(absent).values()
        }
        return [_rooted(one, here, roots) for one in mentions]


@dataclass(slots=True)
class _Said:
    """Gather what one batch of raw items comes to: of each mention the newest revision, the later item where equal."""

    oldest: datetime | None
    mentions: dict[MentionId, Mention] = field(default_factory=dict)
    removed: dict[MentionId, Removed] = field(default_factory=dict)
    payloads: dict[tuple[MentionId, str], Payload] = field(default_factory=dict)
    only_known: set[MentionId] = field(default_factory=set)
    """Of which the batch brings nothing that was asked for by itself."""
    skipped: Counter[str] = field(default_factory=Counter)

    def take(self, item: RawItem, outcome: Mention | Removed | Skip) -> None:
        """Add an item by what it was normalised to."""
        match outcome:
            case Skip():
                self.skipped[outcome.reason] += 1
            case Removed():
                self.removed[outcome.id] = outcome
                self.mentions.pop(outcome.id, None)
            case Mention() if self.oldest is not None and outcome.published_at < self.oldest:
                self.skipped[PAST_RETENTION] += 1
            case Mention() if outcome.revision >= self.mentions.get(outcome.id, outcome).revision:
                if not item.only_known:
                    self.only_known.discard(outcome.id)
                elif outcome.id not in self.mentions:
                    self.only_known.add(outcome.id)
                self.mentions[outcome.id] = outcome
                self.removed.pop(outcome.id, None)
                self.payloads[outcome.id, item.form] = _payload(outcome.id, item)


class _Gone:
    """Remember what sources took back lately: a look that was already under way may still bring it."""

    def __init__(self) -> None:
        self._at: OrderedDict[MentionId, datetime] = OrderedDict()
        self._lock = threading.Lock()

    def add(self, removed: Iterable[Removed]) -> None:
        """Remember removals; the oldest are forgotten when there are many."""
        with self._lock:
            for one in removed:
                self._at[one.id] = max(one.at, self._at.get(one.id, one.at))
                self._at.move_to_end(one.id)
            while len(self._at) > MOST_GONE:
                self._at.popitem(last=False)

    def covers(self, mention: Mention, lag: timedelta) -> bool:
        """Tell whether a mention was read before its source took it back."""
        at = self._at.get(mention.id)
        return at is not None and mention.seen_at < at + lag


def _wording(said: Mention) -> tuple[str, str | None, MentionType]:
    return said.text, said.title, said.type


def _original(copy: Heard) -> Heard:
    return replace(copy, understood=replace(copy.understood, duplicate_of=None))


def _rooted(mention: Mention, here: Mapping[MentionId, MentionId], roots: Mapping[MentionId, MentionId]) -> Mention:
    thread, steps = mention.thread, 0
    parent = mention.reply_to
    if parent is None or thread not in (mention.id, parent):
        return mention
    thread = parent
    while steps < len(here) + 1:  # a circle of replies ends here, wherever it is
        above = roots.get(thread) or here.get(thread)
        if above is None or above == thread:
            break
        thread, steps = above, steps + 1
    return replace(mention, thread=thread)


def normalised(connector: Connector, item: RawItem, context: Context) -> Mention | Removed | Skip:
    """Normalise one item; what cannot be is a counted skip, so that it cannot hold up the others."""
    try:
        return connector.normalise(item, context)
    except PayloadChanged as changed:
        return Skip(PAYLOAD_CHANGED, str(changed))
    except Exception as defect:  # noqa: BLE001  the next look would meet it again, and the source would stand still
        return Skip(CONNECTOR_DEFECT, type(defect).__name__)


def _payload(mention: MentionId, item: RawItem) -> Payload:
    return Payload(mention=mention, form=item.form, body=encoded(item.payload), seen_at=item.seen_at)


def encoded(payload: Json) -> bytes:
    """Return a payload as UTF-8 JSON; lone surrogates of strangers become question marks."""
    try:
        return msgspec.json.encode(payload)
    except UnicodeEncodeError:
        return msgspec.json.encode(_paired(payload))


def _paired(value: Json) -> Json:
    match value:
        case str():
            return value.encode("utf-8", "replace").decode()
        case list():
            return [_paired(one) for one in value]
        case dict():
            return {str(_paired(key)): _paired(one) for key, one in value.items()}
        case _:
            return value
