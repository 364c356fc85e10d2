"""People, their roles and tokens, and everybody's own profile. Passwords and tokens are shown once, at their making."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any
from zoneinfo import available_timezones

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.cache import never_cache

from resonanz.core.ids import UserId
from resonanz.core.policy import Action
from resonanz.store.relational.editing import people as editing
from resonanz.store.relational.editing import tokens as token_editing
from resonanz.store.relational.editing.people import Person
from resonanz.store.relational.selectors import people as stored
from resonanz.store.relational.selectors import rules
from resonanz.store.relational.views import PersonRow
from resonanz.web.access import actor, page
from resonanz.web.access import person as own_id
from resonanz.web.desks import now
from resonanz.web.fields import OpenForm
from resonanz.web.pages.departments import role_options
from resonanz.web.trouble import came_from, rejections_at


class ProfileForm(OpenForm):
    """Take what people may say about themselves."""

    name = forms.CharField(label=lazy("Name that colleagues see"), max_length=150, required=False)
    email = forms.EmailField(label=lazy("E-mail"), required=False)
    language = forms.ChoiceField(label=lazy("Language"), required=False)
    time_zone = forms.ChoiceField(label=lazy("Time zone"), required=False)

    def offered(self) -> Mapping[str, Iterable[tuple[Any, Any]]]:
        """Return the languages and time zones."""
        return {
            "language": [("", _("as the browser asks")), *settings.LANGUAGES],
            "time_zone": [("", _("as the installation")), *((name, name) for name in _zones())],
        }


class PersonForm(ProfileForm):
    """Take what administrators say about somebody."""

    username = forms.CharField(label=lazy("User name"), max_length=150)
    is_administrator = forms.BooleanField(label=lazy("Administrator: may do everything everywhere"), required=False)
    field_order = ("username", "name", "email", "is_administrator", "language", "time_zone")


@cache
def _zones() -> tuple[str, ...]:
    """Return the time zones there are; reading them takes longer than the rest of the page."""
    return tuple(sorted(available_timezones()))


def _person(form: ProfileForm, before: PersonRow | None = None) -> Person:
    said = form.cleaned_data
    return Person(
        username=said.get("username") or (before.username if before else ""),
        email=said["email"],
        name=said["name"],
        language=said["language"],
        time_zone=said["time_zone"],
        is_administrator=said.get("is_administrator", before.is_administrator if before else False),
    )


def _initial(row: PersonRow) -> dict[str, Any]:
    shown = "" if row.name == row.username else row.name
    names = ("username", "email", "language", "time_zone", "is_administrator")
    return {"name": shown, **{name: getattr(row, name) for name in names}}


@page(Action.MANAGE_PEOPLE)
def people(request: HttpRequest) -> HttpResponse:
    """List everybody."""
    return render(request, "pages/people.html", {"rows": stored.people()})


@never_cache
@page(Action.MANAGE_PEOPLE, methods=("GET", "POST"))
def person_new(request: HttpRequest) -> HttpResponse:
    """Invite somebody; the first password is shown once."""
    form = PersonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with rejections_at(form, {"username": "username"}):
            made, password = editing.create_person(actor(request), _person(form), now())
            context = {"row": stored.person(made), "password": password}
            return render(request, "pages/password.html", context)
    return render(request, "pages/person_form.html", {"form": form}, status=400 if form.errors else 200)


@page(Action.MANAGE_PEOPLE, methods=("GET", "POST"))
def person(request: HttpRequest, number: int) -> HttpResponse:
    """Show and change somebody: profile, roles, tokens."""
    row = stored.person(UserId(number))
    form = PersonForm(request.POST or None, initial=_initial(row))
    if request.method == "POST" and form.is_valid():
        with rejections_at(form, {"username": "username"}):
            editing.update_person(actor(request), row.id, _person(form, row), now())
            messages.success(request, _("Kept."))
            return redirect("person", number)
    context = {
        "row": row,
        "form": form,
        "departments": rules.departments(),
        "roles": role_options(),
        "tokens": stored.tokens(row.id),
        "itself": actor(request).id == row.id,
    }
    return render(request, "pages/person.html", context, status=400 if form.errors else 200)


@page(writes=Action.MANAGE_PEOPLE, methods=("POST",))
def person_switch(request: HttpRequest, number: int) -> HttpResponse:
    """Shut somebody out, or let them in again."""
    turned = request.POST.get("on") == "yes"
    editing.switch_person(actor(request), UserId(number), now(), on=turned)
    messages.success(request, _("May sign in again.") if turned else _("Is shut out, at once and everywhere."))
    return redirect("person", number)


@never_cache
@page(writes=Action.MANAGE_PEOPLE, methods=("POST",))
def person_password(request: HttpRequest, number: int) -> HttpResponse:
    """Give somebody a new password, shown once."""
    password = editing.reset_password(actor(request), UserId(number), now())
    return render(request, "pages/password.html", {"row": stored.person(UserId(number)), "password": password})


# --- oneself ---------------------------------------------------------------------------------------------------------


@page(methods=("GET", "POST"))
def me(request: HttpRequest) -> HttpResponse:
    """Show and change one's own profile and tokens."""
    row = stored.person(own_id(request))
    form = ProfileForm(request.POST or None, initial=_initial(row))
    if request.method == "POST" and form.is_valid():
        with rejections_at(form):
            editing.update_person(actor(request), row.id, _person(form, row), now())
            messages.success(request, _("Kept."))
            answer = redirect("me")
            answer.delete_cookie(settings.LANGUAGE_COOKIE_NAME)  # the profile's word counts from now on
            return answer
    context = {"row": row, "form": form, "tokens": stored.tokens(row.id)}
    return render(request, "pages/me.html", context, status=400 if form.errors else 200)


@never_cache
@page(methods=("POST",))
def token_make(request: HttpRequest) -> HttpResponse:
    """Make a token for programs that act in one's own name; it is shown once."""
    _number, token = token_editing.make_token(actor(request), request.POST.get("name", ""), now())
    return render(request, "pages/token.html", {"token": token, "name": request.POST.get("name", "")})


@page(methods=("POST",))
def token_revoke(request: HttpRequest, number: int) -> HttpResponse:
    """Make a token useless."""
    token_editing.revoke_token(actor(request), number, now())
    messages.success(request, _("The token is useless from now on."))
    return redirect(came_from(request))
