"""The ledger of criticism: what nobody has decided, what was decided or hidden, and telling those who said it."""

from __future__ import annotations

from typing import Any, Final

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from resonanz.app.wiring import house
from resonanz.core.criticism import CRITICISM, CriticismState, Decision
from resonanz.core.errors import InputRejected, NotFound
from resonanz.core.ids import CaseId, CriticismId, DepartmentId, UserId
from resonanz.core.policy import Action, allowed
from resonanz.core.telling import of_criticism
from resonanz.core.understood import Kind
from resonanz.store.relational.selectors import criticism as stored
from resonanz.store.relational.selectors import people as stored_people
from resonanz.store.relational.views import CaseDetail, Rows
from resonanz.store.relational.views.answering import CriticismRow
from resonanz.web import desks
from resonanz.web.access import actor, page
from resonanz.web.asking import link
from resonanz.web.given import day, whole
from resonanz.web.pages.telling import summary
from resonanz.web.trouble import in_words
from resonanz.web.words import word

HIDDEN: Final = "hidden"
VIEWS: Final = (stored.UNDECIDED, *(one.value for one in CriticismState), HIDDEN)


@page()
def criticisms(request: HttpRequest) -> HttpResponse:
    """List one view of the ledger."""
    asked = request.GET.get("view", "")
    view = asked if asked in VIEWS else stored.UNDECIDED
    number = whole(request.GET.get("department", ""))
    room = None if number is None else DepartmentId(number)
    after = request.GET.get("after") or None
    here, counts = reverse("criticisms"), stored.counts(room)
    rows: Rows[Any] = stored.hidden(after=after) if view == HIDDEN else _rows(view, room, after)
    given = {"view": view, "department": number or ""}
    return render(
        request,
        "pages/criticisms.html",
        {
            "rows": rows.items,
            "view": view,
            "taken": link("", **given),
            "hidden": view == HIDDEN,
            "tabs": [
                {
                    "url": link(here, view=name, department=number or ""),
                    "label": _("Hidden by us") if name == HIDDEN else word(name, "criticism"),
                    "count": counts.get(name),
                    "current": name == view,
                }
                for name in VIEWS
            ],
            "departments": list(desks.names()["departments"].items()),
            "department": number,
            "today": house().criticism_desk.today,
            "next": link(here, **given, after=rows.next) if rows.next else "",
            "first": link(here, **given) if after else "",
            "erased": _("(what was said has been erased)"),
        },
    )


def _rows(view: str, room: DepartmentId | None, after: str | None) -> Rows[CriticismRow]:
    if view == stored.UNDECIDED:
        return stored.undecided(room, after=after)
    return stored.criticisms(CriticismState(view), room, after=after)


@page()
def criticism(request: HttpRequest, number: int) -> HttpResponse:
    """Show a criticism."""
    return _shown(request, CriticismId(number))


def _shown(request: HttpRequest, number: CriticismId, *, problem: str = "", place: str = "") -> HttpResponse:
    row = stored.criticism_row(number)
    if row is None or row.criticism is None:
        raise NotFound(f"There is no criticism {number}.")
    found = row.criticism
    works = allowed(actor(request), Action.WORK_CASE, found.department)
    context = {
        "row": row,
        "criticism": found,
        "subject": row.subject or _("(what was said has been erased)"),
        "works": works,
        "moves": CRITICISM.actions(found.state),
        "cases": stored.cases_of(number),
        "history": stored.history(number),
        "people": len({one.person for one in house().telling_desk.said(of_criticism(number))}),
        "telling": summary(of_criticism(number)),
        "colleagues": [(one.id, one.name) for one in stored_people.people() if one.active] if works else [],
        "tomorrow": house().criticism_desk.today.isoformat(),
        "problem": problem,
        "place": place,
        "typed": {name: request.POST.get(name, "")[:20_000] for name in ("reason", "change")},
    }
    return render(request, "pages/criticism.html", context, status=400 if problem else 200)


@page(writes=Action.WORK_CASE, methods=("POST",))
def criticism_do(request: HttpRequest, number: int, action: str) -> HttpResponse:
    """Do one thing with a criticism, then show it again."""
    which = CriticismId(number)
    try:
        messages.success(request, _done(request, which, action))
    except InputRejected as trouble:
        return _shown(request, which, problem=in_words(trouble), place=action)
    return redirect("criticism", number)


def _done(request: HttpRequest, which: CriticismId, action: str) -> str:
    desk, who = house().criticism_desk, actor(request)
    if action == "decide":
        desk.decide_again(who, which, decision(request))
        return _("Decided.")
    if action == "change":
        desk.change(who, which, request.POST.get("change", ""))
        return _("Kept. Those who said it can be told now.")
    if action == "reopen":
        desk.reopen(who, which, request.POST.get("reason", ""))
        return _("It is to be decided again.")
    if action == "own":
        desk.own(who, which, UserId(_number(request, "owner")))
        return _("Assigned.")
    if action == "part":
        desk.part(who, CaseId(_number(request, "case")), which)
        return _("The case is undecided again.")
    raise NotFound("Nothing of that name can be done with a criticism.")


@page(writes=Action.WORK_CASE, methods=("POST",))
def criticism_decide(request: HttpRequest, number: int) -> HttpResponse:
    """Decide what a case criticises, or say that it criticises the same as another."""
    desk, who, case = house().criticism_desk, actor(request), CaseId(number)
    if request.POST.get("action") == "join":
        desk.join(who, case, CriticismId(_number(request, "criticism")))
    else:
        desk.decide(who, case, decision(request))
    messages.success(request, _("Decided."))
    return redirect("case", number)


def decision(request: HttpRequest) -> Decision:
    """Return the decision that a form holds."""
    owner = whole(request.POST.get("owner", ""))
    return Decision(
        action=request.POST.get("action", ""),
        reason=request.POST.get("reason", ""),
        owner=None if owner is None else UserId(owner),
        until=day(request.POST.get("until", "")),
        title=request.POST.get("title", ""),
    )


def _number(request: HttpRequest, name: str) -> int:
    found = whole(request.POST.get(name, ""))
    if found is None:
        raise InputRejected("This is no number.", place=name, remedy="Fill it in.")
    return found


def case_panel(detail: CaseDetail) -> dict[str, Any] | None:
    """Return what a case's page shows of its criticism; None where it criticises nothing."""
    if detail.case.kind != Kind.CRITICISM.value:
        return None
    found = house().criticism_book.of_case(detail.case.id)
    others = [] if found else stored.lately_decided(detail.case.department)
    return {"criticism": found, "others": others}
