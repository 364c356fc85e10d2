"""What a case is offered to answer with: answers of the library that fit, and what was answered before.

It is loaded beside the page, after it: comparing texts must hold up nobody who only reads.
"""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from resonanz.app.wiring import house
from resonanz.core.ids import AnswerId, CaseId
from resonanz.core.policy import Action
from resonanz.core.reply import Reply
from resonanz.web.access import actor, page
from resonanz.web.given import whole

MOST = 10
"""Answers that one reply can be written with."""


@page(Action.WORK_CASE)
def answer_offers(request: HttpRequest, number: int) -> HttpResponse:
    """Show what fits a case."""
    desk, case = house().answer_desk, CaseId(number)
    return render(
        request,
        "parts/answer_offers.html",
        {"suggestions": desk.suggestions(case), "earlier": desk.earlier(case)},
    )


def remember_use(request: HttpRequest, reply: Reply) -> None:
    """Remember which answers of the library the composer says that a reply was written with."""
    given = [whole(one) for one in request.POST.getlist("answer")[:MOST]]
    if any(given):
        house().answer_desk.used(actor(request), reply.id, [AnswerId(one) for one in given if one])
