"""The live stream, its cards, one mention with everything known about it, and a person's correction of it."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any, Final
from urllib.parse import urlsplit

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from resonanz.app.wiring import house
from resonanz.core.errors import InputRejected, NotFound
from resonanz.core.heard import Heard
from resonanz.core.ids import DepartmentId, MentionId, QueryId
from resonanz.core.policy import Action, require
from resonanz.core.ports import Entry
from resonanz.core.search import Filter, Page
from resonanz.core.understood import LABELLED
from resonanz.respond.labels import Correction
from resonanz.store.relational.selectors import people
from resonanz.web import desks, words
from resonanz.web.access import actor, page
from resonanz.web.asking import Asked, asked, link, mark_of, written_mark
from resonanz.web.pages import learning_mention
from resonanz.web.trouble import came_from, in_words

AT_ONCE: Final = 50
CARDS: Final = 60
THREAD: Final = 50
PAYLOAD: Final = 20_000
"""Characters of a raw payload that are shown."""
EVENTS: Final = "/events"
"""Served beside Django: see web.asgi."""
EMPTY: Final = Page((), None)
FIELDS: Final = {"lang": "lang", "relevant": "relevant", "sentiment": "sentiment", "kind": "kind"}


@page()
def live(request: HttpRequest) -> HttpResponse:
    """Show the stream under a filter; a filter that is wrong says so at its field and shows nothing."""
    problem, found, question, mark = None, EMPTY, Asked(Filter(), ()), None
    try:
        question = asked(request.GET, desks.now())
        mark = mark_of(request.GET)
        found = house().archive.page(question.filter, limit=AT_ONCE, after=mark)
    except InputRejected as trouble:
        problem = {"place": trouble.place or "q", "sentence": in_words(trouble)}
        question = Asked(Filter(query=request.GET.get("q", "")), question.given)
    path = reverse("live")
    return render(
        request,
        "pages/live.html",
        {
            "asked": question,
            "page": found,
            "problem": problem,
            "selects": _selects(question),
            "until": question.value("until"),
            "live": mark is None and problem is None and question.filter.until is None,
            "events": f"{EVENTS}?{question.query_string}",
            "next": _further(path, question, found) if found.next else "",
            "first": f"{path}?{question.query_string}" if mark else "",
            "searches": [one for one in people.saved_searches(actor(request)) if one.address.startswith(path)],
            "correction": desks.correction(request),
            "words": desks.nothing_heard(request),
        },
    )


def _further(path: str, question: Asked, found: Page) -> str:
    parts = [part for part in (question.query_string, f"after={written_mark(found.next)}") if part]
    return f"{path}?{'&'.join(parts)}"


def _selects(question: Asked) -> Mapping[str, Any]:
    known = desks.names()
    value = question.value
    periods = desks.period_options()
    since = value("since")
    if since and since not in dict(periods):
        periods.append((since, _("as chosen")))
    often = [
        desks.select("since", _("Time"), since, periods),
        desks.select("channel", _("Channel"), value("channel"), desks.channel_options()),
        desks.select("kind", _("Kind"), value("kind"), desks.options("kind")),
        desks.select("sentiment", _("Sentiment"), value("sentiment"), desks.options("sentiment")),
    ]
    seldom = [
        desks.select("lang", _("Language"), value("lang"), desks.options("lang", desks.LANGS)),
        desks.select("department", _("Department"), value("department"), list(known["departments"].items())),
        desks.select("towards", _("Sentiment towards us"), value("towards"), desks.options("sentiment")),
        desks.select("topic", _("Topic"), value("topic"), list(known["topics"].items())),
        desks.select("query", _("Query"), value("query"), desks.query_options(value("query"))),
        desks.select("own", _("Our own voice"), value("own"), [("no", _("leave out"))]),
        desks.select("duplicates", _("Near-duplicates"), value("duplicates"), [("no", _("leave out"))]),
        desks.select("relevant", _("Relevance"), value("relevant"), [("yes", _("only relevant ones"))]),
    ]
    return {"often": often, "seldom": seldom, "open": any(one["value"] for one in seldom)}


@page()
def live_cards(request: HttpRequest) -> HttpResponse:
    """Show the cards of the mentions that the event stream named."""
    ids = [MentionId(one) for one in request.GET.getlist("id")[:CARDS]]
    found = house().archive.find(ids)
    items = sorted(found.values(), key=lambda heard: (heard.mention.published_at, heard.seq), reverse=True)
    return render(request, "pages/live_cards.html", {"items": items})


@page()
def mention(request: HttpRequest) -> HttpResponse:
    """Show one mention: thread, raw facts, why it went where it went."""
    heard = _load(request.GET.get("id", ""))
    told = heard.mention
    mark = mark_of(request.GET)
    thread = house().archive.page(Filter(thread=told.thread), limit=THREAD, after=mark)
    path = reverse("mention")
    case = house().casebook.cases_of([told.thread]).get(told.thread)
    return render(
        request,
        "pages/mention.html",
        {
            "heard": heard,
            "thread": sorted(thread.items, key=lambda one: (one.mention.published_at, one.seq)) or [heard],
            "next": link(path, id=told.id, after=written_mark(thread.next)) if thread.next else "",
            "case": case,
            "link": web_address(told.url),
            "payloads": _payloads(told.id),
            "labels": _labels(heard),
            "why": _why(heard),
            "learned": learning_mention.shown(heard),
            "correction": desks.correction(request),
            "engagement": _engagement(heard),
            "author": told.author.id or told.author.handle,
        },
    )


@page(writes=Action.LABEL, methods=("POST",))
def label(request: HttpRequest) -> HttpResponse:
    """Correct what was understood of one mention."""
    department = request.POST.get("department", "")
    if department and not department.isdigit():
        raise InputRejected("There is no such department.", place="department")
    heard = house().label_desk.correct(
        actor(request),
        MentionId(request.POST.get("id", "")),
        Correction(
            sentiment=request.POST.get("sentiment", ""),
            kind=request.POST.get("kind", ""),
            relevant=request.POST.get("relevant", ""),
            department=DepartmentId(int(department)) if department else None,
            towards=_towards(request.POST.get("towards", "")),
        ),
    )
    if "HX-Request" in request.headers:
        return render(request, "pages/live_cards.html", {"items": [heard]})
    messages.success(request, _("Corrected."))
    return redirect(came_from(request))


def _towards(said: str) -> Mapping[QueryId, str]:
    """Return what a form says of a target: the query's number, a space, how the author feels."""
    number, _space, value = said.partition(" ")
    if said and not number.isdecimal():
        raise InputRejected("There is no such query.", place="towards", remedy="Choose another one.")
    return {QueryId(int(number)): value} if said else {}


