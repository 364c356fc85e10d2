"""What follows the archive into cases, and what people do with them."""

from __future__ import annotations

from datetime import timedelta
from functools import cached_property, partial

from resonanz.app.house.topics import Topical
from resonanz.core.ports import Casebook, CriticismBook
from resonanz.respond.cases import CaseDesk, CaseFollower
from resonanz.respond.criticism import refuse_undecided
from resonanz.respond.deadlines import DeadlineKeeper
from resonanz.respond.labels import LabelDesk
from resonanz.respond.moderating import ModerationDesk
from resonanz.respond.outbox import Outbox
from resonanz.respond.replies import ReplyDesk
from resonanz.respond.snoozing import SnoozeDesk
from resonanz.respond.sweeps import Desks, SweepDesk


class Desk(Topical):
    """Make what turns mentions into cases and answers."""

    @cached_property
    def follower(self) -> CaseFollower:
        """Return what opens and continues cases."""
        return CaseFollower(
            archive=self.archive,
            casebook=self.casebook,
            replies=self.replies,
            rulebook=self.rulebook,
            clock=self.clock,
            max_age=timedelta(days=self.settings.case_max_age_days),
        )

    def follow_unless_served(self, *, limit: int | None = None) -> int:
        """Open cases for what was just taken in, unless a running server does; return how many mentions were seen.

        `limit` bounds the batches that are followed; None goes on to the end.
        """
        from resonanz.store.archive import is_served

        if is_served(self.settings.home):
            return 0
        return self.follower.catch_up() if limit is None else sum(self.follower.follow() for _ in range(limit))

    @cached_property
    def case_desk(self) -> CaseDesk:
        """Return what people do with cases."""
        return self.case_desk_on(self.casebook)

    def case_desk_on(self, casebook: Casebook) -> CaseDesk:
        """Return what people do with the cases of a casebook; criticism is decided before it is closed."""
        return CaseDesk(casebook, self.audit, self.clock, closing=partial(refuse_undecided, self.criticism_book))

    @cached_property
    def criticism_book(self) -> CriticismBook:
        """Return what was decided about criticism."""
        from resonanz.store.relational.repositories.criticism import StoredCriticismBook

        return StoredCriticismBook()

    @cached_property
    def sweep_desk(self) -> SweepDesk:
        """Return what people do with many cases at once."""
        from resonanz.store.relational.selectors.rules import workers

        return SweepDesk(
            sweeps=self.sweeps,
            casebook=self.casebook,
            audit=self.audit,
            clock=self.clock,
            desks_on=lambda casebook: Desks(
                self.case_desk_on(casebook),
                SnoozeDesk(casebook=casebook, audit=self.audit, clock=self.clock),
            ),
            works_in=lambda user, department: any(one.user == user for one in workers(department)),
        )

    @cached_property
    def deadlines(self) -> DeadlineKeeper:
        """Return what works deadlines out."""
        return DeadlineKeeper(
            casebook=self.casebook, book=self.deadline_book, clock=self.clock, zone=self.settings.time_zone
        )

    @cached_property
    def label_desk(self) -> LabelDesk:
        """Return what people do with what was understood."""
        return LabelDesk(
            archive=self.archive,
            casebook=self.casebook,
            rulebook=self.rulebook,
            lessons=self.lessons,
            audit=self.audit,
            clock=self.clock,
        )

    @cached_property
    def reply_desk(self) -> ReplyDesk:
        """Return what people do with answers."""
        return ReplyDesk(
            archive=self.archive,
            casebook=self.casebook,
            replies=self.replies,
            rulebook=self.rulebook,
            channels=self.channels,
            audit=self.audit,
            clock=self.clock,
        )

    @cached_property
    def moderation_desk(self) -> ModerationDesk:
        """Return what people do about what stands on our own channels."""
        return ModerationDesk(
            archive=self.archive,
            casebook=self.casebook,
            moderators=self.channels,
            audit=self.audit,
            clock=self.clock,
        )

    @cached_property
    def outbox(self) -> Outbox:
        """Return what sends approved answers."""
        return Outbox(
            archive=self.archive,
            casebook=self.casebook,
            replies=self.replies,
            channels=self.channels,
            clock=self.clock,
            quiet=lambda reply: self.tellings.tells(reply.key),
        )
