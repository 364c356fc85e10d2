"""Errors in one shape: `application/problem+json` (RFC 9457), whatever went wrong.

`type` is stable and ours, `detail` is for people, `place` and `remedy` say what to correct.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from django.core.exceptions import RequestDataTooBig
from django.db import DataError
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, ValidationError

from resonanz.app.logging import log
from resonanz.core.errors import (
    Conflict,
    InputRejected,
    NotAllowed,
    NotFound,
    ResonanzError,
    SourceTrouble,
    StoreUnavailable,
)

_KINDS: Final[tuple[tuple[type[ResonanzError], int, str, str], ...]] = (
    (InputRejected, 422, "input-rejected", "The input must be corrected"),
    (NotAllowed, 403, "not-allowed", "Not allowed"),
    (NotFound, 404, "not-found", "Not found"),
    (Conflict, 409, "conflict", "Somebody was quicker"),
    (StoreUnavailable, 503, "store-unavailable", "Try again in a moment"),
    (SourceTrouble, 502, "source-trouble", "The source did not do what was asked"),
)

ROOT: Final = "/api/"
CONTENT_TYPE: Final = "application/problem+json"
_BESIDE: Final = {
    404: ("not-found", "Not found"),
    405: ("method", "This address takes other methods"),
    500: ("failure", "Something went wrong"),
}


def problem(status: int, kind: str, title: str, detail: str = "", **more: object) -> HttpResponse:
    """Return a problem document."""
    body: dict[str, object] = {"type": f"urn:resonanz:problem:{kind}", "title": title, "status": status}
    if detail:
        body["detail"] = detail
    body |= {name: value for name, value in more.items() if value}
    return JsonResponse(body, status=status, content_type=CONTENT_TYPE)


def in_one_shape(answer: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Reshape what is answered under the API before or beside it: no such address, another method, too large."""

    def reshaped(request: HttpRequest) -> HttpResponse:
        said = answer(request)
        if not request.path.startswith(ROOT) or said.status_code < 400 or said["Content-Type"] == CONTENT_TYPE:
            return said
        kind, title = _BESIDE.get(said.status_code, ("request", said.reason_phrase))
        shaped = problem(said.status_code, kind, title)
        if "Allow" in said:
            shaped["Allow"] = said["Allow"]
        return shaped

    return reshaped


def handle_problems(api: NinjaAPI) -> None:
    """Give every error of an API this shape."""
    api.add_exception_handler(ResonanzError, _ours)
    api.add_exception_handler(ValidationError, _invalid)
    api.add_exception_handler(AuthenticationError, _unauthenticated)
    api.add_exception_handler(Http404, lambda _request, _trouble: problem(404, "not-found", "Not found"))
    api.add_exception_handler(HttpError, _http)
    api.add_exception_handler(RequestDataTooBig, _too_large)
    for impossible in (DataError, OverflowError, UnicodeError):
        api.add_exception_handler(impossible, _impossible)
    api.add_exception_handler(Exception, _defect)


def _ours(_: HttpRequest, trouble: ResonanzError | type[ResonanzError]) -> HttpResponse:
    for kind, status, name, title in _KINDS:
        if isinstance(trouble, kind):
            if isinstance(trouble, InputRejected):
                said = str(trouble.args[0])
                return problem(status, name, title, said, place=trouble.place, remedy=trouble.remedy)
            return problem(status, name, title, str(trouble))
    return problem(500, "failure", "Something went wrong", str(trouble))


def _invalid(_: HttpRequest, trouble: ValidationError | type[ValidationError]) -> HttpResponse:
    if isinstance(trouble, type):
        return problem(422, "input-rejected", "The input must be corrected")
    errors = [{"place": ".".join(map(str, one["loc"])), "detail": one["msg"]} for one in trouble.errors]
    return problem(422, "input-rejected", "The input must be corrected", errors=errors)


def _unauthenticated(_: HttpRequest, __: AuthenticationError | type[AuthenticationError]) -> HttpResponse:
    answer = problem(401, "no-token", "Send a valid token", "Send `Authorization: Bearer` with a person's token.")
    answer["WWW-Authenticate"] = "Bearer"
    return answer


def _http(_: HttpRequest, trouble: HttpError | type[HttpError]) -> HttpResponse:
    status = 400 if isinstance(trouble, type) else trouble.status_code
    return problem(status, "request", str(trouble))


def _too_large(_: HttpRequest, __: RequestDataTooBig | type[RequestDataTooBig]) -> HttpResponse:
    return problem(413, "too-large", "Send less at once", "Split it, or use `resonanz import`.")


def _impossible(_: HttpRequest, __: Exception | type[Exception]) -> HttpResponse:
    """Answer to numbers, dates and characters that no store can hold."""
    said = "A number or a date is out of range, or a text holds half a character."
    return problem(422, "input-rejected", "The input must be corrected", said)


def _defect(_: HttpRequest, defect: Exception | type[Exception]) -> HttpResponse:
    """Answer to a failure of ours: its text may hold anything, so it stays in the log."""
    log("api").warning("request_failed", exc_info=defect)
    return problem(500, "failure", "Resonanz itself failed here", "The log has the details; please report it.")
