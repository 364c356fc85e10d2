"""The answers library: the list, one answer with its versions, writing and confirming, placeholders.

What a case is offered stands in `answer_offers`; what is asked often and has no answer, in `answer_proposals`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import timedelta
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from resonanz.app.wiring import house
from resonanz.core.errors import NotFound
from resonanz.core.ids import AnswerId, DepartmentId, UserId
from resonanz.core.policy import Action, Actor, allowed
from resonanz.core.ready_answers import GIVEN, LONGEST_ASKED, LONGEST_TEXT, LONGEST_TITLE, ReadyAnswer
from resonanz.respond.ready_answers import LASTS, LONGEST_LASTING, Wording
from resonanz.store.relational.editing import ready_answers as editing
from resonanz.store.relational.selectors import people as stored_people
from resonanz.store.relational.selectors import ready_answers as stored
from resonanz.store.relational.views.answering import AnswerRow, AnswerVersionRow
from resonanz.web import desks, narrowed, words
from resonanz.web.access import actor, may, page
from resonanz.web.asking import link
from resonanz.web.editor.differences import Piece, difference
from resonanz.web.fields import OpenForm
from resonanz.web.given import day, whole
from resonanz.web.pages.reactions import helped
from resonanz.web.trouble import rejections_at


class AnswerForm(OpenForm):
    """Take the words of an answer."""

    title = forms.CharField(label=lazy("What it is about"), max_length=LONGEST_TITLE)
    department = forms.TypedChoiceField(label=lazy("Department"), coerce=int)
    asked = forms.CharField(
        label=lazy("How people ask for it, one question a line"),
        required=False,
        max_length=LONGEST_ASKED,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=lazy("In your own words. The answer is offered where a question resembles these."),
    )
    german = forms.CharField(
        label=lazy("German text"), required=False, max_length=LONGEST_TEXT, widget=forms.Textarea(attrs={"rows": 6})
    )
    english = forms.CharField(
        label=lazy("English text"), required=False, max_length=LONGEST_TEXT, widget=forms.Textarea(attrs={"rows": 6})
    )
    owner = forms.TypedChoiceField(label=lazy("Owner"), coerce=int, required=False, empty_value=None)
    seen = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, who: Actor, **kwargs: Any) -> None:  # noqa: ANN401  handed on to Django as it came
        self._who = who
        super().__init__(*args, **kwargs)

    def offered(self) -> Mapping[str, Iterable[tuple[Any, Any]]]:
        """Return the departments whose cases the person works on, and the people."""
        rooms = [
            pair
            for pair in desks.names()["departments"].items()
            if allowed(self._who, Action.WORK_CASE, DepartmentId(pair[0]))
        ]
        people = [(one.id, one.name) for one in stored_people.people() if one.active]
        return {"department": rooms, "owner": [("", _("nobody")), *people]}

    def wording(self) -> Wording:
        """Return what was entered."""
        said = self.cleaned_data
        return Wording(
            title=said["title"],
            asked=said["asked"],
            german=said["german"],
            english=said["english"],
            department=DepartmentId(said["department"]),
            owner=None if said["owner"] is None else UserId(said["owner"]),
        )


class PlaceForm(forms.Form):
    """Take a placeholder of the company's own."""

    name = forms.CharField(label=lazy("Placeholder, without braces"), max_length=30)
    german = forms.CharField(label=lazy("In German"), max_length=editing.LONGEST)
    english = forms.CharField(label=lazy("In English"), max_length=editing.LONGEST)


@page()
def answers(request: HttpRequest) -> HttpResponse:
    """List the library."""
    asked = narrowed.answers(request.GET)
    today = house().answer_desk.today
    rows = stored.answers(asked, today, after=request.GET.get("after") or None)
    given = {"q": asked.text, "department": asked.department or "", "standing": asked.standing or ""}
    given["view"] = "retired" if asked.retired else ""
    taken = link("", **given | {"view": given["view"] or "offered"})
    here = reverse("answers")
    return render(
        request,
        "pages/answers.html",
        {
            "rows": rows.items,
            "q": asked.text,
            "taken": taken,
            "retired": asked.retired,
            "selects": [
                desks.select(
                    "department",
                    _("Department"),
                    str(asked.department or ""),
                    list(desks.names()["departments"].items()),
                ),
                desks.select("standing", _("Confirmation"), str(asked.standing or ""), desks.options("standing")),
            ],
            "asked_for": any(given.values()),
            "counts": stored.standings(today),
            "proposals": stored.open_proposals(),
            "next": link(here, **given, after=rows.next) if rows.next else "",
            "first": link(here, **given) if request.GET.get("after") else "",
            "writes": may(request, Action.WORK_CASE),
        },
    )


@page(Action.WORK_CASE, methods=("GET", "POST"))
def answer_new(request: HttpRequest) -> HttpResponse:
    """Write an answer."""
    who = actor(request)
    form = AnswerForm(request.POST or None, who=who, initial={"owner": who.id})
    if request.method == "POST" and form.is_valid():
        with rejections_at(form):
            made = house().answer_desk.write(who, form.wording())
            messages.success(request, _("Kept. Somebody confirms it before it is offered as confirmed."))
            return redirect("answer", made.id)
    return _form(request, form)


