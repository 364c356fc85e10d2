"""What can be taken out as a file: what a page shows, at once or written in the background, and the files of before."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final, cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from resonanz.api.files import streamed
from resonanz.app import exporting
from resonanz.app.wiring import house
from resonanz.core.export import MENTIONS, Export, ExportId
from resonanz.core.policy import Action
from resonanz.store.relational.selectors import cases
from resonanz.store.relational.selectors import exports as stored
from resonanz.store.relational.selectors.trail import newest_jobs
from resonanz.store.relational.views import CaseFilter
from resonanz.web import inbox_asked
from resonanz.web.access import actor, page, person
from resonanz.web.making import work_of
from resonanz.web.narrowed import ASKED
from resonanz.web.pages.inboxes import department_named, over
from resonanz.web.words import word

_PAGES: Final = {"measures": "metrics"}
"""What a file was called before, because addresses are kept."""


@page(Action.EXPORT, methods=("GET", "POST"))
def export(request: HttpRequest, name: str, form: str) -> HttpResponse:
    """Hand over what an address names, or where it is too much, offer to write it; with POST, ask for that."""
    what, who, home = _PAGES.get(name, name), actor(request), house()
    wanted = _wanted(request, what)
    if request.method == "POST":
        exporting.ask(home, who, what, form, wanted)
        messages.success(request, _("The file is being written."))
        return redirect("exports")
    number = exporting.number_of(home, who, what, wanted)
    if number > exporting.MOST:
        days = home.settings.export_retention_days
        context = {"number": number, "form": form, "days": days, "what": word(what, "export")}
        return render(request, "pages/export_large.html", context)
    return _file(request, exporting.take_out(home, who, what, form, wanted), f"{name}.{form}", streams=what == MENTIONS)


def _wanted(request: HttpRequest, what: str) -> Any:  # noqa: ANN401  see app.exportable
    if what == "cases":
        return _cases(request) if request.GET else None
    read = ASKED.get(what)
    return read(request) if read else None


def _cases(request: HttpRequest) -> CaseFilter:
    """Return what an inbox shows, all its pages."""
    departments = cases.inboxes()
    here = department_named(departments, request.GET.get("department", ""))
    return inbox_asked.asked(request.GET, inbox_asked.reader(actor(request)), over(request, departments, here)).filter


def _file(request: HttpRequest, pieces: Any, name: str, *, streams: bool) -> HttpResponse:  # noqa: ANN401
    """Return a file; what is read from the tables is read whole, because they belong to one thread."""
    kind = exporting.TYPES[name.rpartition(".")[2]]
    return cast("HttpResponse", streamed(request, pieces if streams else iter([b"".join(pieces)]), name, kind))


@page(Action.EXPORT)
def exports(request: HttpRequest) -> HttpResponse:
    """Show everything that can be taken out, and the files that one asked for."""
    context = {
        "offered": [(name, word(name, "export")) for name in exporting.offered(actor(request))],
        "rows": _rows(stored.exports(person(request))),
        "days": house().settings.export_retention_days,
        "most": exporting.MOST,
    }
    return render(request, "pages/exports.html", context)


def _rows(found: Sequence[Export]) -> list[Mapping[str, Any]]:
    jobs = newest_jobs([exporting.key(one.id) for one in found])
    kept = exporting.kept_for(house())
    return [
        {
            "export": one,
            "what": word(one.what, "export"),
            "until": one.asked_at + kept,
            "work": work_of(
                None if one.ended_at else jobs.get(exporting.key(one.id)),
                reverse("export_work", args=[one.id]),
                again=reverse("export_again", args=[one.id]),
                steps={},
            ),
        }
        for one in found
    ]


@page(Action.EXPORT)
def export_work(request: HttpRequest, number: int) -> HttpResponse:
    """Say how far a file is; when there is more to see, the page that asked shows itself anew."""
    (row,) = _rows([exporting.own(actor(request), ExportId(number))])
    answer = render(request, "parts/work.html", {"work": row["work"]})
    if not row["work"].is_alive:
        answer["HX-Refresh"] = "true"
    return answer


@page(Action.EXPORT)
def export_file(request: HttpRequest, number: int) -> HttpResponse:
    """Hand over a file that was written."""
    found, pieces = exporting.download(house(), actor(request), ExportId(number))
    return _file(request, pieces, f"{found.what}.{found.form}", streams=True)


@page(Action.EXPORT, methods=("POST",))
def export_again(request: HttpRequest, number: int) -> HttpResponse:
    """Ask once more for a file that could not be written."""
    exporting.again(house(), actor(request), ExportId(number))
    return redirect("exports")


@page(Action.EXPORT, methods=("POST",))
def export_remove(request: HttpRequest, number: int) -> HttpResponse:
    """Remove a file."""
    exporting.remove(house(), actor(request), ExportId(number))
    messages.success(request, _("The file is gone."))
    return redirect("exports")
