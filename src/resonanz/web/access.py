"""The door of every page: signed in, permitted by core.policy, and known as an Actor to whatever the page calls.

A view without this door is a defect; the tests walk over all addresses and look for it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import wraps
from typing import TypeAlias, cast

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed

from resonanz.core.errors import NotAllowed
from resonanz.core.ids import DepartmentId, UserId
from resonanz.core.policy import Action, Actor, allowed, require
from resonanz.store.relational.actors import NOBODY, actor_of

View: TypeAlias = Callable[..., HttpResponse]


def actor(request: HttpRequest) -> Actor:
    """Return who asks; one query, the first time."""
    known = getattr(request, "resonanz_actor", None)
    if known is None:
        user = getattr(request, "user", None)
        known = actor_of(user) if user is not None else NOBODY
        request.resonanz_actor = known  # type: ignore[attr-defined]  # the request carries it to templates
    return cast("Actor", known)


def page(
    action: Action = Action.READ, *, writes: Action | None = None, methods: Sequence[str] = ("GET",)
) -> Callable[[View], View]:
    """Let in who may do `action` anywhere, and for POST `writes` too; what belongs to a department asks again there."""

    def door(view: View) -> View:
        @wraps(view)
        def checked(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
            if request.method not in {*methods, "HEAD"}:
                return HttpResponseNotAllowed(methods)
            if not getattr(request, "user", None) or not request.user.is_authenticated:
                return redirect_to_login(request.get_full_path())
            require(actor(request), action)
            if request.method == "POST":
                require(actor(request), writes or action)
            return view(request, *args, **kwargs)

        checked.needs = action  # type: ignore[attr-defined]  # what the tests and the navigation read
        return checked

    return door


def may(request: HttpRequest, action: Action, department: DepartmentId | None = None) -> bool:
    """Tell whether who asks may do `action`."""
    return allowed(actor(request), action, department)


def person(request: HttpRequest) -> UserId:
    """Return the id of the person who asks; raise NotAllowed where there is none."""
    found = actor(request).id
    if found is None:
        raise NotAllowed("Sign in first.")
    return found
