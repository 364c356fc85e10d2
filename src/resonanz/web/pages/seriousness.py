"""What is done so lala, the charters that it is held against, and what a better promise would cost."""

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

from resonanz.app.seriousness import SHARES, TARGETS, Cost, Standing, costs, standing, standings
from resonanz.app.wiring import house
from resonanz.core.charter import AnswerPromise, Charter, Lack, Subject, SubjectKind
from resonanz.core.deadline import told_time
from resonanz.core.errors import NotFound
from resonanz.core.ids import UserId
from resonanz.core.policy import Action
from resonanz.measure.seriousness import Shortfall
from resonanz.store.relational.editing import seriousness as editing
from resonanz.store.relational.selectors import people
from resonanz.web import words
from resonanz.web.access import actor, may, page
from resonanz.web.asking import link
from resonanz.web.desks import now
from resonanz.web.fields import OpenForm
from resonanz.web.tags import number, percent
from resonanz.web.trouble import rejections_at

_MENDED_ELSEWHERE = frozenset({Lack.SOURCE_FAILS, Lack.NOT_LISTENING, Lack.NOBODY_LOOKED})


class CharterForm(OpenForm):
    """Take a charter; what is left empty is not decided."""

    owner = forms.ChoiceField(label=lazy("Owner"), required=False)
    goal = forms.CharField(
        label=lazy("Goal"),
        required=False,
        max_length=500,
        help_text=lazy("What is different when it is a success?"),
    )
    hours_a_week = forms.FloatField(label=lazy("Hours a week"), required=False, min_value=0, max_value=10_000)
    promise_hours = forms.FloatField(
        label=lazy("First answer within hours of working time"), required=False, min_value=0.02, max_value=1_600
    )
    promise_percent = forms.FloatField(
        label=lazy("in how many of 100 cases"), required=False, min_value=1, max_value=99.9
    )
    handle_minutes = forms.FloatField(
        label=lazy("Minutes that one case takes"),
        required=False,
        min_value=0.1,
        max_value=10_000,
        help_text=lazy("Left empty, it is measured from taking a case to sending the answer."),
    )
    backing = forms.ChoiceField(
        label=lazy("Who stands behind it"),
        required=False,
        help_text=lazy("Somebody else than the owner, who gives time and money for it."),
    )
    review_on = forms.DateField(
        label=lazy("Look at it again on"),
        required=False,
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
    )
    ends_on = forms.DateField(
        label=lazy("It ends on"),
        required=False,
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        help_text=lazy("For a trial: whatever came of it, it is decided then."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401  handed on to Django as it came
        super().__init__(*args, **kwargs)
        for one in self.fields.values():
            one.quiet = True  # type: ignore[attr-defined]  # an empty one means: not decided

    def offered(self) -> Mapping[str, Iterable[tuple[Any, Any]]]:
        """Return everybody who may sign in."""
        here = [(str(one.id), one.name) for one in people.people() if one.active]
        nobody = [("", _("nobody yet"))]
        return {"owner": [*nobody, *here], "backing": [*nobody, *here]}

    def clean(self) -> dict[str, Any]:
        """Refuse half a promise."""
        given: dict[str, Any] = super().clean() or {}
        if (given.get("promise_hours") is None) != (given.get("promise_percent") is None):
            self.add_error("promise_percent", _("A promise needs both: within how long, and how often."))
        return given

    def charter(self, subject: Subject) -> Charter:
        """Return what was written; raise InputRejected."""
        given = self.cleaned_data
        promised = given["promise_hours"] is not None
        return Charter(
            subject=subject,
            owner=_person(given["owner"]),
            goal=given["goal"],
            hours_a_week=given["hours_a_week"],
            promise=AnswerPromise(round(60 * given["promise_hours"]), given["promise_percent"] / 100)
            if promised
            else None,
            handle_minutes=given["handle_minutes"],
            backing=_person(given["backing"]),
            review_on=given["review_on"],
            ends_on=given["ends_on"],
        )


def _person(text: str) -> UserId | None:
    return UserId(int(text)) if text else None


@page()
def seriousness(request: HttpRequest) -> HttpResponse:
    """Show what is done so lala, with one click to mend each."""
    found = standings(house())
    return render(
        request,
        "pages/seriousness.html",
        {
            "lacking": [_shown(one) for one in found if one.shortfalls],
            "serious": [_shown(one) for one in found if not one.shortfalls],
            "number": sum(len(one.shortfalls) for one in found),
            "writes": may(request, Action.MANAGE_DEPARTMENT),
        },
    )


@page(writes=Action.MANAGE_DEPARTMENT, methods=("GET", "POST"))
def charter(request: HttpRequest, kind: str, key: str) -> HttpResponse:
    """Show one charter; leads change it here."""
    subject = Subject.read(f"{kind}:{key}")
    found = standing(house(), subject)
    if found is None:
        raise NotFound("There is nothing of that name.")
    form = CharterForm(request.POST or None, initial=_initial(found.charter))
    if request.method == "POST" and form.is_valid():
        with rejections_at(form, {"promise": "promise_percent"}):
            editing.write_charter(actor(request), form.charter(subject), now())
            messages.success(request, _("The charter is written."))
            return redirect("charter", kind, key)
    return render(
        request,
        "pages/charter.html",
        {
            **_shown(found),
            "form": form,
            "writes": may(request, Action.MANAGE_DEPARTMENT),
            "costs": _costs(found),
            "needed": found.facts.hours_needed,
            "minutes": found.facts.minutes,
            "measured": found.charter.handle_minutes is None,
            "facts": found.facts,
        },
        status=400 if form.errors else 200,
    )


def _initial(found: Charter) -> dict[str, object]:
    promise = found.promise
    return {
        "owner": found.owner or "",
        "goal": found.goal,
        "hours_a_week": found.hours_a_week,
        "promise_hours": promise.minutes / 60 if promise else None,
        "promise_percent": round(100 * promise.share, 1) if promise else None,
        "handle_minutes": found.handle_minutes,
        "backing": found.backing or "",
        "review_on": found.review_on,
        "ends_on": found.ends_on,
    }


def _shown(one: Standing) -> dict[str, Any]:
    subject = one.charter.subject
    is_channel = subject.kind is SubjectKind.CHANNEL
    return {
        "name": words.word(one.name, "channel") if is_channel else one.name,
        "kind": subject.kind.value,
        "owner": one.owner_name,
        "backing": one.backing_name,
        "charter": one.charter,
        "url": reverse("charter", args=[subject.kind.value, subject.key]),
        "shortfalls": [_told(one, lack) for lack in one.shortfalls],
    }


def _told(one: Standing, found: Shortfall) -> Mapping[str, Any]:
    return {
        "lack": found.lack.value,
        "since": found.since,
        "figures": _figures(found),
        "mend": _mend(one.charter.subject, found.lack),
        "elsewhere": found.lack in _MENDED_ELSEWHERE,
    }


def _figures(found: Shortfall) -> str:
    given = found.figures
    if found.lack is Lack.PROMISE_BROKEN:
        return _("%(met)s of %(of)s in time: %(share)s, promised %(promised)s") % {
            "met": number(given["met"]),
            "of": number(given["of"]),
            "share": percent(given["share"]),
            "promised": percent(given["promised"]),
        }
    if found.lack is Lack.ABOVE_CAPACITY:
        return _("%(needed)s hours a week come in (%(low)s to %(high)s), %(hours)s are there") % {
            name: number(round(value, 1)) for name, value in given.items()
        }
    if found.lack is Lack.NOBODY_LOOKED:
        return _("%(waiting)s cases wait, nobody touched any for %(days)s days") % {
            name: number(value) for name, value in given.items()
        }
    if "days" in given:
        return _("%(days)s days ago") % {"days": number(given["days"])}
    return ""


def _mend(subject: Subject, lack: Lack) -> str:
    """Return where one click leads."""
    if lack in {Lack.SOURCE_FAILS, Lack.NOT_LISTENING}:
        return reverse("sources")
    if lack is Lack.NOBODY_LOOKED:
        return link(reverse("inbox"), view="waiting", channel=subject.key)
    field = {
        Lack.NO_GOAL: "goal",
        Lack.NO_HOURS: "hours_a_week",
        Lack.ABOVE_CAPACITY: "hours_a_week",
        Lack.NO_PROMISE: "promise_hours",
        Lack.PROMISE_BROKEN: "promise_hours",
        Lack.NO_BACKING: "backing",
        Lack.NO_REVIEW: "review_on",
        Lack.REVIEW_OVERDUE: "review_on",
        Lack.OVER: "ends_on",
    }.get(lack, "owner")
    return f"{reverse('charter', args=[subject.kind.value, subject.key])}#id_{field}"


def _costs(found: Standing) -> Mapping[str, Any]:
    """Return people by target and share as a table has them, and what the own promise needs."""
    all_costs = costs(house(), found.facts)
    rows: dict[int, list[Mapping[str, Any]]] = {}
    for one in all_costs:
        if one.promise.minutes in TARGETS and one.promise.share in SHARES:
            rows.setdefault(one.promise.minutes, []).append(_cost(one))
    own = next((one for one in all_costs if one.promise == found.charter.promise), None)
    return {
        "shares": SHARES,
        "rows": [(told_time(minutes * 60), cells) for minutes, cells in rows.items()],
        "own": None if own is None else _cost(own),
    }


def _cost(one: Cost) -> Mapping[str, Any]:
    return {
        "within": told_time(one.promise.minutes * 60),
        "share": one.promise.share,
        "people": one.needed.people,
        "low": one.low.people,
        "high": one.high.people,
    }
