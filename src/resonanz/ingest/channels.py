"""Answering and re-reading through whichever configured source can: the port `Channels` over the connectors.

A mention heard by a source without credentials (a public hashtag) is answered by another source of the same
connector that has them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import timedelta

from resonanz.connect.contract import HandsOut, Moderates, Outgoing, Publishes, RawItem, ReadsThreads, Rechecks
from resonanz.core.clock import Clock
from resonanz.core.errors import Misconfigured, NeedsOperator, SourceGone
from resonanz.core.ids import mention_id, native_part
from resonanz.core.mention import Mention, MentionType
from resonanz.core.ports import Answer, Posted, SourceBook
from resonanz.core.source import Counts, Health, Source
from resonanz.ingest.intake import Intake
from resonanz.ingest.opening import Opened, Opener

REMEMBERED = timedelta(minutes=1)


class SourceChannels:
    """Reach channels through the configured sources."""

    def __init__(self, *, opener: Opener, sources: SourceBook, intake: Intake, clock: Clock) -> None:
        self._opener = opener
        self._sources = sources
        self._intake = intake
        self._clock = clock

    def limit(self, mention: Mention) -> int | None:
        """Return the longest answer to this mention, in graphemes; None where it cannot be answered from here."""
        for opened in self._of(mention):
            if isinstance(opened.connection, Publishes):
                return opened.connection.max_length
        return None

    def publish(self, answer: Answer) -> Posted:
        """Post an answer once for its key; raise a SourceTrouble otherwise."""
        mention = answer.mention
        for opened in self._of(mention):
            if not isinstance(opened.connection, Publishes):
                continue
            outgoing = Outgoing(
                key=answer.key,
                reply_to=native_part(mention.id),
                text=answer.text,
                lang=answer.lang,
                repeated=answer.repeated,
                quiet=answer.quiet,
            )
            posted = opened.connection.publish(outgoing)
            return Posted(id=mention_id(mention.channel, posted.native_id), url=posted.url, at=posted.at)
        raise Misconfigured(f"No source with credentials can answer in {mention.channel}.")

    def can_moderate(self, mention: Mention) -> bool:
        """Tell whether the channel is ours, as far as the settings tell."""
        return any(isinstance(opened.connection, Moderates) for opened in self._of(mention))

    def moderate(self, mention: Mention, *, shown: bool) -> None:
        """Let everybody read it, or take it out of sight, then look soon; raise a SourceTrouble."""
        for opened in self._of(mention):
            if not isinstance(opened.connection, Moderates):
                continue
            act = opened.connection.approve if shown else opened.connection.hide
            act(native_part(mention.id))
            self._sources.want(opened.source.id)
            return
        raise Misconfigured(f"No source with credentials can moderate in {mention.channel}.")

    def attachment(self, mention: Mention, number: int) -> tuple[str, str, bytes]:
        """Fetch a file that hangs on a mention from where it lies: name, media type, bytes."""
        missing: NeedsOperator = SourceGone("No source can hand this file out.")
        for opened in self._of(mention):
            if isinstance(opened.connection, HandsOut):
                try:
                    found = opened.connection.attachment(native_part(mention.id), number)
                except SourceGone as gone:  # it may lie in another mailbox of ours
                    missing = gone
                    continue
                return found.name, found.type, found.body
        raise missing

    def hear_thread(self, mention: Mention) -> int:
        """Read the whole thread around a mention again and take it in; return how much of it was new."""
        refused: NeedsOperator | None = None
        for opened in self._of(mention):
            if not isinstance(opened.connection, ReadsThreads):
                continue
            try:
                items = list(opened.connection.thread(native_part(mention.id)))
            except NeedsOperator as trouble:  # another server, or another account: the next source may see it
                refused = refused or trouble
                continue
            counts = self._take(opened, items)
            return counts.new + counts.revised
        if refused is not None:
            raise refused
        return 0

    def recheck(self, mentions: Sequence[Mention]) -> Counts:
        """Look whether mentions of one source were edited or deleted there, and honour it.

        Only the source that heard them is asked: what another account may not see is not gone, and erasing cannot be
        taken back. For the same reason a source that lost its credentials is asked for public mentions alone.
        """
        if not mentions:
            return Counts()
        for opened in self._of(mentions[0]):
            if opened.source.name == mentions[0].source and isinstance(opened.connection, Rechecks):
                asked = [native_part(one.id) for one in mentions if _can_be_seen(one, opened)]
                return self._take(opened, list(opened.connection.recheck(asked))) if asked else Counts()
        return Counts()

    def _take(self, opened: Opened, items: Sequence[RawItem]) -> Counts:
        source, now = opened.source, self._clock.now()
        counts = self._intake.take_raw(
            source.id, opened.connector, opened.context, items, oldest=source.oldest_kept(now)
        )
        self._sources.advance(source.id, None, counts, now)
        return counts

    def _of(self, mention: Mention) -> Iterator[Opened]:
        """Yield the source that heard this mention and those of its channel, as far as they can be opened."""
        for source in sorted(self._usable(mention), key=lambda one: one.name != mention.source):
            try:
                yield self._opener.open(source)
            except NeedsOperator:
                continue

    def _usable(self, mention: Mention) -> list[Source]:
        usable = []
        for source in self._sources.all():
            if not source.enabled or self._sources.health(source.id).state is Health.PAUSED:
                continue
            try:
                if mention.channel == self._opener.connector(source).channel or source.name == mention.source:
                    usable.append(source)
            except NeedsOperator:
                continue
        return usable


def _can_be_seen(mention: Mention, opened: Opened) -> bool:
    """Tell whether a mention that is not shown is gone; only an account is shown messages, and an account answers."""
    return mention.type is not MentionType.MESSAGE or isinstance(opened.connection, Publishes)
