"""From raw items to stored mentions, in the order that loses nothing: payloads, mentions, then the caller's cursor.

Every write may be repeated. What is known already leaves before it is understood, so reading a page twice costs little.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Final

import msgspec

from resonanz.connect.contract import Connector, Context, Json, RawItem
from resonanz.core.errors import PayloadChanged
from resonanz.core.heard import Heard, Kept
from resonanz.core.ids import MentionId, SourceId
from resonanz.core.mention import Mention, Removed, Skip
from resonanz.core.ports import Archive, Payload, Payloads
from resonanz.core.source import Counts
from resonanz.ingest.erasure import Forgetting

Understand = Callable[[Sequence[Mention]], list[Heard]]
REMOVED_AT_SOURCE: Final = "removed at its source"


class Intake:
    """Take in what sources and imports bring."""

    def __init__(self, *, archive: Archive, payloads: Payloads, forgetting: Forgetting, understand: Understand) -> None:
        self._archive = archive
        self._payloads = payloads
        self._forgetting = forgetting
        self._understand = understand

    def take_raw(self, source: SourceId, connector: Connector, context: Context, items: Sequence[RawItem]) -> Counts:
        """Normalise raw items and store what is new; return what they were."""
        mentions: dict[MentionId, Mention] = {}
        removed: dict[MentionId, Removed] = {}
        skipped: Counter[str] = Counter()
        payloads: dict[tuple[MentionId, str], Payload] = {}
        for item in items:
            outcome = normalised(connector, item, context)
            match outcome:
                case Mention():
                    mentions[outcome.id] = outcome
                    removed.pop(outcome.id, None)
                    payloads[outcome.id, item.form] = _payload(outcome.id, item)
                case Removed():
                    removed[outcome.id] = outcome
                    mentions.pop(outcome.id, None)
                case Skip():
                    skipped[outcome.reason] += 1
        self._payloads.keep(source, [one for (id_, _), one in payloads.items() if id_ in mentions])
        counts = self.take(list(mentions.values()))
        gone = self._remove(list(removed.values()))
        return counts + Counts(removed=gone, skipped=skipped)

    def take(self, mentions: Sequence[Mention]) -> Counts:
        """Understand and store mentions that are new or newer; return what they were."""
        fresh = self.fresh(mentions)
        kept = self.keep(self._understand(fresh) if fresh else [])
        return Counts(new=kept.new, revised=kept.revised, known=len(mentions) - len(fresh) + kept.known)

    def fresh(self, mentions: Sequence[Mention], *, under_way: Sequence[Mention] = ()) -> list[Mention]:
        """Return those that are new or newer, each once and in its thread; `under_way` are being understood."""
        newest: dict[MentionId, Mention] = {}
        for one in mentions:
            if one.id not in newest or one.revision > newest[one.id].revision:
                newest[one.id] = one
        if not newest:
            return []
        revisions = {**self._archive.known(list(newest)), **{one.id: one.revision for one in under_way}}
        fresh = [one for one in newest.values() if one.revision > revisions.get(one.id, -1)]
        return self._in_threads(fresh, under_way)

    def keep(self, understood: Sequence[Heard]) -> Kept:
        """Store what was understood."""
        return self._archive.keep(understood) if understood else Kept()

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
    """Normalise one item; a shape that is unknown is a counted skip, so that it cannot hold up the others."""
    try:
        return connector.normalise(item, context)
    except PayloadChanged as changed:
        return Skip("payload_changed", str(changed))


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
