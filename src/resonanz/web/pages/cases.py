"""A case: the whole thread, answers on their way, its history, and everything that can be done with it.

What may happen is the life-cycle's word (core.case, core.reply), who may do it the policy's; this page only asks both.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any, Final, cast

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from resonanz.app.wiring import house
from resonanz.core.draft import TypedDraft
from resonanz.core.errors import InputRejected, NewsMeanwhile, NotFound
from resonanz.core.heard import Heard
from resonanz.core.ids import CaseId, DepartmentId, ReplyId, UserId
from resonanz.core.policy import Action, allowed, may_approve
from resonanz.core.reply import REPLY, Reply, ReplyState
from resonanz.core.search import Filter
from resonanz.core.understood import Priority
from resonanz.respond.cases import LONGEST_NOTE
from resonanz.store.relational.selectors import cases as stored
from resonanz.store.relational.selectors import rules
from resonanz.store.relational.views import CaseDetail, ReplyRow
from resonanz.web import desks, due, words
from resonanz.web.access import actor, page
from resonanz.web.alongside import beside
from resonanz.web.asking import link
from resonanz.web.pages.answer_offers import remember_use
from resonanz.web.pages.criticism import case_panel
from resonanz.web.pages.live import web_address
from resonanz.web.trouble import came_from, in_words, rejections_at

THREAD: Final = 100
KEYS: Final = {"take": "t", "close": "e", "reopen": "o"}
REPLY_KEYS: Final = {"submit": "f", "approve": "a", "retry": "n", "discard": "x"}
OFFERED: Final = ("edit", "submit", "approve", "retry", "discard")


class Draft(forms.Form):
    """Take the text of an answer."""

    text = forms.CharField(max_length=100_000, strip=True)


@page()
def case(request: HttpRequest, number: int) -> HttpResponse:
    """Show a case."""
    return _shown(request, CaseId(number), Draft())


def _shown(request: HttpRequest, number: CaseId, form: Draft) -> HttpResponse:
    detail = stored.case_detail(number)
    own = actor(request)
    works = allowed(own, Action.WORK_CASE, detail.case.department)
    changes = house().composing.changes(own, number) if works else {}
    thread, more = _thread(detail)
    members = rules.workers(detail.case.department) if works else ()
    return render(
        request,
        "pages/case.html",
        {
            "detail": detail,
            "erased": _("(what was said has been erased)"),
            "inbox": reverse("inbox_of", args=[_slug(detail.case.department)]),
            "works": works,
            "deadlines": due.lines(house().deadlines.of(house().casebook.load(number))),
            "waits": "resume" if _is_waiting(detail) else "wait",
            "actions": _actions(detail, own.id),
            "thread": thread,
            "moves": house().moderation_desk.offers([one.mention for one in thread]) if works else {},
            "more": more,
            "whole": link(reverse("mention"), id=detail.case.thread),
            "replies": [_reply(request, detail, row, changes.get(row.reply.id)) for row in detail.replies],
            "limit": house().reply_desk.limit(number) if works else None,
            "form": form,
            "priorities": desks.options("priority"),
            "colleagues": [(member.user, member.name) for member in members],
            "others": [pair for pair in desks.names()["departments"].items() if pair[0] != detail.case.department],
            "criticism": case_panel(detail),
            "hidden_details": {"assign", "opened", "snooze"},
            **beside(request, detail, thread, works=works),
        },
        status=400 if form.errors else 200,
    )


def _is_waiting(detail: CaseDetail) -> bool:
    """Tell whether somebody said that we wait for the author, who has not spoken since."""
    said = [line.action for line in detail.timeline if line.action in {"wait", "resume", "react", "joined"}]
    return bool(said) and said[-1] == "wait"


def _slug(department: DepartmentId) -> str:
    return next((one.slug for one in house().rulebook.departments() if one.id == department), "")


def _thread(detail: CaseDetail) -> tuple[list[Heard], bool]:
    """Return the mentions of the thread, oldest first: those of the case and what else was heard in it."""
    archive = house().archive
    found = archive.page(Filter(thread=detail.case.thread), limit=THREAD)
    heard = {one.mention.id: one for one in found.items}
    missing = [row.mention for row in detail.mentions[-THREAD:] if row.mention not in heard]
    if missing:
        heard.update(archive.find(missing))
    ordered = sorted(heard.values(), key=lambda one: (one.mention.published_at, one.seq))
    return ordered, found.next is not None


def _actions(detail: CaseDetail, own: UserId | None) -> list[Mapping[str, str]]:
    offered = [name for name in detail.actions if name in KEYS and not (name == "take" and detail.case.owner == own)]
    return [{"name": name, "label": words.word(name, "case_action"), "key": KEYS[name]} for name in offered]


def _reply(request: HttpRequest, detail: CaseDetail, row: ReplyRow, typed: TypedDraft | None) -> Mapping[str, Any]:
    reply, own = row.reply, actor(request)
    department = detail.case.department
    works = allowed(own, Action.WORK_CASE, department)
    four_eyes = reply.needs_four_eyes or detail.four_eyes
    approves = may_approve(own, author=reply.author, four_eyes=four_eyes, department=department)
    names = [name for name in REPLY.actions(reply.state) if name in OFFERED and works]
    why_not = ""
    if "approve" in names and not approves:
        names.remove("approve")
        why_not = _("You wrote this answer; another person of the department approves it.") if works else ""
    if not four_eyes and "submit" in names:
        names.remove("submit")
    return {
        "row": row,
        "link": web_address(reply.sent_url),
        "edits": "edit" in names,
        "typed": typed,
        "actions": [_reply_action(name) for name in names],
        "why_not": why_not,
    }


def _reply_action(name: str) -> Mapping[str, str]:
    asks = _("Discard this answer?") if name == "discard" else ""
    return {"name": name, "label": words.word(name, "reply_action"), "key": REPLY_KEYS.get(name, ""), "asks": asks}


# --- what is done with a case ----------------------------------------------------------------------------------------


@page(writes=Action.WORK_CASE, methods=("POST",))
def case_do(request: HttpRequest, number: int, action: str) -> HttpResponse:
    """Do one thing with a case, then show it again (or the inbox it was done from)."""
    doing = DOINGS.get(action)
    if doing is None:
        raise NotFound("Nothing of that name can be done with a case.")
    messages.success(request, doing(request, CaseId(number)))
    return redirect(_back(request, number))


def _back(request: HttpRequest, number: int) -> str:
    before = came_from(request)
    return before if before.startswith(reverse("inbox")) else reverse("case", args=[number])


def _take(request: HttpRequest, case: CaseId) -> str:
    house().case_desk.take(actor(request), case)
    return _("The case is yours.")


def _close(request: HttpRequest, case: CaseId) -> str:
    house().case_desk.close(actor(request), case, request.POST.get("reason", "").strip())
    return _("Closed. It comes back when its author speaks again.")


def _reopen(request: HttpRequest, case: CaseId) -> str:
    house().case_desk.reopen(actor(request), case)
    return _("Open again.")


def _hand_over(request: HttpRequest, case: CaseId) -> str:
    department = _number(request, "department")
    if department not in desks.names()["departments"]:
        raise InputRejected("There is no such department.", place="department")
    house().case_desk.hand_over(actor(request), case, DepartmentId(department), request.POST.get("reason", ""))
    return _("Handed over.")


def _assign(request: HttpRequest, case: CaseId) -> str:
    owner = request.POST.get("owner", "")
    chosen = UserId(_number(request, "owner")) if owner else None
    if chosen is not None:
        department = house().casebook.load(case).department
        if all(member.user != chosen for member in rules.workers(department)):
            raise InputRejected("This person does not work in the department.", place="owner")
    house().case_desk.assign(actor(request), case, chosen)
    return _("Assigned.")


def _prioritise(request: HttpRequest, case: CaseId) -> str:
    wanted = request.POST.get("priority", "")
    priority = next((one for one in Priority if one.value == wanted), None)
    if priority is None:
        raise InputRejected("There is no such priority.", place="priority")
    house().case_desk.prioritise(actor(request), case, priority)
    return _("The priority is changed.")


def _wait(request: HttpRequest, case: CaseId) -> str:
    house().case_desk.wait(actor(request), case)
    return _("We wait for the author. The deadlines pause until the next word.")


def _resume(request: HttpRequest, case: CaseId) -> str:
    house().case_desk.resume(actor(request), case)
    return _("We no longer wait. The deadlines go on.")


def _note(request: HttpRequest, case: CaseId) -> str:
    text = request.POST.get("text", "")[:LONGEST_NOTE]
    house().case_desk.note(actor(request), case, text)
    called = house().calling.call(actor(request), case, text)
    return _("Noted, and told to whoever it names.") if called else _("Noted.")


DOINGS: Final[Mapping[str, Callable[[HttpRequest, CaseId], str]]] = {
    "take": _take,
    "close": _close,
    "reopen": _reopen,
    "hand_over": _hand_over,
    "assign": _assign,
    "prioritise": _prioritise,
    "note": _note,
    "wait": _wait,
    "resume": _resume,
}


def _number(request: HttpRequest, name: str) -> int:
    value = request.POST.get(name, "")
    if not (value.isascii() and value.isdigit()) or len(value) > 18:
        raise InputRejected("This is no number.", place=name)
    return int(value)


# --- answers ---------------------------------------------------------------------------------------------------------


@page(writes=Action.WORK_CASE, methods=("POST",))
def draft(request: HttpRequest, number: int) -> HttpResponse:
    """Write an answer; on wish it is submitted or approved in the same step."""
    case = CaseId(number)
    form = Draft(request.POST)
    if form.is_valid():
        with rejections_at(form):
            made = house().reply_desk.draft(actor(request), case, _as_sent(form.cleaned_data["text"]) or "")
            remember_use(request, made)
            house().composing.done(actor(request), case)
            try:
                messages.success(request, _moved_on(request, made))
            except NewsMeanwhile as trouble:
                return with_news(request, case, trouble)
    if form.errors:
        return _shown(request, case, form)
    return redirect(reverse("case", args=[number]))


def with_news(request: HttpRequest, case: CaseId, trouble: NewsMeanwhile) -> HttpResponse:
    """Show the case with what is new in its thread; what was written waits there as a draft."""
    messages.warning(request, in_words(trouble))
    return redirect(f"{reverse('case', args=[case])}?since={trouble.place}#news")


def _moved_on(request: HttpRequest, reply: Reply) -> str:
    desk, then = house().reply_desk, request.POST.get("then", "")
    if then == "submit":
        desk.submit(actor(request), reply.id)
        return _("The answer waits for approval.")
    if then == "approve":
        desk.approve(actor(request), reply.id, text=reply.text, place=place(request))
        return _("The answer is approved and on its way.")
    return _("The draft is kept.")


@page(writes=Action.WORK_CASE, methods=("POST",))
def reply_do(request: HttpRequest, number: int, action: str) -> HttpResponse:
    """Do one thing with an answer."""
    reply = ReplyId(number)
    seen = request.POST.get("seen")
    desk, own = house().reply_desk, actor(request)
    if action == "approve":
        try:
            after = desk.approve(own, reply, text=_as_sent(seen), place=place(request))
        except NewsMeanwhile as trouble:
            return with_news(request, house().replies.load(reply).case, trouble)
    elif action == "edit":
        before = house().replies.load(reply)
        after = desk.edit(own, reply, request.POST.get("text", ""), seen=_as_seen(before, seen))
        house().composing.done(own, after.case, reply)
    elif action in {"submit", "retry", "discard"}:
        after = cast("Callable[..., Reply]", getattr(desk, action))(own, reply)
    else:
        raise NotFound("Nothing of that name can be done with an answer.")
    messages.success(request, _told(after))
    return redirect(reverse("case", args=[after.case]))


def place(request: HttpRequest) -> int | None:
    """Return how far the thread had come on the page that somebody sends from (`core.case.place_in`)."""
    return _number(request, "place") if request.POST.get("place") else None


def _as_sent(text: str | None) -> str | None:
    """Return a text with the line ends it had before a browser sent it."""
    return None if text is None else text.replace("\r\n", "\n")


def _as_seen(before: Reply, seen: str | None) -> Reply | None:
    text = _as_sent(seen)
    return None if text is None else replace(before, text=text)


def _told(reply: Reply) -> str:
    if reply.state is ReplyState.APPROVED:
        return _("The answer is approved and on its way.")
    if reply.state is ReplyState.SUBMITTED:
        return _("The answer waits for approval.")
    if reply.state is ReplyState.DISCARDED:
        return _("The answer is discarded.")
    return _("The change is kept.")
