"""Needs: the list with its figures, writing one down, and a need's page with its evidence in people."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.utils.translation import pgettext

from resonanz.app.wiring import house
from resonanz.core.coverage import coverage, told_back
from resonanz.core.heard import Heard
from resonanz.core.ids import DepartmentId, MentionId, NeedId
from resonanz.core.need import NEED, Evidence, How, Need, NeedKind, Standing
from resonanz.core.policy import Action, Actor, allowed
from resonanz.core.telling import of_need
from resonanz.learn.needs import LONGEST_TITLE, Wanted
from resonanz.store.relational.selectors import need_evidence as said
from resonanz.store.relational.selectors import needs as stored
from resonanz.store.relational.selectors import people as stored_people
from resonanz.web import desks, narrowed
from resonanz.web.access import actor, may, page
from resonanz.web.asking import link
from resonanz.web.fields import OpenForm
from resonanz.web.need_charts import days_of, need_chart
from resonanz.web.pages.telling import summary
from resonanz.web.trouble import rejections_at
from resonanz.web.words import word

SHOWN: Final = 12
"""Mentions that a need's page shows; all of them have a page of their own."""
PAGE: Final = 50
LARGEST: Final = 8
"""Values of a segment that are shown."""


class NeedForm(OpenForm):
    """Take what somebody writes down of a need."""

    title = forms.CharField(label=lazy("What people ask for, in a few words"), max_length=LONGEST_TITLE)
    asked = forms.CharField(
        label=lazy("In their words"), required=False, max_length=10_000, widget=forms.Textarea(attrs={"rows": 4})
    )
    kind = forms.ChoiceField(label=lazy("What it is"))
    department = forms.TypedChoiceField(
        label=lazy("Which department owns it"), coerce=int, empty_value=None, required=False
    )

    def __init__(self, *args: Any, who: Actor, **kwargs: Any) -> None:  # noqa: ANN401  handed on to Django as it came
        self._who = who
        super().__init__(*args, **kwargs)

    def offered(self) -> Mapping[str, list[tuple[Any, Any]]]:
        """Return the choices: only departments in which the person may work on needs."""
        rooms = desks.names()["departments"].items()
        mine = [(id_, name) for id_, name in rooms if allowed(self._who, Action.WORK_NEED, DepartmentId(id_))]
        return {
            "kind": [(kind.value, word(kind, "need_kind")) for kind in NeedKind],
            "department": [("", pgettext("need", "nobody yet")), *mine],
        }

    @property
    def wanted(self) -> Wanted:
        """Return what was written."""
        given = self.cleaned_data
        room = given.get("department")
        return Wanted(
            title=given["title"],
            asked=given["asked"],
            kind=NeedKind(given["kind"]),
            department=DepartmentId(room) if room else None,
            owner=self._who.id if room else None,
        )


@page()
def needs(request: HttpRequest) -> HttpResponse:
    """List the needs, with how far they come and who was told."""
    asked, order = narrowed.needs(request.GET), request.GET.get("order", "")
    state, department, room = asked.state, asked.department, str(asked.department or "")
    chosen = stored.Order(order) if order in set(stored.Order) else stored.Order.PEOPLE
    rows = stored.needs(
        states=stored.STATES.get(state),
        department=department,
        order=chosen,
        after=request.GET.get("after") or None,
    )
    facts = stored.facts(department)
    here = reverse("needs")
    kept = {"state": state, "department": room, "order": order}
    return render(
        request,
        "pages/needs.html",
        {
            "rows": rows.items,
            "taken": link("", **kept),
            "selects": _selects(state, room, chosen),
            "filtered": bool(state or room),
            "told": told_back(facts),
            "steps": coverage(facts),
            "next": link(here, **kept, after=rows.next) if rows.next else "",
            "first": link(here, **kept) if request.GET.get("after") else "",
            "writes": may(request, Action.WORK_NEED),
        },
    )


def _selects(state: str, room: str, order: stored.Order) -> list[Mapping[str, Any]]:
    orders = {
        stored.Order.PEOPLE: pgettext("need", "most people first"),
        stored.Order.GROWTH: pgettext("need", "growing most first"),
        stored.Order.NEWEST: pgettext("need", "newest first"),
    }
    return [
        desks.select("state", _("State"), state, [(code, word(code, "need")) for code in stored.STATES]),
        desks.select("department", _("Department"), room, list(desks.names()["departments"].items())),
        desks.select("order", pgettext("need", "Order"), order.value, [(one.value, orders[one]) for one in orders]),
    ]


@page(Action.WORK_NEED, methods=("GET", "POST"))
def need_new(request: HttpRequest) -> HttpResponse:
    """Write a need down, with the mention that it was heard in if there is one."""
    where = MentionId(request.GET.get("id", ""))
    form = NeedForm(request.POST or None, who=actor(request), initial={"kind": NeedKind.NEED.value})
    if request.method == "POST" and form.is_valid():
        with rejections_at(form):
            made = house().need_desk.write(actor(request), form.wanted)
            if where:
                house().need_desk.say(actor(request), made.id, [where], belongs=True)
            messages.success(request, _("Written down. Now bring its evidence together."))
            return redirect("need", made.id)
    status = 400 if form.errors else 200
    heard = house().archive.find([where]).get(where) if where else None
    return render(request, "pages/need_form.html", {"form": form, "heard": heard}, status=status)


