"""Keeping a view of the inbox under a name, and giving it up."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from resonanz.core.errors import InputRejected
from resonanz.core.ids import DepartmentId
from resonanz.store.relational.editing import inbox_views
from resonanz.store.relational.selectors import rules
from resonanz.web import desks, inbox_asked
from resonanz.web.access import actor, page
from resonanz.web.asking import link
from resonanz.web.pages.inboxes import department_named


@page(methods=("POST",))
def view_keep(request: HttpRequest) -> HttpResponse:
    """Keep what the inbox shows under a name."""
    slug = request.POST.get("slug", "")
    department_named(rules.departments(), slug)
    given = QueryDict(request.POST.get("question", "")[:4000])
    asked = inbox_asked.asked(given, inbox_asked.reader(actor(request)), [])
    question = link("", view=asked.view, **asked.kept).removeprefix("?")
    inbox_views.keep_view(
        actor(request), request.POST.get("name", ""), question, desks.now(), slug=slug, share=_share(request)
    )
    messages.success(request, _("The view is kept."))
    path = reverse("inbox_of", args=[slug]) if slug else reverse("inbox")
    return redirect(f"{path}?{question}")


@page(methods=("POST",))
def view_drop(request: HttpRequest, number: int) -> HttpResponse:
    """Give a view up."""
    inbox_views.drop_view(actor(request), number, desks.now())
    messages.success(request, _("Removed."))
    return redirect(reverse("inbox"))


def _share(request: HttpRequest) -> DepartmentId | None:
    chosen = request.POST.get("share", "")
    if not chosen:
        return None
    known = {str(number): number for number in desks.names()["departments"]}
    if chosen not in known:
        raise InputRejected("There is no such department.", place="share", remedy="Choose one that is offered.")
    return DepartmentId(known[chosen])
