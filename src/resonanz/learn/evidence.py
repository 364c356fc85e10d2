"""Bringing the evidence of needs together: by their signposts, and by likeness to what people put there.

The one thing a reader would get wrong: a topic may come to a mention long after it was heard, because topics are
learned. So the archive is not followed by its log here but asked again: the last days often, all of it once a day.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final

from resonanz.core.clock import Clock
from resonanz.core.heard import Heard
from resonanz.core.ids import MentionId, NeedId, QueryId
from resonanz.core.mention import MentionType
from resonanz.core.need import OPEN, Evidence, How, Need, NeedKind, Signpost, Standing, person_of
from resonanz.core.ports import Archive, Likeness, NeedBook
from resonanz.core.search import Filter
from resonanz.core.understood import Kind, Voice

OFTEN: Final = timedelta(minutes=1)
CALM: Final = timedelta(minutes=15)
"""How often a look is taken while nothing new is heard: topics may have been learned meanwhile."""
LATELY: Final = timedelta(days=3)
"""How far back a look goes that is taken often."""
WHOLE: Final = timedelta(days=1)
"""How often all of the archive is looked through."""
RECOUNTED: Final = timedelta(minutes=5)
"""How old the numbers of lists grow while nothing comes in; what people do at a desk is counted at once."""
ALIKE_EVERY: Final = timedelta(minutes=10)
ALIKE_WITHIN: Final = timedelta(days=120)
LOOKED_AT: Final = 4_000
"""Mentions among which similar ones are looked for, newest first."""
EXAMPLES: Final = 200
"""Pieces of evidence that say what similar means, newest first."""
PROPOSED: Final = 20
"""Proposals of a need that wait at once."""
LIKE_ENOUGH: Final = 0.25
"""Likeness below which nothing is proposed."""
LIKE_THE_BEST: Final = 0.55
"""Share of the best one's likeness below which nothing is: texts that are built alike are all somewhat alike."""
ASKING: Final = {
    NeedKind.NEED: (Kind.REQUEST.value, Kind.PROBLEM.value, Kind.CRITICISM.value, Kind.QUESTION.value),
    NeedKind.QUESTION: (Kind.QUESTION.value, Kind.REQUEST.value, Kind.PROBLEM.value),
}
"""What kinds of mentions can speak for a need, or ask a question."""


def is_voice(heard: Heard) -> bool:
    """Tell whether somebody of the market speaks: not we, no notice of a channel, nothing that is not about us."""
    return (
        heard.understood.voice is Voice.MARKET
        and not heard.mention.author.is_own
        and heard.mention.type is not MentionType.NOTICE
        and heard.understood.relevant.value != "no"
    )


def evidence_of(
    heard: Heard, need: NeedId, how: How, *, standing: Standing = Standing.IN, likeness: float = 0.0
) -> Evidence:
    """Return a mention as evidence of a need."""
    return Evidence(
        need=need,
        mention=heard.mention.id,
        person=person_of(heard.mention),
        channel=heard.mention.channel,
        lang=heard.understood.lang.value,
        kind=heard.understood.kind.value,
        topics=heard.understood.topics,
        said_at=heard.mention.published_at,
        how=how,
        standing=standing,
        likeness=likeness,
    )


