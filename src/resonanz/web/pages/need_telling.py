"""Telling people back: the text and what it would look like in each channel, the round with its progress, the list."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from resonanz.app.wiring import house
from resonanz.core.errors import InputRejected, NotFound
from resonanz.core.ids import NeedId, ReplyId
from resonanz.core.need import NeedState
from resonanz.core.policy import Action, allowed
from resonanz.core.telling import ALIVE, NOT_BEGUN, RULES, TELLING, PersonState, Telling, TellingState
from resonanz.respond.reaching import Preview
from resonanz.respond.telling_back import TELLABLE
from resonanz.store.relational.selectors import needs as stored
from resonanz.web import desks
from resonanz.web.access import actor, page
from resonanz.web.asking import link
from resonanz.web.trouble import came_from, in_words
from resonanz.web.words import word

MOVES: Final = ("pause", "resume", "stop")
LISTED: Final = frozenset({"refuse", "approve-one"})
"""Actions of the list of people, which lead back to where in the list one was."""


def summary(number: NeedId, state: NeedState) -> Mapping[str, Any] | None:
    """Return what a need's page says of telling; None while there is nothing to tell."""
    rounds = house().tellings.of_need(number)
    if state not in TELLABLE and not rounds:
        return None
    return {"counts": stored.told_counts(number), "now": next((one for one in rounds if one.state in ALIVE), None)}


@page(writes=Action.WORK_NEED, methods=("GET", "POST"))
def need_telling(request: HttpRequest, number: int) -> HttpResponse:
    """Show the round of a need, or where one begins; POST shows what a text would look like."""
    return _shown(request, NeedId(number), texts=_texts(request) if request.method == "POST" else None)


def _shown(
    request: HttpRequest, number: NeedId, *, texts: Mapping[str, str] | None = None, problem: str = ""
) -> HttpResponse:
    row = stored.need_row(number)
    if row.need.into is not None:
        return redirect("need_telling", row.need.into)
    rounds = house().tellings.of_need(number)
    now = next((one for one in rounds if one.state in ALIVE), None)
    texts = texts if texts is not None else (now.texts if now else {})
    previews: Sequence[Preview] = ()
    if any(text.strip() for text in texts.values()) and not problem and (now is None or now.state in NOT_BEGUN):
        try:
            previews = house().telling_desk.preview(number, texts)
        except InputRejected as trouble:
            problem = in_words(trouble)
    return render(
        request,
        "pages/need_telling.html",
        {
            "row": row,
            "need": row.need,
            "problem": problem,
            "previews": [_preview(one) for one in previews],
            "texts": [(lang, word(lang, "lang"), texts.get(lang, "")) for lang in _langs()],
            **_round(request, row.need.department, now, texts),
            **_people(request, number),
            "rounds": rounds,
            "tellable": row.need.state in TELLABLE,
            "per_hour": house().settings.tell_back_per_hour,
        },
        status=400 if problem else 200,
    )


def _round(request: HttpRequest, room: Any, now: Telling | None, texts: Mapping[str, str]) -> dict[str, Any]:  # noqa: ANN401
    who = actor(request)
    decides = allowed(who, Action.DECIDE_NEED, room)
    alone = now is not None and now.needs_four_eyes and who.id == now.author
    kept = now is not None and {lang: text for lang, text in texts.items() if text.strip()} == dict(now.texts)
    return {
        "telling": now,
        "works": allowed(who, Action.WORK_NEED, room),
        "approves": decides and not alone and kept,
        "alone": alone,
        "moves": [one for one in MOVES if now and one in TELLING.actions(now.state)],
        "begins": now is None or now.state in NOT_BEGUN,
        "submits": now is not None and now.state is TellingState.DRAFT and not decides,
    }


def _people(request: HttpRequest, number: NeedId) -> dict[str, Any]:
    state = request.GET.get("state", "")
    chosen = PersonState(state) if state in set(PersonState) else None
    rows = stored.told_rows(number, state=chosen, after=request.GET.get("after") or None)
    counts = stored.told_counts(number)
    here = reverse("need_telling", args=[number])
    heards = house().archive.find([one.told.mention for one in rows.items if one.told.mention])
    tabs = [(code, word(code, "told"), many, link(here, state=code)) for code, many in counts.items() if many]
    done = sum(counts[one.value] for one in PersonState if one not in (PersonState.WAITING, PersonState.HANDED))
    return {
        "people": [(row, heards.get(row.told.mention) if row.told.mention else None) for row in rows.items],
        "tabs": tabs,
        "state": state,
        "counts": counts,
        "all": sum(counts.values()),
        "settled": done,
        "here": here,
        "next": link(here, state=state, after=rows.next) if rows.next else "",
        "first": link(here, state=state) if request.GET.get("after") else "",
    }


