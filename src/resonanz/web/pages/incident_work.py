"""What is done on an incident's page: one address an action, each a use case of the incident desk."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from resonanz.app.wiring import house
from resonanz.core.errors import InputRejected, NotFound
from resonanz.core.ids import CaseId, IncidentId, UserId
from resonanz.core.policy import Action
from resonanz.core.surge import Gravity
from resonanz.web.access import actor, page
from resonanz.web.pages.incidents import shown
from resonanz.web.trouble import in_words

TYPED: Final = {"note": "text", "statement": "statement", "close": "review", "add-case": "case"}
"""Actions whose mistakes are shown where something was typed."""


@page(writes=Action.WORK_CASE, methods=("POST",))
def incident_do(request: HttpRequest, number: int, action: str) -> HttpResponse:
    """Do one thing with an incident, then show it again."""
    doing = DOINGS.get(action)
    if doing is None:
        raise NotFound("Nothing of that name can be done with an incident.")
    try:
        done = doing(request, IncidentId(number))
    except InputRejected as trouble:
        if action not in TYPED:
            raise
        typed = request.POST.get(TYPED[action], "")[:20_000]
        return shown(request, IncidentId(number), problem=in_words(trouble), place=action, typed=typed)
    if isinstance(done, HttpResponse):
        return done
    messages.success(request, done)
    return redirect(reverse("incident", args=[number]))


def _moved(action: str) -> Callable[[HttpRequest, IncidentId], str]:
    def move(request: HttpRequest, number: IncidentId) -> str:
        house().incident_desk.move(actor(request), number, action)
        return {
            "watch": _("Under control. The incident is watched until it is closed."),
            "resume": _("Under way again."),
            "reopen": _("Under way again."),
        }[action]

    return move


def _grade(request: HttpRequest, number: IncidentId) -> str:
    wanted = request.POST.get("gravity", "")
    gravity = next((one for one in Gravity if str(one.value) == wanted), None)
    if gravity is None:
        raise InputRejected("This is no gravity of an incident.", place="gravity", remedy="Choose another one.")
    house().incident_desk.grade(actor(request), number, gravity)
    return _("Changed. The steps for it are in the checklist.")


def _own(request: HttpRequest, number: IncidentId) -> str:
    owner = _number(request, "owner")
    house().incident_desk.own(actor(request), number, UserId(owner) if owner else None)
    return _("Assigned.")


def _note(request: HttpRequest, number: IncidentId) -> str:
    house().incident_desk.note(actor(request), number, request.POST.get("text", ""))
    return _("Noted.")


def _statement(request: HttpRequest, number: IncidentId) -> str:
    house().incident_desk.write_statement(actor(request), number, request.POST.get("statement", ""))
    return _("The statement waits for another person's approval.")


def _approve(request: HttpRequest, number: IncidentId) -> str:
    house().incident_desk.approve_statement(actor(request), number, _as_written(request, "seen"))
    return _("Approved. It can be used in every case of this incident.")


def _draft(request: HttpRequest, number: IncidentId) -> HttpResponse:
    case = CaseId(_number(request, "case"))
    house().incident_desk.draft_statement(actor(request), number, case)
    messages.success(request, _("The statement is drafted as an answer of this case."))
    return redirect(reverse("case", args=[case]))


def _add_case(request: HttpRequest, number: IncidentId) -> str:
    house().incident_desk.put_case(actor(request), number, CaseId(_number(request, "case")), belongs=True)
    return _("The case belongs to the incident.")


def _remove_case(request: HttpRequest, number: IncidentId) -> str:
    house().incident_desk.put_case(actor(request), number, CaseId(_number(request, "case")), belongs=False)
    return _("The case stays out of the incident.")


def _ticked(*, done: bool) -> Callable[[HttpRequest, IncidentId], str]:
    def tick(request: HttpRequest, number: IncidentId) -> str:
        house().incident_desk.tick(actor(request), number, _number(request, "step"), done=done)
        return _("Done.") if done else _("Taken back.")

    return tick


def _close(request: HttpRequest, number: IncidentId) -> str:
    review = request.POST.get("review", "")
    findings = request.POST.get("findings", "").splitlines()
    house().incident_desk.close(actor(request), number, review, findings)
    return _("Closed. What it taught is kept.")


DOINGS: Final[Mapping[str, Callable[[HttpRequest, IncidentId], str | HttpResponse]]] = {
    "watch": _moved("watch"),
    "resume": _moved("resume"),
    "reopen": _moved("reopen"),
    "grade": _grade,
    "own": _own,
    "note": _note,
    "statement": _statement,
    "approve": _approve,
    "draft": _draft,
    "add-case": _add_case,
    "remove-case": _remove_case,
    "tick": _ticked(done=True),
    "untick": _ticked(done=False),
    "close": _close,
}


def _number(request: HttpRequest, name: str) -> int:
    value = request.POST.get(name, "").strip()
    if not value and name == "owner":
        return 0
    if not (value.isascii() and value.isdigit()) or len(value) > 18:
        raise InputRejected("This is no number.", place=name, remedy="Fill it in.")
    return int(value)


def _as_written(request: HttpRequest, name: str) -> str:
    """Return a text as it was stored: browsers send line ends of their own."""
    return request.POST.get(name, "").replace("\r\n", "\n")
