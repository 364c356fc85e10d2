"""Telling people back: the text and what it would look like in each channel, the round with its progress, the list."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
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
from resonanz.core.ids import CriticismId, NeedId, ReplyId
from resonanz.core.policy import Action, allowed
from resonanz.core.telling import (
    ALIVE,
    NOT_BEGUN,
    RULES,
    TELLING,
    About,
    Matter,
    PersonState,
    Subject,
    Telling,
    TellingState,
    of_criticism,
    of_need,
)
from resonanz.respond.reaching import Preview
from resonanz.respond.telling_matters import WORK
from resonanz.store.relational.selectors import criticism as stored_criticism
from resonanz.store.relational.selectors import needs as stored_needs
from resonanz.store.relational.selectors import tellings as stored
from resonanz.web import desks
from resonanz.web.access import actor, page
from resonanz.web.asking import link
from resonanz.web.trouble import came_from, in_words
from resonanz.web.words import word

MOVES: Final = ("pause", "resume", "stop")
NOTHING: Final[Mapping[Matter, str]] = {
    Matter.NEED: "Nothing of that name can be done with a need.",
    Matter.CRITICISM: "Nothing of that name can be done with a criticism.",
}
LISTED: Final = frozenset({"refuse", "approve-one"})
"""Actions of the list of people, which lead back to where in the list one was."""


@dataclass(frozen=True, slots=True)
class Shown:
    """Hold what the page says of what people are told of."""

    subject: Subject
    name: str
    pill: str
    state: str
    people: int

    @property
    def back(self) -> str:
        """Return where the need or the criticism stands."""
        return reverse(self.subject.about.matter.value, args=[self.subject.about.number])


def summary(about: About) -> Mapping[str, Any] | None:
    """Return what the page of a need or a criticism says of telling; None while there is nothing to tell."""
    rounds = house().tellings.of(about)
    if not rounds and not house().telling_desk.subject(about).is_decided:
        return None
    now = next((one for one in rounds if one.state in ALIVE), None)
    return {"counts": stored.told_counts(about), "now": now, "url": _here(about)}


@page(writes=Action.WORK_NEED, methods=("GET", "POST"))
def need_telling(request: HttpRequest, number: int) -> HttpResponse:
    """Show the round of a need, or where one begins; POST shows what a text would look like."""
    into = stored_needs.need_row(NeedId(number)).need.into
    return redirect("need_telling", into) if into is not None else _page(request, of_need(NeedId(number)))


@page(writes=Action.WORK_CASE, methods=("GET", "POST"))
def criticism_telling(request: HttpRequest, number: int) -> HttpResponse:
    """Show the round of a criticism, or where one begins; POST shows what a text would look like."""
    return _page(request, of_criticism(CriticismId(number)))


def _page(request: HttpRequest, about: About) -> HttpResponse:
    return _shown(request, about, texts=_texts(request) if request.method == "POST" else None)


def _shown(
    request: HttpRequest, about: About, *, texts: Mapping[str, str] | None = None, problem: str = ""
) -> HttpResponse:
    what = _what(about)
    rounds = house().tellings.of(about)
    now = next((one for one in rounds if one.state in ALIVE), None)
    texts = texts if texts is not None else (now.texts if now else {})
    previews: Sequence[Preview] = ()
    if any(text.strip() for text in texts.values()) and not problem and (now is None or now.state in NOT_BEGUN):
        try:
            previews = house().telling_desk.preview(about, texts)
        except InputRejected as trouble:
            problem = in_words(trouble)
    return render(
        request,
        "pages/telling.html",
        {
            "what": what,
            "about": about,
            "do": f"{about.matter}_telling_do",
            "problem": problem,
            "previews": [_preview(one) for one in previews],
            "texts": [(lang, word(lang, "lang"), texts.get(lang, "")) for lang in _langs()],
            **_round(request, what.subject, now, texts),
            **_people(request, about),
            "rounds": rounds,
            "per_hour": house().settings.tell_back_per_hour,
        },
        status=400 if problem else 200,
    )


def _what(about: About) -> Shown:
    subject = house().telling_desk.subject(about)
    if about.matter is Matter.NEED:
        row = stored_needs.need_row(NeedId(about.number))
        state = row.need.state
        return Shown(subject, row.need.title, f"need-{state.value}", str(word(state, "need")), row.people)
    found = stored_criticism.criticism_row(CriticismId(about.number))
    if found is None or found.criticism is None:
        raise NotFound(f"There is no criticism {about.number}.")
    people = len({one.person for one in house().telling_desk.said(about)})
    name = found.subject or _("(what was said has been erased)")
    stands = found.criticism.state
    return Shown(subject, name, stands.value, str(word(stands, "criticism")), people)


def _round(request: HttpRequest, subject: Subject, now: Telling | None, texts: Mapping[str, str]) -> dict[str, Any]:
    who = actor(request)
    decides = allowed(who, Action.DECIDE_NEED, subject.department)
    alone = now is not None and now.needs_four_eyes and who.id == now.author
    kept = now is not None and {lang: text for lang, text in texts.items() if text.strip()} == dict(now.texts)
    return {
        "telling": now,
        "works": allowed(who, WORK[subject.about.matter], subject.department),
        "approves": decides and not alone and kept,
        "alone": alone,
        "moves": [one for one in MOVES if now and one in TELLING.actions(now.state)],
        "begins": now is None or now.state in NOT_BEGUN,
        "submits": now is not None and now.state is TellingState.DRAFT and not decides,
    }


def _people(request: HttpRequest, about: About) -> dict[str, Any]:
    state = request.GET.get("state", "")
    chosen = PersonState(state) if state in set(PersonState) else None
    rows = stored.told_rows(about, state=chosen, after=request.GET.get("after") or None)
    counts = stored.told_counts(about)
    here = _here(about)
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
    return _do(request, of_need(NeedId(number)), action)


@page(writes=Action.WORK_CASE, methods=("POST",))
def criticism_telling_do(request: HttpRequest, number: int, action: str) -> HttpResponse:
    """Do one thing with the round of a criticism, then show it again."""
    return _do(request, of_criticism(CriticismId(number)), action)


def _do(request: HttpRequest, about: About, action: str) -> HttpResponse:
    doing = DOINGS.get(action)
    if doing is None:
        raise NotFound(NOTHING[about.matter])
    try:
        messages.success(request, doing(request, about))
    except InputRejected as trouble:
        if action not in {"draft", "edit"}:
            raise
        return _shown(request, about, texts=_texts(request), problem=in_words(trouble))
    return redirect(came_from(request) if action in LISTED else _here(about))


def _draft(request: HttpRequest, about: About) -> str:
    house().telling_desk.draft(actor(request), about, _texts(request))
    return _("Kept. Now somebody approves it.")


def _edit(request: HttpRequest, about: About) -> str:
    house().telling_desk.edit(actor(request), _now(about).id, _texts(request))
    return _("Kept. Now somebody approves it.")


def _submit(request: HttpRequest, about: About) -> str:
    house().telling_desk.submit(actor(request), _now(about).id)
    return pgettext("telling", "The text waits for approval.")


def _approve(request: HttpRequest, about: About) -> str:
    house().telling_desk.approve(actor(request), _now(about).id, _texts(request))
    return pgettext("telling", "Approved. People are being told, one after the other.")


def _moved(action: str) -> Callable[[HttpRequest, About], str]:
    def move(request: HttpRequest, about: About) -> str:
        getattr(house().telling_desk, action)(actor(request), _now(about).id)
        return {
            "pause": pgettext("telling", "Paused."),
            "resume": pgettext("telling", "It goes on."),
            "stop": pgettext("telling", "Stopped. Nobody further is told in this round."),
        }[action]

    return move


def _refuse(request: HttpRequest, about: About) -> str:
    person = request.POST.get("person", "")
    if not (person.isascii() and person.isdigit()) or len(person) > 18:
        raise InputRejected("There is nobody of that number on the list.", place="person")
    house().telling_desk.refuse(actor(request), about, int(person))
    return pgettext("telling", "Noted. They are told nothing of this kind any more.")


def _approve_one(request: HttpRequest, about: About) -> str:
    reply = request.POST.get("reply", "")
    people = {str(one.reply) for one in house().tellings.people(about) if one.reply}
    if reply not in people:
        raise InputRejected("There is nobody of that number on the list.", place="person")
    seen = request.POST.get("seen", "").replace("\r\n", "\n")
    house().reply_desk.approve(actor(request), ReplyId(int(reply)), text=seen)
    return pgettext("telling", "Approved. This answer goes out now.")


DOINGS: Final[Mapping[str, Callable[[HttpRequest, About], str]]] = {
    "draft": _draft,
    "edit": _edit,
    "submit": _submit,
    "approve": _approve,
    **{action: _moved(action) for action in MOVES},
    "refuse": _refuse,
    "approve-one": _approve_one,
}


def _now(about: About) -> Telling:
    for one in house().tellings.of(about):
        if one.state in ALIVE:
            return one
    raise NotFound(NOTHING[about.matter])


def _here(about: About) -> str:
    return reverse(f"{about.matter}_telling", args=[about.number])


def _langs() -> tuple[str, ...]:
    """Return the languages that texts are written in, the company's own first: it is for whoever speaks another."""
    own = settings.LANGUAGE_CODE[:2]
    return tuple(sorted(desks.LANGS, key=lambda lang: lang != own))


def _texts(request: HttpRequest) -> dict[str, str]:
    given = {lang: request.POST.get(f"text_{lang}", "").replace("\r\n", "\n").strip() for lang in _langs()}
    return {lang: text for lang, text in given.items() if text}
