"""Doing one thing to the cases that are chosen in an inbox, and taking it back.

The answer to every form here is the inbox again, so that whoever acts by key gets list, counts and words in one go.
"""

from __future__ import annotations

from collections.abc import Sequence

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from resonanz.app import sweeping
from resonanz.app.wiring import house
from resonanz.core.errors import InputRejected, NewsMeanwhile, NotFound
from resonanz.core.ids import CaseId, DepartmentId, UserId
from resonanz.core.policy import Action, require
from resonanz.core.reply import ReplyState
from resonanz.core.sweep import Doing, Sweep, SweepId, Wish
from resonanz.core.understood import Kind, Priority
from resonanz.respond.cases import LONGEST_NOTE
from resonanz.store.relational.selectors import cases as stored
from resonanz.store.relational.views import CaseFilter
from resonanz.web import inbox_asked, sweep_words
from resonanz.web.access import actor, page
from resonanz.web.alongside import seen
from resonanz.web.pages.cases import place, with_news
from resonanz.web.pages.inboxes import department_named, over
from resonanz.web.trouble import came_from

LARGEST = 2**63 - 1


@page(writes=Action.WORK_CASE, methods=("POST",))
def sweep_do(request: HttpRequest, doing: str) -> HttpResponse:
    """Do one thing to the chosen cases, or to every case of the view."""
    if doing == "note":
        _note(request)
        return _back(request)
    if doing not in set(Doing):
        raise NotFound("Nothing of that name can be done with a case.")
    wish = _wish(request, Doing(doing))
    if request.POST.get("all") == "yes":
        done = sweeping.sweep_all(house(), actor(request), wish, _filter(request))
    else:
        done = sweeping.sweep(house(), actor(request), wish, _chosen(request))
    _tell(request, done)
    return _back(request)


@page(writes=Action.WORK_CASE, methods=("POST",))
def sweep_undo(request: HttpRequest, number: int) -> HttpResponse:
    """Take a sweep back."""
    undone = sweeping.undo(house(), actor(request), SweepId(number))
    if undone is None:
        messages.info(request, _("It is being taken back."))
    else:
        messages.success(request, sweep_words.undone(undone.restored, undone.kept))
    return _back(request)


@page(writes=Action.WORK_CASE, methods=("GET", "POST"))
def quick(request: HttpRequest, number: int) -> HttpResponse:
    """Show what was said in a case and a field for the answer, to stand within a list; POST: answer."""
    detail = stored.case_detail(CaseId(number))
    require(actor(request), Action.WORK_CASE, detail.case.department)
    if request.method == "POST":
        try:
            return _answer(request, detail.case.id, four_eyes=detail.four_eyes)
        except NewsMeanwhile as trouble:
            return with_news(request, detail.case.id, trouble)
    ids = [one.mention for one in detail.mentions][-5:]
    found = house().archive.find(ids)
    context = {
        "detail": detail,
        "place": seen(detail),
        "thread": [found[one] for one in ids if one in found],
        "limit": house().reply_desk.limit(detail.case.id),
    }
    return render(request, "parts/inbox_quick.html", context)


def _answer(request: HttpRequest, case: CaseId, *, four_eyes: bool) -> HttpResponse:
    desk, then = house().reply_desk, request.POST.get("then", "")
    text = request.POST.get("text", "").replace("\r\n", "\n")
    reply = desk.draft(actor(request), case, text)
    if then == "send" and not four_eyes:
        reply = desk.approve(actor(request), reply.id, text=reply.text, place=place(request))
    elif then == "send":
        reply = desk.submit(actor(request), reply.id)
    told = {
        ReplyState.APPROVED: _("The answer is approved and on its way."),
        ReplyState.SUBMITTED: _("The answer waits for approval."),
    }
    messages.success(request, told.get(reply.state, _("The draft is kept.")))
    return _back(request)


def _note(request: HttpRequest) -> None:
    chosen = _chosen(request)
    text = request.POST.get("text", "")[:LONGEST_NOTE]
    for case in chosen:
        house().case_desk.note(actor(request), case, text)
        house().calling.call(actor(request), case, text)
    told = ngettext("The note stands in %(n)d case.", "The note stands in %(n)d cases.", len(chosen))
    messages.success(request, told % {"n": len(chosen)})


def _tell(request: HttpRequest, done: Sweep) -> None:
    if done.ended_at is None:
        told = ngettext("%(n)d case is being worked through.", "%(n)d cases are being worked through.", done.asked)
        messages.info(request, told % {"n": done.asked})
        return
    if done.done:
        messages.success(request, sweep_words.told(done))
    if done.refused:
        messages.error(request, sweep_words.left(house().sweeps.refusals(done.id, limit=1), done.refused))
    if not done.done and not done.refused:
        messages.info(request, _("That is so already."))


def _back(request: HttpRequest) -> HttpResponse:
    before = came_from(request)
    return redirect(before if before.startswith(reverse("inbox")) else reverse("inbox"))


def _chosen(request: HttpRequest) -> Sequence[CaseId]:
    """Return the chosen cases, each once; a line's own button means this line alone."""
    named = request.POST.getlist("only") or request.POST.getlist("case")
    found = list(dict.fromkeys(CaseId(_number(one, "case")) for one in named))
    if not found:
        raise InputRejected("No case is chosen.", place="case", remedy="Choose one with x.")
    return found[: sweeping.AT_ONCE + 1]


def _filter(request: HttpRequest) -> CaseFilter:
    departments = stored.inboxes()
    here = department_named(departments, request.POST.get("slug", ""))
    reader = inbox_asked.reader(actor(request))
    given = QueryDict(request.POST.get("question", "")[:4000])
    return inbox_asked.asked(given, reader, over(request, departments, here)).filter


def _wish(request: HttpRequest, doing: Doing) -> Wish:
    given = request.POST
    owner = given.get("owner", "") if doing is Doing.ASSIGN else ""
    department = given.get("department", "") if doing is Doing.HAND_OVER else ""
    return Wish(
        doing=doing,
        owner=UserId(_number(owner, "owner")) if owner else None,
        department=DepartmentId(_number(department, "department")) if department else None,
        priority=next((one for one in Priority if one.value == given.get("priority")), None),
        kind=next((one for one in Kind if one.value == given.get("kind")), None),
        until=sweep_words.moment(given.get("until", ""), house().clock.now()) if doing is Doing.SNOOZE else None,
        reason=given.get({Doing.HAND_OVER: "handing", Doing.CLOSE: "closing"}.get(doing, ""), "").strip(),
    )


def _number(value: str, name: str) -> int:
    if not (value.isascii() and value.isdigit()) or int(value) > LARGEST:
        raise InputRejected("This is no number.", place=name)
    return int(value)
