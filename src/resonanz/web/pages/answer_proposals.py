"""What is asked often and has no answer in the library: one click writes it, another says that none is needed."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from resonanz.app.wiring import house
from resonanz.core.errors import NotFound
from resonanz.core.policy import Action, allowed
from resonanz.core.ready_answers import Proposed
from resonanz.respond.asked_often import take_up
from resonanz.store.relational.editing import ready_answers as editing
from resonanz.store.relational.selectors import ready_answers as stored
from resonanz.web import desks
from resonanz.web.access import actor, page


@page()
def answer_proposals(request: HttpRequest) -> HttpResponse:
    """List what is asked often."""
    rows = stored.proposals()
    heard = house().archive.find([mention for row in rows for mention in row.mentions])
    who = actor(request)
    listed = [
        {
            "row": row,
            "heard": [heard[mention] for mention in row.mentions if mention in heard],
            "works": allowed(who, Action.WORK_CASE, row.department),
        }
        for row in rows
    ]
    context = {"listed": listed, "people": house().settings.asked_often}
    return render(request, "pages/answer_proposals.html", context)


@page(writes=Action.WORK_CASE, methods=("POST",))
def answer_proposal_do(request: HttpRequest, number: int, action: str) -> HttpResponse:
    """Write the answer, or say that none is needed."""
    who, home = actor(request), house()
    if action == "dismiss":
        editing.settle_proposal(who, number, desks.now(), answer=None)
        messages.success(request, _("It is proposed no longer."))
        return redirect("answer_proposals")
    if action != "write":
        raise NotFound("Nothing of that name can be done with a proposal.")
    row = stored.proposal(number)
    asked = home.proposals.mentions(number)
    proposed = Proposed(
        words=row.words, lang=row.lang, department=row.department, people=row.people, mentions=tuple(asked)
    )
    made = take_up(who, home.asked_often, home.answer_desk, proposed, number)
    editing.settle_proposal(who, number, desks.now(), answer=made.id)
    home.answer_library.learn(made.id, asked)
    messages.success(request, _("The answer is drafted from what was answered before. Read it, and confirm it."))
    return redirect("answer_edit", made.id)
