"""The work on topics in the background: learn, give them to older mentions, propose new ones, watch how they grow.

Each part can be interrupted and done again. The one thing a reader would get wrong: a proposal is no topic yet. Its
texts are remembered by their ids alone, mentions do not carry it, and it is given up by itself when nobody speaks of
it any more; all of that changes only when a person names it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final

import numpy as np

from resonanz.core.clock import Clock
from resonanz.core.heard import Heard
from resonanz.core.ids import MentionId
from resonanz.core.ports import Archive, TopicBook
from resonanz.core.search import By, Change, Count, Filter, Mark
from resonanz.core.topic import Example, Growth, Member, Topic, TopicEvent, TopicKey, TopicState, Trend, free_key
from resonanz.core.understood import Voice
from resonanz.understand.grouping import NEW, NO_GROUP, group
from resonanz.understand.growth import DAYS, FEWEST, growths
from resonanz.understand.plain import plain_text
from resonanz.understand.topic_file import packed
from resonanz.understand.topic_judge import TopicJudge, resolved_examples
from resonanz.understand.topic_learning import Taught, learn_topics
from resonanz.understand.topic_words import Spoken, telling_words

Say = Callable[[int, int], None]
"""Be told how much of the older mentions is done, and how many there are; may raise to interrupt."""

PAGE: Final = 500
OTHERS: Final = 2_000
"""Mentions heard last that topics are learned against."""
GIVEN_BACK: Final = timedelta(days=365)
"""Older mentions keep the topics they have."""
WINDOW: Final = 3_000
"""Mentions without a topic that proposals are made of."""
WINDOW_READ: Final = 6_000
WINDOW_DAYS: Final = timedelta(days=14)
LEARNED_FOR: Final = timedelta(days=1)
"""After so long topics are learned against what is heard now."""
LOOKED_FOR: Final = timedelta(minutes=10)
"""Time between two looks for proposals."""
FEWEST_AUTHORS: Final = 3
DESCRIBED: Final = 200
"""Mentions of a topic that its words are taken from."""
LATELY: Final = timedelta(days=7)


class TopicKeeper:
    """Do the work on topics."""

    def __init__(self, *, archive: Archive, book: TopicBook, clock: Clock) -> None:
        self._archive = archive
        self._book = book
        self._clock = clock
        self._judge = TopicJudge(book)

    def due(self) -> bool:
        """Tell whether there is anything to do now."""
        work, now = self._book.work(), self._clock.now()
        return (
            not work.given
            or work.taught != self._book.taught()
            or work.looked_at is None
            or now - work.looked_at >= LOOKED_FOR
        )

    def keep(self, say: Say = lambda _done, _total: None) -> str:
        """Do whatever is due; return what came of it."""
        if self._must_learn():
            self.learn()
        changed = self.give(say)
        proposed = self.propose()
        self.weigh()
        self._book.keep_work(replace(self._book.work(), looked_at=self._clock.now()))
        return f"{changed} mentions changed, {proposed} topics proposed."

    def _must_learn(self) -> bool:
        work = self._book.work()
        old = work.learned_at is None or self._clock.now() - work.learned_at >= LEARNED_FOR
        return work.taught != self._book.taught() or (old and bool(self._book.examples()))

    def learn(self) -> None:
        """Learn the topics from their examples, and what their words are."""
        taught = self._book.taught()  # before the examples are read: what comes meanwhile is learned next time
        topics = {topic.key: topic for topic in self._book.all()}
        examples = resolved_examples(topics, self._book.examples())
        others = self._heard_lately(OTHERS, Filter(include_own=False, include_duplicates=False))
        here = {one.mention for one in examples}
        model = learn_topics(self._texts_of(examples), [_text(one) for one in others if one.mention.id not in here])
        work = replace(self._book.work(), taught=taught, learned_at=self._clock.now(), reached=None, given=False)
        self._book.keep_learned(packed(model) if model else None, work)

    def _texts_of(self, examples: Sequence[Example]) -> list[Taught]:
        found = self._find([one.mention for one in examples])
        fitting = {one.mention for one in examples if one.fits}
        return [
            Taught(_text(found[one.mention]), one.topic if one.fits else None)
            for one in examples
            if one.mention in found and (one.fits or one.mention not in fitting)
        ]

    def _find(self, ids: Sequence[MentionId]) -> dict[MentionId, Heard]:
        found: dict[MentionId, Heard] = {}
        for start in range(0, len(ids), PAGE):
            found |= self._archive.find(ids[start : start + PAGE])
        return found

    def give(self, say: Say = lambda _done, _total: None) -> int:
        """Give what was learned to older mentions, newest first, going on where it was; return how many changed."""
        work = self._book.work()
        if work.given:
            return 0
        self._judge.refresh()
        within = Filter(since=self._clock.now() - GIVEN_BACK)
        total = sum(group.number for group in self._archive.count(Count(filter=within)))
        changed = done = 0
        for items, after in self._pages(within, work.reached):
            changed += self._give_to(items)
            done += len(items)
            work = replace(work, reached=after)
            self._book.keep_work(work)
            say(done, total)
        self._book.keep_work(replace(work, reached=None, given=True))
        return changed

    def _give_to(self, items: Sequence[Heard]) -> int:
        texts = [plain_text(one.mention) for one in items]
        given = self._judge.given([one.mention.id for one in items], texts)
        changes = [
            Change(id=one.mention.id, labels={"topics": topics})
            for one, found in zip(items, given, strict=True)
            if (topics := () if one.understood.voice is Voice.OWN else found) != one.understood.topics
        ]
        return self._archive.relabel(changes) if changes else 0

    def propose(self) -> int:
        """Group what no topic took, going on from the groups of the last look; return how many topics are proposed."""
        head = self._archive.head()
        self._judge.refresh()
        heard = self._without_topic()
        texts = [plain_text(one.mention) for one in heard]
        proposed = [topic for topic in self._book.all() if topic.state is TopicState.PROPOSED]
        numbers = group(texts, self._numbers_before(heard, proposed))
        groups = _groups(heard, numbers)
        keys = self._keys(groups, proposed, heard)
        self._book.regroup(
            [Member(keys[number], one.mention.id) for number in keys for one in groups[number]], until=head
        )
        self._book.drop([topic.key for topic in proposed if topic.key not in keys.values()])
        return len(keys)

    def _without_topic(self) -> list[Heard]:
        """Return what was heard lately, people's words that belong to no topic, oldest first."""
        wanted = Filter(
            since=self._clock.now() - WINDOW_DAYS, include_own=False, include_duplicates=False, only_relevant=True
        )
        heard = self._heard_lately(WINDOW_READ, wanted)
        known = self._judge.known([one.mention.id for one in heard], [plain_text(one.mention) for one in heard])
        left = [one for one, is_known in zip(heard, known, strict=True) if not is_known]
        return left[:WINDOW][::-1]

    def _numbers_before(self, heard: Sequence[Heard], proposed: Sequence[Topic]) -> np.ndarray:
        until = self._book.work().looked_until
        places = {topic.key: place for place, topic in enumerate(proposed)}
        members = {one.mention: places[one.topic] for one in self._book.members() if one.topic in places}
        return np.array(
            [members.get(one.mention.id, NO_GROUP if one.seq <= until else NEW) for one in heard], dtype=np.int64
        )

    def _keys(
        self, groups: Mapping[int, Sequence[Heard]], proposed: Sequence[Topic], heard: Sequence[Heard]
    ) -> dict[int, TopicKey]:
        """Return the key of each group that is or becomes a proposal, and describe them all."""
        everything = [_spoken(one) for one in heard]
        before = min((one.mention.published_at for one in heard), default=self._clock.now())
        taken = frozenset(topic.key for topic in self._book.all())
        keys: dict[int, TopicKey] = {}
        words: dict[TopicKey, tuple[str, ...]] = {}
        for number, members in groups.items():
            telling = telling_words([_spoken(one) for one in members], everything)
            if number < len(proposed):
                keys[number] = proposed[number].key
            elif telling and len({_author(one) for one in members}) >= FEWEST_AUTHORS:
                keys[number] = self._begin(telling, taken | frozenset(keys.values()))
            if number in keys and telling:
                words[keys[number]] = telling
        week_ago = self._clock.now() - LATELY
        growth = {keys[number]: _growth_of_members(groups[number], week_ago, before) for number in keys}
        self._book.describe(words, growth)
        return keys

    def _begin(self, words: tuple[str, ...], taken: frozenset[TopicKey]) -> TopicKey:
        name = ", ".join(words[:3])
        topic = Topic(key=free_key(" ".join(words[:2]), taken), name=name, state=TopicState.PROPOSED, words=words)
        self._book.add(topic, TopicEvent(topic=topic.key, at=self._clock.now(), action="proposed"))
        return topic.key

    def weigh(self) -> None:
        """Test how each named topic grows, and take the words of those that have none or were learned anew."""
        named = [topic for topic in self._book.all() if topic.state is TopicState.NAMED]
        if not named:
            return
        since = self._clock.now() - timedelta(days=DAYS)
        counted = self._archive.count(
            Count(filter=Filter(since=since, include_own=False), by=(By.HOUR, By.TOPIC, By.AUTHOR))
        )
        voices: defaultdict[TopicKey, set[tuple[int, object]]] = defaultdict(set)
        for hour, topic, author in (one.keys for one in counted):
            if isinstance(hour, datetime) and (day := int((hour - since) / timedelta(days=1))) < DAYS:
                voices[TopicKey(str(topic))].add((max(day, 0), author))
        people = {topic.key: _by_day(voices[topic.key]) for topic in named}
        self._book.describe(self._words(named), growths(people, listening=self._first_day(since)))

    def _first_day(self, since: datetime) -> int:
        """Return on which of the days anything was heard first, `DAYS` where nothing was."""
        hours = self._archive.count(Count(filter=Filter(since=since), by=(By.HOUR,)))
        first = min((hour for hour in (one.keys[0] for one in hours) if isinstance(hour, datetime)), default=None)
        return DAYS if first is None else max(int((first - since) / timedelta(days=1)), 0)

    def _words(self, named: Sequence[Topic]) -> dict[TopicKey, tuple[str, ...]]:
        market = Filter(include_own=False, include_duplicates=False)
        everything = [_spoken(one) for one in self._heard_lately(OTHERS, market)]
        found = {}
        for topic in named:
            page = self._archive.page(replace(market, topics=(topic.key,)), limit=DESCRIBED)
            if page.items:
                found[topic.key] = telling_words([_spoken(one) for one in page.items], everything)
        return found

    def _heard_lately(self, many: int, wanted: Filter) -> list[Heard]:
        """Return up to `many` mentions, newest first."""
        found: list[Heard] = []
        for items, _ in self._pages(wanted, None):
            found += items
            if len(found) >= many:
                break
        return found[:many]

    def _pages(self, wanted: Filter, after: Mark | None) -> Iterator[tuple[Sequence[Heard], Mark | None]]:
        while True:
            page = self._archive.page(wanted, limit=PAGE, after=after)
            yield page.items, page.next
            if page.next is None:
                return
            after = page.next


