"""A reply is claimed by one process only."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from resonanz.core.errors import Conflict, NotFound
from resonanz.core.ids import CaseId
from resonanz.core.reply import ReplyState
from resonanz.store.relational.repositories import StoredReplies
from tests.store.contracts.making import NOON
from tests.store.relational.making import a_department, a_person, cases, draft, opening


@pytest.mark.django_db(transaction=True)
def test_two_outboxes_claim_a_reply_once(together: Callable[[Callable[[], Any], int], list[Any]]) -> None:
    (case,) = cases(opening(1, a_department()))
    replies = StoredReplies()
    approved = replies.add(draft(case, a_person(), state=ReplyState.APPROVED))
    sending = replace(approved, state=ReplyState.SENDING, tries=1, next_try_at=NOON)
    answers = together(lambda: StoredReplies().change(approved, sending), 4)
    assert sum(answer is None for answer in answers) == 1
    assert sum(isinstance(answer, Conflict) for answer in answers) == 3
    assert replies.load(approved.id).tries == 1


@pytest.mark.django_db
def test_a_reply_needs_a_case() -> None:
    with pytest.raises(NotFound):
        StoredReplies().add(draft(CaseId(99), a_person()))