@page(Action.WORK_CASE, methods=("GET", "POST"))
def answer_edit(request: HttpRequest, number: int) -> HttpResponse:
    """Change an answer."""
    before = house().answer_library.load(AnswerId(number))
    form = AnswerForm(request.POST or None, who=actor(request), initial=_initial(before))
    if request.method == "POST" and form.is_valid():
        with rejections_at(form):
            seen = form.cleaned_data["seen"]
            house().answer_desk.edit(actor(request), before.id, form.wording(), seen=seen)
            messages.success(request, _("Kept."))
            return redirect("answer", number)
    return _form(request, form, before)


def _initial(answer: ReadyAnswer) -> dict[str, Any]:
    names = ("title", "department", "asked", "german", "english", "owner")
    return {**{name: getattr(answer, name) for name in names}, "seen": answer.version}


def _form(request: HttpRequest, form: AnswerForm, answer: ReadyAnswer | None = None) -> HttpResponse:
    own = [one.name for one in house().answer_library.own_places()]
    context = {"form": form, "answer": answer, "places": [f"{{{name}}}" for name in (*GIVEN, *own)]}
    return render(request, "pages/answer_form.html", context, status=400 if form.errors else 200)


@page()
def answer(request: HttpRequest, number: int) -> HttpResponse:
    """Show an answer with its versions."""
    row = _load(number)
    found = row.answer
    who = actor(request)
    today = house().answer_desk.today
    after = request.GET.get("after") or None
    versions = stored.versions(found.id, after=after)
    here = reverse("answer", args=[number])
    return render(
        request,
        "pages/answer.html",
        {
            "row": row,
            "answer": found,
            "works": allowed(who, Action.WORK_CASE, found.department),
            "confirms": who.id == found.owner or allowed(who, Action.MANAGE_DEPARTMENT, found.department),
            "until": (today + LASTS).isoformat(),
            "earliest": (today + timedelta(days=1)).isoformat(),
            "latest": (today + LONGEST_LASTING).isoformat(),
            "helped": helped(found.id),
            "versions": _compared(found.id, versions.items, versions.next),
            "next": link(here, after=versions.next) if versions.next else "",
            "first": here if after else "",
        },
    )


def _load(number: int) -> AnswerRow:
    row = stored.answer_row(AnswerId(number), house().answer_desk.today)
    if row is None:
        raise NotFound(f"There is no answer {number}.")
    return row


def _compared(answer: AnswerId, rows: tuple[AnswerVersionRow, ...], more: str | None) -> list[Mapping[str, Any]]:
    older = stored.versions(answer, after=more, limit=1).items if more else ()
    before = [*rows[1:], *(older or [None])]
    return [{"row": row, "changes": _changes(row, former)} for row, former in zip(rows, before, strict=False)]


def _changes(row: AnswerVersionRow, former: AnswerVersionRow | None) -> list[tuple[str, list[Piece]]]:
    parts = {"title": _("What it is about"), "asked": _("Questions"), "german": _("German"), "english": _("English")}
    return [
        (label, difference(getattr(former, name) if former else "", getattr(row, name)))
        for name, label in parts.items()
        if getattr(row, name) != (getattr(former, name) if former else "")
    ]


@page(writes=Action.WORK_CASE, methods=("POST",))
def answer_do(request: HttpRequest, number: int, action: str) -> HttpResponse:
    """Confirm, retire, bring back or restore an answer."""
    desk, who, which = house().answer_desk, actor(request), AnswerId(number)
    seen = whole(request.POST.get("seen", ""))
    if action == "confirm":
        desk.confirm(who, which, day(request.POST.get("until", "")), seen=seen)
        messages.success(request, _("Confirmed."))
    elif action in {"retire", "bring-back"}:
        desk.retire(who, which, retired=action == "retire")
        messages.success(request, _("It is offered no longer.") if action == "retire" else _("It is offered again."))
    elif action == "restore":
        desk.restore(who, which, whole(request.POST.get("version", "")) or 0)
        messages.success(request, _("It has its earlier words again. Somebody confirms them."))
    else:
        raise NotFound("Nothing of that name can be done with an answer.")
    return redirect("answer", number)


@page(Action.WORK_CASE, writes=Action.MANAGE_DEPARTMENT, methods=("GET", "POST"))
def answer_places(request: HttpRequest) -> HttpResponse:
    """Show the placeholders; leads add the company's own and remove them."""
    form = PlaceForm(request.POST or None)
    if request.method == "POST":
        if dropped := request.POST.get("drop"):
            editing.drop_place(actor(request), dropped, desks.now())
            messages.success(request, _("Removed."))
            return redirect("answer_places")
        if form.is_valid():
            with rejections_at(form):
                said = form.cleaned_data
                editing.set_place(actor(request), said["name"], said["german"], said["english"], desks.now())
                messages.success(request, _("Kept."))
                return redirect("answer_places")
    context = {
        "form": form,
        "given": [(f"{{{name}}}", words.word(name, "place")) for name in GIVEN],
        "own": house().answer_library.own_places(),
        "writes": may(request, Action.MANAGE_DEPARTMENT),
    }
    return render(request, "pages/answer_places.html", context, status=400 if form.errors else 200)
