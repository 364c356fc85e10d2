"""One initiative: what it lacks, what people say it will do, what came of it, and what it taught."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any, Final

from django.contrib import messages
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from resonanz.app.wiring import house
from resonanz.core.errors import InputRejected, NotFound
from resonanz.core.forecast import Guess, Seen
from resonanz.core.ids import InitiativeId
from resonanz.core.initiative import Initiative, Missing
from resonanz.core.policy import Action, allowed
from resonanz.learn.initiatives import LONGEST_SERIES
from resonanz.store.relational.selectors import initiatives as stored
from resonanz.web import desks
from resonanz.web.access import actor, may, page
from resonanz.web.initiative_forms import metric_words
from resonanz.web.initiative_verdicts import outlook_of, smallest_of, verdict_of
from resonanz.web.trouble import in_words
from resonanz.web.words import word

TYPED: Final = {"teach": "taught", "stop": "reason"}
"""Actions whose mistakes are shown where something was typed."""
_SHARE: Final = re.compile(r"[0-9]{1,6}(\.[0-9]{1,20})?", re.ASCII)
FRESH: Final = 3600
"""Seconds that an outlook is kept; it is computed anew when the plan changes or a day passes."""


@page()
def initiative(request: HttpRequest, number: int) -> HttpResponse:
    """Show an initiative."""
    return shown(request, InitiativeId(number))


def shown(
    request: HttpRequest,
    number: InitiativeId,
    *,
    problem: str = "",
    place: str = "",
    typed: Mapping[str, str] | None = None,
) -> HttpResponse:
    """Show an initiative; with a problem, what was typed stands at its place."""
    detail = stored.initiative_detail(number)
    found, who = detail.row.initiative, actor(request)
    works = allowed(who, Action.TRY, found.department)
    lacks = house().initiative_desk.lacks(found) if found.is_before_start else ()
    context = {
        "detail": detail,
        "row": detail.row,
        "initiative": found,
        "plan": found.plan,
        "has_metric": found.plan.by_file or found.plan.metric is not None,
        "works": works,
        "lacks": [(one.value, word(one, "try_missing")) for one in lacks],
        "starts": works and found.is_before_start and not lacks,
        "stops": works and not found.is_over and found.state.value != "measuring",
        "signs": found.is_before_start and found.sponsor == who.id and found.backed_at is None,
        "forecastable": found.is_before_start and may(request, Action.FORECAST) and not set(lacks) & _PLANNED,
        "problem": problem,
        "place": place,
        "typed": typed or {},
        **_read(request, found),
    }
    return render(request, "pages/initiative.html", context, status=400 if problem else 200)


_PLANNED: Final = {Missing.HYPOTHESIS, Missing.METRIC, Missing.HOPE, Missing.START, Missing.END}
"""What has to be said before anybody can forecast."""


def _read(request: HttpRequest, found: Initiative) -> dict[str, Any]:
    """Return what is told of the plan, of the forecasts and of the verdict."""
    plan, who = found.plan, actor(request)
    judgement = house().initiatives.judgement(found.id) if found.is_over else None
    forecast = house().forecast_desk.own(who, found.id)
    return {
        "metric": metric_words(plan.metric) if plan.metric else "",
        "controls": [(name, one.filter.query) for name, one in plan.controls.items()],
        "kill": metric_words(plan.kill.metric) if plan.kill else "",
        "alike": house().initiative_desk.alike(found) if found.is_before_start else [],
        "own": forecast,
        "about": house().initiative_desk.fingerprint(found) if found.is_before_start else "",
        "now": desks.now(),
        "opened": house().forecast_desk.opened(who, found.id),
        "verdict": verdict_of(found, judgement) if judgement else None,
        "has_series": plan.by_file and house().initiatives.series(found.id) is not None,
    }


@page()
def initiative_outlook(request: HttpRequest, number: int) -> HttpResponse:
    """Say what the try would be able to show; asked for by the page once it stands, because it is computed."""
    found = house().initiatives.load(InitiativeId(number))
    today = house().initiative_desk.today()
    key = f"outlook:{found.id}:{found.changed_at.timestamp()}:{today}"
    preview = cache.get(key)
    if preview is None:
        preview = house().series_reader.preview(found, today)
        cache.set(key, preview, FRESH)
    told = outlook_of(preview, found) if preview else []
    smallest = smallest_of(preview, found) if preview else None
    asked = "" if smallest is None else f"{smallest:.6f}"
    return render(request, "parts/initiative_outlook.html", {"told": told, "smallest": asked})


@page(writes=Action.TRY, methods=("POST",))
def initiative_do(request: HttpRequest, number: int, action: str) -> HttpResponse:
    """Do one thing with an initiative, then show it again."""
    doing = DOINGS.get(action)
    if doing is None:
        raise NotFound("Nothing of that name can be done with an initiative.")
    try:
        messages.success(request, doing(request, InitiativeId(number)))
    except InputRejected as trouble:
        typed = {name: value[:20_000] for name, value in request.POST.items() if isinstance(value, str)}
        return shown(request, InitiativeId(number), problem=in_words(trouble), place=action, typed=typed)
    return redirect(reverse("initiative", args=[number]))


def _start(request: HttpRequest, number: InitiativeId) -> str:
    house().initiative_desk.start(actor(request), number)
    return _("Started. From here on plan and forecasts stay as they are.")


def _back(request: HttpRequest, number: InitiativeId) -> str:
    if request.POST.get("agree") != "yes":
        raise InputRejected("This must not be empty.", place="agree", remedy="Tick it.")
    seen = parse_datetime(request.POST.get("seen", "")) or desks.now()
    house().initiative_desk.back(actor(request), number, seen)
    return _("Signed: you back it, and it may fail.")


def _forecast(request: HttpRequest, number: InitiativeId) -> str:
    guess = Guess(_share(request, "probability"), _share(request, "low"), _share(request, "high"))
    about = request.POST.get("about", "")
    house().forecast_desk.seal(actor(request), number, guess, about=about, seen=_seen(request))
    return _("Sealed. Nobody reads it before the initiative is over.")


def _stop(request: HttpRequest, number: InitiativeId) -> str:
    house().initiative_desk.stop(actor(request), number, request.POST.get("reason", ""))
    return _("Stopped.")


def _teach(request: HttpRequest, number: InitiativeId) -> str:
    on_purpose = request.POST.get("on_purpose") == "yes"
    text = request.POST.get("taught", "")
    house().initiative_desk.teach(actor(request), number, text, named_on_purpose=on_purpose)
    return _("Kept. It stands in the register for everybody.")


def _series(request: HttpRequest, number: InitiativeId) -> str:
    given = request.FILES.get("file")
    if given is None or given.size is None or given.size > 4 * LONGEST_SERIES:
        raise InputRejected("Choose a CSV file of at most 2 MB.", place="series", remedy="")
    try:
        text = given.read().decode("utf-8-sig")
    except UnicodeDecodeError as trouble:
        raise InputRejected("This file is no text.", place="series", remedy="Save it as CSV in UTF-8.") from trouble
    house().initiative_desk.hand_in(actor(request), number, text)
    return _("Handed in.")


DOINGS: Final[Mapping[str, Callable[[HttpRequest, InitiativeId], str]]] = {
    "start": _start,
    "back": _back,
    "forecast": _forecast,
    "stop": _stop,
    "teach": _teach,
    "series": _series,
}


def _seen(request: HttpRequest) -> Seen | None:
    """Return what the page says that it had shown; whoever makes something up there fools only themselves."""
    at = parse_datetime(request.POST.get("shown_at", ""))
    if at is None or at.tzinfo is None:
        return None
    earlier = (InitiativeId(int(one)) for one in request.POST.getlist("earlier") if one.isdecimal() and len(one) < 18)
    smallest = request.POST.get("smallest", "")
    return Seen(at=at, earlier=tuple(earlier), smallest=float(smallest) if _SHARE.fullmatch(smallest) else None)


def _share(request: HttpRequest, name: str) -> float:
    """Return a number of per cent as a share; comma and point both divide."""
    text = request.POST.get(name, "").strip().replace(",", ".").removesuffix("%").strip()
    try:
        return float(text) / 100
    except ValueError as trouble:
        raise InputRejected("This is no number.", place=name, remedy="Fill it in.") from trouble