class EvidenceKeeper:
    """Keep the evidence of all needs up with what is heard."""

    def __init__(self, *, archive: Archive, needs: NeedBook, likeness: Likeness, clock: Clock) -> None:
        self._archive = archive
        self._needs = needs
        self._likeness = likeness
        self._clock = clock
        self._compared: dict[NeedId, tuple[int, int]] = {}
        """Of each need, which evidence (a hash) and how much of the archive there was when it was last compared."""
        self._compared_at: datetime | None = None
        self._looked: dict[tuple[NeedId, How, str], int] = {}
        """Of each signpost, how much of the archive there was when it was last looked for."""
        self._recounted_at: datetime | None = None

    def tick(self) -> int:
        """Do what is due; return how many mentions came in or are proposed."""
        now = self._clock.now()
        head = self._archive.head()
        due = [one for one in self._needs.signposts() if self._is_due(one, now, head)]
        new = sum(self._look(one, now, head) for one in due)
        if self._compared_at is None or now - self._compared_at >= ALIKE_EVERY:
            self._compared_at = now
            new += self._compare(head)
        if new or self._recounted_at is None or now - self._recounted_at >= RECOUNTED:
            self._needs.recount(now)
            self._recounted_at = now
        return new

    def _is_due(self, signpost: Signpost, now: datetime, head: int) -> bool:
        if signpost.looked_at is None:
            return True
        is_calm = self._looked.get((signpost.need, signpost.how, signpost.value)) == head
        return now - signpost.looked_at >= (CALM if is_calm else OFTEN)

    def _look(self, signpost: Signpost, now: datetime, head: int) -> int:
        whole = signpost.whole_at is None or now - signpost.whole_at >= WHOLE
        asked = _asked(signpost, None if whole else now - LATELY)
        new = 0
        for batch in self._archive.scan(asked, batch=1_000):
            said = [evidence_of(heard, signpost.need, signpost.how) for heard in batch if is_voice(heard)]
            new += self._needs.gather(said)
        # Noted last: a process that died on the way looks again, and what it found is there already.
        self._needs.put_signpost(replace(signpost, looked_at=now, whole_at=now if whole else signpost.whole_at))
        self._looked[signpost.need, signpost.how, signpost.value] = head
        return new

    def _compare(self, head: int) -> int:
        """Propose what is alike for every open need; return how many are new."""
        lately: dict[NeedKind, list[Heard]] = {}  # read once for all needs of a kind, and only if one is compared
        new = 0
        for need in self._needs.alive():
            examples = self._examples(need, head) if need.state in OPEN else []
            if examples:
                if need.kind not in lately:
                    lately[need.kind] = list(self._lately(need.kind))
                new += self._propose(need, examples, lately[need.kind])
        return new

    def _examples(self, need: Need, head: int) -> list[MentionId]:
        """Return what says what is similar; nothing where nothing changed since the need was compared."""
        inside = [one.mention for one in self._needs.evidence(need.id, limit=EXAMPLES)]
        seen = (hash(tuple(inside)), head)
        if self._compared.get(need.id) == seen:
            return []
        self._compared[need.id] = seen
        return inside

    def _propose(self, need: Need, examples: Sequence[MentionId], lately: Sequence[Heard]) -> int:
        room = PROPOSED - len(self._needs.evidence(need.id, Standing.PROPOSED, limit=PROPOSED))
        known = self._needs.known(need.id, [heard.mention.id for heard in lately])
        among = [heard for heard in lately if heard.mention.id not in known]
        if room <= 0 or not among:
            return 0
        like = list(self._archive.find(examples).values())
        near = self._likeness.nearest(like, among, limit=room)
        found = {heard.mention.id: heard for heard in among}
        least = max(LIKE_ENOUGH, LIKE_THE_BEST * max(near.values(), default=0.0))
        return self._needs.gather(
            [
                evidence_of(found[id_], need.id, How.LIKENESS, standing=Standing.PROPOSED, likeness=likeness)
                for id_, likeness in near.items()
                if likeness >= least
            ]
        )

    def _lately(self, kind: NeedKind) -> Iterator[Heard]:
        asked = Filter(since=self._clock.now() - ALIKE_WITHIN, kinds=ASKING[kind], include_own=False)
        left = LOOKED_AT
        for batch in self._archive.scan(asked, batch=1_000):
            yield from (heard for heard in batch[:left] if is_voice(heard))
            left -= len(batch)
            if left <= 0:
                return


def _asked(signpost: Signpost, since: datetime | None) -> Filter:
    if signpost.how is How.TOPIC:
        return Filter(since=since, topics=(signpost.value,), include_own=False)
    return Filter(since=since, queries=(QueryId(int(signpost.value)),), include_own=False)
