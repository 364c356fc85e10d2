"""Moderating what stands on channels of our own, as the case page does."""

from __future__ import annotations

from django.http import HttpRequest
from ninja import Field, Router, Schema, Status

from resonanz.api.tokens import actor
from resonanz.app.wiring import house
from resonanz.core.ids import CaseId, MentionId
from resonanz.respond.moderating import LONGEST_REASON

router = Router()


class ApproveIn(Schema):
    """Name a mention of a case that waits for approval."""

    case: int
    mention: str


class HideIn(ApproveIn):
    """Name a mention of a case, and why nobody should read it."""

    reason: str = Field(max_length=LONGEST_REASON)


@router.post("/approve", response={204: None}, summary="Let everybody read what waits on an own channel")
def approve(request: HttpRequest, wanted: ApproveIn) -> Status[None]:
    """Approve a mention."""
    house().moderation_desk.approve(actor(request), CaseId(wanted.case), MentionId(wanted.mention))
    return Status(204, None)


@router.post("/hide", response={204: None}, summary="Take something on an own channel out of public sight")
def hide(request: HttpRequest, wanted: HideIn) -> Status[None]:
    """Hide a mention for a reason that stays in the case."""
    house().moderation_desk.hide(actor(request), CaseId(wanted.case), MentionId(wanted.mention), wanted.reason)
    return Status(204, None)
