"""What is done on a need's page: one address an action, each a use case of the need desk."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Final

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from resonanz.app.wiring import house
from resonanz.core.errors import InputRejected, NotFound
from resonanz.core.ids import DepartmentId, MentionId, NeedId, UserId
from resonanz.core.need import How, NeedKind
from resonanz.core.policy import Action
from resonanz.learn.needs import Wanted
from resonanz.store.relational.selectors.need_evidence import is_evidence
from resonanz.web.access import actor, page
from resonanz.web.pages.needs import shown
from resonanz.web.trouble import came_from, in_words

TYPED: Final = frozenset({"edit", "plan", "finish", "decline", "reopen", "split", "merge", "add"})
"""Actions whose mistakes are shown where something was typed."""
BACK: Final = frozenset({"accept", "refuse", "take-out"})
"""Actions of lists, which lead back to the list."""


@page(writes=Action.WORK_NEED, methods=("POST",))
def need_do(request: HttpRequest, number: int, action: str) -> HttpResponse:
    """Do one thing with a need, then show it again."""
    doing = DOINGS.get(action)
    if doing is None:
        raise NotFound("Nothing of that name can be done with a need.")
    try:
        done = doing(request, NeedId(number))
    except InputRejected as trouble:
        if action not in TYPED:
            raise
        return shown(request, NeedId(number), problem=in_words(trouble), place=action)
    if isinstance(done, HttpResponse):
        return done
    messages.success(request, done)
    return redirect(came_from(request) if action in BACK else reverse("need", args=[number]))


@page(writes=Action.WORK_NEED, methods=("POST",))
def need_said(request: HttpRequest) -> HttpResponse:
    """Put a mention into a need from wherever it stands, or take it out where it is in."""
    number, id_ = NeedId(_number(request, "need") or 0), MentionId(request.POST.get("id", ""))
    home = house()
    inside = is_evidence(number, id_)
    home.need_desk.say(actor(request), number, [id_], belongs=not inside)
    if "HX-Request" in request.headers:
        return render(request, "pages/live_cards.html", {"items": list(home.archive.find([id_]).values())})
    messages.success(request, pgettext("need", "Taken out.") if inside else pgettext("need", "Put in."))
    return redirect(came_from(request))


def _edit(request: HttpRequest, number: NeedId) -> str:
    kind = request.POST.get("kind", "")
    wanted = Wanted(
        title=request.POST.get("title", ""),
        asked=request.POST.get("asked", ""),
        kind=NeedKind(kind) if kind in set(NeedKind) else NeedKind.NEED,
    )
    house().need_desk.edit(actor(request), number, wanted)
    return _("Kept.")


def _own(request: HttpRequest, number: NeedId) -> str:
    room, owner = _number(request, "department"), _number(request, "owner")
    house().need_desk.own(
        actor(request), number, DepartmentId(room) if room else None, UserId(owner) if owner else None
    )
    return _("Assigned.")


def _consider(request: HttpRequest, number: NeedId) -> str:
    house().need_desk.consider(actor(request), number, request.POST.get("why", ""))
    return pgettext("need", "It is being considered.")


def _plan(request: HttpRequest, number: NeedId) -> str:
    try:
        until = date.fromisoformat(request.POST.get("planned_for", ""))
    except ValueError as trouble:
        raise InputRejected(
            "This is no date.", place="planned_for", remedy="Write for example 2026-12-31."
        ) from trouble
    house().need_desk.plan(actor(request), number, until, request.POST.get("why", ""))
    return pgettext("need", "Planned.")


def _finish(request: HttpRequest, number: NeedId) -> str:
    house().need_desk.finish(actor(request), number, request.POST.get("reason", ""))
    return pgettext("need", "Done. Now those who asked can be told.")


def _decline(request: HttpRequest, number: NeedId) -> str:
    house().need_desk.decline(actor(request), number, request.POST.get("reason", ""))
    return pgettext("need", "Declined. Those who asked can be told why.")


def _reopen(request: HttpRequest, number: NeedId) -> str:
    house().need_desk.reopen(actor(request), number, request.POST.get("why", ""))
    return pgettext("need", "It is being considered.")


def _said(*, belongs: bool) -> Callable[[HttpRequest, NeedId], str]:
    def say(request: HttpRequest, number: NeedId) -> str:
        ids = [MentionId(one.strip()) for one in request.POST.getlist("id") if one.strip()]
        house().need_desk.say(actor(request), number, ids, belongs=belongs)
        return pgettext("need", "Put in.") if belongs else pgettext("need", "Taken out.")

    return say


def _signpost(request: HttpRequest, number: NeedId) -> str:
    how, value = _how(request)
    house().need_desk.add_signpost(actor(request), number, how, value)
    return pgettext("need", "Its evidence comes in by itself, in a minute or so.")


def _drop_signpost(request: HttpRequest, number: NeedId) -> str:
    how, value = _how(request)
    house().need_desk.drop_signpost(actor(request), number, how, value)
    return pgettext("need", "Nothing more comes in by this; what came stays.")


def _how(request: HttpRequest) -> tuple[How, str]:
    how, _colon, value = request.POST.get("value", "").partition(":")
    if how not in {How.TOPIC.value, How.QUERY.value}:
        raise InputRejected("There is no such topic or query.", place="value", remedy="Choose another one.")
    return How(how), value


def _merge(request: HttpRequest, number: NeedId) -> HttpResponse:
    into = house().need_desk.merge(actor(request), number, NeedId(_number(request, "into") or 0))
    messages.success(request, pgettext("need", "Merged: evidence, history and who was told came along."))
    return redirect("need", into.id)


def _split(request: HttpRequest, number: NeedId) -> HttpResponse:
    ids = [MentionId(one) for one in request.POST.getlist("id")]
    made = house().need_desk.split(actor(request), number, request.POST.get("title", ""), ids)
    messages.success(request, pgettext("need", "This is the new need."))
    return redirect("need", made.id)


DOINGS: Final[Mapping[str, Callable[[HttpRequest, NeedId], str | HttpResponse]]] = {
    "edit": _edit,
    "own": _own,
    "consider": _consider,
    "plan": _plan,
    "finish": _finish,
    "decline": _decline,
    "reopen": _reopen,
    "accept": _said(belongs=True),
    "add": _said(belongs=True),
    "refuse": _said(belongs=False),
    "take-out": _said(belongs=False),
    "signpost": _signpost,
    "drop-signpost": _drop_signpost,
    "merge": _merge,
    "split": _split,
}


def _number(request: HttpRequest, name: str) -> int | None:
    value = request.POST.get(name, "").strip()
    if not value:
        return None
    if not (value.isascii() and value.isdigit()) or len(value) > 18:
        raise InputRejected("This is no number.", place=name, remedy="Choose another one.")
    return int(value)
