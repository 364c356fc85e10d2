"""Rows to test with."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from resonanz.core.ids import CaseId, DepartmentId, MentionId, UserId
from resonanz.core.mention import Author
from resonanz.core.ports import Opening
from resonanz.core.reply import Reply, ReplyState
from resonanz.core.understood import Priority
from resonanz.store.relational import models
from resonanz.store.relational.repositories import StoredCasebook
from tests.store.contracts.making import NOON, judged, mention


def a_department(name: str = "Service") -> DepartmentId:
    """Return a department of that name, made when it is not there."""
    row, _ = models.Department.objects.get_or_create(slug=name.lower(), defaults={"name": name})
    return DepartmentId(row.pk)


def a_person(name: str = "ada") -> UserId:
    """Return somebody of that name, made when they are not there."""
    row, _ = models.User.objects.get_or_create(username=name, defaults={"display_name": name.title()})
    return UserId(row.pk)


def opening(number: int, department: DepartmentId, *, priority: Priority = Priority.NORMAL, **said: Any) -> Opening:
    """Return what opens a case in a thread of its own."""
    author = said.pop("author", Author(id=f"a{number}", handle=f"user{number}@social.example", name=f"User {number}"))
    return Opening(
        mention=mention(number, author=author, **said),
        understood=judged(kind="question", lang="de", sentiment="neutral"),
        department=department,
        priority=priority,
        route="questions",
    )


def cases(*openings: Opening, at: datetime = NOON, seq: int = 1) -> list[CaseId]:
    """Open cases a minute apart."""
    casebook = StoredCasebook()
    return [
        opened
        for minute, each in enumerate(openings)
        for opened in casebook.take_in([each], [], follower="cases", seq=seq, at=at + timedelta(minutes=minute))
    ]


def draft(case: CaseId, author: UserId, key: str = "key-1", **changes: Any) -> Reply:
    """Return an answer that is not stored yet."""
    said: dict[str, Any] = {
        "key": key,
        "case": case,
        "reply_to": MentionId("mastodon:1"),
        "text": "Danke!",
        "state": ReplyState.DRAFT,
        "author": author,
        "approved_by": None,
        "needs_four_eyes": False,
        "created_at": NOON,
        "tries": 0,
        "next_try_at": None,
        "sent_at": None,
        "sent_id": None,
        "sent_url": None,
        "trouble": "",
    }
    return Reply(**{"id": 0} | said | changes)
