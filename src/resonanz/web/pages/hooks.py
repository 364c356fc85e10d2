"""Webhooks that come in: the address that requests are sent to, and a source's page about it.

The address is open to everybody, because who sends has no session: what is believed is decided by the signature. So
nothing here reads a cookie, and whoever guesses is slowed down.
"""

from __future__ import annotations

import secrets
from typing import Final

from django.contrib import messages
from django.core.cache import cache
from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.request import UnreadablePostError
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt

from resonanz.api.problems import problem
from resonanz.app.hooks import Taken, can_receive, hook_name, hook_source, receive
from resonanz.app.wiring import house
from resonanz.connect.signing import SECRET_BYTES, new_secret
from resonanz.core.errors import (
    InputRejected,
    NotAllowed,
    NotFound,
    ResonanzError,
    TryLater,
)
from resonanz.core.ids import SourceId
from resonanz.core.policy import Action
from resonanz.core.source import Source
from resonanz.store.relational.editing import sources as editing
from resonanz.web.access import actor, page
from resonanz.web.desks import now

LARGEST: Final = 1_000_000
"""Bytes of a request's body."""
A_MINUTE: Final = 120
"""Requests to one address."""
DOUBTED_A_MINUTE: Final = 30
"""Requests from one place, or to one address, that were not believed."""
_PROBLEMS: Final[tuple[tuple[type[Exception], tuple[int, str, str]], ...]] = (
    (RequestDataTooBig, (413, "too-large", "The body is too large")),
    (UnreadablePostError, (400, "cut", "The body ended too early")),
    (NotFound, (404, "not-found", "There is no such address")),
    (NotAllowed, (401, "not-believed", "The request cannot be believed")),
    (InputRejected, (400, "input-rejected", "The body must be corrected")),
    (ResonanzError, (503, "not-now", "Not now")),
)
"""What each failure means to whoever sends; the last stands for all the others that are ours."""

SECRET: Final = "secret"
FORMER: Final = "former_secret"


@csrf_exempt
def hook(request: HttpRequest, name: str) -> HttpResponse:
    """Take a signed request in."""
    if request.method != "POST":
        refused = problem(405, "method", "This address takes POST")
        refused["Allow"] = "POST"
        return refused
    place = f"hook-doubt:{request.META.get('REMOTE_ADDR', '')}"
    if _count(f"hook:{name}") > A_MINUTE or _so_far(place) >= DOUBTED_A_MINUTE:
        return _later(429, "too-many", "Too many requests", "Wait a minute.", 60)
    try:
        source = hook_source(house(), name)
        return _told(receive(house(), source, _headers(request), _body(request)))
    except (ResonanzError, RequestDataTooBig, UnreadablePostError) as trouble:
        if isinstance(trouble, NotAllowed | NotFound):
            _count(place)
        return _problem(trouble)


hook.open_to_all = True  # type: ignore[attr-defined]  # what the tests of the doors read


def _body(request: HttpRequest) -> bytes:
    stated = request.META.get("CONTENT_LENGTH") or "0"
    if stated.isdigit() and int(stated) > LARGEST:
        raise RequestDataTooBig
    if len(request.body) > LARGEST:
        raise RequestDataTooBig
    return request.body


def _headers(request: HttpRequest) -> dict[str, str]:
    return {name.lower(): value for name, value in request.headers.items()}


def _told(taken: Taken) -> HttpResponse:
    rejected = [{"index": one.index, "reason": one.reason} for one in taken.rejected]
    if taken.useless:
        return problem(422, "input-rejected", "None of the records could be read", rejected=rejected)
    if taken.repeated:
        return JsonResponse({"repeated": True})
    told = {"imported": taken.imported, "known": taken.known, "removed": taken.removed, "rejected": rejected}
    return JsonResponse(told)


def _problem(trouble: Exception) -> HttpResponse:
    status, kind, title = next((told for type_, told in _PROBLEMS if isinstance(trouble, type_)), _PROBLEMS[-1][1])
    if isinstance(trouble, ResonanzError) and status != 404:
        detail = str(trouble)
    else:
        detail = f"Send at most {LARGEST} bytes at once." if status == 413 else ""
    if status != 503:
        return problem(status, kind, title, detail)
    asked = trouble.after if isinstance(trouble, TryLater) else None
    return _later(status, kind, title, detail, int(asked or 60))


def _later(status: int, kind: str, title: str, detail: str, seconds: int) -> HttpResponse:
    told = problem(status, kind, title, detail)
    told["Retry-After"] = str(seconds)
    return told


def _count(key: str) -> int:
    """Count one more in this minute and return how many there were."""
    named = f"{key}:{int(now().timestamp()) // 60}"
    cache.add(named, 0, 120)
    return cache.incr(named)


def _so_far(key: str) -> int:
    return int(cache.get(f"{key}:{int(now().timestamp()) // 60}", 0))


# --- the page of a source about its address --------------------------------------------------------------------------


@page(Action.MANAGE_SOURCES)
def source_hook(request: HttpRequest, number: int) -> HttpResponse:
    """Show where requests are sent and how they are signed."""
    return _shown(request, _source(number))


@page(Action.MANAGE_SOURCES, methods=("POST",))
def source_hook_secret(request: HttpRequest, number: int) -> HttpResponse:
    """Make a new secret and show it once; the former one stays valid until it is ended."""
    source, kept = _source(number), house().secrets
    former = kept.read(source.id).get(SECRET, "")
    secret = new_secret(secrets.token_bytes(SECRET_BYTES))
    given = {SECRET: secret, **({FORMER: former} if former else {})}
    editing.write_secrets(actor(request), kept, source.id, given, now())
    return _shown(request, source, secret)


@page(Action.MANAGE_SOURCES, methods=("POST",))
def source_hook_end(request: HttpRequest, number: int) -> HttpResponse:
    """End the former secret."""
    source = _source(number)
    editing.drop_secret(actor(request), house().secrets, source.id, FORMER, now())
    messages.success(request, _("The former secret is not believed any more."))
    return redirect("source_hook", number)


def _source(number: int) -> Source:
    source = house().sources.load(SourceId(number))
    if not can_receive(house(), source):
        raise NotFound("Nothing is sent to this source.")
    return source


def _shown(request: HttpRequest, source: Source, secret: str = "") -> HttpResponse:
    path = reverse("hook", args=[hook_name(house().settings.secret_key, source.id)])
    names = house().secrets.read(source.id)
    context = {
        "source": source,
        "address": house().settings.address.rstrip("/") + path,
        "secret": secret,
        "has_secret": SECRET in names,
        "has_former": FORMER in names,
    }
    answer = render(request, "pages/source_hook.html", context)
    if secret:
        answer["Cache-Control"] = "no-store"
    return answer