def _groups(heard: Sequence[Heard], numbers: np.ndarray) -> dict[int, list[Heard]]:
    found: defaultdict[int, list[Heard]] = defaultdict(list)
    for one, number in zip(heard, numbers, strict=True):
        if number != NO_GROUP:
            found[int(number)].append(one)
    return dict(sorted(found.items()))


def _growth_of_members(members: Sequence[Heard], week_ago: datetime, first: datetime) -> Growth:
    """Return how a proposal goes: its window is too short for a test, but it shows what began this week.

    It shows nothing where the window, which begins at `first`, is no older than that.
    """
    lately = [one for one in members if one.mention.published_at >= week_ago]
    people = len({(_author(one), one.mention.published_at.date()) for one in lately})
    is_new = people >= FEWEST and len(lately) == len(members) and first < week_ago
    return Growth(trend=Trend.NEW if is_new else Trend.UNKNOWN, people=people)


def _by_day(voices: set[tuple[int, object]]) -> list[int]:
    days = [0] * DAYS
    for day, _ in voices:
        days[day] += 1
    return days


def _text(heard: Heard) -> str:
    return f"{heard.mention.title}\n{heard.mention.text}" if heard.mention.title else heard.mention.text


def _spoken(heard: Heard) -> Spoken:
    return Spoken(plain_text(heard.mention), heard.understood.lang.value, _author(heard))


def _author(heard: Heard) -> str:
    author = heard.mention.author
    return f"{heard.mention.channel}:{author.id or author.handle or author.name or heard.mention.id}".lower()
