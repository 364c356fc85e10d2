"""Moderating: a reason for every hiding, on the record before the channel is touched, and only on channels of ours."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import pytest

from resonanz.core.case import Case
from resonanz.core.errors import InputRejected, NotAllowed, TryLater
from resonanz.core.ids import MentionId
from resonanz.core.mention import Author, Mention, MentionType
from resonanz.core.policy import Role
from resonanz.respond.moderating import ModerationDesk, Move, move_for
from tests.making import mention
from tests.respond.conftest import LEGAL, Desk, person, routed

HEARD = MentionId("mastodon:1")


@dataclass
class OwnChannel:
    """Stand for a channel of our own: remembers what was decided, fails as told."""

    desk: Desk
    decided: list[tuple[str, bool]] = field(default_factory=list)
    on_record: list[str] = field(default_factory=list)
    is_ours: bool = True
    asked: int = 0
    fail: Exception | None = None

    def can_moderate(self, mention: Mention) -> bool:
        self.asked += 1
        return self.is_ours

    def moderate(self, mention: Mention, *, shown: bool) -> None:
        (case,) = self.desk.casebook.cases_of([mention.thread]).values()
        self.on_record = [event.action for event in self.desk.casebook.events(case.id)]
        if self.fail:
            raise self.fail
        self.decided.append((mention.id, shown))


@pytest.fixture
def channel(desk: Desk) -> OwnChannel:
    return OwnChannel(desk)


@pytest.fixture
def moderation(desk: Desk, channel: OwnChannel) -> ModerationDesk:
    return ModerationDesk(
        archive=desk.archive, casebook=desk.casebook, moderators=channel, audit=desk.audit, clock=desk.clock
    )


@pytest.fixture
def case(desk: Desk) -> Case:
    return desk.hear(routed("1", type=MentionType.COMMENT))[0]


def test_hiding_leaves_its_reason_in_the_case_and_in_the_trail(
    desk: Desk, moderation: ModerationDesk, channel: OwnChannel, case: Case
) -> None:
    moderation.hide(person(), case.id, HEARD, " an insult ")

    event = desk.casebook.events(case.id)[-1]
    assert (event.action, event.detail, event.mention) == ("mention_hide", "an insult", HEARD)
    assert desk.audit.entries[-1].detail == {"mention": HEARD, "reason": "an insult"}
    assert channel.decided == [(HEARD, False)]


@pytest.mark.parametrize("reason", ["", "  \n"])
def test_hiding_without_a_reason_is_refused(
    moderation: ModerationDesk, channel: OwnChannel, case: Case, reason: str
) -> None:
    with pytest.raises(InputRejected, match="needs a reason"):
        moderation.hide(person(), case.id, HEARD, reason)
    assert channel.decided == []


def test_the_record_is_there_before_the_channel_is_touched(
    moderation: ModerationDesk, channel: OwnChannel, case: Case
) -> None:
    moderation.hide(person(), case.id, HEARD, "an insult")
    assert channel.on_record[-1] == "mention_hide"


def test_what_the_channel_refused_is_noted(
    desk: Desk, moderation: ModerationDesk, channel: OwnChannel, case: Case
) -> None:
    channel.fail = TryLater("The site does not answer.")
    with pytest.raises(TryLater):
        moderation.approve(person(), case.id, HEARD)
    event = desk.casebook.events(case.id)[-1]
    assert (event.action, event.detail) == ("mention_approve_failed", "The site does not answer.")


def test_who_does_not_work_in_the_department_may_not(
    moderation: ModerationDesk, channel: OwnChannel, case: Case
) -> None:
    for nobody in (person(1, Role.MEMBER, LEGAL), person(1, Role.READER)):
        with pytest.raises(NotAllowed):
            moderation.approve(nobody, case.id, HEARD)
    assert channel.decided == []


def test_a_mention_of_another_case_is_refused(moderation: ModerationDesk, channel: OwnChannel, case: Case) -> None:
    with pytest.raises(InputRejected, match="not part of the case"):
        moderation.approve(person(), case.id, MentionId("mastodon:2"))


def test_what_waits_is_approved_and_what_stands_is_hidden() -> None:
    moves = {type_: move_for(replace(mention("1"), type=type_)) for type_ in MentionType}
    assert {type_ for type_, move in moves.items() if move is Move.APPROVE} == {MentionType.MESSAGE}
    assert {type_ for type_, move in moves.items() if move is Move.HIDE} == {MentionType.COMMENT}


def test_our_own_words_are_not_moderated_from_here() -> None:
    assert move_for(replace(mention("1"), type=MentionType.COMMENT, author=Author(is_own=True))) is None


def test_a_channel_of_others_offers_nothing(moderation: ModerationDesk, channel: OwnChannel) -> None:
    channel.is_ours = False
    assert moderation.offers([replace(mention("1"), type=MentionType.COMMENT)]) == {}


def test_a_long_thread_asks_its_source_once(moderation: ModerationDesk, channel: OwnChannel) -> None:
    thread = [replace(mention(str(number)), type=MentionType.COMMENT) for number in range(50)]
    assert len(moderation.offers(thread)) == 50
    assert channel.asked == 1
