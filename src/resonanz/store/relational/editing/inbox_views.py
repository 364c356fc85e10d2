"""Views of the inbox that people keep under a name, for themselves or for a department."""

from __future__ import annotations

from datetime import datetime

from resonanz.core.errors import InputRejected, NotAllowed
from resonanz.core.ids import DepartmentId
from resonanz.core.policy import Action, Actor, require
from resonanz.store.relational import models
from resonanz.store.relational.editing.recording import edit, found, record, text

MOST = 30
"""Views that one person may keep."""


def keep_view(actor: Actor, name: str, question: str, at: datetime, *, slug: str, share: DepartmentId | None) -> int:
    """Keep a view under a name, in place of one's own of that name; return its id.

    `question` is what the inbox's address asks, `share` the department whose people see it too. Raise InputRejected for
    too many or too long ones, NotAllowed for a department that one does not work in.
    """
    require(actor, Action.READ)
    if actor.id is None:
        raise NotAllowed("A view belongs to a person.")
    if share is not None:
        require(actor, Action.WORK_CASE, share)
    if len(question) > 1000:
        raise InputRejected("This view asks for too much.", place="question", remedy="Take conditions away.")
    called = text(name, place="name", longest=80)
    with edit():
        others = models.InboxView.objects.filter(user=actor.id).exclude(name=called).count()
        if others >= MOST:
            raise InputRejected(f"More than {MOST} views are kept.", place="name", remedy="Give one up first.")
        row, _ = models.InboxView.objects.update_or_create(
            user_id=actor.id,
            name=called,
            defaults={"question": question, "slug": slug, "department_id": share},
        )
        record(actor, "view_keep", f"view:{row.pk}", at, department=share)
    return row.pk


def drop_view(actor: Actor, view: int, at: datetime) -> None:
    """Give a view up: one's own, or one that is shared with a department that one leads."""
    with edit():
        row = found(models.InboxView, view, "view")
        if actor.id is None or row.user_id != actor.id:
            require(actor, Action.MANAGE_DEPARTMENT, DepartmentId(row.department_id) if row.department_id else None)
        record(actor, "view_drop", f"view:{row.pk}", at)
        row.delete()