@page(writes=Action.ERASE, methods=("POST",))
def mention_erase(request: HttpRequest) -> HttpResponse:
    """Erase everything that a mention's author said in its channel."""
    require(actor(request), Action.ERASE)
    told = _load(request.POST.get("id", "")).mention
    author = told.author.id or told.author.handle
    if not author:
        raise InputRejected("The channel does not say who the author is.", place="id")
    own = house()
    number = own.forgetting.forget_author(told.channel, author)
    own.audit.write(
        Entry(
            at=own.clock.now(),
            actor=actor(request).id,
            action="author_erase",
            subject=f"channel:{told.channel}",
            detail={"number": number},
        )
    )
    messages.success(request, _("%(number)d mentions were erased everywhere.") % {"number": number})
    return redirect("live")


def _load(id_: str) -> Heard:
    found = house().archive.find([MentionId(id_)]).get(MentionId(id_))
    if found is None:
        raise NotFound("This mention is not there: it was taken back, erased, or never heard.")
    return found


def _labels(heard: Heard) -> list[Mapping[str, Any]]:
    titles = {"lang": _("Language"), "relevant": _("Relevance"), "sentiment": _("Sentiment"), "kind": _("Kind")}
    rows: list[Mapping[str, Any]] = []
    for name in reversed(LABELLED):
        value = getattr(heard.understood, name)
        told = f"{words.origin(value)}, {words.sureness(value)}"
        rows.append({"title": titles[name], "label": value, "group": FIELDS[name], "told": told})
    return rows


def _why(heard: Heard) -> str:
    understood = heard.understood
    if understood.route is not None:
        name = desks.names()["routes"].get(int(understood.route))
        if name:
            return _("The rule “%(name)s” was the first that held.") % {"name": name}
        return _("A rule that has been removed since.")
    if heard.mention.author.is_own:
        return _("Our own voice is not routed.")
    if understood.department is not None:
        return learning_mention.why(heard)
    return _("No rule held.")


def _payloads(id_: MentionId) -> list[Mapping[str, Any]]:
    return [
        {"form": one.form, "seen_at": one.seen_at, "shown": _readable(one.body)} for one in house().payloads.of(id_)
    ]


def _readable(body: bytes) -> str:
    if len(body) > 10 * PAYLOAD:
        return body[:PAYLOAD].decode("utf-8", "replace") + "…"
    try:
        text = json.dumps(json.loads(body), ensure_ascii=False, indent=2)
    except ValueError:
        text = body.decode("utf-8", "replace")
    text = text.encode("utf-8", "replace").decode("utf-8")
    return text if len(text) <= PAYLOAD else text[:PAYLOAD] + "…"


def _engagement(heard: Heard) -> Sequence[tuple[str, int]]:
    counted = heard.mention.engagement
    named = (
        (_("Likes"), counted.likes),
        (_("Passed on"), counted.reposts),
        (_("Replies"), counted.replies),
        (_("Views"), counted.views),
    )
    return [(name, value) for name, value in named if value is not None]


def web_address(url: str | None) -> str:
    """Return an address that a browser may be sent to: http or https, else nothing."""
    if not url:
        return ""
    try:
        return url if urlsplit(url).scheme in {"http", "https"} else ""
    except ValueError:
        return ""