@page()
def need(request: HttpRequest, number: int) -> HttpResponse:
    """Show a need; a merged one leads to the one it went into."""
    return shown(request, NeedId(number))


def shown(request: HttpRequest, number: NeedId, *, problem: str = "", place: str = "") -> HttpResponse:
    """Show a need; with a problem, the form that it belongs to is open and holds what was typed."""
    row = stored.need_row(number)
    if row.need.into is not None:
        return redirect("need", row.need.into)
    home, who = house(), actor(request)
    latest = home.needs.evidence(number, limit=SHOWN)
    proposed = home.needs.evidence(number, Standing.PROPOSED, limit=PAGE)
    works = allowed(who, Action.WORK_NEED, row.need.department)
    return render(
        request,
        "pages/need.html",
        {
            "row": row,
            "need": row.need,
            "works": works,
            "decides": allowed(who, Action.DECIDE_NEED, row.need.department),
            "moves": set(NEED.actions(row.need.state)),
            "chart": need_chart(number, desks.now()),
            "segments": _segments(number),
            "latest": _heards(latest),
            "proposed": _proposals(proposed),
            "signposts": [_signpost(one.how, one.value) for one in home.needs.signposts(number)],
            "signpost_choices": _signpost_choices() if works else (),
            "history": stored.history(number),
            "others": [pair for pair in stored.choices() if pair[0] != number] if works else [],
            "people": [(one.id, one.name) for one in stored_people.people() if one.active] if works else [],
            "form": NeedForm(who=who, initial=_initial(row.need)) if works else None,
            "mentions_url": reverse("need_mentions", args=[number]),
            "telling": summary(of_need(number)),
            "problem": problem,
            "place": place,
            "typed": request.POST if problem else QueryDict(),
        },
        status=400 if problem else 200,
    )


def _initial(need: Need) -> dict[str, Any]:
    return {"title": need.title, "asked": need.asked, "kind": need.kind.value, "department": need.department}


def _heards(evidence: Sequence[Evidence]) -> list[Heard]:
    ids = [one.mention for one in evidence]
    found = house().archive.find(ids)
    return [found[one] for one in ids if one in found]


def _proposals(proposed: Sequence[Evidence]) -> list[Mapping[str, Any]]:
    likest = sorted(proposed, key=lambda one: -one.likeness)
    found = house().archive.find([one.mention for one in likest])
    return [
        {"heard": found[one.mention], "likeness": round(100 * one.likeness)} for one in likest if one.mention in found
    ]


def _segments(number: NeedId) -> list[Mapping[str, Any]]:
    here = reverse("need_mentions", args=[number])
    found: list[Mapping[str, Any]] = []
    for segment in said.SEGMENTS:
        values = said.people_by_segment(number, segment)
        named = [(_value(segment, value), many, link(here, **{segment: value})) for value, many in values[:LARGEST]]
        if named:
            found.append({"title": word(segment, "need_segment"), "rows": named, "more": len(values) - len(named)})
    return found


def _value(segment: str, value: str) -> str:
    return desks.names()["topics"].get(value, value) if segment == "topic" else word(value, segment)


def _signpost(how: How, value: str) -> Mapping[str, str]:
    names = desks.names()
    name = names["topics"].get(value, value) if how is How.TOPIC else names["queries"].get(int(value), value)
    url = link(reverse("live"), **{how.value: value}, own="no")
    return {"how": how.value, "value": value, "name": name, "url": url}


def _signpost_choices() -> list[tuple[str, str]]:
    names = desks.names()
    topics = [(f"topic:{key}", f"{_('Topic')}: {name}") for key, name in names["topics"].items()]
    queries = [(f"query:{key}", f"{_('Query')}: {name}") for key, name in desks.query_options("")]
    return [*topics, *queries]


@page()
def need_mentions(request: HttpRequest, number: int) -> HttpResponse:
    """List the mentions that a figure of a need counts: all of them, those of a day, of a segment."""
    row = stored.need_row(NeedId(number))
    if row.need.into is not None:
        return redirect("need_mentions", row.need.into)
    asked = {segment: request.GET[segment] for segment in said.SEGMENTS if request.GET.get(segment)}
    day = request.GET.get("day", "")
    start, end = days_of(day) if day else (None, None)
    part = said.Part(segments=asked, since=start, until=end)
    rows = said.evidence_page(row.need.id, part, after=request.GET.get("after") or None, limit=PAGE)
    people, mentions = said.evidence_counts(row.need.id, part)
    here = reverse("need_mentions", args=[number])
    return render(
        request,
        "pages/need_mentions.html",
        {
            "row": row,
            "need": row.need,
            "items": _heards(rows.items),
            "people": people,
            "mentions": mentions,
            "asked": [_value(segment, value) for segment, value in asked.items()] + ([day] if day else []),
            "works": allowed(actor(request), Action.WORK_NEED, row.need.department),
            "next": link(here, **asked, day=day, after=rows.next) if rows.next else "",
            "first": link(here, **asked, day=day) if request.GET.get("after") else "",
        },
    )
