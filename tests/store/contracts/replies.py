"""What every keeper of replies promises."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from resonanz.core.errors import Conflict, NotFound
from resonanz.core.ids import CaseId, MentionId, ReplyId, UserId
from resonanz.core.ports import Replies
from resonanz.core.reply import Reply, ReplyState
from tests.store.contracts.making import NOON


class RepliesContract:
    """Test what a keeper of replies promises; a subclass gives `replies` and, if need be, `case` and `person`."""

    @pytest.fixture
    def replies(self) -> Replies:
        """Return an empty keeper of replies."""
        raise NotImplementedError

    @pytest.fixture
    def case(self) -> CaseId:
        """Return a case that may have replies."""
        return CaseId(1)

    @pytest.fixture
    def person(self) -> UserId:
        """Return a person who may write replies."""
        return UserId(1)

    @pytest.fixture
    def draft(self, case: CaseId, person: UserId) -> Reply:
        """Return a draft that is not stored yet."""
        return Reply(
            id=ReplyId(0),
            key="key-1",
            case=case,
            reply_to=MentionId("mastodon:1"),
            text="Danke für den Hinweis 😀",
            state=ReplyState.DRAFT,
            author=person,
            approved_by=None,
            needs_four_eyes=True,
            created_at=NOON,
            tries=0,
            next_try_at=None,
            sent_at=None,
            sent_id=None,
            sent_url=None,
            trouble="",
        )

    @staticmethod
    def store(replies: Replies, draft: Reply, number: int = 1, **changes: Any) -> Reply:
        """Store the draft under a key of its own, then change it."""
        made = draft.created_at + timedelta(seconds=number)
        before = replies.add(replace(draft, key=f"key-{number}", created_at=made))
        after = replace(before, **changes)
        replies.change(before, after)
        return after

    def test_a_draft_gets_an_id_and_comes_back(self, replies: Replies, draft: Reply) -> None:
        stored = replies.add(draft)
        assert stored == replace(draft, id=stored.id)
        assert stored.id != draft.id
        assert replies.load(stored.id) == stored

    def test_an_unknown_reply_is_not_found(self, replies: Replies) -> None:
        with pytest.raises(NotFound):
            replies.load(ReplyId(99))

    def test_a_key_is_used_once(self, replies: Replies, draft: Reply) -> None:
        replies.add(draft)
        with pytest.raises(Conflict):
            replies.add(draft)

    def test_replies_of_a_case_are_oldest_first(self, replies: Replies, draft: Reply) -> None:
        second = self.store(replies, draft, 2)
        first = self.store(replies, draft, 1)
        assert replies.of_case(draft.case) == [first, second]
        assert replies.of_case(CaseId(99)) == []

    def test_what_was_sent_from_here_is_told_apart(self, replies: Replies, draft: Reply) -> None:
        ours = MentionId("mastodon:5")
        self.store(replies, draft, state=ReplyState.SENT, sent_id=ours)
        assert replies.sent_among([ours, MentionId("mastodon:6")]) == {ours}
        assert replies.sent_among([]) == frozenset()

    def test_every_value_changes(self, replies: Replies, draft: Reply, person: UserId) -> None:
        sent = self.store(
            replies,
            draft,
            state=ReplyState.SENT,
            approved_by=person,
            tries=2,
            next_try_at=NOON,
            sent_at=NOON,
            sent_id=MentionId("mastodon:5"),
            sent_url="https://social.example/5",
            trouble="the line was cut",
        )
        assert replies.load(sent.id) == sent

    @pytest.mark.parametrize("meanwhile", [{"state": ReplyState.DISCARDED}, {"text": "anders"}])
    def test_who_comes_second_is_told(self, replies: Replies, draft: Reply, meanwhile: dict[str, Any]) -> None:
        before = replies.add(draft)
        replies.change(before, replace(before, **meanwhile))
        with pytest.raises(Conflict):
            replies.change(before, replace(before, state=ReplyState.APPROVED))
        assert replies.load(before.id) == replace(before, **meanwhile)

    def test_approved_replies_fall_due(self, replies: Replies, draft: Reply) -> None:
        now = NOON + timedelta(hours=1)
        self.store(replies, draft, 1, state=ReplyState.APPROVED, next_try_at=now + timedelta(seconds=1))
        due = self.store(replies, draft, 2, state=ReplyState.APPROVED, next_try_at=now)
        at_once = self.store(replies, draft, 3, state=ReplyState.APPROVED)
        self.store(replies, draft, 4, state=ReplyState.SENDING)
        assert {reply.id for reply in replies.due(now)} == {due.id, at_once.id}
        assert len(replies.due(now, limit=1)) == 1

    def test_what_a_dead_process_left_is_found(self, replies: Replies, draft: Reply) -> None:
        left = self.store(replies, draft, 1, state=ReplyState.SENDING, next_try_at=NOON)
        self.store(replies, draft, 2, state=ReplyState.SENDING, next_try_at=NOON + timedelta(hours=2))
        self.store(replies, draft, 3, state=ReplyState.APPROVED, next_try_at=NOON)
        assert [reply.id for reply in replies.left_sending(before=NOON + timedelta(hours=1))] == [left.id]
