"""A desk with its stores in memory, and a channel that can be told how to behave."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta

import pytest

from resonanz.core.case import Case
from resonanz.core.clock import FixedClock
from resonanz.core.department import Department
from resonanz.core.heard import Heard
from resonanz.core.ids import DepartmentId, UserId, mention_id
from resonanz.core.mention import Mention
from resonanz.core.policy import Actor, Role
from resonanz.core.ports import Answer, Posted
from resonanz.respond.cases import CaseDesk, CaseFollower
from resonanz.respond.merging import MergeDesk
from resonanz.respond.outbox import Outbox
from resonanz.respond.replies import ReplyDesk
from resonanz.respond.snoozing import SnoozeDesk
from resonanz.store.memory import MemoryArchive, MemoryAudit, MemoryCasebook, MemoryReplies, MemoryRulebook
from tests.making import NOON, heard

SERVICE = DepartmentId(1)
LEGAL = DepartmentId(2)


@dataclass
class Channel:
    """Stand for every channel: remembers what stands in it, fails as told."""

    clock: FixedClock
    standing: dict[str, str] = field(default_factory=dict)
    posts: int = 0
    fail: Exception | None = None
    fail_after_posting: BaseException | None = None
    longest: int | None = 300

    def limit(self, mention: Mention) -> int | None:
        return self.longest

    def publish(self, answer: Answer) -> Posted:
        if self.fail:
            raise self.fail
        if not (answer.repeated and answer.key in self.standing):
            self.standing[answer.key] = answer.text
            self.posts += 1
        if self.fail_after_posting:
            raise self.fail_after_posting
        return Posted(id=mention_id("mastodon", f"own-{answer.key}"), url=None, at=self.clock.now())

    def hear_thread(self, mention: Mention) -> int:
        return 0


class Desk:
    """Hold everything a test of answering looks at."""

    def __init__(self) -> None:
        self.clock = FixedClock(NOON)
        self.archive = MemoryArchive()
        self.casebook = MemoryCasebook()
        self.replies = MemoryReplies(self.casebook)
        self.audit = MemoryAudit()
        self.rulebook = MemoryRulebook(
            departments=[
                Department(id=SERVICE, slug="customer_service", name="Customer service"),
                Department(id=LEGAL, slug="legal", name="Legal", four_eyes=True),
            ]
        )
        self.channel = Channel(self.clock)
        self.cases = CaseDesk(self.casebook, self.audit, self.clock)
        self.follower = CaseFollower(
            archive=self.archive,
            casebook=self.casebook,
            replies=self.replies,
            rulebook=self.rulebook,
            clock=self.clock,
            max_age=timedelta(days=90),
        )
        self.answers = ReplyDesk(
            archive=self.archive,
            casebook=self.casebook,
            replies=self.replies,
            rulebook=self.rulebook,
            channels=self.channel,
            audit=self.audit,
            clock=self.clock,
        )
        self.snoozing = SnoozeDesk(casebook=self.casebook, audit=self.audit, clock=self.clock)
        self.merging = MergeDesk(archive=self.archive, casebook=self.casebook, audit=self.audit, clock=self.clock)
        self.outbox = Outbox(
            archive=self.archive,
            casebook=self.casebook,
            replies=self.replies,
            channels=self.channel,
            clock=self.clock,
        )

    def hear(self, *said: Heard) -> list[Case]:
        """Archive mentions, follow, and return all cases in the order they were opened."""
        self.archive.keep(said)
        self.follower.catch_up()
        threads = {one.mention.thread for one in self.archive.following(0)}
        return sorted(self.casebook.cases_of(threads).values(), key=lambda case: case.id)

    def case(self, department: DepartmentId = SERVICE) -> Case:
        """Return a case that a question opened."""
        return self.hear(routed("1", department=department))[0]


def routed(native_id: str, **values: object) -> Heard:
    """Return a mention that a rule brought to a department and that asks for a case."""
    return heard(native_id, **{"department": SERVICE, "opens_case": True, **values})  # type: ignore[arg-type]


def person(number: int = 1, role: Role = Role.MEMBER, *departments: DepartmentId) -> Actor:
    """Return somebody with a role in the given departments (customer service and legal by default)."""
    return Actor(id=UserId(number), name=f"p{number}", roles=dict.fromkeys(departments or (SERVICE, LEGAL), role))


@pytest.fixture
def desk() -> Desk:
    """Return a fresh desk."""
    return Desk()
