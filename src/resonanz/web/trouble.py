"""Failures of ours as words for the person at the page: one place, so that no view writes an error page.

A form that was rejected goes back to its page with the sentence; a page that cannot be shown says why and what to do.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from types import MappingProxyType
from typing import Final
from urllib.parse import quote, urlsplit

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.forms import BaseForm
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from resonanz.core.errors import (
    Conflict,
    InputRejected,
    NotAllowed,
    NotFound,
    ResonanzError,
    SourceTrouble,
    StoreUnavailable,
)
from resonanz.query.mistakes import QueryError
from resonanz.web.sentences import translated

STATUS: Final[tuple[tuple[type[ResonanzError], int], ...]] = (
    (InputRejected, 400),
    (NotAllowed, 403),
    (NotFound, 404),
    (Conflict, 409),
    (SourceTrouble, 502),
    (StoreUnavailable, 503),
)


class InWords:
    """Turn what a view raised into an answer."""

    def __init__(self, answer: Callable[[HttpRequest], HttpResponse]) -> None:
        self._answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass the request on."""
        return self._answer(request)

    def process_exception(self, request: HttpRequest, trouble: Exception) -> HttpResponse | None:
        """Answer for our own errors; leave the rest to Django."""
        if isinstance(trouble, ResonanzError):
            return told(request, trouble)
        return None


def told(request: HttpRequest, trouble: ResonanzError) -> HttpResponse:
    """Return the answer that says what went wrong."""
    status = next((code for kind, code in STATUS if isinstance(trouble, kind)), 500)
    sentence = in_words(trouble)
    if "HX-Request" in request.headers and "HX-Boosted" not in request.headers:
        return HttpResponse(sentence, status=status, headers={"X-Sentence": quote(sentence)}, content_type="text/plain")
    if request.method == "POST" and not isinstance(trouble, StoreUnavailable):
        messages.error(request, sentence)
        return HttpResponseRedirect(came_from(request), status=303)
    return error_page(request, status, sentence)


def in_words(trouble: ResonanzError) -> str:
    """Return an error's sentence, with its remedy, in the reader's language."""
    if isinstance(trouble, QueryError):
        return str(trouble.localised(get_language() or "en"))
    if isinstance(trouble, InputRejected):
        parts = [translated(str(trouble.args[0])), translated(trouble.remedy) if trouble.remedy else ""]
        return " ".join(part for part in parts if part)
    return translated(str(trouble))


def came_from(request: HttpRequest) -> str:
    """Return the path of ours that a form was sent from; never another site's."""
    referer = urlsplit(request.headers.get("Referer", ""))
    if referer.netloc == request.get_host() and referer.path.startswith("/") and not referer.path.startswith("//"):
        return referer.path + (f"?{referer.query}" if referer.query else "")
    return "/"


@contextmanager
def rejections_at(form: BaseForm, aliases: Mapping[str, str] = MappingProxyType({})) -> Iterator[None]:
    """Put an InputRejected at the field it names, or above the form; look at `form.errors` afterwards.

    `aliases` leads from the first word of a place that is no field to the field that it is about.
    """
    try:
        yield
    except InputRejected as trouble:
        first = trouble.place.partition(" ")[0]
        place = next((name for name in (trouble.place, first, aliases.get(first)) if name in form.fields), None)
        where = f"{trouble.line}:{trouble.column} " if isinstance(trouble, QueryError) else ""
        form.add_error(place, where + in_words(trouble))


def error_page(request: HttpRequest, status: int, sentence: str = "") -> HttpResponse:
    """Show a page that says what happened and what can be done."""
    titles = {
        400: _("That cannot be read"),
        403: _("You may not do this"),
        404: _("There is nothing here"),
        409: _("Somebody was quicker"),
        502: _("A channel did not answer as it should"),
        503: _("A store cannot be reached right now"),
    }
    title = titles.get(status, _("Something of ours failed"))
    response = render(request, "error.html", {"title": title, "sentence": sentence, "status": status}, status=status)
    if status == 503:
        response["Retry-After"] = "5"
    return response


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:  # noqa: ARG001
    """Say that the request cannot be read."""
    return error_page(request, 400, _("The address or the form holds something that cannot be."))


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Say that this is not permitted."""
    sentence = str(exception) if isinstance(exception, PermissionDenied) else ""
    return error_page(request, 403, sentence)


def form_expired(request: HttpRequest, reason: str = "") -> HttpResponse:  # noqa: ARG001  Django's signature
    """Say that a form was open for too long."""
    return error_page(request, 403, _("This form is too old or was opened elsewhere. Load the page again and repeat."))


def not_found(request: HttpRequest, exception: Http404 | None = None) -> HttpResponse:  # noqa: ARG001
    """Say that there is nothing at this address."""
    return error_page(request, 404, _("The address is mistyped, or what stood here was removed."))


def failed(request: HttpRequest) -> HttpResponse:
    """Say that we failed."""
    return error_page(request, 500, _("The log has the details. Nothing that was acknowledged is lost."))
