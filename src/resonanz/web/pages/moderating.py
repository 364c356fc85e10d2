"""Approving and hiding from a case what stands on a channel of our own."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from resonanz.app.wiring import house
from resonanz.core.errors import NotFound
from resonanz.core.ids import CaseId, MentionId
from resonanz.core.policy import Action
from resonanz.respond.moderating import Move
from resonanz.web.access import actor, page


@page(writes=Action.WORK_CASE, methods=("POST",))
def moderate(request: HttpRequest, number: int, action: str) -> HttpResponse:
    """Approve or hide one mention of a case, then show the case."""
    desk, own, case = house().moderation_desk, actor(request), CaseId(number)
    mention = MentionId(request.POST.get("mention", ""))
    match action:
        case Move.APPROVE:
            desk.approve(own, case, mention)
            messages.success(request, _("Everybody can read it now."))
        case Move.HIDE:
            desk.hide(own, case, mention, request.POST.get("reason", ""))
            messages.success(request, _("It is out of public sight. The reason stands in the history."))
        case _unknown:
            raise NotFound("Nothing of that name can be done with a mention.")
    return redirect(reverse("case", args=[number]))
