"""Who is told of what by webhook: subscriptions, their secrets, and the log of what was sent.

A secret is shown in the answer to the request that made it, which no cache keeps, and never again.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from resonanz.app.wiring import house
from resonanz.core.errors import InputRejected
from resonanz.core.ids import QueryId
from resonanz.core.policy import Action
from resonanz.core.webhook import OFFERED, DeliveryId, DeliveryState, SubscriptionId
from resonanz.store.relational.editing import webhooks as editing
from resonanz.store.relational.selectors import webhooks as stored
from resonanz.web import desks, words
from resonanz.web.access import actor, page
from resonanz.web.asking import link
from resonanz.web.desks import now
from resonanz.web.fields import OpenForm
from resonanz.web.trouble import came_from, rejections_at


class WebhookForm(OpenForm):
    """Take who is told of what."""

    name = forms.CharField(label=lazy("Name"), max_length=200)
    url = forms.CharField(
        label=lazy("Address"),
        max_length=2_000,
        help_text=lazy("Requests are sent there by POST. Private addresses must be allowed where Resonanz runs."),
        widget=forms.TextInput(attrs={"placeholder": "https://desk.example/hooks", "inputmode": "url"}),
    )
    events = forms.MultipleChoiceField(label=lazy("Is told of"), widget=forms.CheckboxSelectMultiple)
    query = forms.TypedChoiceField(
        label=lazy("Of mentions only those of the query"), required=False, coerce=int, empty_value=None
    )
    enabled = forms.BooleanField(label=lazy("Switched on"), required=False, initial=True)

    def offered(self) -> Mapping[str, Iterable[tuple[Any, Any]]]:
        """Return the events and the standing queries."""
        return {
            "events": [(event.value, words.word(event.value, "webhook_event")) for event in OFFERED],
            "query": [("", _("all that is heard")), *desks.names()["queries"].items()],
        }

    def wanted(self) -> editing.Wanted:
        """Return what was entered."""
        said = self.cleaned_data
        query = said["query"]
        return editing.Wanted(
            name=said["name"],
            url=said["url"],
            events=said["events"],
            query=QueryId(query) if query else None,
            enabled=said["enabled"],
        )


@page(Action.MANAGE_SETTINGS)
def webhooks(request: HttpRequest) -> HttpResponse:
    """List the webhooks."""
    empty = {
        "title": _("Nobody is told yet"),
        "text": _("A webhook tells another system what is heard, opened, answered, as it happens."),
        "url": reverse("webhook_new"),
        "label": _("Add a webhook"),
    }
    return render(request, "pages/webhooks.html", {"rows": stored.webhooks(), "empty": empty})


@page(Action.MANAGE_SETTINGS, methods=("GET", "POST"))
def webhook_new(request: HttpRequest) -> HttpResponse:
    """Add a webhook and show its secret, once."""
    form = WebhookForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with rejections_at(form):
            made, secret = editing.create_webhook(actor(request), house().webhook_book, form.wanted(), now())
            return _shown(request, made.id, secret)
    return _form(request, form)


@page(Action.MANAGE_SETTINGS, methods=("GET", "POST"))
def webhook_edit(request: HttpRequest, number: int) -> HttpResponse:
    """Change a webhook."""
    row = stored.webhook(SubscriptionId(number))
    before = row.subscription
    initial = {
        "name": before.name,
        "url": before.url,
        "events": [event.value for event in before.events],
        "query": before.query,
        "enabled": before.enabled,
    }
    form = WebhookForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        with rejections_at(form):
            editing.update_webhook(actor(request), before.id, form.wanted(), now())
            messages.success(request, _("Kept."))
            return redirect("webhook", number)
    return _form(request, form, before.name, number)


def _form(request: HttpRequest, form: WebhookForm, name: str = "", number: int | None = None) -> HttpResponse:
    context = {"form": form, "name": name, "number": number}
    return render(request, "pages/webhook_form.html", context, status=400 if form.errors else 200)


@page(Action.MANAGE_SETTINGS)
def webhook(request: HttpRequest, number: int) -> HttpResponse:
    """Show how a webhook does, and its log."""
    return _shown(request, SubscriptionId(number))


def _shown(request: HttpRequest, number: SubscriptionId, secret: str = "") -> HttpResponse:
    row = stored.webhook(number)
    asked, after = request.GET.get("state", ""), request.GET.get("after") or None
    state = next((one for one in DeliveryState if one.value == asked), None)
    log = stored.deliveries(number, state=state, after=after)
    path = reverse("webhook", args=[number])
    kept = {"state": state.value if state else ""}
    answer = render(
        request,
        "pages/webhook.html",
        {
            "row": row,
            "secret": secret,
            "changes_secret": len(house().webhook_book.secrets(number)) > 1,
            "log": log.items,
            "state": desks.select("state", _("State"), kept["state"], desks.options("delivery")),
            "next": link(path, **kept, after=log.next) if log.next else "",
            "first": link(path, **kept) if after else "",
        },
    )
    if secret:
        answer["Cache-Control"] = "no-store"
    return answer


@page(Action.MANAGE_SETTINGS, methods=("POST",))
def webhook_try(request: HttpRequest, number: int) -> HttpResponse:
    """Send a test event."""
    editing.try_webhook(actor(request), SubscriptionId(number), now())
    messages.success(request, _("A test is on its way; the log says what came of it."))
    return redirect("webhook", number)


@page(Action.MANAGE_SETTINGS, methods=("POST",))
def webhook_secret(request: HttpRequest, number: int) -> HttpResponse:
    """Make a new secret and show it, once."""
    secret = editing.renew_secret(actor(request), house().webhook_book, SubscriptionId(number), now())
    return _shown(request, SubscriptionId(number), secret)


@page(Action.MANAGE_SETTINGS, methods=("POST",))
def webhook_secret_end(request: HttpRequest, number: int) -> HttpResponse:
    """Sign with the newest secret alone."""
    editing.end_former_secret(actor(request), house().webhook_book, SubscriptionId(number), now())
    messages.success(request, _("From now on only the new secret signs."))
    return redirect("webhook", number)


@page(Action.MANAGE_SETTINGS, methods=("POST",))
def webhook_remove(request: HttpRequest, number: int) -> HttpResponse:
    """Remove a webhook with its log."""
    editing.delete_webhook(actor(request), SubscriptionId(number), now())
    messages.success(request, _("The webhook is removed."))
    return redirect("webhooks")


@page(Action.MANAGE_SETTINGS, methods=("POST",))
def webhook_again(request: HttpRequest, number: int) -> HttpResponse:
    """Send one delivery again."""
    asked = request.POST.get("delivery", "")
    if not (asked.isascii() and asked.isdigit()) or len(asked) > 18:
        raise InputRejected("This is no number.", place="delivery")
    editing.send_again(actor(request), SubscriptionId(number), DeliveryId(int(asked)), now())
    messages.success(request, _("It is sent again within a few seconds."))
    return redirect(came_from(request))
