"""What finds out what people talk about, and what people decide about it."""

from __future__ import annotations

from functools import cached_property

from resonanz.app.house.listening import Listening
from resonanz.understand.topic_desk import TopicDesk
from resonanz.understand.topic_keeping import TopicKeeper


class Topical(Listening):
    """Make what concerns topics."""

    @cached_property
    def topic_keeper(self) -> TopicKeeper:
        """Return what works on topics in the background."""
        return TopicKeeper(archive=self.archive, book=self.topics, clock=self.clock)

    @cached_property
    def topic_desk(self) -> TopicDesk:
        """Return what people do with topics."""
        return TopicDesk(archive=self.archive, book=self.topics, audit=self.audit, clock=self.clock)
