"""The company's settings, the audit trail, the ledger of erasures, kept searches, and the reader's language."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.http import require_POST

from resonanz.app.wiring import house
from resonanz.core.errors import InputRejected
from resonanz.core.ids import QueryId
from resonanz.core.policy import Action
from resonanz.store.relational.editing import company as editing
from resonanz.store.relational.editing import searches as search_editing
from resonanz.store.relational.selectors import people as stored
from resonanz.store.relational.selectors import trail
from resonanz.web import desks, narrowed, words
from resonanz.web.access import actor, page
from resonanz.web.asking import link
from resonanz.web.fields import OpenForm
from resonanz.web.trouble import came_from, rejections_at

YEAR: Final = 365 * 24 * 3600


class NameForm(forms.Form):
    """Take the company's name."""

    name = forms.CharField(label=lazy("Name of the company"), max_length=200)


class AccountForm(OpenForm):
    """Take one own account."""

    channel = forms.ChoiceField(label=lazy("Channel"))
    account = forms.CharField(label=lazy("Account"), max_length=300, help_text=lazy("Handle or id, without @."))

    def offered(self) -> Mapping[str, Iterable[tuple[Any, Any]]]:
        """Return the channels."""
        return {"channel": [("*", words.word("*", "channel")), *desks.channel_options()]}


class CompetitorForm(OpenForm):
    """Take one competitor."""

    name = forms.CharField(label=lazy("Competitor"), max_length=200)
    query = forms.TypedChoiceField(label=lazy("Heard by the query"), required=False, coerce=int, empty_value=None)

    def offered(self) -> Mapping[str, Iterable[tuple[Any, Any]]]:
        """Return the standing queries."""
        return {"query": [("", _("none")), *desks.names()["queries"].items()]}


@page(Action.MANAGE_SETTINGS, methods=("GET", "POST"))
def company(request: HttpRequest) -> HttpResponse:
    """Show and change what the company is."""
    part = request.POST.get("part", "")
    shown = NameForm(request.POST if part == "name" else None, initial={"name": stored.company().name})
    account = AccountForm(request.POST if part == "account" else None)
    competitor = CompetitorForm(request.POST if part == "competitor" else None)
    form = {"name": shown, "account": account, "competitor": competitor}.get(part)
    if form is not None and form.is_valid():
        with rejections_at(form):
            _keep(request, part, form.cleaned_data)
            messages.success(request, _("Kept."))
            return redirect("company")
    chosen = house().settings
    context = {
        "form": shown,
        "account": account,
        "competitor": competitor,
        "accounts": stored.accounts(),
        "competitors": stored.competitors(),
        "installation": [
            (_("Address"), chosen.address),
            (_("Time zone"), chosen.time_zone),
            (_("Database"), "PostgreSQL" if chosen.database_url else "SQLite"),
            (_("Days that raw payloads are kept"), chosen.raw_retention_days),
            (_("Days after which a mention opens no case"), chosen.case_max_age_days),
        ],
    }
    return render(request, "pages/company.html", context, status=400 if form is not None and form.errors else 200)


def _keep(request: HttpRequest, part: str, said: dict[str, Any]) -> None:
    own, at = actor(request), desks.now()
    if part == "name":
        editing.name_company(own, said["name"], at)
    elif part == "account":
        editing.add_account(own, said["channel"], said["account"], at)
    else:
        query = said["query"]
        editing.add_competitor(own, said["name"], at, query=QueryId(query) if query else None)


@page(writes=Action.MANAGE_SETTINGS, methods=("POST",))
def company_drop(request: HttpRequest, part: str, number: int) -> HttpResponse:
    """Take an own account or a competitor off its list."""
    drop = editing.remove_account if part == "account" else editing.remove_competitor
    drop(actor(request), number, desks.now())
    messages.success(request, _("Removed."))
    return redirect("company")


@page(Action.READ_AUDIT)
def audit(request: HttpRequest) -> HttpResponse:
    """Show who changed what, newest first."""
    given, asked = request.GET, narrowed.trail(request.GET)
    after = given.get("after") or None
    rows = trail.audit_trail(actor=asked.actor, action=asked.action, subject=asked.subject, after=after)
    kept = {name: given.get(name, "") for name in ("actor", "action", "subject")}
    path = reverse("audit")
    return render(
        request,
        "pages/audit.html",
        {
            "rows": rows.items,
            "kept": kept,
            "taken": link("", **kept),
            "told": words.ALL["audit"],
            "people": [(str(one.id), one.name) for one in stored.people()],
            "next": link(path, **kept, after=rows.next) if rows.next else "",
            "first": link(path, **kept) if after else "",
        },
    )


@page(Action.READ_AUDIT)
def ledger(request: HttpRequest) -> HttpResponse:
    """Show that something was erased and why, never what; newest first."""
    after = request.GET.get("after") or None
    rows = trail.erasures(after=after)
    path = reverse("ledger")
    context = {
        "rows": rows.items,
        "next": link(path, after=rows.next) if rows.next else "",
        "first": path if after else "",
    }
    return render(request, "pages/ledger.html", context)


@page(methods=("POST",))
def search_keep(request: HttpRequest) -> HttpResponse:
    """Keep the address of a filtered page under a name."""
    name, path = request.POST.get("name", ""), request.POST.get("address", "")
    search_editing.save_search(actor(request), name, path, desks.now(), shared=request.POST.get("shared") == "yes")
    messages.success(request, _("The search is kept."))
    return redirect(path)


@page(methods=("POST",))
def search_drop(request: HttpRequest, number: int) -> HttpResponse:
    """Give up a kept search."""
    search_editing.remove_search(actor(request), number, desks.now())
    messages.success(request, _("Removed."))
    return redirect(came_from(request))


@require_POST
def language(request: HttpRequest) -> HttpResponse:
    """Change the language of the pages on this device; open to whoever signs in next."""
    chosen = request.POST.get("language", "")
    if chosen not in dict(settings.LANGUAGES):
        raise InputRejected("There is no such language.", place="language")
    after = request.POST.get("next", "/")
    if not url_has_allowed_host_and_scheme(after, {request.get_host()}, require_https=request.is_secure()):
        after = "/"
    answer = HttpResponseRedirect(after, status=303)
    answer.set_cookie(settings.LANGUAGE_COOKIE_NAME, chosen, max_age=YEAR, samesite="Lax", secure=request.is_secure())
    return answer


language.open_to_all = True  # type: ignore[attr-defined]  # what the tests of the doors read