def _preview(one: Preview) -> Mapping[str, Any]:
    channel = one.rule.channel
    return {
        "channel": word(channel, "channel"),
        "manner": word(one.rule.manner, "manner"),
        "reason": word(channel if channel in RULES else "*", "rule"),
        "source": one.rule.source,
        "limit": one.limit,
        "samples": [
            {
                "lang": lang,
                "name": word(lang, "lang"),
                "text": text,
                "length": length,
                "long": length > (one.limit or 0),
            }
            for lang, text, length in one.samples
        ],
        "reached": one.reached,
        "cannot": [(word(why, "why"), many) for why, many in one.cannot.items()],
    }


@page(writes=Action.WORK_NEED, methods=("POST",))
def need_telling_do(request: HttpRequest, number: int, action: str) -> HttpResponse:
    """Do one thing with the round of a need, then show it again."""
    doing = DOINGS.get(action)
    if doing is None:
        raise NotFound("Nothing of that name can be done with a need.")
    try:
        messages.success(request, doing(request, NeedId(number)))
    except InputRejected as trouble:
        if action not in {"draft", "edit"}:
            raise
        return _shown(request, NeedId(number), texts=_texts(request), problem=in_words(trouble))
    return redirect(came_from(request) if action in LISTED else reverse("need_telling", args=[number]))


def _draft(request: HttpRequest, number: NeedId) -> str:
    house().telling_desk.draft(actor(request), number, _texts(request))
    return _("Kept. Now somebody approves it.")


def _edit(request: HttpRequest, number: NeedId) -> str:
    house().telling_desk.edit(actor(request), _now(number).id, _texts(request))
    return _("Kept. Now somebody approves it.")


def _submit(request: HttpRequest, number: NeedId) -> str:
    house().telling_desk.submit(actor(request), _now(number).id)
    return pgettext("telling", "The text waits for approval.")


def _approve(request: HttpRequest, number: NeedId) -> str:
    house().telling_desk.approve(actor(request), _now(number).id, _texts(request))
    return pgettext("telling", "Approved. People are being told, one after the other.")


def _moved(action: str) -> Callable[[HttpRequest, NeedId], str]:
    def move(request: HttpRequest, number: NeedId) -> str:
        getattr(house().telling_desk, action)(actor(request), _now(number).id)
        return {
            "pause": pgettext("telling", "Paused."),
            "resume": pgettext("telling", "It goes on."),
            "stop": pgettext("telling", "Stopped. Nobody further is told in this round."),
        }[action]

    return move


def _refuse(request: HttpRequest, number: NeedId) -> str:
    person = request.POST.get("person", "")
    if not (person.isascii() and person.isdigit()) or len(person) > 18:
        raise InputRejected("There is nobody of that number on the list.", place="person")
    house().telling_desk.refuse(actor(request), number, int(person))
    return pgettext("telling", "Noted. They are told nothing of this kind any more.")


def _approve_one(request: HttpRequest, number: NeedId) -> str:
    reply = request.POST.get("reply", "")
    people = {str(one.reply) for one in house().tellings.people(number) if one.reply}
    if reply not in people:
        raise InputRejected("There is nobody of that number on the list.", place="person")
    seen = request.POST.get("seen", "").replace("\r\n", "\n")
    house().reply_desk.approve(actor(request), ReplyId(int(reply)), text=seen)
    return pgettext("telling", "Approved. This answer goes out now.")


DOINGS: Final[Mapping[str, Callable[[HttpRequest, NeedId], str]]] = {
    "draft": _draft,
    "edit": _edit,
    "submit": _submit,
    "approve": _approve,
    **{action: _moved(action) for action in MOVES},
    "refuse": _refuse,
    "approve-one": _approve_one,
}


def _now(number: NeedId) -> Telling:
    for one in house().tellings.of_need(number):
        if one.state in ALIVE:
            return one
    raise NotFound("Nothing of that name can be done with a need.")


def _langs() -> tuple[str, ...]:
    """Return the languages that texts are written in, the company's own first: it is for whoever speaks another."""
    own = settings.LANGUAGE_CODE[:2]
    return tuple(sorted(desks.LANGS, key=lambda lang: lang != own))


def _texts(request: HttpRequest) -> dict[str, str]:
    given = {lang: request.POST.get(f"text_{lang}", "").replace("\r\n", "\n").strip() for lang in _langs()}
    return {lang: text for lang, text in given.items() if text}
