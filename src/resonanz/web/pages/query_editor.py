"""What the editor of a query asks for while somebody writes. Nothing of it is kept."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import get_language

from resonanz.web.access import page
from resonanz.web.editor import trying, weighing
from resonanz.web.editor.proposals import proposals
from resonanz.web.editor.reading import Read


@page(methods=("POST",))
def query_read(request: HttpRequest) -> HttpResponse:
    """Say how a text is coloured, what is wrong with it and what it asks."""
    return render(request, "parts/query_reading.html", {"read": _read(request)})


@page(methods=("POST",))
def query_check(request: HttpRequest) -> HttpResponse:
    """Say what a query that is being written would have heard."""
    read = _read(request)
    found = trying.preview(read, get_language() or "en")
    return render(request, "parts/query_preview.html", {"read": read, "preview": found})


@page(methods=("POST",))
def query_weigh(request: HttpRequest) -> HttpResponse:
    """Say how much a query would bring, and which other words stand beside what it finds."""
    read = _read(request)
    if read.tree is None:
        return HttpResponse("")
    return render(request, "parts/query_weighed.html", {"read": read, "weighed": weighing.weighed(read)})


@page()
def query_propose(request: HttpRequest) -> HttpResponse:
    """Propose what the piece before the caret could become, as JSON."""
    found = proposals(request.GET.get("piece", "")[:200])
    return JsonResponse({"proposals": [{"insert": one.insert, "about": one.about} for one in found]})


def _read(request: HttpRequest) -> Read:
    return Read(request.POST.get("text", ""))
