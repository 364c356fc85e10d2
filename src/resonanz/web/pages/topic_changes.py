"""What people change about topics: every step is one small form, and most can be taken back."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from django.contrib import messages
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from resonanz.app.wiring import house
from resonanz.core.errors import NotFound
from resonanz.core.ids import MentionId
from resonanz.core.policy import Action, Actor
from resonanz.core.topic import TopicKey
from resonanz.web.access import actor, page
from resonanz.web.trouble import came_from


def _name(by: Actor, key: TopicKey, request: HttpRequest) -> str:
    house().topic_desk.name(by, key, request.POST.get("name", ""))
    return _("Named. New mentions get the topic from now on, older ones follow in the background.")


def _hide(by: Actor, key: TopicKey, _request: HttpRequest) -> str:
    house().topic_desk.hide(by, key)
    return _("Hidden. It is not proposed again.")


def _show(by: Actor, key: TopicKey, _request: HttpRequest) -> str:
    house().topic_desk.show(by, key)
    return _("The topic is shown again.")


def _merge(by: Actor, key: TopicKey, request: HttpRequest) -> str:
    target = house().topic_desk.merge(by, key, TopicKey(request.POST.get("into", "")))
    return _("Merged into “%(name)s”.") % {"name": target.name}


def _take_back(by: Actor, key: TopicKey, request: HttpRequest) -> str:
    house().topic_desk.take_back(by, key, MentionId(request.POST.get("id", "")))
    return _("Taken back: its words decide again.")


ACTIONS: Final[dict[str, Callable[[Actor, TopicKey, HttpRequest], str]]] = {
    "name": _name,
    "hide": _hide,
    "show": _show,
    "merge": _merge,
    "take-back": _take_back,
}


@page(writes=Action.LABEL, methods=("POST",))
def topic_do(request: HttpRequest, key: str, action: str) -> HttpResponse:
    """Name, hide, show again, merge, or take back an example; the desk asks for the permission."""
    if action not in ACTIONS:
        raise NotFound("There is no such action.")
    told = ACTIONS[action](actor(request), TopicKey(key), request)
    cache.delete("names")
    messages.success(request, told)
    return redirect("topics") if action in {"hide", "merge"} else redirect(came_from(request))


@page(Action.MANAGE_QUERIES, methods=("POST",))
def topic_new(request: HttpRequest) -> HttpResponse:
    """Name a new topic, with the mention it was named from as its first example if there is one."""
    mentions = [MentionId(one) for one in request.POST.getlist("id") if one]
    made = house().topic_desk.begin(actor(request), request.POST.get("name", ""), mentions)
    cache.delete("names")
    messages.success(request, _("Now put mentions in: from three examples on, it is learned."))
    return redirect("topic", made.key)


@page(Action.MANAGE_QUERIES, methods=("POST",))
def topic_split(request: HttpRequest, key: str) -> HttpResponse:
    """Take part of a topic to a new one, by words or by the mentions that were chosen."""
    made = house().topic_desk.split(
        actor(request),
        TopicKey(key),
        request.POST.get("name", ""),
        words=request.POST.get("words", ""),
        mentions=[MentionId(one) for one in request.POST.getlist("id")],
    )
    cache.delete("names")
    messages.success(request, _("Split. Older mentions follow in the background."))
    return redirect("topic", made.key)


@page(writes=Action.LABEL, methods=("POST",))
def topic_said(request: HttpRequest) -> HttpResponse:
    """Put a mention into a topic, or take it out where it is in."""
    key, id_ = TopicKey(request.POST.get("topic", "")), MentionId(request.POST.get("id", ""))
    home = house()
    heard = home.archive.find([id_]).get(id_)
    carries = heard is not None and key in heard.understood.topics
    home.topic_desk.say(actor(request), key, id_, fits=not carries)
    if "HX-Request" in request.headers:
        return render(request, "pages/live_cards.html", {"items": list(home.archive.find([id_]).values())})
    messages.success(request, _("Taken out.") if carries else _("Put in."))
    return redirect(came_from(request))
