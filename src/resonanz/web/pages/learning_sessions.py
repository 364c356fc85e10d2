"""A labelling session: one mention, one key a value, the next one; undo, and no mouse needed.

What was answered is kept at once. The session itself only remembers how far it came and what it asked last.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from resonanz.app.wiring import house
from resonanz.core.errors import InputRejected
from resonanz.core.heard import Heard
from resonanz.core.ids import MentionId
from resonanz.core.policy import Action
from resonanz.core.teaching import Drawn
from resonanz.understand.teaching.asking import Question
from resonanz.web.access import actor, page
from resonanz.web.asking import link
from resonanz.web.pages.learning_words import name_of_task, name_of_value
from resonanz.web.words import origin, sureness

REMEMBERED: Final = 20
"""Answers that can be undone, and skipped mentions that are not asked again."""
KEYS: Final = "123456789abcdefhilmpqrtvwxy"
"""One a value; the letters that are missing mean something else on a page."""


@page(Action.LABEL)
def session(request: HttpRequest, task: str) -> HttpResponse:
    """Ask about one mention."""
    desk = house().teaching_desk
    values = desk.values(task)
    state = _state(request, task)
    question = _asked_again(task, request.GET.get("id", "")) or desk.question(
        task,
        asked=state["asked"],
        recent=[MentionId(one) for one in state["answered"]],
        skipped=[MentionId(one) for one in state["skipped"]],
    )
    outlook = house().trainer.outlook(task)
    return render(
        request,
        "pages/understanding_session.html",
        {
            "task": task,
            "name": name_of_task(task),
            "question": question,
            "guess": _guess(task, question) if question else "",
            "values": [
                (value, name_of_value(task, value), KEYS[place] if place < len(KEYS) else "")
                for place, value in enumerate(values)
            ],
            "state": state,
            "outlook": outlook,
            "goal": max(outlook.needed, outlook.fresh),
        },
    )


@page(Action.LABEL, methods=("POST",))
def answer(request: HttpRequest, task: str) -> HttpResponse:
    """Take an answer, a skip or an undo; go on with the next question."""
    state = _state(request, task)
    mention = MentionId(request.POST.get("id", ""))
    if request.POST.get("do") == "undo":
        if not state["answered"]:
            return redirect("understanding_session", task)
        last = state["answered"].pop()
        house().label_desk.take_back(actor(request), MentionId(last), task)
        _keep(request, task, {**state, "asked": max(0, state["asked"] - 1)})
        return redirect(link(reverse("understanding_session", args=[task]), id=last))
    if request.POST.get("do") == "skip":
        _keep(request, task, {**state, "skipped": [*state["skipped"], str(mention)][-10 * REMEMBERED :]})
        return redirect("understanding_session", task)
    value = request.POST.get("value", "")
    if value not in house().teaching_desk.values(task):
        raise InputRejected(f"{value!r} is not known.", place="value", remedy="Choose one that is offered.")
    house().label_desk.teach(actor(request), mention, task, value, _drawn(request))
    answered = [*(one for one in state["answered"] if one != mention), str(mention)][-REMEMBERED:]
    _keep(request, task, {**state, "answered": answered, "asked": state["asked"] + 1})
    return redirect("understanding_session", task)


def _drawn(request: HttpRequest) -> Drawn:
    given = request.POST.get("drawn", "")
    return Drawn(given) if given in set(Drawn) else Drawn.FOUND


def _asked_again(task: str, id_: str) -> Question | None:
    """Return the question about a mention that somebody wants to answer anew."""
    heard: Heard | None = house().archive.find([MentionId(id_)]).get(MentionId(id_)) if id_ else None
    if heard is None:
        return None
    return Question(heard, house().teaching_desk.guesses(task, [heard])[0], Drawn.FOUND)


def _guess(task: str, question: Question) -> str:
    if question.guess is None:
        return ""
    value = name_of_value(task, question.guess.value)
    return _("%(value)s (%(origin)s, %(sureness)s)") % {
        "value": value,
        "origin": origin(question.guess),
        "sureness": sureness(question.guess),
    }


def _state(request: HttpRequest, task: str) -> dict[str, Any]:
    kept: Mapping[str, Any] = request.session.get(f"lessons:{task}", {})
    return {
        "asked": int(kept.get("asked", 0)),
        "answered": list(kept.get("answered", [])),
        "skipped": list(kept.get("skipped", [])),
    }


def _keep(request: HttpRequest, task: str, state: Mapping[str, Any]) -> None:
    request.session[f"lessons:{task}"] = dict(state)
